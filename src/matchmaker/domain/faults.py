"""What pydantic complains of, in our words: one field error a fault, with its JSON pointer."""

from pydantic import ValidationError

from matchmaker.errors import FieldError

_LONGEST_GOT = 80  # characters of a faulty value that an error repeats


def field_errors(error: ValidationError, prefix: str = "") -> list[FieldError]:
    """The faults of one validation; `prefix` is the JSON pointer of the value that was validated."""
    return [
        FieldError(prefix + _pointer(fault["loc"]), fault["msg"], _shown(fault["input"]))
        for fault in error.errors(include_url=False, include_context=False)
    ]


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _shown(value: object) -> str:
    if isinstance(value, dict | list | bytes):
        return f"{type(value).__name__} of {len(value)}"
    text = repr(value)
    return text if len(text) <= _LONGEST_GOT else text[: _LONGEST_GOT - 1] + "…"
