"""What the brand's side asks for: when a rival sends a creator to review, and how far below 1 paid posts are a warning."""

from pydantic import Field

from matchmaker.ranking.brand.document import ConflictKind
from matchmaker.ranking.policy_section import Section


class BrandPolicy(Section):
    """Which kinds of conflict with a competitor ask for a person's eye."""

    review_conflicts: tuple[ConflictKind, ...] = Field(strict=False)
