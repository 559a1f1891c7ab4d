"""Is the language of a short caption told, and how fast? Beside those other detectors that are installed."""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from matchmaker.text.language import language_of
from training.datasets import tiktok_vn_2025, topic_feeds
from training.evaluation import metric_row
from training.topic_fit.languages import languages

Detector = Callable[[str], str | None]
CAPTIONS = 15_000  # of five hundred creators
REAL = 5_000  # captions of a real set, drawn once
ALL, OWN = "all", "own-posts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--data, without which no real captions are looked at."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the public data sets")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Told right, told wrong and left open, by language; seconds for CAPTIONS; what real captions are told to be."""
    written = [(each.language, post) for each in languages() for posts in each.posts.values() for post in posts]
    rivals = {name: _told(detector, written) for name, detector in _rivals().items()}
    ours = _told(language_of, written)
    rows = []
    for language in (ALL, *dict.fromkeys(own for own, _ in written)):
        chosen = np.array([language in (ALL, own) for own, _ in written])
        rows += _rows(language, ours[chosen], {name: told[chosen] for name, told in rivals.items()})
    rows += _speeds([post for _, post in written])
    return rows + (_real(arguments.data) if arguments.data else [])


def _told(detector: Detector, written: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """1 where the language is told, -1 where another is, 0 where none is; shape (posts,)."""
    said = [(detector(post) or "").split("-")[0] or None for _, post in written]
    return np.array(
        [0 if one is None else 1 if one == own else -1 for one, (own, _) in zip(said, written, strict=True)]
    )


def _rows(language: str, ours: NDArray[np.int64], rivals: Mapping[str, NDArray[np.int64]]) -> list[Metric]:
    rows = []
    for metric, means in (("told_right_ratio", 1), ("told_wrong_ratio", -1)):
        shares = {name: float((theirs == means).mean()) for name, theirs in rivals.items()}
        for name, share in _beside(shares):
            rows.append(metric_row(OWN, language, metric, np.mean, ours == means, rival=name, rival_value=share))
    return rows


def _speeds(captions: Sequence[str]) -> list[Metric]:
    ours, rivals = _seconds(language_of, captions), {name: _seconds(one, captions) for name, one in _rivals().items()}
    return [
        Metric(
            set=OWN,
            target=f"{CAPTIONS:,} captions",
            metric="cpu_seconds",
            value=ours,
            rows=len(captions),
            rival=name,
            rival_value=theirs,
        )
        for name, theirs in _beside(rivals)
    ]


def _beside(rivals: Mapping[str, float]) -> Sequence[tuple[str | None, float | None]]:
    """The rivals with their figures; one row without any where none is installed."""
    return list(rivals.items()) or [(None, None)]


def _seconds(detector: Detector, captions: Sequence[str]) -> float:
    detector(captions[0])
    started = time.process_time()
    for caption in captions:
        detector(caption)
    return (time.process_time() - started) / len(captions) * CAPTIONS


def _real(data: Path) -> list[Metric]:
    """English tweets that would be left out by mistake, and what captions collected in Vietnam are told to be."""
    tweets = topic_feeds.read(data).snapshot.posts["caption"].drop_nulls()
    videos = tiktok_vn_2025.read(data).posts["caption"].drop_nulls()
    rows = []
    for source, captions, language in ((topic_feeds.SOURCE, tweets, "en"), (tiktok_vn_2025.SOURCE, videos, "vi")):
        said = [language_of(text) for text in captions.sample(min(REAL, len(captions)), seed=0)]
        for metric, right in (
            (f"told_{language}_ratio", [one == language for one in said]),
            ("told_other_ratio", [one not in (None, language) for one in said]),
        ):
            rows.append(metric_row(source.name, "detected", metric, np.mean, np.array(right)))
    return rows


def _rivals() -> dict[str, Detector]:
    """Those that are installed: pip install py3langid langdetect eld lingua-language-detector."""
    return {name: make() for name, (module, make) in _MAKERS.items() if find_spec(module)}


def _py3langid() -> Detector:
    classify = import_module("py3langid").classify
    return lambda text: str(classify(text)[0])


def _langdetect() -> Detector:
    module = import_module("langdetect")
    module.DetectorFactory.seed = 0

    def detect(text: str) -> str | None:
        try:
            return str(module.detect(text))
        except module.LangDetectException:
            return None

    return detect


def _eld() -> Detector:
    detector = import_module("eld").LanguageDetector()
    return lambda text: detector.detect(text).language


def _lingua() -> Detector:
    builder = import_module("lingua").LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode()
    detector = builder.with_preloaded_language_models().build()

    def detect(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return None if found is None else str(found.iso_code_639_1.name.lower())

    return detect


_MAKERS: dict[str, tuple[str, Callable[[], Detector]]] = {
    "py3langid": ("py3langid", _py3langid),
    "langdetect": ("langdetect", _langdetect),
    "eld": ("eld", _eld),
    "lingua, low accuracy": ("lingua", _lingua),
}
