"""What the gate said: every verdict, as tags to search by and as a document to keep."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self

from training.gates import Verdict
from training.tracking.versions import AGAINST_TAG, GATE_TAG, NOBODY, PASSED

FAILED_TAG = "gate_failed"  # the checks that failed
FAILED = "failed"
GATE_FILE = "gate.json"
_TAG_LENGTH = 500  # of a tag: MLflow keeps 5,000, a table shows less


@dataclass(frozen=True)
class Gated:
    """Every verdict on a challenger; `against` is the champion's version, None when there was none."""

    verdicts: tuple[Verdict, ...]
    against: str | None

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(verdict.passed for verdict in self.verdicts)

    def after(self, verdicts: Sequence[Verdict]) -> Self:
        """With the verdicts of checks that came before."""
        return replace(self, verdicts=(*verdicts, *self.verdicts))

    @property
    def tags(self) -> Mapping[str, str]:
        """As they are searched in MLflow, on the run and on the version."""
        failed = "; ".join(verdict.check for verdict in self.verdicts if not verdict.passed)
        return {
            GATE_TAG: PASSED if self.passed else FAILED,
            AGAINST_TAG: self.against or NOBODY,
            FAILED_TAG: failed[:_TAG_LENGTH],
        }

    @property
    def document(self) -> str:
        """All verdicts as JSON, for the artifact GATE_FILE."""
        rows = [asdict(verdict) for verdict in self.verdicts]
        return json.dumps({"passed": self.passed, "against": self.against, "verdicts": rows}, indent=1) + "\n"
