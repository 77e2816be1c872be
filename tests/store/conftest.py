"""Databases without any table, for what migrates them itself."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

SERVER_URL = os.environ.get("CPD_TEST_DATABASE_URL", "")


async def _send(statement: str) -> None:
    server = await asyncpg.connect(SERVER_URL)
    try:
        await server.execute(statement)
    finally:
        await server.close()


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of a database that nothing was done to; dropped at the end."""
    if not SERVER_URL:
        yield f"sqlite:///{folder}/empty.sqlite3"
        return
    name = f"cpd_test_{secrets.token_hex(6)}"
    asyncio.run(_send(f"CREATE DATABASE {name}"))
    try:
        yield urlunsplit(urlsplit(SERVER_URL)._replace(path=f"/{name}"))
    finally:
        asyncio.run(_send(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def empty_database_url(tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    with empty_database(tmp_path) as url:
        yield url
