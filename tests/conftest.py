"""A fresh, migrated database for every test that asks for one, on either engine.

Without anything set the tests run on SQLite. With CPD_TEST_DATABASE_URL, the address of a PostgreSQL server such as
`postgresql://postgres@127.0.0.1:5432/postgres`, the same tests run there. Migrating is done once per run: each test
gets a copy of what came out of it.

Async tests are marked with `pytestmark = pytest.mark.anyio`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from cpd.store.database import open_database
from cpd.store.migrate import migrate

SERVER_URL = os.environ.get("CPD_TEST_DATABASE_URL", "")


def on_server(name: str) -> str:
    """The address of a database of this name on the PostgreSQL server that the tests run on."""
    return urlunsplit(urlsplit(SERVER_URL)._replace(path=f"/{name}"))


async def send_to_server(statement: str) -> None:
    connection = await asyncpg.connect(SERVER_URL)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def migrated(url: str) -> None:
    async with open_database(url, pool_size=2):
        await migrate()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need a PostgreSQL server are skipped where there is none."""
    for item in items:
        if item.get_closest_marker("postgresql") and not SERVER_URL:
            item.add_marker(pytest.mark.skip(reason="CPD_TEST_DATABASE_URL names no PostgreSQL server"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What each test's database is a copy of: the path of a SQLite file, or the name of a PostgreSQL database."""
    if not SERVER_URL:
        file = tmp_path_factory.mktemp("template") / "cpd.sqlite3"
        asyncio.run(migrated(f"sqlite:///{file}"))
        yield str(file)
        return
    name = f"cpd_test_{secrets.token_hex(6)}"
    asyncio.run(send_to_server(f"CREATE DATABASE {name}"))
    try:
        asyncio.run(migrated(on_server(name)))
        yield name
    finally:
        asyncio.run(send_to_server(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database_url(migrated_template: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables and triggers and no rows of ours; dropped after the test."""
    if not SERVER_URL:
        file = tmp_path / "cpd.sqlite3"
        shutil.copyfile(migrated_template, file)
        yield f"sqlite:///{file}"
        return
    name = f"cpd_test_{secrets.token_hex(6)}"
    asyncio.run(send_to_server(f"CREATE DATABASE {name} TEMPLATE {migrated_template} STRATEGY wal_log"))
    try:
        yield on_server(name)
    finally:
        asyncio.run(send_to_server(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The fresh database, opened for the test; answers its address."""
    async with open_database(database_url, pool_size=4):
        yield database_url
