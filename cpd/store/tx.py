"""The one way to open a database transaction, and the one way to send SQL.

A cancelled request inside Tortoise's `in_transaction()` leaves the connection in it for good. So the body of a
transaction runs in a task of its own that nobody cancels: a request that is cancelled or timed out may therefore have
committed, and everything that posts has an idempotency key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from asyncpg.exceptions import (
    InsufficientResourcesError,
    IntegrityConstraintViolationError,
    InterfaceError,
    OperatorInterventionError,
    PostgresConnectionError,
    TransactionRollbackError,
)
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from cpd.core.errors import DatabaseTrouble

CONNECTION = "default"

P = ParamSpec("P")
T = TypeVar("T")

Row = dict[str, Any]

_running: set[asyncio.Task[Any]] = set()


def connection() -> BaseDBAsyncClient:
    """The current database transaction, or the engine for reading outside of one."""
    return get_connections().get(CONNECTION)


def in_tx(verb: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """One verb, one database transaction; inside of another verb's it takes part in that one.

    Raises DatabaseTrouble when the database is locked, full or gone; then nothing was done, unless it went away while
    it committed.
    """

    @wraps(verb)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if isinstance(connection(), TransactionalDBClient):
            return await verb(*args, **kwargs)
        task = asyncio.create_task(_transaction(verb, *args, **kwargs))
        _running.add(task)
        task.add_done_callback(_running.discard)
        return await asyncio.shield(task)

    return run


async def _transaction(verb: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    with _trouble_told():
        async with connection()._in_transaction():
            return await verb(*args, **kwargs)


_TROUBLE = (
    OperationalError, DBConnectionError, OSError, PostgresConnectionError, OperatorInterventionError, InterfaceError,
    InsufficientResourcesError, TransactionRollbackError,
)  # fmt: skip


def is_trouble(error: BaseException) -> bool:
    """The database cannot answer now (locked, full, shut down), as against a mistake in a statement."""
    if isinstance(error, OperationalError):
        return any(word in str(error) for word in ("locked", "busy", "disk is full", "disk I/O"))
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    return isinstance(error, _TROUBLE)


@contextmanager
def _trouble_told() -> Iterator[None]:
    """What the drivers raise when the database cannot answer becomes DatabaseTrouble."""
    try:
        yield
    except _TROUBLE as error:
        if is_trouble(error):
            raise DatabaseTrouble("database-busy") from error
        raise


async def finish_transactions() -> None:
    """Waits for the transactions whose requests are gone; called before the engines are closed."""
    if _running:
        await asyncio.wait(set(_running))


def is_sqlite() -> bool:
    """Which dialect the current connection speaks; PostgreSQL otherwise."""
    return bool(connection().capabilities.dialect == "sqlite")


async def rows(sql: str, *values: object) -> list[Row]:
    """All rows of one statement with `$1` placeholders, as dicts."""
    with _trouble_told():
        return await connection().execute_query_dict(sql, list(values))


async def tuples(sql: str, *values: object) -> Sequence[Sequence[Any]]:
    """As `rows`, by place and not by name: for statements that answer with very many rows."""
    with _trouble_told():
        _, found = await connection().execute_query(sql, list(values))
    return cast("Sequence[Sequence[Any]]", found)


async def row(sql: str, *values: object) -> Row | None:
    """The first row, or None."""
    found = await rows(sql, *values)
    return found[0] if found else None


async def row_held(sql: str, *values: object) -> Row | None:
    """As `row`, and nobody else changes that row before this database transaction ends."""
    # SQLite has one writer at a time, and this transaction is it.
    return await row(sql if is_sqlite() else sql + " FOR UPDATE", *values)


def among(values: Sequence[object], first: int) -> str:
    """`IN ($3, $4)` for values whose first placeholder is `$first`; for no values, what is never true."""
    return "IN (" + (", ".join(f"${first + index}" for index in range(len(values))) or "NULL") + ")"


async def execute(sql: str, *values: object) -> int:
    """One statement that writes; the number of rows it touched. Only inside a database transaction."""
    touched, _ = await connection().execute_query(sql, list(values))
    return touched


async def insert_many(table: str, columns: tuple[str, ...], records: list[tuple[Any, ...]]) -> None:
    """All records at once: COPY on PostgreSQL, one prepared statement on SQLite. Only inside a database transaction.

    Raises IntegrityError when a constraint refuses one of them.
    """
    if not records:
        return
    current = connection()
    if is_sqlite():
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        await current.execute_many(sql, records)  # type: ignore[arg-type]
    else:
        async with current.acquire_connection() as driver:
            try:
                await driver.copy_records_to_table(table, columns=columns, records=records)
            except IntegrityConstraintViolationError as error:
                # As every other statement that a constraint refuses.
                raise IntegrityError(error) from error
