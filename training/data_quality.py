"""May a model learn from these tables? Every check on each of them, and what a recipe has accepted knowingly."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from training.data_checks import CHECKS
from training.data_checks.repeats import overlaps
from training.data_table import AcceptedDefect, Finding, LabelledTable
from training.gates import Verdict
from training.trainer import Inspected, Recipe


@dataclass(frozen=True)
class Inspection:
    """What was found, and which acceptances of the recipe met nothing (the data or the check has changed)."""

    findings: tuple[Finding, ...]
    accepted: tuple[AcceptedDefect, ...]
    sources: tuple[str, ...]

    def reason(self, finding: Finding) -> str | None:
        """Why the recipe takes this finding; None where it does not."""
        return next((defect.why for defect in self.accepted if defect.covers(finding)), None)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings that forbid learning from the data as they are."""
        return tuple(finding for finding in self.findings if finding.level == "refuse" and self.reason(finding) is None)

    @property
    def stale(self) -> tuple[AcceptedDefect, ...]:
        """Acceptances that met no finding in a source that was inspected."""
        meant = [defect for defect in self.accepted if defect.source in self.sources]
        return tuple(defect for defect in meant if not any(defect.covers(finding) for finding in self.findings))

    def lines(self) -> tuple[str, ...]:
        """One sentence a finding, for the card and the run."""
        return tuple(f"{self._standing(finding)} {finding}{self._because(finding)}" for finding in self.findings)

    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict a source for the gate table: refused findings in full, others counted and named."""
        return tuple(self._verdict(source) for source in self.sources)

    def table(self) -> Table:
        """The findings for people."""
        shown = Table("source", "check", "column", "", "what was seen", title="Data", title_justify="left")
        for finding in self.findings:
            standing = self._standing(finding)
            colour = {"refused": "red", "accepted": "cyan"}.get(standing, "yellow")
            seen = finding.observed + self._because(finding)
            shown.add_row(finding.source, finding.check, finding.column or "", f"[{colour}]{standing}[/]", seen)
        return shown

    def _verdict(self, source: str) -> Verdict:
        refused = [finding for finding in self.refused if finding.source == source]
        if refused:
            reasons = "; ".join(f"{finding.check} {finding.column or ''}: {finding.observed}" for finding in refused)
            return Verdict(f"data {source}", False, f"{reasons}; repair the data or accept it with a reason")
        kept = [finding for finding in self.findings if finding.source == source]
        accepted = sum(self.reason(finding) is not None for finding in kept)
        names = ", ".join(dict.fromkeys(finding.check for finding in kept))
        stale = [f"{defect.check} {defect.column or ''}".strip() for defect in self.stale if defect.source == source]
        said = f"{len(kept) - accepted} warnings, {accepted} accepted" + (f": {names}" if names else "")
        return Verdict(f"data {source}", True, said + (f"; no longer found: {', '.join(stale)}" if stale else ""))

    def _standing(self, finding: Finding) -> str:
        if self.reason(finding) is not None:
            return "accepted"
        return "refused" if finding.level == "refuse" else "warning"

    def _because(self, finding: Finding) -> str:
        reason = self.reason(finding)
        return "" if reason is None else f" (accepted: {reason})"


def inspect_tables(tables: Sequence[LabelledTable], accepted: Sequence[AcceptedDefect] = ()) -> Inspection:
    """Every check on every table, and every pair of tables for rows in both; in order of source and check."""
    alone = [finding for table in tables for check in CHECKS for finding in check(table)]
    sources = tuple(dict.fromkeys(table.source for table in tables))
    return Inspection((*alone, *overlaps(tables)), tuple(accepted), sources)


def inspect_loaded(trainer: object, tables: object, recipe: Recipe) -> Inspection:
    """What the checks say of the tables that a trainer has loaded; nothing where it shows none."""
    shown = trainer.inspected(tables, recipe) if isinstance(trainer, Inspected) else ()
    return inspect_tables(shown, recipe.accepted_defects)
