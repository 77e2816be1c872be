"""The SQLite engine: one read-only connection for reading, one connection for database transactions.

Tortoise's own client has one connection for both, so that a SELECT waits behind an open transaction, and begins with a
plain BEGIN, so that two processes that read before they write fail with "database is locked". It also keeps its lock
when a BEGIN fails. See `cpd/docs/decisions.md`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

Touched = tuple[int, Sequence[dict[str, Any]]]

_NUMBERED = re.compile(r"\$(\d+)")


@lru_cache(maxsize=1024)
def question_marks(sql: str) -> str:
    """Statements are written with PostgreSQL's `$1`; SQLite calls the same thing `?1`."""
    return _NUMBERED.sub(r"?\1", sql)


class SqliteEngine(SqliteClient):
    """Reads outside of a database transaction go through a connection that cannot write."""

    def __init__(self, file_path: str, **pragmas: Any) -> None:  # noqa: ANN401 - the parent's own signature
        pragmas = {"busy_timeout": 10_000, "synchronous": "FULL", "recursive_triggers": "ON", **pragmas}
        super().__init__(file_path, **pragmas)
        self.writer: aiosqlite.Connection | None = None
        self._open_lock = asyncio.Lock()
        self._writer_lock = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        async with self._open_lock:
            if self.writer is None:
                # The writer is first: it creates the file and turns on WAL.
                await super().create_connection(with_db)
                self.writer, self._connection = self._connection, None
            await super().create_connection(with_db)
            assert self._connection is not None  # noqa: S101 - the parent has just made it
            await self._connection.execute("PRAGMA query_only=ON")

    async def close(self) -> None:
        await super().close()
        if self.writer is not None:
            await self.writer.close()
            self.writer = None

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateContext(SqliteTransaction(self), self._writer_lock)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Touched:
        return cast("Touched", await super().execute_query(question_marks(query), values))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", await super().execute_query_dict(question_marks(query), values))


class SqliteTransaction(SqliteTransactionWrapper):
    """One database transaction on the writer. A task that outlives it gets an error, not another one's transaction."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(SqliteTransaction(self))

    def acquire_connection(self) -> ConnectionWrapper:  # type: ignore[type-arg]
        if self._finalized:
            raise TransactionManagementError("a task outlived its database transaction")
        return super().acquire_connection()

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """Commits, or rolls back and raises when the disk is full or a reference leads nowhere."""
        # Before COMMIT is sent: a task that is still at work must not write after it, outside of any transaction.
        self._finalized = True
        try:
            await self._connection.commit()
        except BaseException as error:
            # SQLite stays in the transaction after a COMMIT that failed, and the next BEGIN would fail with it.
            await self._connection.rollback()
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(error) from error
            if isinstance(error, sqlite3.IntegrityError):
                raise IntegrityError(error) from error
            raise

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Touched:
        return cast("Touched", await super().execute_query(question_marks(query), values))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", await super().execute_query_dict(question_marks(query), values))

    async def execute_script(self, query: str) -> None:
        """One statement after the other: sqlite3's own executescript commits the transaction first."""
        statement = ""
        for line in query.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                await self.execute_query(statement)
                statement = ""
        if statement.strip():
            await self.execute_query(statement)


class _ImmediateContext(SqliteTransactionContext):
    """Gives everything back when it cannot enter."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            engine: SqliteEngine = self.connection._parent
            if engine.writer is None:
                await engine.create_connection(with_db=True)
            self.connection._connection = engine.writer
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        transaction: TransactionalDBClient = self.connection
        return transaction

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        # Tortoise does not roll back after a TransactionManagementError, and the writer would stay in it for good.
        try:
            await (self.connection.commit() if exc_type is None else self.connection.rollback())
        finally:
            get_connections().reset(self.token)
            self._trxlock.release()


client_class = SqliteEngine
