"""Kills imports: `python -m tests.ops.crashing`, a JSON list of [database URL, when] on standard input.

For each a fork imports the corrected report into that database, and dies by SIGKILL: before its n-th step in the
database (a statement, a COPY, the COMMIT) when `when` is a whole number, after so many seconds when it is not. With the
argument `broken` the build has no transactions. Prints for each how many steps were left, null when it was killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from cpd.ops.viewer import viewer_of
from cpd.store.database import open_database
from cpd.store.postgresql import PostgresqlTransaction
from cpd.store.sqlite import SqliteTransaction
from cpd.store.tx import row
from tests.builders import Association, Webinar, a_webinar, an_association, bring, report, stays

PEOPLE = [f"Anggota Nomor{number} Sosial" for number in range(40)]
FIRST = report(*[line for name in PEOPLE[:30] for line in stays(name, "09:00-11:00")])
CORRECTED = report(*[line for name in PEOPLE[15:] for line in stays(name, "09:00-10:00", "10:05-11:00")], "?")
ENOUGH = 100_000


async def prepare() -> None:
    """The state before: one report was imported."""
    own = await an_association(PEOPLE)
    await bring(own, await a_webinar(own), FIRST)


async def bring_corrected() -> None:
    """The deed: a report that takes credits from some, gives them to others, and leaves the rest."""
    account, event = await row("SELECT id FROM account"), await row("SELECT id FROM event")
    meeting = await row("SELECT id, session_id FROM meeting")
    assert account is not None
    assert event is not None
    assert meeting is not None
    viewer = await viewer_of(account["id"])
    assert viewer is not None
    await bring(
        Association(viewer, "", ""), Webinar(event["id"], (meeting["session_id"],), (meeting["id"],)), CORRECTED
    )


_STEPS = ("acquire_connection", "commit")
"""Every statement and every COPY asks for the connection first."""


def _count_steps(left: list[int]) -> None:
    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **kwargs)

        return run

    for engine in (SqliteTransaction, PostgresqlTransaction):
        for name in _STEPS:
            setattr(engine, name, counted(getattr(engine, name)))


def _break() -> None:
    async def no_begin(_self: SqliteTransaction) -> None:
        pass

    setattr(SqliteTransaction, "begin", no_begin)  # noqa: B010 - mypy lets no method be assigned


async def _deed(url: str) -> None:
    async with open_database(url, pool_size=2):
        await bring_corrected()


def _child(url: str, steps: int, report_to: int) -> None:
    left = [steps]
    _count_steps(left)
    asyncio.run(_deed(url))
    os.write(report_to, str(left[0]).encode())
    os._exit(0)


def kill(url: str, when: float) -> int | None:
    """Steps left, None when it was killed before it ended."""
    seen, told = os.pipe()
    child = os.fork()
    if not child:
        _child(url, when if isinstance(when, int) else ENOUGH, told)
    if not isinstance(when, int):
        time.sleep(when)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(told)
    left = os.read(seen, 20)
    os.close(seen)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the import failed by itself")
    return int(left) if left else None


if __name__ == "__main__":
    if "broken" in sys.argv:
        _break()
    print(json.dumps([kill(url, when) for url, when in json.load(sys.stdin)]))
