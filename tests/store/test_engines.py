"""What the two engines do besides: they open once, nest, and give everything back when something cannot be entered."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable

import pytest
from tortoise.exceptions import BaseORMException, IntegrityError, OperationalError
from tortoise.migrations.schema_generator.state import State

from cpd.store.backup import backup
from cpd.store.catalog import tables
from cpd.store.database import open_database
from cpd.store.postgresql import PostgresqlTransaction
from cpd.store.sqlite import SqliteEngine, SqliteTransaction, question_marks
from cpd.store.statements import Statements
from cpd.store.tx import connection, execute, in_tx, is_sqlite, rows
from tests.dump import dump

pytestmark = pytest.mark.anyio


@in_tx
async def send(statement: str) -> None:
    await execute(statement)


async def test_an_engine_that_was_closed_opens_once_however_many_ask_at_the_same_time(database_url: str) -> None:
    async with open_database(database_url, pool_size=2):
        await connection().close()
        await asyncio.gather(
            rows("SELECT seq FROM ledger_head"),
            send("UPDATE ledger_head SET seq = 3"),
            rows("SELECT seq FROM ledger_head"),
        )
        assert await rows("SELECT seq FROM ledger_head") == [{"seq": 3}]


async def test_a_transaction_that_cannot_be_entered_gives_its_connection_back(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot(_self: object) -> None:
        raise ConnectionAbortedError("cannot begin")

    for engine in (SqliteTransaction, PostgresqlTransaction):
        monkeypatch.setattr(engine, "begin", cannot)
    for _ in range(9):
        with pytest.raises(Exception, match="database-busy"):
            await send("UPDATE ledger_head SET seq = 1")
    monkeypatch.undo()
    await asyncio.wait_for(send("UPDATE ledger_head SET seq = 2"), 5)
    assert await rows("SELECT seq FROM ledger_head") == [{"seq": 2}]


async def test_an_inner_part_can_fail_and_the_rest_go_on(db: str) -> None:
    @in_tx
    async def part_of_it() -> None:
        await execute("UPDATE ledger_head SET seq = 4")
        with pytest.raises(BaseORMException):
            await inner("UPDATE ledger_head SET seq = 5", "UPDATE nowhere SET seq = 5")
        await inner("UPDATE ledger_head SET hash = 'kept'")

    async def inner(*statements: str) -> None:
        async with connection()._in_transaction():
            for one in statements:
                await execute(one)

    await part_of_it()
    assert await rows("SELECT seq, hash FROM ledger_head") == [{"seq": 4, "hash": "kept"}]


def test_a_statement_is_written_once_for_both() -> None:
    assert question_marks("SELECT $1, $2 WHERE a = $12") == "SELECT ?1, ?2 WHERE a = ?12"


async def test_a_full_disk_at_the_last_moment_takes_everything_back(db: str) -> None:
    if not is_sqlite():
        pytest.skip("the server's disk is not ours to fill")
    engine = connection()
    assert isinstance(engine, SqliteEngine)
    await send("UPDATE ledger_head SET seq = 6")
    assert engine.writer is not None
    (pages,) = await engine.writer.execute_fetchall("PRAGMA page_count")
    await engine.writer.execute(f"PRAGMA max_page_count={pages[0]}")
    with pytest.raises(Exception, match="database-busy"):
        await _fill()
    await engine.writer.execute("PRAGMA max_page_count=1000000")
    await send("UPDATE ledger_head SET seq = seq + 1")
    assert await rows("SELECT seq FROM ledger_head") == [{"seq": 7}]


@in_tx
async def _fill() -> None:
    await execute("UPDATE ledger_head SET seq = 99")
    await execute("UPDATE ledger_head SET hash = $1", "x" * 5_000_000)


class _Fails:
    """A connection whose COMMIT fails."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.rolled_back = False

    async def commit(self) -> None:
        raise self.error

    async def rollback(self) -> None:
        self.rolled_back = True


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (sqlite3.OperationalError("database or disk is full"), OperationalError),
        (sqlite3.IntegrityError("FOREIGN KEY constraint failed"), IntegrityError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
async def test_a_commit_that_fails_is_followed_by_a_rollback(
    db: str, error: BaseException, told: type[BaseException]
) -> None:
    if not is_sqlite():
        pytest.skip("a COMMIT that fails ends the transaction there")
    engine = connection()
    assert isinstance(engine, SqliteEngine)
    transaction, fails = SqliteTransaction(engine), _Fails(error)
    transaction._connection = fails  # type: ignore[assignment]
    with pytest.raises(told):
        await transaction.commit()
    assert fails.rolled_back


async def test_a_migration_says_apart_what_only_one_database_needs(db: str) -> None:
    both = Statements(
        "CREATE TABLE probe (id {number});",
        sqlite="INSERT INTO probe VALUES (1)",
        postgres="INSERT INTO probe VALUES (2)",
    )

    class Editor:
        def __init__(self) -> None:
            self.client = connection()

    @in_tx
    async def apply(editor: Callable[[], object] | None) -> None:
        state: State = None  # type: ignore[assignment]
        both.state_forward("models", state)
        await both.database_forward("models", state, state, editor() if editor else None)  # type: ignore[arg-type]

    await apply(None)
    await apply(Editor)
    assert await rows("SELECT id FROM probe") == [{"id": 1 if is_sqlite() else 2}]


async def test_tables_that_refer_to_each_other_have_no_order(db: str) -> None:
    await send("CREATE TABLE egg (id INTEGER PRIMARY KEY)")
    await send("CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INTEGER REFERENCES egg (id))")
    assert [one.name for one in await tables() if one.name in ("egg", "hen")] == ["egg", "hen"]
    await send("DROP TABLE hen")
    await send("DROP TABLE egg")
    if is_sqlite():
        await send("CREATE TABLE egg (id INTEGER PRIMARY KEY, hen_id INTEGER REFERENCES hen (id))")
        await send("CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INTEGER REFERENCES egg (id))")
    else:
        await send("CREATE TABLE egg (id INTEGER PRIMARY KEY, hen_id INTEGER)")
        await send("CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INTEGER REFERENCES egg (id))")
        await send("ALTER TABLE egg ADD FOREIGN KEY (hen_id) REFERENCES hen (id)")
    with pytest.raises(LookupError, match="egg, hen"):
        await tables()


async def test_a_ledger_without_a_head_is_not_backed_up(db: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    await send("DELETE FROM ledger_head")
    with pytest.raises(LookupError, match="head"):
        await backup(folder / "saved.zip")
    assert list(folder.glob("*")) == []
    assert (await dump())["ledger_head"] == []
