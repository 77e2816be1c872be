"""Upgrades: once, by one process at a time, whole or not at all, and never at the price of a row."""

from __future__ import annotations

import signal

import pytest

from cpd.core.errors import DatabaseTrouble
from cpd.ops.readiness import shipped_migrations
from cpd.store import migrate as migrating
from cpd.store.database import open_database
from cpd.store.guards import check_guards
from cpd.store.migrate import applied_migrations, migrate, table_names
from cpd.store.migrations import m0001_foundation
from cpd.store.statements import Statements
from cpd.store.tx import execute, row
from tests.builders import a_webinar, an_association, bring, report, stays
from tests.children import output, start
from tests.conftest import SERVER_URL
from tests.dump import dump

pytestmark = pytest.mark.anyio

_MIGRATE = """
from cpd.store.migrate import migrate

async def work():
    print(",".join(await migrate()))
"""
_KILLED_INSIDE = """
from cpd.store import migrate as migrating

async def kill():
    os.kill(os.getpid(), signal.SIGKILL)

async def work():
    migrating.put_guards = kill
    await migrating.migrate()
"""


async def test_a_new_database_gets_everything_and_a_second_run_finds_nothing_to_do(empty_database_url: str) -> None:
    async with open_database(empty_database_url):
        assert await migrate() == shipped_migrations()
        before = await dump()
        assert await migrate() == []
        assert await dump() == before
        assert await applied_migrations() == shipped_migrations()
        await check_guards()


async def test_of_three_processes_that_migrate_at_once_one_does_it(empty_database_url: str) -> None:
    children = [start(_MIGRATE, empty_database_url) for _ in range(3)]
    said = sorted(output(child).strip() for child in children)
    assert said == ["", "", ",".join(shipped_migrations())]
    async with open_database(empty_database_url):
        assert await migrate() == []


async def test_a_process_killed_inside_a_migration_leaves_nothing_of_it(empty_database_url: str) -> None:
    child = start(_KILLED_INSIDE, empty_database_url)
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    async with open_database(empty_database_url):
        assert await table_names() == []
        assert await migrate() == shipped_migrations()


async def test_a_migration_that_fails_leaves_nothing_of_it(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [*m0001_foundation.Migration.operations, Statements("INSERT INTO nowhere (id) VALUES (1);")]
    async with open_database(empty_database_url):
        with monkeypatch.context() as patch:
            patch.setattr(m0001_foundation.Migration, "operations", broken)
            with pytest.raises(Exception, match="nowhere"):
                await migrate()
        assert await table_names() == []
        assert await migrate() == shipped_migrations()


async def test_a_migration_that_loses_rows_is_taken_back(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await an_association()
    before = await dump()

    async def lose_a_row() -> None:
        await execute("DELETE FROM member_email WHERE address = $1", "sari.dewi.lestari@contoh.example")

    monkeypatch.setattr(migrating, "put_guards", lose_a_row)
    with pytest.raises(DatabaseTrouble) as refused:
        await migrate()
    assert (refused.value.code, refused.value.values) == (
        "migration-lost-rows",
        {"name": "member_email", "before": 3, "after": 2},
    )
    assert await dump() == before


@pytest.mark.skipif(bool(SERVER_URL), reason="PostgreSQL refuses it itself")
async def test_a_migration_that_leaves_rows_without_their_parent_is_taken_back(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_association()
    before = await dump()

    async def orphan() -> None:
        await execute("UPDATE member_email SET member_id = 'mem_nobody' WHERE address LIKE 'sari%'")

    monkeypatch.setattr(migrating, "put_guards", orphan)
    with pytest.raises(DatabaseTrouble, match="migration-lost-rows"):
        await migrate()
    assert await dump() == before


async def test_a_migration_that_changes_the_ledgers_sum_is_taken_back(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays("Sari Dewi Lestari", "09:00-11:00")))
    before = await dump()

    async def add_an_entry() -> None:
        await execute(
            "INSERT INTO entry SELECT seq + 1, 'ent_x', kind, member_id, programme_id, credits, category, earned_on,"
            " posted_at, session_id, decision_id, pack_id, rule, activity, generation + 1, reverses_id, reason,"
            " account_id, hash, 'x' FROM entry"
        )

    monkeypatch.setattr(migrating, "put_guards", add_an_entry)
    with pytest.raises(DatabaseTrouble, match="sum of the ledger"):
        await migrate()
    assert await dump() == before


async def test_references_are_enforced_again_after_a_migration(db: str) -> None:
    await migrate()
    own = await an_association()
    assert await row("SELECT id FROM chapter WHERE id = $1", own.chapter_id) is not None

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await _delete_chapter(own.chapter_id)


@migrating.in_tx
async def _delete_chapter(chapter_id: str) -> None:
    await execute("DELETE FROM chapter WHERE id = $1", chapter_id)
