"""Everything at once, and everything in any order: nobody waits for ever, nothing is lost, and the ledger adds up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpd.core.errors import ActionRefused, CpdError, DatabaseTrouble
from cpd.core.intervals import Interval, total_seconds, union
from cpd.ops.attendees import attendee_assign, attendee_dismiss, attendee_restore
from cpd.ops.awarding import settle_event
from cpd.ops.events import EventChange, SessionChange, event_update
from cpd.ops.importing import attendance_import_undo
from cpd.ops.ledger import Posted
from cpd.ops.verifying import verify
from cpd.store.database import open_database
from cpd.store.tx import rows
from tests.builders import (
    NOW,
    PEOPLE,
    Association,
    Webinar,
    a_webinar,
    an_association,
    at,
    attendee_ids,
    bring,
    report,
    stays,
)
from tests.dump import dump

SARI, BAGUS, KETUT = PEOPLE


@pytest.mark.anyio
async def test_organizers_who_all_work_on_the_same_events_neither_block_nor_break_each_other(db: str) -> None:
    own = await an_association()
    webinars = [await a_webinar(own) for _ in range(2)]
    for webinar in webinars:
        await bring(own, webinar, report(*stays(SARI, "09:00-11:00"), "Tamu, , 09:00-11:00"))
    chance = random.Random(7)
    works = [_work(own, chance.choice(webinars), number, chance) for number in range(120)]
    done = await asyncio.wait_for(asyncio.gather(*works, return_exceptions=True), 60)
    troubles = [one for one in done if isinstance(one, BaseException) and not isinstance(one, ActionRefused)]
    assert troubles == []
    assert await verify() == []


async def _work(own: Association, webinar: Webinar, number: int, chance: random.Random) -> None:
    kind = number % 5
    if kind == 0:
        minutes = chance.choice(["09:00-09:30", "09:00-11:00"])
        await bring(
            own, webinar, report(*stays(SARI, minutes), *stays(BAGUS, "09:00-11:00"), f"Tamu {number}, , 09:00-10:00")
        )
    elif kind == 1:
        (last, *_) = await rows(
            "SELECT id FROM attendance_import WHERE meeting_id = $1 ORDER BY state, id LIMIT 1", webinar.meeting_id
        )
        await attendance_import_undo(own.organizer, last["id"], NOW)
    elif kind == 2:
        ids = await attendee_ids(webinar)
        await attendee_assign(own.organizer, ids["Tamu"], own.members[KETUT], NOW, remember_name=True)
    elif kind == 3:
        change = EventChange(
            sessions=[SessionChange(webinar.session_id, ends_at=at(chance.choice(["10:30", "11:00"])))]
        )
        await event_update(own.organizer, webinar.event_id, change, NOW)
    else:
        ids = await attendee_ids(webinar)
        await attendee_dismiss(own.organizer, ids["Tamu"], NOW)


# -- In any order, against a model of a few lines

NAMES = ("Tamu Satu", "Tamu Dua", SARI)
_CORE = Interval(0, 120)
"""The session in minutes from 09:00."""


class Model:
    """What should be live: reports by their run, who each name is, and so who has a credit."""

    def __init__(self) -> None:
        self.live: list[tuple[int, dict[str, tuple[int, int]]]] = []
        self.replaced: dict[int, list[tuple[int, dict[str, tuple[int, int]]]]] = {}
        self.assigned: dict[str, str | None] = {}
        self.seen: set[str] = set()

    def bring(self, number: int, lines: dict[str, tuple[int, int]]) -> None:
        self.seen |= set(lines)
        if any(held == lines for _, held in self.live):
            return
        start, end = min(one for one, _ in lines.values()), max(one for _, one in lines.values())
        gone = [one for one in self.live if _span(one[1])[0] <= end and start <= _span(one[1])[1]]
        self.live = [one for one in self.live if one not in gone]
        self.live.append((number, lines))
        self.replaced[number] = gone

    def undo(self) -> int | None:
        """The newest live one; its number."""
        if not self.live:
            return None
        number, _ = last = max(self.live)
        self.live.remove(last)
        self.live += self.replaced.pop(number, [])
        return number

    def credited(self) -> set[str]:
        by_member: dict[str, list[Interval]] = {}
        for _, lines in self.live:
            for name, (start, end) in lines.items():
                member = self.assigned.get(name, SARI if name == SARI else None)
                if member is not None:
                    by_member.setdefault(member, []).append(Interval(start, min(end, _CORE.end)))
        return {member for member, stays in by_member.items() if total_seconds(union(stays)) * 100 >= 120 * 80}


def _span(lines: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return min(one for one, _ in lines.values()), max(one for _, one in lines.values())


def _clock(minutes: int) -> str:
    return f"{9 + minutes // 60:02d}:{minutes % 60:02d}"


_STAY = st.sampled_from([(0, 120), (0, 96), (0, 50), (60, 120), (70, 130), (10, 100)])
_STEP = st.one_of(
    st.tuples(st.just("bring"), st.dictionaries(st.sampled_from(NAMES), _STAY, min_size=1)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("assign"), st.tuples(st.sampled_from(NAMES), st.sampled_from(PEOPLE))),
    st.tuples(st.just("dismiss"), st.sampled_from(NAMES)),
    st.tuples(st.just("settle"), st.none()),
)


class World:
    """The real thing, doing what the model is told."""

    def __init__(self, own: Association, webinar: Webinar) -> None:
        self.own, self.webinar = own, webinar
        self.model = Model()
        self.imports: dict[int, str] = {}

    async def bring(self, lines: dict[str, tuple[int, int]]) -> None:
        content = report(*[f"{name}, , {_clock(start)}-{_clock(end)}" for name, (start, end) in sorted(lines.items())])
        number = len(self.imports)
        done = await bring(self.own, self.webinar, content)
        self.imports[number] = str(done.import_id)
        self.model.bring(number, lines)

    async def undo(self, _: None) -> None:
        number = self.model.undo()
        if number is not None:
            await attendance_import_undo(self.own.organizer, self.imports[number], NOW)

    async def assign(self, who: tuple[str, str]) -> None:
        name, member = who
        if name in self.model.seen:
            ids = await attendee_ids(self.webinar)
            await attendee_assign(self.own.organizer, ids[name], self.own.members[member], NOW)
            self.model.assigned[name] = member

    async def dismiss(self, name: str) -> None:
        if name in self.model.seen:
            ids = await attendee_ids(self.webinar)
            await attendee_dismiss(self.own.organizer, ids[name], NOW)
            self.model.assigned[name] = None

    async def settle(self, _: None) -> None:
        assert await settle_event(self.webinar.event_id, NOW) == Posted()

    async def credited(self) -> set[str]:
        found = await rows(
            "SELECT person.full_name FROM entry JOIN person ON person.member_id = entry.member_id"
            " GROUP BY person.full_name HAVING sum(entry.credits) > 0"
        )
        return {one["full_name"] for one in found}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_STEP, min_size=3, max_size=12))
def test_in_whatever_order_things_happen_credit_is_what_the_evidence_says(
    migrated_template: str, fresh_copy: Callable[[], str], steps: list[tuple[str, object]]
) -> None:
    asyncio.run(_live_through(fresh_copy(), steps))


async def _live_through(url: str, steps: list[tuple[str, object]]) -> None:
    async with open_database(url, pool_size=2):
        own = await an_association()
        world = World(own, await a_webinar(own))
        for verb, argument in steps:
            act: Callable[[object], Awaitable[None]] = getattr(world, verb)
            await act(argument)
            assert await world.credited() == world.model.credited()
        assert await verify() == []
        before = await dump()
        await settle_event(world.webinar.event_id, NOW)
        assert await dump() == before


@pytest.mark.anyio
async def test_what_was_taken_back_twice_is_refused_and_says_so(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    done = await bring(own, webinar, report("Tamu, , 09:00-11:00"))
    tries = [attendance_import_undo(own.organizer, str(done.import_id), NOW) for _ in range(3)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["ActionRefused", "ActionRefused", "Posted"]
    ids = await attendee_ids(webinar)
    with pytest.raises(CpdError) as refused:
        await attendee_restore(own.organizer, ids["Tamu"], NOW)
    assert not isinstance(refused.value, DatabaseTrouble)
