"""A report of 100,000 rows and 20,000 people, from its bytes to posted entries, beside the plain bulk insert of as many
rows into a table of the same columns without indexes: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from cpd.core.intervals import epoch
from cpd.core.platform import ReadingOptions
from cpd.ops import deliveries, importing
from cpd.ops.importing import ImportRequest
from cpd.store.columns import instant
from cpd.store.database import open_database
from integrations.reading import read_export
from tests.benchmarks.association import NOW, build
from tests.benchmarks.databases import ENGINES, fresh
from tests.benchmarks.large_report import LENGTH_SECONDS, STARTS, large_roster, write_large_report

ROWS, PEOPLE = 100_000, 20_000
_COLUMNS = ("import_id", "attendee_id", "joined_at", "left_at", "seconds", "role", "line")
_TABLE = (
    "CREATE TABLE plain (import_id TEXT NOT NULL, attendee_id TEXT NOT NULL, joined_at BIGINT, left_at BIGINT,"
    " seconds BIGINT, role TEXT NOT NULL, line BIGINT NOT NULL)"
)
Record = tuple[Any, ...]


def records(content: bytes) -> list[Record]:
    """The same rows as the import stores, ready to be inserted."""
    reading = read_export(content, ReadingOptions("Asia/Jakarta"))
    return [
        (
            "imp_" + "0" * 26,
            f"att_{one.email:0>26}"[:30],
            epoch(one.join),
            epoch(one.leave),
            one.seconds,
            one.role,
            one.line,
        )
        for one in reading.connections
        if one.join and one.leave
    ]


def plain_sqlite(url: str, rows: list[Record]) -> float:
    connection = sqlite3.connect(urlsplit(url).path[1:], isolation_level=None)
    connection.execute("DROP TABLE IF EXISTS plain")
    connection.execute(_TABLE)
    started = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    taken = perf_counter() - started
    connection.close()
    return taken


async def plain_postgresql(url: str, rows: list[Record]) -> float:
    connection = await asyncpg.connect(url)
    await connection.execute("DROP TABLE IF EXISTS plain")
    await connection.execute(_TABLE)
    started = perf_counter()
    await connection.copy_records_to_table("plain", columns=_COLUMNS, records=rows)
    taken = perf_counter() - started
    await connection.close()
    return taken


async def measure(engine: str, content: bytes, people: tuple[Any, ...]) -> dict[str, Any]:
    """Seconds of the import, its steps, and seconds of the plain insert (median of three)."""
    async with fresh(engine) as url:
        rows = records(content)
        plain = [plain_sqlite(url, rows) if engine == "sqlite" else await plain_postgresql(url, rows) for _ in range(3)]
        async with open_database(url):
            start = instant(STARTS)
            viewer, meeting_id = await build(people, start, start + timedelta(seconds=LENGTH_SECONDS))
            started = perf_counter()
            delivery_id = await deliveries.keep(content, NOW)
            request = ImportRequest(meeting_id, delivery_id, ReadingOptions("Asia/Jakarta"))
            result = await importing.attendance_import(viewer, request, read_export, NOW)
            taken = perf_counter() - started
        return {
            "seconds": taken,
            "plain": median(plain),
            "steps": result.step_ms,
            "posted": result.posted.awards,
            "matched": result.counts.matched,
        }


def main() -> None:
    """One process per engine: the ORM keeps SQL of one dialect per process."""
    print(f"\n{ROWS} rows, {PEOPLE} people: from bytes to posted entries")
    print(f"{'engine':12} {'import s':>9} {'plain s':>9} {'ratio':>6}   steps in ms", flush=True)
    for engine in ENGINES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.import_large", engine], check=True)


def one_engine(engine: str) -> None:
    people = large_roster(PEOPLE)
    try:
        found = asyncio.run(measure(engine, write_large_report(ROWS, people), people))
    except OSError as error:
        print(f"{engine:12} skipped: {error}")
        return
    ratio = found["seconds"] / found["plain"]
    steps = ", ".join(f"{step} {ms}" for step, ms in found["steps"].items())
    print(
        f"{engine:12} {found['seconds']:9.2f} {found['plain']:9.2f} {ratio:6.1f}   {steps}; "
        f"{found['matched']} matched, {found['posted']} entries"
    )


if __name__ == "__main__":
    one_engine(sys.argv[1]) if len(sys.argv) > 1 else main()
