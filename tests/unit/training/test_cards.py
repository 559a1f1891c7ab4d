"""A card shows both variants' figures side by side, and what the model is not for."""

from pathlib import Path

from matchmaker.bundles import Manifest, Metric
from tests.tiny import tiny_bundle
from training.cards import CardSection, CardText, keep_local_figures, render_card, write_card

TEXT = CardText(
    title="Tiny",
    purpose="Multiplies.",
    method="One slope.",
    limits=("Only lines.",),
    do_not_use_for=("Deciding about a person alone.",),
)
KNOWN = Metric(
    set="market", target="y", metric="mae", value=0.25, low=0.2, high=0.3, rows=1500, rival="mean of y", rival_value=2.5
)


def manifest(*metrics: Metric, source: str = "market: CC0 1.0") -> Manifest:
    return Manifest(
        name="tiny",
        version="20260102-abcd",
        created_at="2026-01-02",
        description="",
        data_sources=(source,),
        commit="c0ffee",
        metrics=metrics,
    )


def test_each_figure_has_its_interval_its_rows_and_its_rival() -> None:
    card = render_card(TEXT, manifest(KNOWN), None)
    assert "| market | y | mae | 0.250 [0.200 to 0.300] | 1,500 | mean of y 2.500 |  |  |  |" in card


def test_both_variants_stand_in_one_row_of_the_same_figure() -> None:
    local = KNOWN.model_copy(update={"value": 0.1, "low": None, "high": None, "rival": None})
    card = render_card(TEXT, manifest(KNOWN), manifest(local, source="bazaar: none stated"))
    assert "| 1,500 | mean of y 2.500 | 0.100 | 1,500 |  |" in card
    assert "- Source market: CC0 1.0" in card
    assert "- Source bazaar: none stated" in card


def test_a_figure_of_one_variant_alone_leaves_the_other_empty() -> None:
    card = render_card(TEXT, manifest(), manifest(KNOWN))
    assert "| market | y | mae |  |  |  | 0.250 [0.200 to 0.300] | 1,500 | mean of y 2.500 |" in card


def test_rivals_of_one_figure_stand_in_one_cell() -> None:
    other = KNOWN.model_copy(update={"rival": "last value", "rival_value": 3.0})
    card = render_card(TEXT, manifest(KNOWN, other), None)
    assert "| 1,500 | mean of y 2.500; last value 3.000 |" in card


def test_a_card_may_show_a_choice_of_figures() -> None:
    chosen = TEXT.model_copy(update={"figures": ("market y r2",)})
    assert "| market |" not in render_card(chosen, manifest(KNOWN), None)


def test_the_card_says_what_the_model_is_not_for() -> None:
    assert "## Do not use it for\n\n- Deciding about a person alone." in render_card(TEXT, manifest(), None)


def test_a_card_is_written_from_the_text_the_bundle_and_the_local_figures(tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "bundle", 2.0)
    (tmp_path / "card.toml").write_text(
        'title = "Tiny"\npurpose = "Multiplies."\nmethod = "One slope."\nlimits = []\ndo_not_use_for = []\n'
    )
    keep_local_figures(tmp_path, manifest(KNOWN))
    card = write_card(tmp_path).read_text()
    assert card.startswith("# Tiny\n\nMultiplies.")
    assert "slope-2.0 (shipped)" in card
    assert "20260102-abcd (trained locally on all sources)" in card


def test_each_head_has_a_section_with_its_own_figures_limits_and_variants() -> None:
    section = CardSection(
        title="Growth", method="Looks at days.", figures=("market y mae",), variants_compared=7, limits=("Short.",)
    )
    card = render_card(TEXT.model_copy(update={"sections": (section,), "figures": ()}), manifest(KNOWN), None)
    _, said = card.split("## Growth")
    assert "Configurations compared with these figures in view: 7." in said
    assert "| market | y | mae | 0.250" in said
    assert "Limits:\n\n- Short." in said


def test_whom_it_flags_wrongly_stands_beside_everyone_else() -> None:
    flagged = Metric(
        set="ordinary creators",
        target="fairness/tier micro",
        metric="false_flag_ratio",
        value=0.02,
        rows=90,
        rival="all others",
        rival_value=0.01,
    )
    card = render_card(TEXT.model_copy(update={"fairness": "An upper bound."}), manifest(flagged), None)
    assert "## Whom it flags wrongly\n\nAn upper bound." in card
    assert "fairness/tier micro | false_flag_ratio | 0.020 | 90 | all others 0.010" in card.split("flags wrongly")[1]


def test_what_was_accepted_in_the_data_stands_with_its_reason_and_warnings_by_source() -> None:
    lines = (
        "accepted market: single_column x: ROC-AUC 0.96 (accepted: tested on, never learned)",
        "warning market: balanced y: 50.0% positives",
        "warning market: capped x: 12 of 90 rows",
    )
    card = render_card(TEXT, manifest().model_copy(update={"data_findings": lines}), None)
    assert "- market: single_column x: ROC-AUC 0.96 (accepted: tested on, never learned)" in card
    assert "- market: balanced y, capped x" in card
