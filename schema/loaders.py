"""One loader per relation, made anew for each request: however long a list, a relation costs one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine
from functools import cached_property
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


def _loader(batch: Load[T]) -> cached_property[DataLoader[str, T]]:
    # Made when first asked for: most requests need two or three of them.
    return cached_property(lambda _self: DataLoader(batch))


class Loaders:
    """By id, and by the id of what they belong to."""

    chapter = _loader(_one("SELECT * FROM chapter WHERE id "))
    series = _loader(_one("SELECT * FROM series WHERE id "))
    programme = _loader(_one("SELECT * FROM programme WHERE id "))
    event = _loader(_one("SELECT * FROM event WHERE id "))
    session = _loader(_one("SELECT * FROM session WHERE id "))
    meeting = _loader(_one("SELECT * FROM meeting WHERE id "))
    member = _loader(_one(_PERSON))
    entry = _loader(_entries)
    sessions_of_event = _loader(_many("SELECT * FROM session WHERE event_id", "event_id", "position, id"))
    breaks_of_session = _loader(_many("SELECT * FROM session_break WHERE session_id", "session_id", "starts_at"))
    meetings_of_session = _loader(_many("SELECT * FROM meeting WHERE session_id", "session_id", "id"))
    programmes_of_event = _loader(
        _many(
            "SELECT programme.*, event_programme.event_id FROM event_programme"
            " JOIN programme ON programme.id = event_programme.programme_id WHERE event_id",
            "event_id",
            "programme.code",
        )
    )
    certifications_of_member = _loader(
        _many("SELECT * FROM certification WHERE member_id", "member_id", "created_at, id")
    )
