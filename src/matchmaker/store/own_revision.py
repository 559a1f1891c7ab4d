"""Has anything of the customer's own outcomes and quotes changed? One cheap question, so that they are read once."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from matchmaker.store.engine import reading
from matchmaker.store.instants import microseconds
from matchmaker.store.schema import STORED


@dataclass(frozen=True)
class OwnRevision:
    """How many observations and quotes were known, and when anything of their creators last changed here."""

    outcomes_count: int
    quotes_count: int
    revised_at: int


def own_revision(engine: sa.Engine, as_of: datetime) -> OwnRevision:
    """The revision at `as_of` (aware); equal ones mean equal outcomes and quotes up to that moment."""
    limit = microseconds(as_of)
    outcomes, quotes, creators = (STORED[name].c for name in ("outcomes", "quotes", "creators"))
    known = [outcomes.observed_at <= limit, quotes.quoted_at <= limit]
    with reading(engine) as connection:
        counts = (sa.select(sa.func.count()).where(each).scalar_subquery() for each in known)
        seen, asked = connection.execute(sa.select(*counts)).one()
        if not seen and not asked:
            return OwnRevision(0, 0, 0)
        concerned = sa.union(
            sa.select(outcomes.creator_id).where(known[0]), sa.select(quotes.creator_id).where(known[1])
        )
        latest = sa.select(sa.func.max(creators.revised_at)).where(creators.creator_id.in_(concerned))
        return OwnRevision(seen, asked, connection.execute(latest).scalar_one() or 0)
