"""What is wrong with a row: where, what was expected, what came."""

from dataclasses import dataclass

from matchmaker.errors import FieldError

LONGEST_GOT = 80  # characters of a faulty value that a report repeats


@dataclass(frozen=True)
class RowFault:
    """One faulty cell: the row as the reader numbered it, the column, and what to mend."""

    row: int
    column: str
    expected: str
    got: str

    def at(self, prefix: str) -> FieldError:
        """The same fault as a field of the JSON value at `prefix` (a JSON pointer)."""
        return FieldError(f"{prefix}/{self.column}" if self.column else prefix, self.expected, self.got)


def shown(value: object) -> str:
    """A value as a report shows it: printable, at most 80 characters."""
    if isinstance(value, str) and len(value) > LONGEST_GOT:
        return f"{value[: LONGEST_GOT - 25]}… ({len(value):,} characters)"
    text = str(value)
    return text if len(text) <= LONGEST_GOT else text[: LONGEST_GOT - 1] + "…"
