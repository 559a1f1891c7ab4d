"""How long does a ranking of creators take whose posts nobody saw before, beside reading them with sentence-transformers?"""

import argparse
import json
import os
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np
from pydantic import JsonValue

from benchmarks.serving import running_service
from matchmaker.bundles import Metric
from matchmaker.text.sentence_transformers_encoder import SentenceTransformersEncoder
from training.datasets import instagram_influencers_2017
from training.evaluation import metric_row
from training.simulator import simulate_market

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POSTS_EACH = 30
RIVAL = "sentence-transformers, captions alone"
MAX_TOKENS = 128  # as the precise encoder reads
_WARM_UP = 16  # captions before the rival's clock: the first run plans its memory
_BRIEF = "Gentle skincare for sensitive skin: creators who explain their routine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="take real captions of the public sets in DIR")
    parser.add_argument("--creators", type=int, default=500, metavar="N", help="creators a request (default 500)")
    parser.add_argument("--requests", type=int, default=5, metavar="N", help="requests (default 5)")
    parser.add_argument("--rival-captions", type=int, default=200, metavar="N", help="captions the rival is timed on")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Seconds of a request over HTTP, every time other captions, and how many times as long the rival would take.

    CPU seconds are those of the service alone: on a machine with other work, wall-clock time says little.

    The rival reads a sample and is taken to be as fast with all captions; it is given as many threads as torch takes.
    """
    captions = _captions(arguments.data, arguments.creators * POSTS_EACH)
    with (
        TemporaryDirectory(prefix="matchmaker-bench-") as folder,
        running_service(Path(folder), 1) as (process, client),
    ):
        _ask(client, captions[:POSTS_EACH], 0)  # the first request of a process opens what is opened late
        before = _cpu_seconds(process)
        asked = [_ask(client, captions, number) for number in range(1, arguments.requests + 1)]
        worked = (_cpu_seconds(process) - before) / arguments.requests
    seconds, used = [taken for taken, _ in asked], asked[-1][1]
    rival = _rival_seconds(captions, arguments.rival_captions)
    name = "instagram-influencers-2017" if arguments.data else "generated market"
    target = f"cold inline/{arguments.creators} creators x {POSTS_EACH} captions"
    ratio = metric_row(name, target, "rival_time_ratio", _median, rival / np.array(seconds))
    return [
        metric_row(name, target, "seconds", _median, np.array(seconds), rival=RIVAL, rival_value=rival),
        ratio,
        Metric(set=name, target=target, metric="service_cpu_seconds", value=worked, rows=len(seconds)),
        Metric(set=name, target=f"{target}/worst", metric="seconds", value=max(seconds), rows=len(seconds)),
        *(
            Metric(set=name, target=f"{target}/read by {encoder}", metric="creators_count", value=count, rows=1)
            for encoder, count in used.items()
        ),
    ]


def _captions(data: Path | None, count: int) -> list[str]:
    """So many captions of at least a letter; drawn again where there are fewer."""
    if data:
        posts = instagram_influencers_2017.read(data).posts
    else:
        posts = simulate_market(7, 500, now=NOW, followers_sampled=0, comments_per_post=0.0).posts
    known = posts["caption"].drop_nulls()
    return known.filter(known.str.contains(r"\p{L}")).sample(count, with_replacement=True, seed=0).to_list()


def _ask(client: httpx.Client, captions: list[str], number: int) -> tuple[float, dict[str, int]]:
    """Seconds until the answer is here, and how many creators each encoder read."""
    creators: list[JsonValue] = [
        _document(f"creator-{place:04d}", captions[place * POSTS_EACH : (place + 1) * POSTS_EACH], number)
        for place in range(len(captions) // POSTS_EACH)
    ]
    question: dict[str, JsonValue] = {"brief": {"text": _BRIEF}, "candidates": {"creators": creators}}
    body = json.dumps(question)
    started = time.perf_counter()
    answer = client.post("/v1/rankings", content=body, headers={"Content-Type": "application/json"})
    taken = time.perf_counter() - started
    used = [item["topic_fit"]["encoder"] for item in answer.raise_for_status().json()["items"]]
    return taken, {str(encoder): used.count(encoder) for encoder in dict.fromkeys(used)}


def _document(creator_id: str, captions: list[str], number: int) -> dict[str, JsonValue]:
    """A creator whose captions no request before had."""
    posts: list[JsonValue] = [
        {
            "post_id": f"p{place}",
            "posted_at": (NOW - timedelta(days=place + 1)).isoformat(),
            "caption": f"{caption} {number}",
            "likes_count": 900 + place,
            "comments_count": 40,
        }
        for place, caption in enumerate(captions)
    ]
    return {
        "creator_id": creator_id,
        "platform": "instagram",
        "observed_at": NOW.isoformat(),
        "followers_count": 40_000,
        "posts": posts,
    }


def _cpu_seconds(process: "subprocess.Popen[bytes]") -> float:
    """What a process of Linux has worked so far, other processes' work left out (stat, fields 14 and 15)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rival_seconds(captions: list[str], sample: int) -> float:
    """What plain sentence-transformers would take for all captions, from a sample."""
    encoder = SentenceTransformersEncoder(MAX_TOKENS)
    encoder.encode(captions[:_WARM_UP])
    some = captions[:: max(1, len(captions) // sample)]
    started = time.perf_counter()
    encoder.encode(some)
    return (time.perf_counter() - started) * len(captions) / len(some)


def _median(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(np.median(values))
