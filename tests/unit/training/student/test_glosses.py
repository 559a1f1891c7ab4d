from pathlib import Path

import pytest

from matchmaker.errors import ValidationFailedError
from training.student.glosses import FILES, glosses

LICENCE = "  1 This software and database is being provided to you, the LICENSEE  \n"
NOUN = (
    '00001740 03 n 02 running_shoe 0 trainer 1 001 @ 00001740 n 0000 | a light shoe; worn for sport; "she tied her '
    'running shoes"; "new shoes"  \n'
)
ADJECTIVE = "00002098 00 a 01 asleep(p) 0 000 | in a state of sleep  \n"


def a_folder(folder: Path) -> Path:
    texts = dict.fromkeys(FILES, LICENCE) | {"data.noun": LICENCE + NOUN, "data.adj": LICENCE + ADJECTIVE}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def test_a_meaning_is_its_words_and_definition_then_examples_of_three_words(tmp_path: Path) -> None:
    assert glosses(a_folder(tmp_path)) == [
        "running shoe, trainer: a light shoe; worn for sport",
        "she tied her running shoes",
        "asleep: in a state of sleep",
    ]


def test_a_missing_file_says_which_package_has_it(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match="install Debian's wordnet-base"):
        glosses(tmp_path)
