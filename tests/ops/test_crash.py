"""Killed at any moment of an import, a database is whole: the import is there or is not, and again makes it there."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from cpd.ops.verifying import verify
from cpd.store.database import open_database
from tests.children import ROOT
from tests.conftest import SERVER_URL
from tests.dump import dump
from tests.ops.crashing import ENOUGH, bring_corrected, prepare

Dump = dict[str, list[str]]


async def _send(statement: str) -> None:
    server = await asyncpg.connect(SERVER_URL)
    try:
        await server.execute(statement)
    finally:
        await server.close()


@contextmanager
def copy_of(url: str, folder: Path) -> Iterator[str]:
    """A database like the one at the URL, which nobody has open."""
    name = f"cpd_test_{secrets.token_hex(6)}"
    if not SERVER_URL:
        shutil.copyfile(url.removeprefix("sqlite:///"), folder / name)
        yield f"sqlite:///{folder}/{name}"
        return
    template = urlsplit(url).path.strip("/")
    asyncio.run(_send(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log"))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        asyncio.run(_send(f"DROP DATABASE {name} WITH (FORCE)"))


async def _prepared(url: str) -> Dump:
    async with open_database(url, pool_size=2):
        await prepare()
        return await dump()


async def _undisturbed(url: str) -> Dump:
    async with open_database(url, pool_size=2):
        await bring_corrected()
        assert await verify() == []
        return await dump()


async def _left_behind(url: str) -> tuple[Dump, list[str], Dump]:
    """What a killed import left, what the audit says of it, and what it is after importing again."""
    async with open_database(url, pool_size=2):
        left = await dump()
        violations = [one.code for one in await verify()]
        await bring_corrected()
        return left, violations, await dump()


def _killed(cases: Sequence[tuple[str, float]], *arguments: str) -> list[int | None]:
    command = [sys.executable, "-m", "tests.ops.crashing", *arguments]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(cases), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[int | None] = json.loads(done.stdout)
    return found


class Harness:
    """A database before the import, and the dump that it must have after it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.before = asyncio.run(_prepared(url))
        with copy_of(url, folder) as other:
            self.after = asyncio.run(_undisturbed(other))
        with copy_of(url, folder) as other:
            (left,) = _killed([(other, ENOUGH)])
            assert left is not None
            self.steps = ENOUGH - left

    def wounds(self, moments: Sequence[float], *arguments: str) -> list[str]:
        """What is wrong after a kill at each moment; nothing when the build keeps its promise."""
        with ExitStack() as stack:
            urls = [stack.enter_context(copy_of(self.url, self.folder)) for _ in moments]
            _killed(list(zip(urls, moments, strict=True)), *arguments)
            return [wound for url, when in zip(urls, moments, strict=True) for wound in self._wounds_of(url, when)]

    def _wounds_of(self, url: str, when: float) -> Iterator[str]:
        left, violations, again = asyncio.run(_left_behind(url))
        # The bytes are kept before anything is decided, in a database transaction of their own.
        states = [self.before, {**self.before, "delivery": self.after["delivery"]}, self.after]
        if left not in states:
            yield f"killed at {when}: neither before nor after"
        if violations:
            yield f"killed at {when}: {violations}"
        if again != self.after:
            yield f"killed at {when}: importing again does not heal it"


@pytest.fixture
def harness(database_url: str, tmp_path: Path) -> Harness:
    return Harness(database_url, tmp_path)


def test_killed_before_any_of_its_steps_an_import_is_there_or_is_not(harness: Harness) -> None:
    # A database of PostgreSQL takes half a second to make, a file of SQLite nothing.
    every = 1 if not SERVER_URL else max(1, harness.steps // 12)
    assert harness.steps > 20
    assert harness.wounds(range(1, harness.steps + 1, every)) == []


def test_killed_after_any_time_an_import_is_there_or_is_not(harness: Harness) -> None:
    chance = random.Random(20260612)
    moments = [chance.uniform(0.02, 0.5) for _ in range(15 if not SERVER_URL else 6)]
    assert harness.wounds(moments) == []


@pytest.mark.skipif(bool(SERVER_URL), reason="the broken build is one of SQLite")
def test_a_build_without_transactions_is_found_out(harness: Harness) -> None:
    found = harness.wounds(range(5, harness.steps, 4), "broken")
    assert any("neither before nor after" in one for one in found)
