"""`matchmaker rank`: rank creators for a brief, the same numbers as POST /v1/rankings."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import JsonValue
from rich.console import Console

from matchmaker.application.questions import LARGEST_CANDIDATES, read_question
from matchmaker.application.ranking import rank
from matchmaker.application.workplace import Workplace, open_workplace
from matchmaker.errors import NotFoundError, StorageFailedError, ValidationFailedError
from matchmaker.ranking.document import Item, Quantiles, Ranking
from matchmaker.settings import Settings

_REASONS_SHOWN = 4
_COLOURS = {"shortlist": "green", "review": "yellow", "avoid": "red"}
_SIGNS = {"raises": "+", "lowers": "-", "neutral": "="}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rank")(rank_creators)


def rank_creators(
    brief: Annotated[
        str, typer.Option("--brief", help="A .toml or .json file with the brief (or the whole question), or its text.")
    ],
    creators: Annotated[str | None, typer.Option("--creators", help="Ids in the catalogue, with commas.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every creator of the catalogue, up to 500.")] = False,
    inline: Annotated[
        Path | None, typer.Option("--inline", help="A .json file with creator documents that are not in the catalogue.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=LARGEST_CANDIDATES, help="How many to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer of POST /v1/rankings.")] = False,
) -> None:
    """Who fits a brief, in which order, and why? The ranking is stored, as by the HTTP service."""
    with open_workplace(Settings()) as workplace:
        question = _question(brief, workplace, creators, everyone, inline) | {"limit": limit}
        read = read_question(json.dumps(question))
        ranking = rank(read, workplace, f"rk_{uuid4().hex}", datetime.now(UTC)).ranking
    if as_json:
        typer.echo(json.dumps(ranking, ensure_ascii=False, indent=2))
    else:
        _show(ranking, Console())


def _question(
    brief: str, workplace: Workplace, creators: str | None, everyone: bool, inline: Path | None
) -> dict[str, JsonValue]:
    document = _brief(brief)
    question: dict[str, JsonValue] = document if "brief" in document else {"brief": document}
    chosen: dict[str, JsonValue] = {}
    if everyone:
        chosen["creator_ids"] = list(workplace.catalogue.creator_ids()[: LARGEST_CANDIDATES + 1])
    elif creators:
        chosen["creator_ids"] = [name.strip() for name in creators.split(",") if name.strip()]
    if inline:
        documents = _json(inline)
        chosen["creators"] = documents if isinstance(documents, list) else [documents]
    if chosen:
        question = question | {"candidates": chosen}
    if "candidates" not in question:
        raise ValidationFailedError("expected candidates, got none; name --creators, --all or --inline")
    return question


def _brief(brief: str) -> dict[str, JsonValue]:
    """A file by its ending, anything else is the text of the brief."""
    path = Path(brief)
    if path.suffix == ".toml":
        try:
            return tomllib.loads(_text(path))
        except tomllib.TOMLDecodeError as error:
            raise ValidationFailedError(f"{path}: expected TOML, got {error}; mend the file") from None
    if path.suffix == ".json":
        document = _json(path)
        if not isinstance(document, dict):
            raise ValidationFailedError(f"{path}: expected an object with a brief, got {type(document).__name__}")
        return document
    return {"text": _text(path) if path.suffix == ".txt" else brief}


def _json(path: Path) -> JsonValue:
    try:
        document: JsonValue = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ValidationFailedError(f"{path}: expected JSON, got {error}; mend the file") from None
    return document


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFoundError(f"expected a file at {path}, got none; check the path") from None
    except UnicodeDecodeError as error:
        raise ValidationFailedError(f"{path}: expected UTF-8, got {error.reason} at byte {error.start}") from None
    except OSError as error:
        raise StorageFailedError(f"expected to read {path}, got '{error.strerror}'; check its rights") from None


def _show(ranking: Ranking, console: Console) -> None:
    console.print(f"{len(ranking['items'])} of {ranking['candidates_count']} candidates\n", highlight=False)
    for item in ranking["items"]:
        _show_item(item, console)
    for entry in ranking["excluded"]:
        console.print(f"excluded {entry['creator_id']}: {entry['code']}, {entry['observed']} (limit {entry['limit']})")
    for goal in ranking["goals"]:
        chance = "unknown" if goal["probability"] is None else f"{goal['probability']:.0%}"
        console.print(f"goal of {goal['target_count']:,.0f} {goal['metric']}: probability {chance}")
    for notice in ranking["warnings"]:
        console.print(f"[yellow]{notice['code']}[/yellow]: ", end="")
        console.print(notice["text"], markup=False)
    versions = ", ".join(f"{name} {model['version']}" for name, model in ranking["models"].items())
    console.print(f"{ranking['ranking_id']}, models: {versions}, policy {ranking['policy_version']}", markup=False)


def _show_item(item: Item, console: Console) -> None:
    kind = ", ".join(word for word in (item["platform"], item["tier"]) if word)
    heading = f"{item['rank']:>3}. [bold]{item['creator_id']}[/bold] ({kind})"
    console.print(f"{heading}  score {item['score']:.1f}  [{_COLOURS[item['decision']]}]{item['decision']}[/]")
    fake = _spread(item["authenticity"]["fake_follower_ratio"], "{:.0%}")
    engagements = _spread(item["performance"]["engagements_count"], "{:,.0f}")
    console.print(f"     engagements {engagements}; fake followers {fake}", highlight=False)
    for reason in item["reasons"][:_REASONS_SHOWN]:
        console.print(f"     {_SIGNS[reason['effect']]} {reason['text']}", markup=False, highlight=False)


def _spread(quantity: Quantiles | None, shown: str) -> str:
    if quantity is None:
        return "unknown"
    return f"{shown.format(quantity['p50'])} ({shown.format(quantity['p10'])} to {shown.format(quantity['p90'])})"
