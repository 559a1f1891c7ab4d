"""Posts from one file, or from two of one folder: one with the texts, one that says whose each post is."""

from pathlib import Path

import polars as pl

from matchmaker.application.scoring.files import Progress
from matchmaker.application.topic_fit.said import Said, read_said, required
from matchmaker.domain.columns import instant, text
from matchmaker.errors import MatchmakerError, ValidationFailedError
from matchmaker.intake.files import FORMATS, split_name
from matchmaker.intake.scorable import Doubts, ScorableFile

CREATOR_ID = Said(required(text("creator_id", "Whose row it is")))
_POST_ID = Said(text("post_id", "The post"))
_CAPTION = Said(text("caption", "Text of the post"), ("text",))
_POSTED_AT = Said(required(instant("posted_at", "When it was published")), ("date", "published_at", "created_at"))
_KEY = Said(required(_POST_ID.column))
_TEXTS, _OWNERS = (_KEY, _CAPTION), (CREATOR_ID, _KEY)


def read_posts(path: Path, timezone: str, doubts: Doubts, notes: list[str], progress: Progress) -> pl.DataFrame:
    """creator_id, post_id, caption and posted_at, in the order of the file; a post without an id gets its place.

    A file without creator_id or without texts is completed by the one file of its folder that has them by post_id;
    `notes` tells which. Raises ValidationFailedError where neither holds, or more than one file could complete it.
    """
    columns = ScorableFile(path).columns
    has_owner, has_text = (said.within(columns) is not None for said in (CREATOR_ID, _CAPTION))
    if has_owner and has_text:
        posts = read_said(path, (CREATOR_ID, _POST_ID, _CAPTION, _POSTED_AT), timezone, doubts, progress)
        return posts.with_columns(post_id=pl.coalesce("post_id", pl.format("row-{}", pl.int_range(pl.len()))))
    if has_owner == has_text:
        raise ValidationFailedError(
            f"expected the columns creator_id, posted_at or date, and caption or text in {path.name}, "
            f"got {', '.join(columns)[:300]}; rename or add them"
        )
    other = _completing(path, _TEXTS if has_owner else _OWNERS)
    notes.append(f"{path.name} was completed by {other.name}, by post_id")
    texts, owners = (other, path) if has_owner else (path, other)
    said = read_said(texts, (_KEY, _CAPTION, _POSTED_AT), timezone, doubts, progress)
    owned = read_said(owners, _OWNERS, timezone, doubts, progress)
    return owned.join(said.unique("post_id", keep="last"), on="post_id", how="inner", maintain_order="left")


def _completing(path: Path, wanted: tuple[Said, ...]) -> Path:
    """The one other file of the folder with these columns."""
    words = " and ".join(" or ".join(said.names) for said in wanted)
    found = [
        other
        for other in sorted(path.resolve().parent.iterdir())
        if other.is_file() and other.name != path.name and _has(other, wanted)
    ]
    if len(found) != 1:
        names = ", ".join(other.name for other in found) or "none"
        raise ValidationFailedError(
            f"expected {path.name}, or one file beside it, to have the columns {words}, got {names}; "
            "give a file of posts with creator_id, post_id, posted_at and caption"
        )
    return found[0]


def _has(path: Path, wanted: tuple[Said, ...]) -> bool:
    if split_name(path)[1].lower().removesuffix(".gz") not in FORMATS:
        return False
    try:
        columns = ScorableFile(path).columns
    except MatchmakerError:  # whatever else lies in the folder is nobody's fault
        return False
    return all(said.within(columns) is not None for said in wanted)
