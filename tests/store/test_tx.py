"""One way to open a database transaction: it is whole or absent, and nobody's request can leave it open."""

from __future__ import annotations

import asyncio
import sqlite3

import asyncpg
import pytest
from asyncpg.exceptions import InterfaceError
from tortoise.exceptions import BaseORMException, OperationalError, TransactionManagementError

from cpd.core.errors import DatabaseTrouble
from cpd.store.database import open_database
from cpd.store.ids import new_id
from cpd.store.models import Chapter
from cpd.store.sqlite import SqliteEngine
from cpd.store.tx import among, connection, execute, in_tx, insert_many, is_sqlite, is_trouble, row, row_held, rows
from tests.builders import NOW, ZONE
from tests.children import output, start
from tests.dump import dump

pytestmark = pytest.mark.anyio


@in_tx
async def add_chapter(code: str) -> None:
    await Chapter.create(id=new_id("chp", NOW), code=code, name=code, province="", time_zone=ZONE, created_at=NOW)


@in_tx
async def add_pair(code: str, between: asyncio.Event | None = None) -> None:
    """Two chapters, or none."""
    await add_chapter(f"{code}-a")
    if between is None:
        await asyncio.sleep(0.005)
    else:
        await between.wait()
    await add_chapter(f"{code}-b")


async def codes() -> list[str]:
    return [one["code"] for one in await rows("SELECT code FROM chapter ORDER BY code")]


async def test_writing_outside_of_a_database_transaction_is_refused(db: str) -> None:
    before = await dump()
    with pytest.raises(BaseORMException):
        await execute("UPDATE ledger_head SET seq = 7")
    with pytest.raises(BaseORMException):
        await Chapter.create(id="chp_x", code="x", name="x", province="", time_zone=ZONE, created_at=NOW)
    assert await dump() == before


async def test_an_error_takes_everything_back(db: str) -> None:
    @in_tx
    async def fails() -> None:
        await add_pair("jabar")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await codes() == []


async def test_a_verb_inside_of_another_takes_part_in_its_transaction(db: str) -> None:
    @in_tx
    async def outer() -> list[str]:
        await add_pair("jabar")
        return await codes()

    assert await outer() == ["jabar-a", "jabar-b"]
    assert await codes() == ["jabar-a", "jabar-b"]


async def test_readers_do_not_wait_for_a_writer_and_do_not_see_it(db: str) -> None:
    going_on = asyncio.Event()
    writer = asyncio.create_task(add_pair("jabar", going_on))
    await asyncio.sleep(0.05)
    assert await asyncio.wait_for(codes(), 2) == []
    going_on.set()
    await writer
    assert await codes() == ["jabar-a", "jabar-b"]


async def test_cancelled_requests_neither_hang_nor_write_half(db: str) -> None:
    for number in range(30):
        request = asyncio.create_task(add_pair(f"c{number:02d}"))
        # Some are cancelled while they wait to enter, some inside, some while they commit.
        await asyncio.sleep(0.0005 * number)
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)
    await asyncio.wait_for(add_pair("last"), 10)
    found = await codes()
    assert {one[:-2] for one in found if one.endswith("-a")} == {one[:-2] for one in found if one.endswith("-b")}
    assert found[-2:] == ["last-a", "last-b"]


async def test_thirty_cancelled_at_once_give_the_database_back(db: str) -> None:
    requests = [asyncio.create_task(add_pair(f"c{number:02d}")) for number in range(30)]
    await asyncio.sleep(0.01)
    for one in requests:
        one.cancel()
    await asyncio.gather(*requests, return_exceptions=True)
    await asyncio.wait_for(asyncio.gather(*[add_pair(f"d{number}") for number in range(8)]), 20)
    assert sum(one.startswith("d") for one in await codes()) == 16


async def test_closing_waits_for_transactions_whose_requests_are_gone(database_url: str) -> None:
    async with open_database(database_url, pool_size=2):
        request = asyncio.create_task(add_pair("jabar"))
        await asyncio.sleep(0.002)
        request.cancel()
    async with open_database(database_url, pool_size=2):
        assert await codes() in ([], ["jabar-a", "jabar-b"])


