"""The embedding spaces topic fit is learned in: that of the precise encoder, and of the fast one where there is one."""

from dataclasses import dataclass

from matchmaker.resources import resource_folder
from matchmaker.text.encoder import Encoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.vectors import VectorCache
from training.checkout import CHECKOUT

VECTORS = CHECKOUT / "var" / "vectors"  # kept between trainings: no caption is embedded twice


@dataclass(frozen=True)
class Encoders:
    """`fast` is None where none was made; the model then has no first pass."""

    precise: Encoder
    fast: Encoder | None = None


def served_encoders() -> Encoders:
    """Those of the service, behind the cache that training uses."""
    return Encoders(precise_encoder(), None)


def precise_encoder() -> Encoder:
    """The encoder in models/encoder, cached."""
    return VectorCache(VECTORS, OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle"))
