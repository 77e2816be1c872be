"""The middle of the chain, composed in one place:

    one member's connections --presence--> Case --decide--> Decision --settle--> entries

`settle_event` may be called at any time and any number of times: it posts the differences between what the evidence
says now and what the ledger holds. A member credited by an earlier run and matched no longer is settled to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import orjson

from cpd.core.cycles import earned_on
from cpd.core.intervals import Interval, union
from cpd.core.presence import core_of, presence
from cpd.core.rules.decide import decide
from cpd.core.rules.model import ROLES, Case, Decision, Finding
from cpd.core.rules.pack import Pack
from cpd.ops import decisions, ledger, packs
from cpd.ops.decisions import Deciding, Outcome, Place
from cpd.store.columns import StoredConnection, instant
from cpd.store.tx import Row, among, in_tx, row_held, rows, tuples

NO_CERTIFICATION = "no-certification"
NO_PACK = "no-pack-in-force"
_OTHER_THAN_PARTICIPANT = (*(role for role in ROLES if role != "participant"), "participant")
"""Which of two roles of one member in one session holds, whatever the order in which the rows come."""
_MEMBERS_AT_ONCE = 500
"""More members than this are settled as everybody: a statement has room for so many values only."""


@dataclass(slots=True)
class _Attended:
    """What one member's attendees brought to one session."""

    connections: list[Interval]
    stated_seconds: int
    role: str

    def add(self, connections: Iterable[StoredConnection]) -> None:
        """One attendee's connections as stored: those with times, and minutes that were only stated."""
        for joined_at, left_at, seconds, _, _ in connections:
            if joined_at is not None and left_at is not None:
                self.connections.append(Interval(joined_at, left_at))
            elif joined_at is None and left_at is None:
                self.stated_seconds += seconds or 0


@dataclass(frozen=True, slots=True)
class _Part:
    """What is decided at once: one session, or the sessions of one category where a pack rounds once per event."""

    sessions: tuple[Row, ...]
    core: tuple[Interval, ...]
    earned_on: date
    category: str

    @property
    def session_id(self) -> str:
        """The session under which the decision and its entries stand: the first."""
        return str(self.sessions[0]["id"])


@in_tx
async def settle_event(event_id: str, now: datetime, *, members: Iterable[str] | None = None) -> ledger.Posted:
    """Decides for everybody who was matched in the event (or for these members) and settles the ledger.

    The event's row is held, so that two runs follow one another and the second sees what the first posted.
    """
    event = await _hold_event(event_id)
    only = None if members is None else sorted(set(members))
    if only is not None and len(only) > _MEMBERS_AT_ONCE:
        only = None
    sessions = await _sessions(event_id)
    session_ids = [one["id"] for one in sessions]
    attended = await _attended(event_id, only)
    activities = await _activities(event, sessions)
    deciding = await decisions.deciding(session_ids, now, members=only)
    awards = _decide_all(activities, attended, deciding)
    await deciding.store()
    return await ledger.settle(awards, session_ids, now, members=only)


def _decide_all(
    activities: Iterable[_Activity], attended: Mapping[tuple[str, str], _Attended], deciding: Deciding
) -> list[ledger.Award]:
    """Decides about one member after the other, and answers what the ledger should hold."""
    by_session: dict[str, list[str]] = defaultdict(list)
    for session_id, member_id in attended:
        by_session[session_id].append(member_id)
    awards: list[ledger.Award] = []
    for activity in activities:
        sessions = [one["id"] for one in activity.part.sessions]
        for member_id in sorted({member for session_id in sessions for member in by_session[session_id]}):
            brought = [attended[key] for session_id in sessions if (key := (session_id, member_id)) in attended]
            outcome = activity.decided(member_id, brought)
            decision_id = deciding.take(outcome)
            if outcome.decision.credits:
                awards.append(_award(outcome, decision_id))
    return awards


def _award(outcome: Outcome, decision_id: str) -> ledger.Award:
    decision = outcome.decision
    if outcome.pack_id is None:
        raise ValueError("no credit without a published pack edition")
    key = ledger.AwardKey(*outcome.place, decision.rule)
    return ledger.Award(
        key, decision.credits, decision.category, outcome.earned_on, outcome.pack_id, decision_id, outcome.activity
    )


async def _hold_event(event_id: str) -> Row:
    event = await row_held("SELECT id, kind, level, mode FROM event WHERE id = $1", event_id)
    if event is None:
        raise LookupError(event_id)
    return event


async def _sessions(event_id: str) -> list[Row]:
    return await rows("SELECT * FROM session WHERE event_id = $1 ORDER BY starts_at, id", event_id)


async def _programmes(event_id: str) -> list[Row]:
    return await rows(
        "SELECT programme.id, programme.pack_code FROM event_programme"
        " JOIN programme ON programme.id = event_programme.programme_id WHERE event_id = $1 ORDER BY programme.id",
        event_id,
    )


