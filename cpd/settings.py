"""Every setting, read once from the environment. Only the roots (`cpd.app`, `cpd.cli`) read it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cpd.store.database import configuration


class Settings(BaseSettings):
    """The environment's variables are the fields' names in capitals behind `CPD_`, such as CPD_DATABASE_URL.

    Raises pydantic's ValidationError, which names every variable that cannot be taken.
    """

    model_config = SettingsConfigDict(env_prefix="CPD_", frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        default="sqlite:///var/cpd.sqlite3",
        description="Where the data is: sqlite:///relative/file, sqlite:////absolute/file or "
        "postgresql://user:password@host/name.",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The public address of this installation, as people and calendar apps reach it. With https, "
        "browsers are told to use nothing else.",
    )
    pool_size: int = Field(
        default=8, ge=2, le=100, description="Connections to PostgreSQL per process. SQLite does not use it."
    )
    requests_max: int = Field(
        default=1_000,
        ge=10,
        le=100_000,
        description="Connections and requests of one process at once; whoever comes beyond is answered with 503.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="From which level on messages are logged. Each request is one line at info."
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="json for one object a line, text for reading along at a terminal."
    )

    @field_validator("database_url")
    @classmethod
    def _names_a_database(cls, value: str) -> str:
        try:
            configuration(value)
        except Exception as error:
            # The address holds a password: it is not repeated.
            raise ValueError("must be sqlite:///file or postgresql://user:password@host/name") from error
        return value

    @field_validator("base_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        plain = f"{parts.scheme}://{parts.netloc}"
        is_origin = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        if not is_origin or value.rstrip("/") != plain or not plain.isascii() or " " in plain:
            raise ValueError("must be http:// or https:// with a host, and nothing behind it")
        return plain
