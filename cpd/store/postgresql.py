"""The PostgreSQL engine: a pool whose connections are given back whatever happens while a transaction is entered."""

from __future__ import annotations

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError


class PostgresqlEngine(AsyncpgDBClient):
    """As Tortoise's, with transactions that cannot leak a connection. Outside of one nothing can be written."""

    def __init__(self, **parameters: Any) -> None:  # noqa: ANN401 - the parent's own signature
        super().__init__(**parameters)
        self.server_settings["default_transaction_read_only"] = "on"

    def _in_transaction(self) -> TransactionContext:
        return _PooledContext(PostgresqlTransaction(self), self._pool_init_lock)


class PostgresqlTransaction(TransactionWrapper):
    """One database transaction. A task that outlives it gets an error, not another one's transaction."""

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        if self._finalized:
            raise TransactionManagementError("a task outlived its database transaction")
        return super().acquire_connection()


class _PooledContext(TransactionContextPooled):
    """Gives the connection back when it cannot enter."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        client: Any = self.client
        client._connection = await client._parent._pool.acquire()
        try:
            await client.begin()
            await client._connection.execute("SET TRANSACTION READ WRITE")
        except BaseException:
            await client._parent._pool.release(client._connection)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        client: Any = self.client
        try:
            if exc_type is None:
                await client.commit()
            elif not client._connection.is_closed():
                # A connection that the server ended took its transaction along; the reason is what is being raised.
                await client.rollback()
        finally:
            get_connections().reset(self.token)
            await client._parent._pool.release(client._connection)


client_class = PostgresqlEngine
