import numpy as np

from matchmaker.text.encoder import Vectors
from matchmaker.text.static_encoder import bags
from training.student.distillation import Schedule, distilled

PIECES, DIMENSION = 12, 6


def planted() -> tuple[Vectors, list[list[int]], Vectors]:
    """True vectors of pieces, texts of four pieces, and the directions of their true sums."""
    random = np.random.default_rng(3)
    truth = random.standard_normal((PIECES, DIMENSION)).astype(np.float32)
    texts = random.integers(0, PIECES - 1, (600, 4)).tolist()  # the last piece is in no text
    return truth, texts, np.asarray(bags(texts, PIECES) @ truth, np.float32)


def cosine(vectors: Vectors, texts: list[list[int]], targets: Vectors) -> float:
    said = bags(texts, PIECES) @ vectors
    return float(np.mean((said * targets).sum(1) / np.linalg.norm(said, axis=1) / np.linalg.norm(targets, axis=1)))


def test_what_sums_point_to_is_learned_and_holds_for_texts_not_seen() -> None:
    _, texts, targets = planted()
    start = np.random.default_rng(5).standard_normal((PIECES, DIMENSION)).astype(np.float32)
    learned = distilled(start, texts[:500], targets[:500], Schedule(epochs=20, texts_at_once=50, step=0.05))
    assert cosine(start, texts[500:], targets[500:]) < 0.5
    assert cosine(learned, texts[500:], targets[500:]) > 0.95


def test_targets_of_other_texts_teach_nothing() -> None:
    _, texts, targets = planted()
    start = np.random.default_rng(5).standard_normal((PIECES, DIMENSION)).astype(np.float32)
    shuffled = np.random.default_rng(7).permutation(targets[:500])
    learned = distilled(start, texts[:500], shuffled, Schedule(epochs=20, texts_at_once=50, step=0.05))
    assert cosine(learned, texts[500:], targets[500:]) < 0.5


def test_a_piece_that_no_text_has_stays_where_it_started() -> None:
    truth, texts, targets = planted()
    learned = distilled(truth, texts, -targets, Schedule(epochs=1, texts_at_once=50))
    size = np.linalg.norm(truth, axis=1).mean()
    assert np.allclose(learned[-1], truth[-1] / size, atol=1e-6)
    assert not np.allclose(learned[0], truth[0] / size, atol=1e-3)