_ATTENDED = """
SELECT meeting.session_id, attendee.member_id, attendee.role, stay.connections
FROM attendee
JOIN meeting ON meeting.id = attendee.meeting_id
JOIN session ON session.id = meeting.session_id
JOIN stay ON stay.attendee_id = attendee.id
JOIN attendance_import ON attendance_import.id = stay.import_id AND attendance_import.state = 'live'
WHERE session.event_id = $1 AND attendee.member_id IS NOT NULL
"""


async def _attended(event_id: str, members: Sequence[str] | None) -> dict[tuple[str, str], _Attended]:
    only = "" if members is None else " AND attendee.member_id " + among(members, 2)
    attended: dict[tuple[str, str], _Attended] = {}
    found = await tuples(_ATTENDED + only, event_id, *(members or ()))
    for session_id, member_id, role, connections in found:
        one = attended.get((session_id, member_id))
        if one is None:
            one = attended[session_id, member_id] = _Attended([], 0, role)
        # Somebody who is a speaker on one device and a participant on another is a speaker.
        one.role = min(one.role, role, key=_OTHER_THAN_PARTICIPANT.index)
        one.add(orjson.loads(connections))
    return attended


async def _activities(event: Row, sessions: Sequence[Row]) -> list[_Activity]:
    """The parts of an event under each of its programmes."""
    breaks = await _breaks(event["id"])
    activities: list[_Activity] = []
    for programme in await _programmes(event["id"]):
        certified = await _certified(programme["id"])
        for pack_id, part in await _groups(programme, sessions, breaks):
            pack = None if pack_id is None else await packs.edition(pack_id)
            activities.append(_Activity(event, programme["id"], part, pack_id, pack, certified))
    return activities


async def _certified(programme_id: str) -> set[str]:
    found = await tuples("SELECT member_id FROM certification WHERE programme_id = $1", programme_id)
    return {member_id for (member_id,) in found}


async def _breaks(event_id: str) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = defaultdict(list)
    for one in await rows(
        "SELECT session_break.* FROM session_break JOIN session ON session.id = session_id WHERE event_id = $1",
        event_id,
    ):
        found[one["session_id"]].append(Interval(one["starts_at"], one["ends_at"]))
    return found


async def _groups(
    programme: Row, sessions: Sequence[Row], breaks: Mapping[str, list[Interval]]
) -> list[tuple[str | None, _Part]]:
    """The parts of an event, each with the pack edition that holds on its date."""
    groups: dict[tuple[str | None, str], list[Row]] = {}
    for session in sessions:
        if not session["category"]:
            continue
        pack_id = await packs.in_force(programme["pack_code"], _own_date(session))
        pack = None if pack_id is None else await packs.edition(pack_id)
        together = session["category"] if pack is not None and pack.rounded_per == "event" else session["id"]
        groups.setdefault((pack_id, together), []).append(session)
    return [(pack_id, _part(group, breaks)) for (pack_id, _), group in groups.items()]


def _part(sessions: Sequence[Row], breaks: Mapping[str, list[Interval]]) -> _Part:
    cores = [core_of(Interval(one["starts_at"], one["ends_at"]), breaks.get(one["id"], ())) for one in sessions]
    first = sessions[0]
    return _Part(tuple(sessions), union([one for core in cores for one in core]), _own_date(first), first["category"])


def _own_date(session: Row) -> date:
    return earned_on(instant(session["starts_at"]), session["time_zone"])


@dataclass(frozen=True, slots=True)
class _Activity:
    """One part of an event under one programme: everything about a case but the member."""

    event: Row
    programme_id: str
    part: _Part
    pack_id: str | None
    pack: Pack | None
    certified: Collection[str]

    def decided(self, member_id: str, brought: Sequence[_Attended]) -> Outcome:
        role = next((one.role for one in brought if one.role != "participant"), "participant")
        was_there = presence([each for one in brought for each in one.connections], within=self.part.core)
        case = Case(
            core=self.part.core,
            presence=was_there.intervals,
            kind=self.event["kind"],
            role=role,
            category=self.part.category,
            earned_on=self.part.earned_on,
            level=self.event["level"],
            mode=self.event["mode"],
            stated_seconds=sum(one.stated_seconds for one in brought),
        )
        return Outcome(
            place=Place(self.part.session_id, member_id, self.programme_id),
            pack_id=self.pack_id,
            earned_on=self.part.earned_on.isoformat(),
            role=role,
            presence=was_there,
            decision=self._decide(case, is_certified=member_id in self.certified),
            activity=_activity_json(case.kind, case.level, case.mode, role),
        )

    def _decide(self, case: Case, *, is_certified: bool) -> Decision:
        if self.pack is None:
            return _nothing(case, NO_PACK)
        if not is_certified:
            return _nothing(case, NO_CERTIFICATION)
        return decide(case, self.pack)


# One of a few for the many members of an event.
@lru_cache(maxsize=256)
def _activity_json(kind: str, level: str, mode: str, role: str) -> str:
    return orjson.dumps({"kind": kind, "level": level, "mode": mode, "role": role}).decode()


def _nothing(case: Case, code: str) -> Decision:
    return Decision(0, case.category, "", (Finding(code, passed=False),), "", "", 0)
