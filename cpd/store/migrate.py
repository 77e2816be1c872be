"""Bringing the tables up to date: all or nothing, one process at a time, and never at the price of a row.

Tortoise's runner finds and orders the migrations. It runs inside one database transaction of ours together with its
own record of what was applied, so that an upgrade that is interrupted leaves the old state whole.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from tortoise.migrations.executor import MigrationExecutor

from cpd.core.errors import DatabaseTrouble
from cpd.store.database import APP, configuration
from cpd.store.guards import put_guards
from cpd.store.sqlite import SqliteEngine
from cpd.store.tx import connection, in_tx, is_sqlite, row, rows

_LOCK = 0x43504401
"""The key of the advisory lock under which PostgreSQL migrates: "CPD" and one."""


async def migrate() -> list[str]:
    """Applies what is missing and answers its names; nothing when all is applied.

    Raises DatabaseTrouble("migration-lost-rows") when a table's count or the ledger's sum changed; nothing was done.
    """
    async with foreign_keys_off():
        return await _migrate_inside()


@in_tx
async def _migrate_inside() -> list[str]:
    if not is_sqlite():
        await rows("SELECT pg_advisory_xact_lock($1)", _LOCK)
    before = await _census()
    applied: list[str] = []

    def note(event: str, _app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)

    current = connection()
    apps = cast("dict[str, dict[str, Any]]", {APP: configuration("sqlite:///unused")["apps"][APP]})
    executor = MigrationExecutor(current, apps)
    # The runner reads its record before it creates it, and a failed SELECT would end the transaction on PostgreSQL.
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
    await executor.migrate(direction="forward", progress=note)
    await put_guards()
    await _compare(before, await _census())
    return applied


@asynccontextmanager
async def foreign_keys_off() -> AsyncIterator[None]:
    """On SQLite references are not looked at inside of the block: whoever opens it checks them before committing."""
    # A table that is rebuilt is dropped, and its children must not notice. The pragma does nothing in a transaction.
    engine = connection()
    if not isinstance(engine, SqliteEngine) or engine.writer is None:
        yield
        return
    await engine.writer.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await engine.writer.execute("PRAGMA foreign_keys=ON")


async def table_names() -> list[str]:
    """Our tables, by name; the runner's own record is not one of them."""
    if is_sqlite():
        found = await rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        found = await rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(one["name"] for one in found if one["name"] != "tortoise_migrations")


async def applied_migrations() -> list[str]:
    """The names of the applied migrations, in order."""
    return [one["name"] for one in await rows("SELECT name FROM tortoise_migrations ORDER BY id")]


async def _census() -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in await table_names():
        found = await row(f'SELECT count(*) AS n FROM "{table}"')
        counts[table] = found["n"] if found else 0
    if "entry" in counts:
        found = await row("SELECT CAST(coalesce(sum(credits), 0) AS BIGINT) AS n FROM entry")
        counts["sum of the ledger"] = found["n"] if found else 0
    return counts


async def _compare(before: dict[str, int], after: dict[str, int]) -> None:
    for name, count in before.items():
        if after.get(name, 0) < count or (name == "sum of the ledger" and after[name] != count):
            raise DatabaseTrouble("migration-lost-rows", name=name, before=count, after=after.get(name, 0))
    if is_sqlite():
        broken = await rows("PRAGMA foreign_key_check")
        if broken:
            raise DatabaseTrouble("migration-lost-rows", name=str(broken[0]["table"]), before=0, after=len(broken))
