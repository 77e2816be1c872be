"""Opening the database that a URL names, and closing it when its last transaction has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from tortoise import context as tortoise_context
from tortoise.context import TortoiseContext

from cpd.core.errors import InputRefused
from cpd.store.tx import CONNECTION, connection, finish_transactions

APP = "models"


def configuration(url: str, *, pool_size: int = 8) -> dict[str, Any]:
    """Tortoise's configuration for `sqlite:///relative.sqlite3`, `sqlite:////absolute` or `postgresql://user@host/name`.

    Raises InputRefused("database-url") for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        found = {"engine": "cpd.store.sqlite", "credentials": {"file_path": unquote(parts.path[1:])}}
    elif parts.scheme in ("postgresql", "postgres") and parts.hostname and parts.path.strip("/"):
        credentials: dict[str, Any] = {
            "user": unquote(parts.username or "postgres"),
            "password": unquote(parts.password) if parts.password else None,
            "host": parts.hostname,
            "port": parts.port or 5432,
            "database": unquote(parts.path.strip("/")),
            "minsize": 1,
            "maxsize": pool_size,
        }
        found = {"engine": "cpd.store.postgresql", "credentials": credentials}
    else:
        raise InputRefused("database-url", text=parts.scheme or url)
    apps = {
        APP: {"models": ["cpd.store.models"], "migrations": "cpd.store.migrations", "default_connection": CONNECTION}
    }
    return {"connections": {CONNECTION: found}, "apps": apps, "use_tz": True, "timezone": "UTC"}


@asynccontextmanager
async def open_database(url: str, *, pool_size: int = 8) -> AsyncIterator[None]:
    """The database of this process while the block runs; visible to every task of it.

    Raises InputRefused for a URL that names none, OSError or the driver's error when it cannot be reached.
    """
    context = TortoiseContext()
    async with context:
        # Requests run in tasks that were not made by the one that opens the database.
        await context.init(config=configuration(url, pool_size=pool_size), _enable_global_fallback=True)
        try:
            await connection().create_connection(with_db=True)
            yield
        finally:
            await finish_transactions()
            await context.close_connections()
            tortoise_context._global_context = None
