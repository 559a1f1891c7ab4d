"""Files that travel with the code: shipped models and the sample market, from the wheel or the checkout."""

from pathlib import Path

_INSIDE = Path(__file__).parent
_CHECKOUT = _INSIDE.parents[2]
_IN_CHECKOUT = {"models": _CHECKOUT / "models", "sample": _CHECKOUT / "data" / "sample"}


def resource_folder(name: str) -> Path:
    """The folder `models` or `sample`: inside the installed package, else in the checkout it runs from."""
    packaged = _INSIDE / name
    return packaged if packaged.is_dir() else _IN_CHECKOUT[name]