async def test_a_task_that_outlives_its_transaction_gets_an_error(db: str) -> None:
    ended = asyncio.Event()

    async def late() -> None:
        await ended.wait()
        await execute("UPDATE ledger_head SET seq = 7")

    @in_tx
    async def leaves_a_task() -> asyncio.Task[None]:
        return asyncio.create_task(late())

    task = await leaves_a_task()
    ended.set()
    with pytest.raises(TransactionManagementError, match="outlived"):
        await task
    head = await row("SELECT seq FROM ledger_head")
    assert head == {"seq": 0}


_INCREMENTS = """
from cpd.store.tx import execute, in_tx, row_held

@in_tx
async def increment():
    held = await row_held("SELECT seq FROM ledger_head WHERE id = 'head'")
    await execute("UPDATE ledger_head SET seq = $1 WHERE id = 'head'", held["seq"] + 1)

async def work():
    for _ in range(200):
        await increment()
"""


async def test_four_processes_that_read_and_then_write_lose_nothing(db: str) -> None:
    children = [start(_INCREMENTS, db) for _ in range(4)]
    for child in children:
        await asyncio.to_thread(output, child, seconds=120)
    assert await row("SELECT seq FROM ledger_head") == {"seq": 800}


async def test_a_database_that_is_locked_is_told_and_asked_again_later(db: str) -> None:
    if is_sqlite():
        engine = connection()
        assert isinstance(engine, SqliteEngine)
        await add_chapter("first")
        assert engine.writer is not None
        await engine.writer.execute("PRAGMA busy_timeout=20")
        other = sqlite3.connect(engine.filename, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseTrouble, match="database-busy"):
            await add_chapter("second")
        other.execute("ROLLBACK")
        other.close()
    else:
        await add_chapter("first")
        with pytest.raises(DatabaseTrouble, match="database-busy"):
            await _ended_by_the_server()
    await add_chapter("third")
    assert await codes() == ["first", "third"]


@in_tx
async def _ended_by_the_server() -> None:
    await add_chapter("second")
    await rows("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("no such table: x"), False),
        (ConnectionResetError(), True),
        (InterfaceError("connection is closed"), True),
        (InterfaceError("the server expects 1 argument"), False),
        (ValueError(), False),
    ],
)
def test_trouble_is_what_may_pass_and_not_a_mistake_in_a_statement(error: Exception, is_one: bool) -> None:
    assert is_trouble(error) is is_one


async def test_a_failed_commit_leaves_the_connection_usable(db: str) -> None:
    @in_tx
    async def breaks_a_reference() -> None:
        if is_sqlite():
            await execute("PRAGMA defer_foreign_keys=ON")
        await execute("INSERT INTO account_role (id, account_id, role) VALUES ('rol_1', 'acc_nobody', 'member')")

    with pytest.raises(BaseORMException):
        await breaks_a_reference()
    await add_chapter("after")
    assert await codes() == ["after"]
    assert await rows("SELECT id FROM account_role") == []


async def test_many_rows_at_once_and_none(db: str) -> None:
    @in_tx
    async def add(number: int) -> None:
        found = [(f"chp_{one:04d}", f"c{one:04d}", "n", "", ZONE, one) for one in range(number)]
        await insert_many("chapter", ("id", "code", "name", "province", "time_zone", "created_at"), list(found))

    await add(0)
    await add(1_500)
    assert await row("SELECT count(*) AS n FROM chapter") == {"n": 1_500}


async def test_a_held_row_that_is_not_there_is_none(db: str) -> None:
    @in_tx
    async def held() -> object:
        return await row_held("SELECT id FROM chapter WHERE id = $1", "chp_none")

    assert await held() is None


_BY_CODE = "SELECT code FROM chapter WHERE code "


async def test_among_nothing_nothing_is_found(db: str) -> None:
    await add_pair("jabar")
    assert await rows(_BY_CODE + among([], 1)) == []
    wanted = ["jabar-a", "x"]
    assert await rows(_BY_CODE + among(wanted, 1), *wanted) == [{"code": "jabar-a"}]


@pytest.mark.postgresql
async def test_reading_while_the_server_ends_our_connections_is_trouble_and_then_goes_on(db: str) -> None:
    assert await rows("SELECT 1 AS one") == [{"one": 1}]
    other = await asyncpg.connect(db)
    try:
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await asyncio.sleep(0.1)
        told = 0
        for _ in range(10):
            try:
                assert await rows("SELECT 1 AS one") == [{"one": 1}]
            except DatabaseTrouble:
                told += 1
        assert told < 10
        assert await rows("SELECT 1 AS one") == [{"one": 1}]
    finally:
        await other.close()
