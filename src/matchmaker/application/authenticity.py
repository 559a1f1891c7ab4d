"""The authenticity question: accounts, comments, captions and creators, each judged by its own heads."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeAlias, cast

import polars as pl
from pydantic import Field, JsonValue, WithJsonSchema

from matchmaker.application.candidates import joined, known_revisions
from matchmaker.application.model_uses import model_uses
from matchmaker.application.questions import LARGEST_CANDIDATES, CreatorDocument, read_document
from matchmaker.application.report.assessments import Found, creator_assessments
from matchmaker.application.report.document import (
    AccountScores,
    AuthenticityAnswer,
    CaptionScores,
    CommentScores,
    CreatorAssessment,
)
from matchmaker.application.report.report import assess
from matchmaker.application.schemas import ACCOUNT_SCHEMA
from matchmaker.application.scoring.heads import ACCOUNTS, CAPTIONS, COMMENTS
from matchmaker.application.terms import CreatorId, Strict
from matchmaker.application.workplace import Workplace
from matchmaker.domain.assessment import with_disputes
from matchmaker.domain.columns import LONGEST_ID, LONGEST_TEXT
from matchmaker.domain.tables import VENDOR_ESTIMATES
from matchmaker.errors import FieldError, TooManyCandidatesError, ValidationFailedError
from matchmaker.intake.accounts import account_rows
from matchmaker.intake.documents import creator_documents
from matchmaker.registry.model_set import ModelSet
from matchmaker.scorers.authenticity import Authenticity

LARGEST_QUESTION = LARGEST_CANDIDATES  # items of all kinds together

AccountDocument: TypeAlias = Annotated[dict[str, JsonValue], WithJsonSchema(ACCOUNT_SCHEMA)]


class TextDocument(Strict):
    """A comment or caption; `id` comes back with the answer."""

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)] | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] | None


class AuthenticityQuestion(Strict):
    """Up to 500 items of any kinds: how real are these accounts, comments, captions and creators?"""

    accounts: tuple[AccountDocument, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_QUESTION}, description="Any subset of the canonical account columns"
    )
    comments: tuple[TextDocument, ...] = Field((), json_schema_extra={"maxItems": LARGEST_QUESTION})
    captions: tuple[TextDocument, ...] = Field((), json_schema_extra={"maxItems": LARGEST_QUESTION})
    creator_ids: tuple[CreatorId, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_QUESTION}, description="Creators of the catalogue"
    )
    creators: tuple[CreatorDocument, ...] = Field(
        (), json_schema_extra={"maxItems": LARGEST_QUESTION}, description="Creators sent along with what is known"
    )


def read_authenticity_question(body: bytes | str) -> AuthenticityQuestion:
    """The question in a JSON text; ValidationFailedError points at faults, TooManyCandidatesError beyond 500 items."""
    question = read_document(AuthenticityQuestion, body)
    kinds = (question.accounts, question.comments, question.captions, question.creator_ids, question.creators)
    count = sum(map(len, kinds))
    if count > LARGEST_QUESTION:
        raise TooManyCandidatesError(
            f"expected at most {LARGEST_QUESTION} items, got {count}; send several questions, or score a file",
            errors=[FieldError("", f"at most {LARGEST_QUESTION} items", str(count))],
        )
    if count == 0:
        raise ValidationFailedError(
            "expected at least one account, comment, caption or creator, got none",
            errors=[FieldError("", "at least one item", "none")],
        )
    _refuse_repeats(question)
    return question


def answer_authenticity(question: AuthenticityQuestion, workplace: Workplace, now: datetime) -> AuthenticityAnswer:
    """Judge every item; accounts, comments and captions get the numbers that `matchmaker score` writes.

    Raises ValidationFailedError, CreatorUnknownError, ModelUnavailableError or StorageFailedError.
    """
    started = time.perf_counter()
    models = workplace.champions.current()
    model = models.authenticity
    return {
        "accounts": _accounts(question.accounts, model),
        "comments": _comments(question.comments, model),
        "captions": _captions(question.captions, model),
        "creators": _creators(question, workplace, models, now),
        "models": model_uses({"authenticity": models.versions["authenticity"]}),
        "took_ms": round(1000 * (time.perf_counter() - started), 3),
    }


def _accounts(documents: Sequence[AccountDocument], model: Authenticity) -> list[AccountScores]:
    if not documents:
        return []
    accounts = account_rows(documents, pointer="/accounts")
    scores = accounts.select("account_id").hstack(ACCOUNTS.score(model, accounts.drop("account_id")))
    return cast("list[AccountScores]", scores.to_dicts())


def _comments(documents: Sequence[TextDocument], model: Authenticity) -> list[CommentScores]:
    if not documents:
        return []
    texts = _texts(documents)
    return cast("list[CommentScores]", texts.select("id").hstack(COMMENTS.score(model, texts)).to_dicts())


def _captions(documents: Sequence[TextDocument], model: Authenticity) -> list[CaptionScores]:
    if not documents:
        return []
    texts = _texts(documents)
    return cast("list[CaptionScores]", texts.select("id").hstack(CAPTIONS.score(model, texts)).to_dicts())


def _texts(documents: Sequence[TextDocument]) -> pl.DataFrame:
    schema = {"id": pl.String, "text": pl.String}
    return pl.DataFrame([(document.id, document.text) for document in documents], schema=schema, orient="row")


def _creators(
    question: AuthenticityQuestion, workplace: Workplace, models: ModelSet, now: datetime
) -> list[CreatorAssessment]:
    if not question.creator_ids and not question.creators:
        return []
    known_revisions(question.creator_ids, workplace, "/creator_ids")
    ids = sorted(question.creator_ids)
    sent = creator_documents(question.creators, now=now, pointer="/creators")
    snapshot = joined(ids, sent, workplace)
    contested = workplace.disputes.contested(snapshot.creators["creator_id"].to_list())
    stored = (workplace.catalogue.rows(VENDOR_ESTIMATES, creator_id) for creator_id in ids)
    estimates = pl.concat([sent[VENDOR_ESTIMATES.name], *stored])
    assessment = with_disputes(assess(snapshot, models, read_comments=False), contested)
    return creator_assessments(Found(snapshot, assessment, estimates, models.authenticity))


def _refuse_repeats(question: AuthenticityQuestion) -> None:
    named = [(f"/creator_ids/{place}", name) for place, name in enumerate(question.creator_ids)]
    named += [
        (f"/creators/{place}/creator_id", str(document.get("creator_id")))
        for place, document in enumerate(question.creators)
    ]
    seen: set[str] = set()
    faults = [FieldError(place, "every creator once", name[:LONGEST_ID]) for place, name in named if _again(name, seen)]
    if faults:
        raise ValidationFailedError("expected every creator once", errors=faults)


def _again(name: str, seen: set[str]) -> bool:
    is_again = name in seen
    seen.add(name)
    return is_again
