"""Small answers: health, models and definitions."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.bundles import Metric


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Health(_Closed):
    """The process answers."""

    status: Literal["ok"]


class Readiness(_Closed):
    """The database and every model answer."""

    status: Literal["ready"]
    creators_count: int


class ServedModel(_Closed):
    """The version of a model that answers now."""

    name: str
    version: str
    alias: str | None
    source: Literal["registry", "cache", "shipped"]
    digest: str = Field(description="SHA-256 over the bundle's manifest")
    description: str
    created_at: str
    data_sources: list[str]
    metrics: list[Metric]


class ServedModels(_Closed):
    """All models."""

    models: list[ServedModel]


class DefinitionEntry(_Closed):
    """One measured word."""

    name: str
    unit: str
    formula: str
    note: str


class TierEntry(_Closed):
    """One size class."""

    name: str
    followers_count_min: int


class DefinitionsAnswer(_Closed):
    """The words with a formula, and the size classes."""

    definitions: list[DefinitionEntry]
    tiers: list[TierEntry]
