"""A backup is everything, of one moment, in one file; a restore is all of it or nothing, on either engine."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cpd.core.errors import ActionRefused, FileRefused
from cpd.ops import association
from cpd.ops.verifying import verify
from cpd.store import archive as archives
from cpd.store import backup as backups
from cpd.store.backup import backup, restore
from cpd.store.catalog import Table, tables
from cpd.store.database import open_database
from cpd.store.migrate import foreign_keys_off, migrate
from cpd.store.snapshot import snapshot
from cpd.store.tx import execute, in_tx, insert_many, row
from tests.builders import (
    NOW,
    PEOPLE,
    Association,
    Webinar,
    a_webinar,
    an_association,
    at,
    bring,
    posted,
    report,
    session_plan,
    stays,
)
from tests.children import ROOT
from tests.dump import dump
from tests.store.conftest import empty_database

pytestmark = pytest.mark.anyio


async def a_history() -> tuple[Association, Webinar]:
    """Awards, a correction, a guest; an import replaced by a later one, and one that is undone by nobody."""
    own = await an_association()
    webinar = await a_webinar(own, session_plan(breaks=((at("10:00"), at("10:15")),)))
    await bring(own, webinar, report(*stays(PEOPLE[0], "09:00-11:00"), *stays(PEOPLE[1], "09:00-11:00")))
    await bring(own, webinar, report(*stays(PEOPLE[0], "09:00-11:00"), *stays(PEOPLE[1], "09:00-09:20")))
    await bring(own, webinar, report("Tamu Ünïcode 😀, , 09:00-11:00"))
    return own, webinar


class Saved(NamedTuple):
    """The file of a history, and the dump of the database that it was made from."""

    file: Path
    dump: dict[str, list[str]]


async def _save(url: str, file: Path) -> Saved:
    async with open_database(url, pool_size=2):
        await migrate()
        await a_history()
        await backup(file)
        return Saved(file, await dump())


@pytest.fixture(scope="module")
def saved_once(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("saved")
    with empty_database(folder) as url:
        return asyncio.run(_save(url, folder / "saved.zip"))


@pytest.fixture
def saved(saved_once: Saved, tmp_path: Path) -> Saved:
    """A copy that a test may damage."""
    file = tmp_path / "saved.zip"
    shutil.copy(saved_once.file, file)
    return Saved(file, saved_once.dump)


async def test_a_backup_restores_to_an_equal_database(
    database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "saved.zip"
    async with open_database(database_url, pool_size=2):
        own, webinar = await a_history()
        before = await dump()
        assert before["entry"]
        await backup(file)
        assert await dump() == before
    async with open_database(empty_database_url, pool_size=2):
        await migrate()
        await restore(file)
        assert await dump() == before
        assert await verify() == []
        # What the database numbers itself goes on after what was restored.
        await bring(own, webinar, report(*stays(PEOPLE[2], "09:00-11:00")))
        assert len(await posted()) > len(before["entry"])
        assert await verify() == []


def _carry(url: str, taken_in: Path, taken_out: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.carry", url, str(taken_in), str(taken_out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.postgresql
async def test_a_backup_goes_through_sqlite_and_back_unchanged(
    saved: Saved, empty_database_url: str, tmp_path: Path
) -> None:
    file, before = saved
    again, last = tmp_path / "again.zip", tmp_path / "last.zip"
    carried = await asyncio.to_thread(_carry, f"sqlite:///{tmp_path}/other.sqlite3", file, again)
    assert carried == {"dump": before, "violations": []}
    carried = await asyncio.to_thread(_carry, empty_database_url, again, last)
    assert carried == {"dump": before, "violations": []}


async def test_many_rows_go_page_by_page(database_url: str, empty_database_url: str, tmp_path: Path) -> None:
    columns = ("id", "code", "name", "province", "time_zone", "parent_id", "created_at")
    # Parents come after their children, and in other pages.
    chapters = [
        (f"chp_{n:05d}", f"c{n}", "n" * 2_000, "", "Asia/Jakarta", f"chp_{5_999 - n:05d}", n) for n in range(6_000)
    ]

    @in_tx
    async def insert() -> None:
        await insert_many("chapter", columns, list(chapters))

    async def add() -> None:
        async with foreign_keys_off():
            await insert()

    file = tmp_path / "saved.zip"
    async with open_database(database_url, pool_size=2):
        await add()
        before = await dump()
        await backup(file)
    async with open_database(empty_database_url, pool_size=2):
        await migrate()
        await restore(file)
        assert await dump() == before


async def test_a_backup_is_of_one_moment_while_others_write(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, webinar = await a_history()
    before = await dump()
    outside = contextvars.copy_context()
    written = asyncio.Event()

    async def more() -> None:
        await bring(own, webinar, report(*stays(PEOPLE[2], "09:00-11:00")))
        written.set()

    async def tables_after_writing() -> list[Table]:
        asyncio.get_running_loop().create_task(more(), context=outside)
        await asyncio.wait_for(written.wait(), 10)
        return await tables()

    monkeypatch.setattr(backups, "tables", tables_after_writing)
    await backup(tmp_path / "saved.zip")
    assert (await dump())["entry"] != before["entry"]
    with archives.opened(tmp_path / "saved.zip") as (_, manifest):
        assert {one.name: one.rows for one in manifest.tables} == {name: len(found) for name, found in before.items()}
        assert manifest.ledger.seq == len(before["entry"])


async def test_nothing_can_be_written_inside_of_a_snapshot_and_it_ends(db: str) -> None:
    await an_association()
    async with snapshot():
        with pytest.raises(Exception, match=r"(?i)read.?only|attempt to write"):
            await execute("DELETE FROM member_email")
    assert await row("SELECT count(*) AS n FROM member_email") == {"n": len(PEOPLE)}


async def test_only_its_owner_may_read_a_backup_and_an_earlier_one_is_replaced(db: str, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    file.write_bytes(b"old")
    await a_history()
    await backup(file)
    assert file.stat().st_mode & 0o077 == 0
    with archives.opened(file) as (_, manifest):
        assert manifest.part("entry").rows == len(await posted())


async def test_a_backup_that_fails_leaves_the_earlier_file_and_no_other(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / "saved.zip"
    file.write_bytes(b"old")

    async def full_disk() -> list[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "applied_migrations", full_disk)
    with pytest.raises(OSError, match="No space"):
        await backup(file)
    assert file.read_bytes() == b"old"
    assert os.listdir(folder) == ["saved.zip"]


@pytest.mark.parametrize("table", ["series", "ledger_head"])
async def test_a_database_with_rows_takes_no_backup_back(db: str, saved: Saved, table: str) -> None:
    @in_tx
    async def begin_to_use() -> None:
        if table == "ledger_head":
            await execute("UPDATE ledger_head SET seq = 1")
        else:
            await association.series_create("bulan-sosial", "Bulan sosial", "", NOW)

    await begin_to_use()
    before = await dump()
    with pytest.raises(ActionRefused) as refused:
        await restore(saved.file)
    assert (refused.value.code, refused.value.values) == ("restore-not-empty", {"table": table})
    assert await dump() == before


# -- Damaged and foreign files

Change = Callable[[bytes], bytes]


def _rewritten(file: Path, member: str, change: Change) -> None:
    """The same zip with one member changed; b"" takes it away."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            if content or name != member:
                archive.writestr(name, content)


