"""Everything in one file that either database can take back, from one moment, while the service runs on.

A zip: `manifest.json`, and for each table `tables/<name>.jsonl` with one JSON array a row, in the manifest's order of
columns; bytes are `{"base64": "..."}`. Nothing in it is SQLite's or PostgreSQL's own.
"""

from __future__ import annotations

import asyncio
import base64
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import orjson

from cpd.core.errors import ActionRefused
from cpd.store.archive import MANIFEST, Ledger, Manifest, Part, archive_error, member_name, opened, records
from cpd.store.catalog import Table, tables
from cpd.store.migrate import applied_migrations, foreign_keys_off
from cpd.store.snapshot import snapshot
from cpd.store.tx import Row, connection, execute, in_tx, insert_many, is_sqlite, row, rows

_ROWS_AT_ONCE = 2_000
_SEEDED = "ledger_head"
"""The one table in which a fresh database has a row: the head of an empty ledger."""


async def backup(path: Path) -> None:
    """Writes the database to a file, which is there whole or not at all; one that is there is replaced.

    Only the owner may read it. Raises OSError when it cannot be written.
    """
    async with snapshot():
        with _whole_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            parts = [await _write_table(archive, one) for one in await tables()]
            manifest = Manifest(tuple(await applied_migrations()), tuple(parts), await _ledger())
            archive.writestr(MANIFEST, manifest.as_json())


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file beside the path that takes its name when all of it is on the disk."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


async def _write_table(archive: zipfile.ZipFile, table: Table) -> Part:
    count = 0
    with archive.open(member_name(table.name), "w", force_zip64=True) as member:
        # A delivery may be 50 MB, so those go one by one.
        async for page in table.pages(1 if table.has_bytes else _ROWS_AT_ONCE):
            # Deflating is work for a thread: a service that backs itself up goes on answering.
            await asyncio.to_thread(_write_page, member, table.columns, page)
            count += len(page)
    return Part(table.name, table.columns, count)


def _write_page(member: IO[bytes], columns: tuple[str, ...], page: list[Row]) -> None:
    for one in page:
        member.write(orjson.dumps([one[name] for name in columns], default=_bytes_json) + b"\n")


def _bytes_json(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"a column of type {type(value).__name__} has no place in a backup")
    return {"base64": base64.b64encode(value).decode()}


async def _ledger() -> Ledger:
    head = await row("SELECT seq, hash FROM ledger_head")
    found = await row("SELECT CAST(coalesce(sum(credits), 0) AS BIGINT) AS credits FROM entry")
    if head is None or found is None:
        raise LookupError("the ledger has no head: this database was not made by our migrations")
    return Ledger(head["seq"], head["hash"], found["credits"])


async def restore(path: Path) -> None:
    """Takes a backup back into an empty, migrated database; all of it or, when anything is wrong, nothing.

    Raises FileRefused("backup-damaged" or "backup-other-version"), ActionRefused("restore-not-empty"), OSError when
    the file cannot be read.
    """
    with opened(path) as (archive, manifest):
        # Rows of one table refer to later ones of the same (an import to the one that replaced it), and SQLite would
        # look through the whole table for each that is missing yet. It is asked for all of them at the end.
        async with foreign_keys_off():
            await _restore(archive, manifest)


@in_tx
async def _restore(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    own = await tables()
    manifest.check_fits(await applied_migrations(), {one.name: one.columns for one in own})
    await _check_empty(own)
    with archive_error():
        await execute(f"DELETE FROM {_SEEDED}")
        for part in (manifest.part(one.name) for one in own):
            await _take_back(archive, part)
        await _follow_identities()
        await _compare(manifest, own)


async def _check_empty(own: list[Table]) -> None:
    for one in own:
        condition = " WHERE seq > 0" if one.name == _SEEDED else ""
        if await row(f"SELECT 1 AS one FROM {one.name}{condition} LIMIT 1") is not None:
            raise ActionRefused("restore-not-empty", table=one.name)


async def _take_back(archive: zipfile.ZipFile, part: Part) -> None:
    with archive.open(member_name(part.name)) as member:
        pages = records(member, part)
        if is_sqlite():
            for page in pages:
                await insert_many(part.name, part.columns, page)
            return
        # One COPY a table, because PostgreSQL looks at references when a statement ends.
        async with connection().acquire_connection() as driver:
            streamed = (record for page in pages for record in page)
            await driver.copy_records_to_table(part.name, columns=part.columns, records=streamed)


async def _follow_identities() -> None:
    """New rows go on after the restored ones. SQLite does so by itself."""
    if is_sqlite():
        return
    for one in await rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'"
    ):
        table, column = one["table_name"], one["column_name"]
        await rows(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)"
            f" FROM {table}"
        )


async def _compare(manifest: Manifest, own: list[Table]) -> None:
    for one in own:
        found = await row(f"SELECT count(*) AS n FROM {one.name}")
        count, expected = found["n"] if found else 0, manifest.part(one.name).rows
        if count != expected:
            raise ValueError(f"{one.name} has {count} rows instead of {expected}")
    if await _ledger() != manifest.ledger:
        raise ValueError("the ledger ends otherwise than it did")
    if is_sqlite():
        broken = await rows("PRAGMA foreign_key_check")
        if broken:
            raise ValueError(f"{broken[0]['table']} refers to what is not there")
