"""A brief as it was understood: what the fields say, and what its text adds where they are silent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import get_args

from matchmaker.application.brief_reading.clauses import Clause, clauses
from matchmaker.application.brief_reading.negation import read_negations, sentences_of
from matchmaker.application.brief_reading.parts import (
    audience_of,
    competitors_of,
    objective_of,
    product_of,
    values_of,
    window_days_of,
)
from matchmaker.domain.brief import Brief
from matchmaker.ranking.brief_document import BriefPart, BriefUnderstood

_SILENT = Brief(text="")
_LONGEST_LIST = 20  # of what is read from text; a field may say more


@dataclass(frozen=True)
class Understood:
    """`brief` has what its text adds and `wanted`, the text less what it rules out.

    `read_from_text` are the parts that no field said and the text did. `set_aside` are words that were ruled out or
    contrasted without naming a topic to avoid ("rather than gym-goers", "no bots"), or are overruled by the field: they do
    not count as wanted, and nothing else is made of them.
    """

    brief: Brief
    read_from_text: tuple[BriefPart, ...]
    set_aside: tuple[str, ...]

    @property
    def part(self) -> BriefUnderstood:
        """As it is answered."""
        brief = self.brief
        return {
            "wanted": brief.query,
            "objective": brief.objective,
            "product": brief.product,
            "audience": brief.audience,
            "values": list(brief.values),
            "avoid_topics": list(brief.avoid_topics),
            "competitors": list(brief.competitors),
            "competitor_window_days": brief.competitor_window_days,
            "fit_mode": brief.fit_mode,
            "set_aside": list(self.set_aside),
            "read_from_text": list(self.read_from_text),
        }


def understand(brief: Brief, given: Collection[str] = ()) -> Understood:
    """Read the text of a brief by rules, in English; a field that says something wins over the text.

    `given` names the parts that a field said even though they hold their default (objective: engagements).
    """
    found = tuple(clauses(brief.text))
    negated = read_negations(found)
    positive = _positive(found, negated.wanted)
    competitors = competitors_of(brief.text)
    rivals = {name.lower() for name in (*competitors, *brief.competitors)}
    text = Brief(
        text=brief.text,
        objective=objective_of(positive) or Brief.objective,
        product=product_of(positive),
        audience=audience_of(positive),
        values=values_of(positive)[:_LONGEST_LIST],
        avoid_topics=_without(rivals, negated.avoided)[:_LONGEST_LIST],
        competitors=competitors[:_LONGEST_LIST],
        competitor_window_days=window_days_of(brief.text) or Brief.competitor_window_days,
    )
    added = tuple(
        name
        for name in get_args(BriefPart)
        if name not in given
        and getattr(brief, name) == getattr(_SILENT, name)
        and getattr(text, name) != getattr(_SILENT, name)
    )
    rules_out = negated.avoided or negated.set_aside or any(clause.heading for clause in found)
    wanted = " ".join(sentences_of(negated.wanted)) if rules_out else None  # None: compared word for word as it stands
    filled = replace(brief, wanted=wanted, **{name: getattr(text, name) for name in added})
    overruled = text.avoid_topics if "avoid_topics" not in added else ()  # the field says what counts
    unsaid = [topic for topic in overruled if topic not in brief.avoid_topics]
    return Understood(filled, added, _without(rivals, [*negated.set_aside, *unsaid]))


def _without(rivals: Collection[str], phrases: Iterable[str]) -> tuple[str, ...]:
    """Each phrase once, those that name a rival left out: a conflict is looked for by name."""
    return tuple(dict.fromkeys(words for words in phrases if not any(name in words.lower() for name in rivals)))


def _positive(found: tuple[Clause, ...], wanted: list[str]) -> tuple[Clause, ...]:
    """What is wanted as clauses, those under a heading with it."""
    headed = tuple(clause for clause in found if clause.heading not in (None, "avoid", "competitors"))
    plain = {clause.text for clause in headed}
    return (*headed, *(Clause(text, None) for text in wanted if text not in plain))
