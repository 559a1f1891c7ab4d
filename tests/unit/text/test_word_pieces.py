from matchmaker.text.word_pieces import WordPieces

PIECES = ["run", "##ning", "##n", "shoe", "cafe", "東", "京", "a"]


def read(text: str) -> list[str]:
    return [PIECES[row] for row in WordPieces(PIECES).read(text)]


def test_a_word_is_cut_into_the_longest_known_pieces() -> None:
    assert read("running") == ["run", "##ning"]


def test_case_accents_and_punctuation_are_left_out() -> None:
    assert read("#Run, CAFÉ! @shoe") == ["run", "cafe", "shoe"]


def test_an_underscore_parts_words() -> None:
    assert read("run_shoe") == ["run", "shoe"]


def test_a_word_with_an_unknown_part_is_left_out_whole() -> None:
    assert read("runz shoe") == ["shoe"]


def test_each_ideograph_is_a_word() -> None:
    assert read("東京") == ["東", "京"]


def test_a_word_of_more_than_a_hundred_letters_is_none() -> None:
    assert read("a " + "run" * 34) == ["a"]


def test_a_word_read_before_is_read_the_same_again() -> None:
    reader = WordPieces(PIECES)
    assert reader.read("running") == reader.read("RUNNING") == [0, 1]


def test_no_pieces_read_nothing() -> None:
    assert WordPieces([]).read("anything at all") == []
