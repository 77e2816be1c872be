"""Throw-away databases for benchmarks, on each engine that is there."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from cpd.store.database import open_database
from cpd.store.migrate import migrate

SERVER = os.environ.get("CPD_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@asynccontextmanager
async def fresh(engine: str) -> AsyncIterator[str]:
    """The address of a migrated database of an engine (sqlite or postgresql), removed at the end.

    Raises OSError when there is no server.
    """
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.sqlite3"
            await _migrated(url)
            yield url
        return
    name = f"cpd_bench_{secrets.token_hex(4)}"
    server = await asyncpg.connect(SERVER, timeout=3)
    try:
        await server.execute(f"CREATE DATABASE {name}")
        url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
        await _migrated(url)
        yield url
    finally:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.close()


async def _migrated(url: str) -> None:
    async with open_database(url):
        await migrate()


ENGINES = ("sqlite", "postgresql")
