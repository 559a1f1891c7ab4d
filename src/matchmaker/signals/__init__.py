"""What can be measured? Declared, versioned numbers about creators, with one code path for one or a million."""

from matchmaker.signals.catalogue import SIGNALS, signal
from matchmaker.signals.declaration import Signal
from matchmaker.signals.measure import measure

__all__ = ["SIGNALS", "Signal", "measure", "signal"]
