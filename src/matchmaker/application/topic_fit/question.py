"""The topic-fit question: one or several briefs and up to 500 creators, read strictly."""

from pydantic import Field

from matchmaker.application.questions import (
    LARGEST_CANDIDATES,
    BriefDocument,
    CandidatesDocument,
    Word,
    read_document,
    refuse_candidates,
)
from matchmaker.application.terms import Strict
from matchmaker.errors import FieldError, TooManyCandidatesError, ValidationFailedError

LARGEST_BRIEFS = 20  # of a question
LARGEST_ANSWER = 5_000  # briefs times creators: some 10 MB of JSON


class NamedBrief(BriefDocument):
    """A brief as of POST /v1/rankings; of what it asks for, only what posts can answer is looked at."""

    brief_id: Word | None = Field(None, description="Comes back with the answer; default: its place, from 0")


class TopicFitQuestion(Strict):
    """How well do the posts of these creators fit each of these briefs, and which posts make it so?"""

    briefs: tuple[NamedBrief, ...] = Field(min_length=1, max_length=LARGEST_BRIEFS)
    candidates: CandidatesDocument

    @property
    def brief_ids(self) -> list[str]:
        """The name of each brief: its own, else its place."""
        return [brief.brief_id or str(place) for place, brief in enumerate(self.briefs)]


def read_topic_fit_question(body: bytes | str) -> TopicFitQuestion:
    """The question in a JSON text.

    Raises ValidationFailedError that points at every fault, TooManyCandidatesError beyond 500 creators or 5,000 answers.
    """
    question = read_document(TopicFitQuestion, body)
    refuse_candidates(question.candidates)
    creators_count = len(question.candidates.creator_ids) + len(question.candidates.creators)
    if creators_count * len(question.briefs) > LARGEST_ANSWER:
        raise TooManyCandidatesError(
            f"expected at most {LARGEST_ANSWER:,} pairs of a brief and a creator, got {creators_count} creators for "
            f"{len(question.briefs)} briefs; send several questions, or 'matchmaker score topic-fit' files",
            errors=[FieldError("/briefs", f"at most {LARGEST_ANSWER // LARGEST_CANDIDATES} for 500 creators", "more")],
        )
    names = question.brief_ids
    again = [place for place, name in enumerate(names) if name in names[:place]]
    if again:
        raise ValidationFailedError(
            "expected every brief under a name of its own",
            errors=[FieldError(f"/briefs/{place}/brief_id", "every name once", names[place]) for place in again],
        )
    return question
