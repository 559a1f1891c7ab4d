"""The performance question: creators, and the posts that are planned, read strictly."""

from typing import Annotated, TypeAlias

from pydantic import Field, JsonValue, WithJsonSchema

from matchmaker.application.questions import LARGEST_CANDIDATES, CreatorDocument, read_document
from matchmaker.application.schemas import PLANNED_POST_SCHEMA
from matchmaker.application.terms import CreatorId, Strict
from matchmaker.domain.columns import LONGEST_ID
from matchmaker.errors import FieldError, TooManyCandidatesError, ValidationFailedError

LARGEST_PLAN = 5_000  # planned posts of a question: ten each of 500 creators

PlannedPostDocument: TypeAlias = Annotated[dict[str, JsonValue], WithJsonSchema(PLANNED_POST_SCHEMA)]


class PerformanceQuestion(Strict):
    """What will these posts earn? Up to 500 creators; one without a planned post is asked about an ordinary one."""

    creator_ids: tuple[CreatorId, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_CANDIDATES}, description="Creators of the catalogue"
    )
    creators: tuple[CreatorDocument, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_CANDIDATES}, description="Creators sent along with their posts"
    )
    planned_posts: tuple[PlannedPostDocument, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_PLAN}, description="Posts that these creators are going to publish"
    )

    @property
    def names(self) -> list[str]:
        """The ids of all creators in the order of the question; empty where a document has none."""
        return [*self.creator_ids, *(str(document.get("creator_id") or "") for document in self.creators)]


def read_performance_question(body: bytes | str) -> PerformanceQuestion:
    """The question in a JSON text.

    Raises ValidationFailedError that points at every fault, TooManyCandidatesError beyond 500 creators or 5,000 posts.
    """
    question = read_document(PerformanceQuestion, body)
    _refuse_many("creators", len(question.names), LARGEST_CANDIDATES)
    _refuse_many("planned_posts", len(question.planned_posts), LARGEST_PLAN)
    if not question.names:
        raise ValidationFailedError(
            "expected at least one creator, got none; name creator_ids or send creators",
            errors=[FieldError("", "at least one of creator_ids or creators", "none")],
        )
    _refuse_repeats(question)
    return question


def _refuse_many(field: str, count: int, limit: int) -> None:
    if count > limit:
        raise TooManyCandidatesError(
            f"expected at most {limit:,} {field}, got {count:,}; send several questions, or 'matchmaker forecast' files",
            errors=[FieldError(f"/{field}", f"at most {limit:,}", f"{count:,}")],
        )


def _refuse_repeats(question: PerformanceQuestion) -> None:
    places = [f"/creator_ids/{place}" for place in range(len(question.creator_ids))]
    places += [f"/creators/{place}/creator_id" for place in range(len(question.creators))]
    names = question.names
    faults = [
        FieldError(place, "every creator once", name[:LONGEST_ID])
        for row, (place, name) in enumerate(zip(places, names, strict=True))
        if name in names[:row]
    ]
    if faults:
        raise ValidationFailedError("expected every creator once", errors=faults)
