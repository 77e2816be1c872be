"""What must never change cannot be changed, whoever tries; and a trigger that is gone is told."""

from __future__ import annotations

import pytest
from tortoise.exceptions import BaseORMException

from cpd.core.errors import DatabaseTrouble
from cpd.store.guards import GUARDED, check_guards
from cpd.store.migrate import migrate
from cpd.store.tx import execute, in_tx, is_sqlite
from tests.builders import a_webinar, an_association, bring, report, stays
from tests.dump import dump

pytestmark = pytest.mark.anyio

_COLUMN = {"stay": "connections", "entry": "reason", "decision": "rule", "delivery": "sha256", "rule_pack": "content"}
_KEY = {"stay": "attendee_id, import_id", "entry": "seq", "decision": "seq", "delivery": "id", "rule_pack": "id"}


@in_tx
async def send(statement: str) -> None:
    await execute(statement)


@pytest.fixture
async def filled(db: str) -> None:
    own = await an_association()
    await bring(own, await a_webinar(own), report(*stays("Sari Dewi Lestari", "09:00-11:00")))


async def _refused(statement: str) -> None:
    before = await dump()
    with pytest.raises(BaseORMException, match="append-only"):
        await send(statement)
    assert await dump() == before


_CHANGES = (
    "UPDATE {table} SET {column} = 'x'",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 ON CONFLICT ({key}) DO UPDATE SET {column} = 'x'",
)
_OWN_WAYS = {
    "sqlite": ("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "REPLACE INTO {table} SELECT * FROM {table}"),
    "postgresql": ("TRUNCATE {table} CASCADE",),
}


@pytest.mark.parametrize("table", GUARDED)
async def test_guarded_rows_can_be_neither_changed_nor_deleted_nor_put_over(filled: None, table: str) -> None:
    assert (await dump())[table]
    for change in (*_CHANGES, *_OWN_WAYS["sqlite" if is_sqlite() else "postgresql"]):
        await _refused(change.format(table=table, column=_COLUMN[table], key=_KEY[table]))


@pytest.mark.parametrize("table", GUARDED)
async def test_a_trigger_that_is_gone_is_told_and_the_next_migration_puts_it_back(db: str, table: str) -> None:
    await send(f"DROP TRIGGER {table}_no_delete" + ("" if is_sqlite() else f" ON {table}"))
    with pytest.raises(DatabaseTrouble) as told:
        await check_guards()
    assert (told.value.code, told.value.values) == ("guards-missing", {"names": f"{table}_no_delete"})
    await migrate()
    await check_guards()


@pytest.mark.postgresql
async def test_a_trigger_that_is_switched_off_is_told(db: str) -> None:
    await send("ALTER TABLE entry DISABLE TRIGGER entry_no_update")
    with pytest.raises(DatabaseTrouble, match="entry_no_update"):
        await check_guards()
