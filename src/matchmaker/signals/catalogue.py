"""All signals by family, and finding one by name."""

from collections.abc import Sequence

from matchmaker.errors import ValidationFailedError
from matchmaker.signals import audience, cadence, comments, disclosure, engagement, growth, topics
from matchmaker.signals.declaration import Signal

SIGNALS: tuple[Signal, ...] = (
    *audience.SIGNALS,
    *engagement.SIGNALS,
    *growth.SIGNALS,
    *comments.SIGNALS,
    *cadence.SIGNALS,
    *topics.SIGNALS,
    *disclosure.SIGNALS,
)
_BY_NAME = {item.name: item for item in SIGNALS}


def signal(name: str) -> Signal:
    """The signal of that name; ValidationFailedError when there is none."""
    if name not in _BY_NAME:
        raise ValidationFailedError(f"no signal named {name!r}; 'matchmaker signals' lists all")
    return _BY_NAME[name]


def signals_named(names: Sequence[str] | None) -> tuple[Signal, ...]:
    """The signals of these names in their order, each once; all of them for None."""
    return SIGNALS if names is None else tuple(signal(name) for name in dict.fromkeys(names))
