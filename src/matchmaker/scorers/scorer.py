"""What every scorer is: opened from a verified bundle, able to answer its own probe."""

from typing import ClassVar, Protocol, Self

from pydantic import JsonValue

from matchmaker.bundles import Bundle


class Scorer(Protocol):
    """A trained model ready to be asked; immutable and safe to share between threads."""

    name: ClassVar[str]

    @property
    def bundle(self) -> Bundle:
        """The bundle it was opened from."""
        ...

    @classmethod
    def open(cls, bundle: Bundle) -> Self:
        """Build the scorer from a bundle; BundleDamagedError or ModelUnavailableError when it cannot serve."""
        ...

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """The answer to recorded inputs (see matchmaker.bundles.probe)."""
        ...
