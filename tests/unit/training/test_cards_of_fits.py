"""Every fit has a card with its slices, and a committed card that is not up to date is found."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Manifest, Metric
from matchmaker.bundles.judged import JUDGED
from tests.tiny import tiny_bundle
from training.cards import CARD_FILE, JSON_FILE, CardOutdatedError, card_of_fit, check_card, write_card
from training.evaluation import brier

MANIFEST = Manifest(
    name="tiny",
    version="20260102-abcd",
    created_at="2026-01-02",
    description="Multiplies.",
    data_sources=("market: CC0 1.0",),
    metrics=(Metric(set="market", target="y", metric="mae", value=0.25, rows=90),),
)


def judged(rows: int = 120) -> pl.DataFrame:
    """A head that says .8 where it is so and .3 where not; every third row is from TikTok."""
    truth = (np.arange(rows) % 2).astype(float)
    known = {
        "set": ["market"] * rows,
        "target": ["fake"] * rows,
        "row": np.arange(rows).astype(str),
        "group": np.arange(rows).astype(str),
        "truth": truth,
        "predicted": np.where(truth == 1, 0.8, 0.3),
        "platform": np.where(np.arange(rows) % 3 == 0, "tiktok", "instagram"),
    }
    return pl.DataFrame(known, schema={name: JUDGED[name] for name in known}).with_columns(
        pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in known
    )


def test_a_fit_has_its_card_as_markdown_and_as_json() -> None:
    card = card_of_fit(MANIFEST, None)

    assert set(card) == {CARD_FILE, JSON_FILE}
    assert card[CARD_FILE].startswith("# tiny\n\nMultiplies.")
    assert json.loads(card[JSON_FILE])["made_from"][0]["sources"] == ["market: CC0 1.0"]


def test_a_model_without_a_card_text_is_for_nothing_until_somebody_writes_one() -> None:
    assert "Any decision, until its limits are written down." in card_of_fit(MANIFEST, None)[CARD_FILE]


def test_slices_of_a_fit_are_measured_on_the_rows_it_was_judged_on() -> None:
    card = json.loads(card_of_fit(MANIFEST, judged())[JSON_FILE])

    (instagram,) = card["slices"]  # 40 rows of TikTok are too few
    measured = instagram["by_variant"]["this version"]
    assert (instagram["set"], instagram["target"], instagram["metric"]) == ("platform instagram", "fake", "brier")
    rows = judged().filter(platform="instagram")
    assert measured["value"] == pytest.approx(brier(rows["truth"], rows["predicted"]))
    assert measured["rows"] == 80
    assert measured["low"] <= measured["value"] <= measured["high"]


@pytest.mark.parametrize("name", [CARD_FILE, JSON_FILE])
def test_a_card_that_was_changed_by_hand_is_out_of_date(tmp_path: Path, name: str) -> None:
    tiny_bundle(tmp_path / "bundle", 2.0)
    (tmp_path / "card.toml").write_text(
        'title = "Tiny"\npurpose = "Multiplies."\nmethod = "One slope."\nlimits = []\ndo_not_use_for = []\n'
    )
    write_card(tmp_path)
    check_card(tmp_path)
    (tmp_path / name).write_text("better\n")

    with pytest.raises(CardOutdatedError, match=name):
        check_card(tmp_path)