def _manifest(change: Callable[[dict[str, object]], object]) -> Change:
    def rewrite(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    return rewrite


_DAMAGED: dict[str, tuple[str, Change]] = {
    "a line less": ("tables/entry.jsonl", lambda content: content[: content[:-1].rindex(b"\n") + 1]),
    "a line cut": ("tables/entry.jsonl", lambda content: content[:-20]),
    "a line that is no row": ("tables/member.jsonl", lambda content: b'["x"]\n' + content),
    "a line that is no array": ("tables/member.jsonl", lambda content: b'{"x": 1}\n' + content),
    "a number of the wrong type": ("tables/ledger_head.jsonl", lambda _: b'["head","four","x"]\n'),
    "bytes that are no base64": (
        "tables/delivery.jsonl",
        lambda content: content.replace(b'"base64":"', b'"base64":"!'),
    ),
    "bytes of another kind": ("tables/delivery.jsonl", lambda content: content.replace(b'"base64"', b'"base32"')),
    "a member twice": ("tables/person.jsonl", lambda content: content + content),
    "a parent missing": ("tables/person.jsonl", lambda content: content.replace(b"mem_", b"nem_")),
    "a head of another chain": ("tables/ledger_head.jsonl", lambda _: b'["head",9,"x"]\n'),
    "no head": ("tables/ledger_head.jsonl", lambda _: b"\n"[:0] or b" "),
    "a table missing": ("tables/entry.jsonl", lambda _: b""),
    "no manifest": ("manifest.json", lambda _: b""),
    "a manifest that is no JSON": ("manifest.json", lambda _: b"{"),
    "a manifest that is a list": ("manifest.json", lambda _: b"[]"),
    "a manifest without tables": ("manifest.json", _manifest(lambda one: one.pop("tables"))),
    "a manifest of other types": ("manifest.json", _manifest(lambda one: one.update(tables={}, ledger=[]))),
    "a manifest of a megabyte": ("manifest.json", _manifest(lambda one: one.update(note="x" * 1_000_001))),
    "another sum": ("manifest.json", _manifest(lambda one: one["ledger"].update(credits=1))),  # type: ignore[attr-defined]
    "another hash": ("manifest.json", _manifest(lambda one: one["ledger"].update(hash="x"))),  # type: ignore[attr-defined]
    "another count": ("manifest.json", _manifest(lambda one: one["tables"][0].update(rows=99))),  # type: ignore[index]
}


async def _refused(file: Path, code: str) -> None:
    before = await dump()
    with pytest.raises(FileRefused) as refused:
        await restore(file)
    assert refused.value.code == code
    assert await dump() == before


@pytest.mark.parametrize("damage", _DAMAGED)
async def test_a_damaged_backup_is_refused_and_nothing_of_it_stays(db: str, saved: Saved, damage: str) -> None:
    _rewritten(saved.file, *_DAMAGED[damage])
    await _refused(saved.file, "backup-damaged")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
async def test_a_backup_cut_short_is_refused(db: str, saved: Saved, share: float) -> None:
    content = saved.file.read_bytes()
    saved.file.write_bytes(content[: int(len(content) * share)])
    await _refused(saved.file, "backup-damaged")


async def test_a_byte_changed_inside_is_refused(db: str, saved: Saved) -> None:
    content = bytearray(saved.file.read_bytes())
    with zipfile.ZipFile(saved.file) as archive:
        entry = archive.getinfo("tables/entry.jsonl")
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
    saved.file.write_bytes(content)
    await _refused(saved.file, "backup-damaged")


_FOREIGN: dict[str, Change] = {
    "another format": _manifest(lambda one: one.update(format=2)),
    "an older state of the tables": _manifest(lambda one: one.update(migrations=[])),
    "a newer state of the tables": _manifest(lambda one: one["migrations"].append("m0099_later")),  # type: ignore[attr-defined]
    "a table that is not here": _manifest(lambda one: one["tables"].pop()),  # type: ignore[attr-defined]
    "a column that is not here": _manifest(lambda one: one["tables"][0]["columns"].append("x")),  # type: ignore[index]
}


@pytest.mark.parametrize("other", _FOREIGN)
async def test_a_backup_of_another_version_is_refused(db: str, saved: Saved, other: str) -> None:
    _rewritten(saved.file, "manifest.json", _FOREIGN[other])
    await _refused(saved.file, "backup-other-version")


async def test_a_file_that_is_not_there_is_an_error_of_the_file(db: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await restore(tmp_path / "none.zip")


def test_a_value_that_has_no_place_in_a_backup_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="set"):
        backups._bytes_json({1})
