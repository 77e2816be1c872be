"""Reading the whole database as it was at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections

from cpd.store.postgresql import PostgresqlTransaction
from cpd.store.sqlite import SqliteEngine
from cpd.store.tx import CONNECTION, connection, is_sqlite, row


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """While the block runs, this task (and no other) reads what was committed when it began, and cannot write.

    It has a connection of its own for that. Not to be used inside of a database transaction.
    """
    engine: Any = connection()
    opened: AbstractAsyncContextManager[BaseDBAsyncClient]
    opened = _of_sqlite(engine.filename) if is_sqlite() else _of_postgresql(engine)
    async with opened as client:
        token = get_connections().set(CONNECTION, client)
        try:
            # Both databases take the snapshot with the first statement that reads.
            await row("SELECT count(*) AS n FROM ledger_head")
            yield
        finally:
            get_connections().reset(token)


@asynccontextmanager
async def _of_sqlite(file_path: str) -> AsyncIterator[BaseDBAsyncClient]:
    engine = SqliteEngine(file_path, connection_name=CONNECTION)
    await engine.create_connection(with_db=True)
    try:
        await engine.execute_query("BEGIN")
        yield engine
    finally:
        await engine.close()


@asynccontextmanager
async def _of_postgresql(engine: Any) -> AsyncIterator[BaseDBAsyncClient]:  # noqa: ANN401 - Tortoise's pool is untyped
    async with (
        engine.acquire_connection() as driver,
        driver.transaction(isolation="repeatable_read", readonly=True),
    ):
        client: Any = PostgresqlTransaction(engine)
        client._connection = driver
        yield client
