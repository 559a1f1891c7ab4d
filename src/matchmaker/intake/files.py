"""Opens the files people bring: formats by name, gzip or plain, UTF-8 checked before anything is stored."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias, cast

from matchmaker.errors import NotFoundError, StorageFailedError, ValidationFailedError

Format: TypeAlias = Literal["csv", "jsonl", "json", "parquet"]
FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
}
LONGEST_LINE = 64 * 1024 * 1024  # bytes; a line longer than this is a binary file or one whose quotes never close
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def split_name(path: Path) -> tuple[str, str]:
    """The file's name without extensions, and its extensions: `posts.v2.csv.gz` is `posts.v2` and `.csv.gz`."""
    plain = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    ending = Path(plain).suffix
    return plain[: len(plain) - len(ending)], ending + path.name[len(plain) :]


def format_of(path: Path) -> Format:
    """The format by the extension; ValidationFailedError names those that are read."""
    ending = split_name(path)[1].lower().removesuffix(".gz")
    if ending not in FORMATS:
        raise ValidationFailedError(
            f"expected a file ending in {', '.join(FORMATS)} (or that and .gz), got {path.name!r}; convert or rename it"
        )
    return FORMATS[ending]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked; a missing, unreadable or damaged file becomes an error in words."""
    try:
        with path.open("rb") as packed:
            if not path.name.lower().endswith(".gz"):
                yield packed
            else:
                with gzip.open(packed) as unpacked:
                    yield cast(BinaryIO, unpacked)
    except FileNotFoundError as error:
        raise NotFoundError(f"expected a file at {path}, got none; check the path") from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValidationFailedError(
            f"expected {path.name} to be a whole gzip file, got '{error}'; fetch or pack it again"
        ) from error
    except OSError as error:
        raise StorageFailedError(
            f"expected to read {path}, got '{error.strerror}'; check its rights and the disk"
        ) from error


def count_lines(path: Path) -> int:
    """The lines of a text file, after every byte was checked: raises ValidationFailedError unless it is UTF-8."""
    lines = 0
    with opened(path) as stream:
        for line in _lines(path, stream):
            lines += 1
            del line
    return lines


def text_lines(path: Path) -> Iterator[str]:
    """The decoded lines of a text file with their line ends; a byte order mark is left out."""
    with opened(path) as stream:
        yield from _lines(path, stream)


def _lines(path: Path, stream: BinaryIO) -> Iterator[str]:
    offset = 0
    while line := stream.readline(LONGEST_LINE):
        if offset == 0:
            _refuse_utf16(path, line)
        if len(line) == LONGEST_LINE:
            raise ValidationFailedError(
                f"expected lines shorter than {LONGEST_LINE:,} bytes in {path.name}, got a longer one at byte {offset:,}; "
                "is it a text file with line ends?"
            )
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise ValidationFailedError(
                f"expected UTF-8 in {path.name}, got the byte 0x{line[error.start]:02x} at byte {offset + error.start:,}; "
                f"save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 {path.name}"
            ) from error
        yield text.removeprefix("\ufeff") if offset == 0 else text
        offset += len(line)


def _refuse_utf16(path: Path, first: bytes) -> None:
    encoding = _BYTE_ORDER_MARKS.get(first[:2])
    if encoding or b"\x00" in first[:4]:
        raise ValidationFailedError(
            f"expected UTF-8 in {path.name}, got {encoding or 'zero bytes'} at byte 0; "
            f"save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 {path.name}"
        )
