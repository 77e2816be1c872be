"""A report of 100,000 rows and 20,000 people, from its bytes to posted entries, beside the plain bulk insert of as many
rows: COPY on PostgreSQL, executemany on SQLite. Once into a bare table, and once into one with the primary key and the
index that such rows would have; the median of three.
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from cpd.core.intervals import epoch
from cpd.core.platform import ReadingOptions
from cpd.ops import deliveries, importing
from cpd.ops.importing import ImportRequest, ImportResult
from cpd.store.columns import instant
from cpd.store.database import open_database
from cpd.store.ids import derived_id
from integrations.reading import read_export
from tests.benchmarks.association import NOW, build
from tests.benchmarks.databases import ENGINES, fresh
from tests.benchmarks.large_report import LENGTH_SECONDS, STARTS, large_roster, write_large_report

ROWS, PEOPLE = 100_000, 20_000
_COLUMNS = ("import_id", "attendee_id", "joined_at", "left_at", "seconds", "role", "line")
_TYPES = (
    "import_id TEXT NOT NULL, attendee_id TEXT NOT NULL, joined_at BIGINT, left_at BIGINT, seconds BIGINT,"
    " role TEXT NOT NULL, line BIGINT NOT NULL"
)
_IDENTITY = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}
Record = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the import and of the two plain inserts."""

    seconds: float
    bare: float
    indexed: float
    result: ImportResult


def records(content: bytes) -> list[Record]:
    """The rows of the report with ids such as they are stored under, ready to be inserted."""
    import_id = derived_id("imp", "plain")
    return [
        (import_id, derived_id("att", one.email), epoch(one.join), epoch(one.leave), one.seconds, one.role, one.line)
        for one in read_export(content, ReadingOptions("Asia/Jakarta")).connections
        if one.join and one.leave
    ]


def statements(engine: str, *, indexed: bool) -> list[str]:
    """What makes the table `plain` anew."""
    made = ["DROP TABLE IF EXISTS plain"]
    if not indexed:
        return [*made, f"CREATE TABLE plain ({_TYPES})"]
    made.append(f"CREATE TABLE plain (id {_IDENTITY[engine]}, {_TYPES})")
    return [*made, "CREATE INDEX plain_of_attendee ON plain (import_id, attendee_id)"]


def plain_sqlite(url: str, rows: list[Record], *, indexed: bool) -> float:
    connection = sqlite3.connect(urlsplit(url).path[1:], isolation_level=None)
    for statement in statements("sqlite", indexed=indexed):
        connection.execute(statement)
    sql = f"INSERT INTO plain ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)"
    started = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(sql, rows)
    connection.execute("COMMIT")
    taken = perf_counter() - started
    connection.close()
    return taken


async def plain_postgresql(url: str, rows: list[Record], *, indexed: bool) -> float:
    connection = await asyncpg.connect(url)
    for statement in statements("postgresql", indexed=indexed):
        await connection.execute(statement)
    started = perf_counter()
    await connection.copy_records_to_table("plain", columns=_COLUMNS, records=rows)
    taken = perf_counter() - started
    await connection.close()
    return taken


async def plain(engine: str, url: str, rows: list[Record], *, indexed: bool) -> float:
    """Seconds of the plain insert, the median of three."""
    if engine == "sqlite":
        return median(plain_sqlite(url, rows, indexed=indexed) for _ in range(3))
    return median([await plain_postgresql(url, rows, indexed=indexed) for _ in range(3)])


async def measure(engine: str, content: bytes, people: tuple[Any, ...]) -> Measured:
    async with fresh(engine) as url:
        rows = records(content)
        bare, indexed = [await plain(engine, url, rows, indexed=indexed) for indexed in (False, True)]
        del rows
        async with open_database(url):
            start = instant(STARTS)
            viewer, meeting_id = await build(people, start, start + timedelta(seconds=LENGTH_SECONDS))
            started = perf_counter()
            delivery_id = await deliveries.keep(content, NOW)
            request = ImportRequest(meeting_id, delivery_id, ReadingOptions("Asia/Jakarta"))
            result = await importing.attendance_import(viewer, request, read_export, NOW)
            return Measured(perf_counter() - started, bare, indexed, result)


def main() -> None:
    """One process per engine: the ORM keeps SQL of one dialect per process."""
    print(f"\n{ROWS} rows, {PEOPLE} people: from bytes to posted entries")
    print(
        f"{'engine':12} {'import s':>9} {'bare s':>9} {'ratio':>6} {'indexed s':>10} {'ratio':>6}   steps in ms",
        flush=True,
    )
    for engine in ENGINES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.import_large", engine], check=True)


def one_engine(engine: str) -> None:
    people = large_roster(PEOPLE)
    try:
        found = asyncio.run(measure(engine, write_large_report(ROWS, people), people))
    except OSError as error:
        print(f"{engine:12} skipped: {error}")
        return
    result = found.result
    steps = ", ".join(f"{step} {ms}" for step, ms in result.step_ms.items())
    print(
        f"{engine:12} {found.seconds:9.2f} {found.bare:9.2f} {found.seconds / found.bare:6.1f} "
        f"{found.indexed:10.2f} {found.seconds / found.indexed:6.1f}   {steps}; "
        f"{result.counts.matched} matched, {result.posted.awards} entries"
    )


if __name__ == "__main__":
    one_engine(sys.argv[1]) if len(sys.argv) > 1 else main()
