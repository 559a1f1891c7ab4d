"""Do values mean what they say? Placeholders, caps, rounding, columns that say nothing, sizes that are absent."""

from collections.abc import Iterator

import numpy as np

from training.data_table import Finding, LabelledTable, Numbers, distinct_count

FEWEST_ROWS = 20  # below this a pile or a constant is chance
PLACEHOLDERS = (-1.0, -9.0, -99.0, -999.0, -9999.0)  # what files write where a count is unknown
SMALLEST_CAP = 500  # below this a limit of the platform (length of a profile text) is the usual reason
CAP_RATIO = 0.005  # share of rows at the largest value from which it is a cap
CAP_PILE = 5  # times as many rows at the largest value as at any of the next ten below it
FEWEST_CAPPED_VALUES = 50  # a column of fewer values is a scale, and its end is no cap
ROUNDED_DIGITS = 3  # platforms that round keep this many leading digits
ROUNDED_RATIO = 0.95  # share of large values with zeros after those digits
LARGE = 10_000  # smaller numbers have too few further digits to see rounding
MICRO = (10_000, 100_000)  # followers of the creators this product is for
FEWEST_IN_TIER = 200  # below this a figure says nothing of the tier: its interval spans 14 points at an accuracy of .5
ONE_SCRIPT_RATIO = 0.95  # of all letters


def constant(table: LabelledTable) -> Iterator[Finding]:
    """Features with one value in every row."""
    for name in table.features:
        known = table.rows[name].drop_nulls()
        if len(known) == table.rows.height >= FEWEST_ROWS and known.n_unique() == 1:
            yield table.finding("constant", name, "warn", f"{known[0]!r} in every row")


def placeholder(table: LabelledTable) -> Iterator[Finding]:
    """Negative codes in columns that are otherwise never negative: unknown, written as a number."""
    for name in table.numeric:
        values = table.numbers(name)
        negative = values[values < 0]
        if len(negative) and distinct_count(negative) == 1 and negative[0] in PLACEHOLDERS and (values > 0).any():
            yield table.finding("placeholder", name, "warn", f"{negative[0]:g} in {len(negative):,} rows")


def capped(table: LabelledTable) -> Iterator[Finding]:
    """Counts that end in a pile of rows at their largest value."""
    for name in table.numeric:
        values = table.numbers(name)
        known = values[~np.isnan(values)]
        piled = _pile(known)
        if piled:
            yield table.finding(
                "capped", name, "warn", f"{piled:,} of {len(known):,} rows hold its maximum {known.max():g}"
            )


def rounded(table: LabelledTable) -> Iterator[Finding]:
    """Large counts with nothing but zeros after their third digit."""
    for name in table.numeric:
        values = table.numbers(name)
        large = values[values >= LARGE]
        if len(large) < FEWEST_ROWS or not np.all(large == np.round(large)):
            continue
        unit = 10 ** (np.floor(np.log10(large)) - ROUNDED_DIGITS + 1)
        share = float((large % unit == 0).mean())
        if share >= ROUNDED_RATIO:
            observed = f"{share:.0%} of the values from {LARGE:,} on are rounded to {ROUNDED_DIGITS} digits"
            yield table.finding("rounded", name, "warn", observed)


def missing_tier(table: LabelledTable) -> Iterator[Finding]:
    """Account sets with hardly any account of the size this product is for."""
    low, high = MICRO
    for name in table.numeric:
        if table.label is None or name.lower().strip("#") not in _FOLLOWERS:
            continue
        values = table.numbers(name)
        count = int(((values >= low) & (values < high)).sum())
        if count < FEWEST_IN_TIER:
            observed = f"{count:,} of {len(values):,} accounts have {low:,} to {high:,} followers"
            yield table.finding("missing_tier", name, "warn", observed)


def one_script(table: LabelledTable) -> Iterator[Finding]:
    """Texts in one script: figures say nothing of comments in others."""
    if table.text is None:
        return
    texts = table.rows[table.text].drop_nulls()
    letters, latin = (int(texts.str.count_matches(kind).sum()) for kind in (r"\p{L}", r"\p{Latin}"))
    if letters and latin > ONE_SCRIPT_RATIO * letters:
        yield table.finding("one_script", table.text, "warn", f"{latin / letters:.1%} of all letters are Latin")


_FOLLOWERS = frozenset(
    {"followers", "followers_count", "userfollowercount", "nfollower", "number_of_followers", "follower_count"}
)


def _pile(known: Numbers) -> int:
    """Rows at the largest value where they are a pile; 0 where they are not."""
    if len(known) < FEWEST_ROWS or known.max() < SMALLEST_CAP or distinct_count(known) < FEWEST_CAPPED_VALUES:
        return 0
    _, counts = np.unique(known, return_counts=True)
    is_pile = counts[-1] >= max(3, CAP_RATIO * len(known)) and counts[-1] >= CAP_PILE * counts[-11:-1].max()
    return int(counts[-1]) if is_pile else 0
