"""The digest of a model's code covers what its trainer reaches and nothing of another model."""

from training.jobs.code import code_digest, computing_versions, sources


def test_a_trainer_reaches_its_own_modules_its_scorer_its_word_lists_and_the_readers() -> None:
    reached = sources("training.authenticity.trainer")
    assert {"training.authenticity.boosting", "matchmaker.scorers.authenticity", "training.trainer"} <= reached.keys()
    assert {
        "training.authenticity/comments_wordings.toml",
        "training.datasets.instafake_2018",
        "encoder",
    } <= reached.keys()


def test_it_does_not_reach_what_only_serves_or_tracks() -> None:
    reached = sources("training.topic_fit.trainer")
    assert not [name for name in reached if name.startswith(("matchmaker.api", "matchmaker.cli", "training.tracking"))]


def test_models_have_digests_of_their_own_and_the_same_twice() -> None:
    of_models = {code_digest(f"training.{model}.trainer") for model in ("topic_fit", "performance", "authenticity")}
    assert len(of_models) == 3
    assert code_digest.__wrapped__("training.topic_fit.trainer") == code_digest("training.topic_fit.trainer")


def test_the_libraries_that_compute_are_named_with_their_versions() -> None:
    assert {"python", "lightgbm", "numpy", "polars"} <= computing_versions().keys()
