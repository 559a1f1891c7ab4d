"""Held-out accounts as judged rows: what a bundle's heads say of each, so that versions compare account by account."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from matchmaker.bundles import Bundle
from matchmaker.bundles.judged import JUDGED
from matchmaker.scorers.authenticity import Authenticity
from training.authenticity.fairness import UNKNOWN, HeldOutConcept, HeldOutFakes, held_out, label_of, tiers_of
from training.authenticity.fake_accounts import PART


def judge(bundle: Bundle, test: Mapping[str, object], generated: Sequence[str] = ()) -> pl.DataFrame:
    """What a bundle says of the test accounts of every account head it has (JUDGED)."""
    return judged_rows(Authenticity.open(bundle), test, generated)


def judged_rows(scorer: Authenticity, test: Mapping[str, object], generated: Sequence[str] = ()) -> pl.DataFrame:
    """Test accounts of the account heads by head (JUDGED); those of the sources `generated` are nobody's.

    An account is known by what it is: accounts with equal features of one set are numbered, and are one group.
    """
    none = pl.DataFrame(schema=JUDGED)
    return pl.concat(
        [
            none,
            *(
                _of_head(scorer, name, accounts, generated)
                for name in scorer.account_heads
                for accounts in held_out(test.get(name))
                if len(accounts.source)
            ),
        ]
    )


def _of_head(
    scorer: Authenticity, name: str, accounts: HeldOutFakes | HeldOutConcept, generated: Sequence[str]
) -> pl.DataFrame:
    text = pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator="|")
    contents = [
        hashlib.sha256(content.encode()).hexdigest()[:16] for content in accounts.features.select(text).to_series()
    ]
    rows = pl.DataFrame(
        {
            "set": accounts.source,
            "group": contents,
            "truth": label_of(accounts).astype(np.float64),
            "predicted": scorer.account_heads[name].probability(accounts.features),
            "tier": tiers_of(accounts.features["followers_log"].exp() - 1),
        }
    )
    is_asked = ~pl.col("set").is_in(list(generated)) & ~pl.col("set").str.contains(PART, literal=True)
    asked = rows.filter(pl.col("predicted").is_finite() & is_asked)
    known = asked.with_columns(
        *(pl.lit(None, pl.Float64).alias(column) for column in ("low", "high")),
        *(pl.lit(None, pl.String).alias(column) for column in ("platform", "language")),
        target=pl.lit(name),
        row=pl.format("{}#{}", "group", pl.int_range(pl.len()).over("set", "group")),
        tier=pl.col("tier").replace(UNKNOWN, None),
        source="set",
    )
    return known.select(JUDGED.names()).cast(JUDGED)
