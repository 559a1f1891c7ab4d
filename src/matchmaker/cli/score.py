"""`matchmaker score accounts|comments|captions|audience|growth|topic-fit`: files scored as by the service."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from matchmaker.application.scoring.files import CREATOR_ID, Progress, Scored, score_audience, score_rows
from matchmaker.application.scoring.heads import ACCOUNTS, CAPTIONS, COMMENTS
from matchmaker.application.scoring.histories import score_growth
from matchmaker.application.scoring.model import open_authenticity, open_model
from matchmaker.application.topic_fit.files import score_topic_fit
from matchmaker.application.topic_fit.inputs import TopicFitInput
from matchmaker.application.vectors import open_encoders
from matchmaker.cli.bars import Bars
from matchmaker.intake.scorable import Doubts
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.settings import Settings

_KINDS = "CSV, JSON Lines or Parquet by its ending; .gz too, but for Parquet."
Input: TypeAlias = Annotated[Path, typer.Argument(metavar="INPUT", help=_KINDS)]
Output: TypeAlias = Annotated[Path, typer.Option("--out", metavar="OUTPUT", help="Written whole or not at all.")]
BundleFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option("--bundle", metavar="DIR", help="A bundle, or the folder above it; default: the model in service."),
]
By: TypeAlias = Annotated[
    str, typer.Option("--by", metavar="COLUMN", help="Whose row it is; without creator_id the file is one creator's.")
]

score = typer.Typer(help="Score files with the authenticity and topic-fit models.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(score, name="score")


@score.command("accounts")
def score_accounts(source: Input, out: Output, bundle: BundleFolder = None) -> None:
    """Add fake_probability, automated_probability and coordinated_probability to rows of accounts.

    Columns carry the canonical names of data/schemas/follower_profiles.json, any subset of them; others are kept.
    A probability is empty where the columns do not suffice.
    """
    _run(bundle, lambda model, progress: score_rows(ACCOUNTS, source, out, model, progress))


@score.command("comments")
def score_comments(source: Input, out: Output, bundle: BundleFolder = None) -> None:
    """Add spam_probability and generic_probability to rows with a column `text`; empty for a blank text."""
    _run(bundle, lambda model, progress: score_rows(COMMENTS, source, out, model, progress))


@score.command("captions")
def score_captions(source: Input, out: Output, bundle: BundleFolder = None) -> None:
    """Add disclosure_probability, disclosure_type and disclosure_up_front to rows with a column `text`."""
    _run(bundle, lambda model, progress: score_rows(CAPTIONS, source, out, model, progress))


@score.command("audience")
def score_audience_of(source: Input, out: Output, bundle: BundleFolder = None, by: By = CREATOR_ID) -> None:
    """Estimate each creator's share of fake followers from a sample: sample_count, fake_follower_ratio_p10, _p50, _p90."""
    _run(bundle, lambda model, progress: score_audience(by, source, out, model, progress))


@score.command("growth")
def score_growth_of(
    source: Input,
    out: Output,
    bundle: BundleFolder = None,
    by: By = CREATOR_ID,
    posts: Annotated[
        Path | None, typer.Option("--posts", metavar="FILE", help="The creators' posts, which name causes of growth.")
    ] = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help="IANA zone of moments without an offset, as Europe/Berlin.")
    ] = "UTC",
) -> None:
    """Judge follower histories (observed_at, followers_count): one row a creator with its dated spikes.

    Adds growth_anomaly_probability, history_days and spikes: started_at, ended_at, kind (jump, drip, purge, sawtooth),
    change_count, change_ratio, cause (viral_post, giveaway, press) and probability; a JSON text in CSV.
    """
    _run(bundle, lambda model, progress: score_growth(by, source, posts, timezone, out, model, progress))


@score.command("topic-fit")
def score_topic_fit_of(
    briefs: Annotated[
        Path, typer.Option("--briefs", metavar="FILE", help=f"brief_id, text; or brief, query. {_KINDS}")
    ],
    creators: Annotated[Path, typer.Option("--creators", metavar="FILE", help="creator_id; observed_at where known.")],
    posts: Annotated[
        Path,
        typer.Option("--posts", metavar="FILE", help="creator_id, post_id, posted_at or date, caption or text."),
    ],
    out: Output,
    bundle: BundleFolder = None,
    fast: Annotated[bool, typer.Option("--fast", help="Thousands of captions a second, a little less exact.")] = False,
    timezone: Annotated[str, typer.Option("--timezone", help="IANA zone of moments without an offset.")] = "UTC",
) -> None:
    """Judge how well creators fit briefs: one row a brief and creator, the numbers that POST /v1/topic-fit answers.

    Columns: brief_id, creator_id, topic_fit_probability, specialism_ratio and evidence_post_ids: the posts that raise
    the fit most, then those that lower it most; a JSON text in CSV. Posts whose file does not say whose they are, or
    what they say, are completed by the one file beside it that does.
    """
    settings = Settings()
    model, source = open_model(TopicFit, settings, bundle), TopicFitInput(briefs, creators, posts, timezone)
    with open_encoders(settings) as encoders, Bars() as bars:
        told = score_topic_fit(source, out, model, encoders, bars.file, fast=fast)
    _tell(told.doubts)
    for note in told.notes:
        sys.stderr.write(f"{note}\n")
    sys.stderr.write(f"{told.creators_count:,} creators for {told.briefs_count:,} briefs written to {out}\n")


def _run(bundle: Path | None, work: Callable[[Authenticity, Progress], Scored]) -> None:
    model = open_authenticity(Settings(), bundle)
    with Bars() as bars:
        scored = work(model, bars.file)
    _tell(scored.doubts)


def _tell(doubts: Doubts) -> None:
    for fault in doubts.first:
        sys.stderr.write(f"row {fault.row}, column {fault.column}: expected {fault.expected}, got {fault.got}\n")
    if doubts.count:
        sys.stderr.write(f"{doubts.count:,} cells were out of range and counted as unknown\n")
