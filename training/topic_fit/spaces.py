"""The embedding spaces topic fit is learned in: those of the precise, the fast and the multilingual encoder."""

from dataclasses import dataclass

from matchmaker.bundles import open_bundle
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.scorer import TURN_FILE
from matchmaker.scorers.topic_fit.space import Turn
from matchmaker.text.encoder import Encoder
from matchmaker.text.multilingual_encoder import MultilingualEncoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.static_encoder import StaticEncoder
from matchmaker.text.vectors import VectorCache
from training.checkout import CHECKOUT

VECTORS = CHECKOUT / "var" / "vectors"  # kept between trainings: no caption is embedded twice


@dataclass(frozen=True)
class Encoders:
    """`fast` and `multilingual` are None where there is none; the model then has no such space."""

    precise: Encoder
    fast: Encoder | None = None
    multilingual: Encoder | None = None


def served_encoders() -> Encoders:
    """Those of the service, the slow ones behind the cache that training uses."""
    return Encoders(precise_encoder(), fast_encoder(), multilingual_encoder())


def precise_encoder() -> Encoder:
    """The encoder in models/encoder, cached."""
    return VectorCache(VECTORS, OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle"))


def multilingual_encoder() -> Encoder:
    """The encoder of other languages, cached."""
    return VectorCache(VECTORS, MultilingualEncoder())


def fast_encoder() -> Encoder | None:
    """The encoder in models/static-encoder; None where it was not made."""
    folder = resource_folder("models") / "static-encoder" / "bundle"
    return StaticEncoder.open(folder) if folder.is_dir() else None


def turn_of(encoder: Encoder) -> Turn | None:
    """What tuning changes of this encoder's vectors (`python -m training tuned_encoder`); None where nobody tuned it."""
    folder = resource_folder("models") / "encoder-turn" / "bundle"
    bundle = open_bundle(folder) if folder.is_dir() else None
    if bundle is None or bundle.manifest.parameters["space"] != encoder.space:
        return None
    down, up = bundle.read_array(TURN_FILE)
    return Turn(down, up.T)
