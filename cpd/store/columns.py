"""Column types that are the same in both databases: whole numbers and text.

Instants are whole seconds since 1970 (UTC), dates ISO text, so that comparisons, sums and dumps are equal on SQLite and
PostgreSQL, and no driver guesses a zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from cpd.core.intervals import epoch

StoredConnection = tuple[int | None, int | None, int | None, str, int]
"""One of the JSON values in `stay.connections`: joined at, left at, seconds, role, line."""


def instant(seconds: int) -> datetime:
    """Whole seconds since 1970 as an aware UTC instant."""
    return datetime.fromtimestamp(seconds, UTC)


def instant_or_none(seconds: int | None) -> datetime | None:
    return None if seconds is None else instant(seconds)


class InstantField(fields.Field[datetime], datetime):
    """An aware datetime, stored as BIGINT seconds."""

    SQL_TYPE = "BIGINT"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> int | None:  # noqa: ANN401 - Tortoise's signature
        return None if value is None else epoch(value)

    def to_python_value(self, value: Any) -> datetime | None:  # noqa: ANN401 - Tortoise's signature
        return instant(value) if isinstance(value, int) else value


class DayField(fields.Field[date], date):
    """A date, stored as ISO text of ten characters."""

    SQL_TYPE = "TEXT"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:  # noqa: ANN401 - Tortoise's signature
        return None if value is None else value.isoformat()

    def to_python_value(self, value: Any) -> date | None:  # noqa: ANN401 - Tortoise's signature
        return date.fromisoformat(value) if isinstance(value, str) else value
