"""Where the service runs: environment variables `MATCHMAKER_*`; none of them can change an answer."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from matchmaker.resources import resource_folder


class Settings(BaseSettings):
    """Read once at start and passed on; unknown `MATCHMAKER_*` variables are left to other tools."""

    model_config = SettingsConfigDict(env_prefix="MATCHMAKER_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on; anything but loopback needs keys")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    state_dir: Path = Field(Path("var"), description="Folder of the embedded database, vectors and cached models")
    database_url: str | None = Field(None, description="SQLAlchemy URL; default: SQLite in state_dir")
    models_dir: Path | None = Field(None, description="Folder of the shipped bundles; default: those of the package")
    registry_uri: str | None = Field(None, description="MLflow tracking URI; default: none, shipped bundles only")
    registry_refresh_seconds: float = Field(30, gt=0, description="How often aliases are looked up, in the background")
    api_keys: tuple[SecretStr, ...] = Field(
        (), description="Keys accepted as Bearer or X-API-Key; empty: open on loopback"
    )
    rate_limit_per_minute: int = Field(600, ge=1, description="Requests one client may send in a minute")
    largest_body_bytes: int = Field(64 * 1024 * 1024, ge=1024, description="Largest request body read")
    encoder_threads: int = Field(2, ge=1, description="Threads of the text encoder")

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.state_dir / 'matchmaker.sqlite').resolve()}"

    @property
    def models(self) -> Path:
        """The folder of shipped bundles in force."""
        return self.models_dir or resource_folder("models")

    @property
    def vectors(self) -> Path:
        """The folder of the vector cache."""
        return self.state_dir / "vectors"

    @property
    def cached_models(self) -> Path:
        """The folder of the last good bundles fetched from the registry."""
        return self.state_dir / "models"
