"""Files that travel with the code: shipped models, the sample market and what pages are made of."""

from pathlib import Path

_INSIDE = Path(__file__).parent
_CHECKOUT = _INSIDE.parents[2]
_IN_CHECKOUT = {"models": _CHECKOUT / "models", "sample": _CHECKOUT / "data" / "sample"}


def resource_folder(name: str) -> Path:
    """The folder `models` or `sample`: inside the installed package, else in the checkout it runs from."""
    packaged = _INSIDE / name
    return packaged if packaged.is_dir() else _IN_CHECKOUT[name]


def resource_file(name: str) -> str:
    """The text of a file inside the package, e.g. `comparison/page.html`."""
    return (_INSIDE / name).read_text(encoding="utf-8")
