"""Opens the files people bring: formats by name, gzip or plain, UTF-8 checked before anything is stored."""

import gzip
import zlib
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
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
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLOCK = 1024 * 1024


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
    decoder = getincrementaldecoder("utf-8")()
    lines = offset = line_length = 0
    with opened(path) as stream:
        while block := stream.read(_BLOCK):
            if offset == 0:
                _refuse_utf16(path, block)
            _decode(path, decoder, block, offset)
            lines += block.count(b"\n")
            line_length = len(block) - 1 - block.rfind(b"\n") + (0 if b"\n" in block else line_length)
            _refuse_endless_line(path, line_length, offset)
            offset += len(block)
        _decode(path, decoder, b"", offset, final=True)
    return lines


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a file that `count_lines` found readable, with their ends; a byte order mark is left out."""
    with opened(path) as stream, TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        yield from text


def _decode(path: Path, decoder: IncrementalDecoder, block: bytes, offset: int, *, final: bool = False) -> None:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        at = offset - pending + error.start
        raise ValidationFailedError(
            f"expected UTF-8 in {path.name}, got the byte 0x{error.object[error.start]:02x} at byte {at:,}; "
            f"save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 {path.name}"
        ) from error


def _refuse_endless_line(path: Path, line_length: int, offset: int) -> None:
    if line_length > LONGEST_LINE:
        raise ValidationFailedError(
            f"expected lines of at most {LONGEST_LINE:,} bytes in {path.name}, got a longer one before byte {offset:,}; "
            "is it a text file with line ends?"
        )


def _refuse_utf16(path: Path, first: bytes) -> None:
    encoding = "UTF-16" if first[:2] in _UTF16_MARKS else "zero bytes" if b"\x00" in first[:4] else None
    if encoding:
        raise ValidationFailedError(
            f"expected UTF-8 in {path.name}, got {encoding} at byte 0; "
            f"save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 {path.name}"
        )
