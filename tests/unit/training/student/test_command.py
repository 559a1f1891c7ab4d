import argparse
from pathlib import Path

import pytest

from matchmaker.errors import ValidationFailedError
from training import encoder
from training.student.command import SHIPPED
from training.student.texts import captions_in


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    encoder.add_arguments(parser)
    return parser.parse_args(["--student", *arguments])


@pytest.mark.parametrize("arguments", [[], ["--out", str(SHIPPED)]])
def test_what_learns_from_captions_is_not_written_where_models_are_shipped(arguments: list[str]) -> None:
    with pytest.raises(ValidationFailedError, match="what learned from captions is not shipped"):
        encoder.run(options("--captions", "captions.csv", *arguments))


def test_captions_are_read_once_each_and_short_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "captions.csv"
    file.write_text("caption\nfour words are enough\nfour words are enough\n#ootd today\n\n")
    assert captions_in(file) == ["four words are enough"]


def test_a_file_without_captions_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "captions.csv"
    file.write_text("text\nfour words are enough\n")
    with pytest.raises(ValidationFailedError, match="column 'caption'"):
        captions_in(file)
