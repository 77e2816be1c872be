"""One loader per relation, made anew for each request: however long a list, a relation costs one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from aiodataloader import DataLoader

from cpd.ops import balances
from cpd.store.tx import Row, among, rows

T = TypeVar("T")
Load = Callable[[list[str]], Coroutine[Any, Any, list[T]]]

_PERSON = (
    "SELECT member.id, member.number, member.chapter_id, member.status, member.joined_on, person.full_name,"
    " person.display_name FROM member LEFT JOIN person ON person.member_id = member.id WHERE member.id "
)


def _one(sql: str) -> Load[Row | None]:
    async def load(ids: list[str]) -> list[Row | None]:
        found = {one["id"]: one for one in await rows(sql + among(ids, 1), *ids)}
        return [found.get(one) for one in ids]

    return load


def _many(sql: str, key: str, order: str) -> Load[list[Row]]:
    async def load(ids: list[str]) -> list[list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for one in await rows(f"{sql} {among(ids, 1)} ORDER BY {order}", *ids):
            found[one[key]].append(one)
        return [found[one] for one in ids]

    return load


async def _entries(ids: list[str]) -> list[Row | None]:
    found = {one["id"]: one for one in await balances.entries_by_id(ids)}
    return [found.get(one) for one in ids]


class Loaders:
    """By id, and by the id of what they belong to."""

    def __init__(self) -> None:
        self.chapter = DataLoader[str, Row | None](_one("SELECT * FROM chapter WHERE id "))
        self.series = DataLoader[str, Row | None](_one("SELECT * FROM series WHERE id "))
        self.programme = DataLoader[str, Row | None](_one("SELECT * FROM programme WHERE id "))
        self.event = DataLoader[str, Row | None](_one("SELECT * FROM event WHERE id "))
        self.session = DataLoader[str, Row | None](_one("SELECT * FROM session WHERE id "))
        self.meeting = DataLoader[str, Row | None](_one("SELECT * FROM meeting WHERE id "))
        self.member = DataLoader[str, Row | None](_one(_PERSON))
        self.entry = DataLoader[str, Row | None](_entries)
        self.sessions_of_event = DataLoader[str, list[Row]](
            _many("SELECT * FROM session WHERE event_id", "event_id", "position, id")
        )
        self.breaks_of_session = DataLoader[str, list[Row]](
            _many("SELECT * FROM session_break WHERE session_id", "session_id", "starts_at")
        )
        self.meetings_of_session = DataLoader[str, list[Row]](
            _many("SELECT * FROM meeting WHERE session_id", "session_id", "id")
        )
        self.programmes_of_event = DataLoader[str, list[Row]](
            _many(
                "SELECT programme.*, event_programme.event_id FROM event_programme"
                " JOIN programme ON programme.id = event_programme.programme_id WHERE event_id",
                "event_id",
                "programme.code",
            )
        )
        self.certifications_of_member = DataLoader[str, list[Row]](
            _many("SELECT * FROM certification WHERE member_id", "member_id", "created_at, id")
        )
