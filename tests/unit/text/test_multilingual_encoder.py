import numpy as np
import pytest

from matchmaker.text.multilingual_encoder import MultilingualEncoder


@pytest.fixture(scope="module")
def encoder() -> MultilingualEncoder:
    return MultilingualEncoder()


def test_a_text_is_nearer_to_its_translation_than_to_another_subject(encoder: MultilingualEncoder) -> None:
    english, spanish, other = encoder.encode(
        ["my evening skincare routine", "mi rutina de noche para la piel", "el parche ha arruinado mi juego"]
    )
    assert english @ spanish > english @ other + 0.2


def test_vectors_have_length_one_and_texts_without_words_none(encoder: MultilingualEncoder) -> None:
    vectors = encoder.encode(["今日は脚トレの日", "🔥🔥", ""])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0], abs=1e-5)


def test_a_text_alone_and_among_others_has_the_same_vector(encoder: MultilingualEncoder) -> None:
    texts = ["croquetas de la abuela", "Sunday ragù", "пирожки как у бабушки", "a"] * 8
    together = encoder.encode(texts)
    assert np.abs(together[2] - encoder.encode([texts[2]])[0]).max() < 1e-6


def test_the_space_is_named_by_its_weights(encoder: MultilingualEncoder) -> None:
    assert encoder.space == MultilingualEncoder().space
    assert encoder.dimension == encoder.encode(["one"]).shape[1]
