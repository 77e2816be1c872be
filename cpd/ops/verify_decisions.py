"""Whether what holds about every member in every event still follows from the evidence and the same pack edition.

Worked out anew from the tables, not by asking `cpd.ops.awarding`, so that a mistake there is seen here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import orjson

from cpd.core.cycles import earned_on
from cpd.core.errors import CpdError
from cpd.core.intervals import Interval, union
from cpd.core.presence import Presence, core_of, presence
from cpd.core.rules.decide import decide
from cpd.core.rules.loading import load_pack
from cpd.core.rules.model import Case
from cpd.core.rules.pack import Pack
from cpd.ops.decisions import NOT_MATCHED, findings_of
from cpd.ops.verify_ledger import NEWEST
from cpd.ops.violation import Violation, paged
from cpd.store.columns import instant
from cpd.store.tx import Row, rows, tuples

_NO_CERTIFICATION = "no-certification"


@dataclass(frozen=True, slots=True)
class _Edition:
    row: Row
    pack: Pack


@dataclass(slots=True)
class _Brought:
    """What a member's attendees brought to one session."""

    connections: list[Interval] = field(default_factory=list)
    stated_seconds: int = 0
    roles: set[str] = field(default_factory=set)

    def take(self, role: str, connections: Iterable[tuple[int | None, int | None, int | None, str, int]]) -> None:
        self.roles.add(role)
        for joined_at, left_at, seconds, _, _ in connections:
            if joined_at is not None and left_at is not None:
                self.connections.append(Interval(joined_at, left_at))
            elif joined_at is None and left_at is None:
                self.stated_seconds += seconds or 0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One event: its sessions by id, the time of each that can earn, and who brought what to which."""

    event: Row
    sessions: Mapping[str, Row]
    cores: Mapping[str, tuple[Interval, ...]]
    brought: Mapping[tuple[str, str], _Brought]

    def own_date(self, session_id: str) -> date:
        session = self.sessions[session_id]
        return earned_on(instant(session["starts_at"]), session["time_zone"])


async def decisions_follow() -> AsyncIterator[Violation]:
    """The presence of every decision that holds is the union of the connections inside the core, its credits are what
    its pack edition gives for that, and nobody who attended is without a decision.
    """
    editions = await _editions()
    async for event in paged("SELECT id, kind, level, mode FROM event WHERE id > $1", "id", ""):
        evidence = await _evidence(event)
        decided = await rows(_DECISIONS, event["id"])
        programmes = await rows("SELECT programme_id FROM event_programme WHERE event_id = $1", event["id"])
        for violation in _judged(evidence, decided, [one["programme_id"] for one in programmes], editions):
            yield violation


async def _editions() -> dict[str, _Edition]:
    found: dict[str, _Edition] = {}
    for one in await rows("SELECT * FROM rule_pack ORDER BY holds_from DESC, edition DESC"):
        try:
            found[one["id"]] = _Edition(one, load_pack(one["content"], one["code"]))
        except CpdError:
            continue  # The check of the packs themselves says so.
    return found


_DECISIONS = f"""
SELECT decision.* FROM decision JOIN session ON session.id = decision.session_id
WHERE session.event_id = $1 AND {NEWEST}
"""
_ATTENDED = """
SELECT meeting.session_id, attendee.member_id, attendee.role, stay.connections
FROM session
JOIN meeting ON meeting.session_id = session.id
JOIN attendee ON attendee.meeting_id = meeting.id AND attendee.member_id IS NOT NULL
JOIN stay ON stay.attendee_id = attendee.id
JOIN attendance_import ON attendance_import.id = stay.import_id AND attendance_import.state = 'live'
WHERE session.event_id = $1
"""
_BREAKS = "SELECT session_break.* FROM session_break JOIN session ON session.id = session_id WHERE event_id = $1"


async def _evidence(event: Row) -> _Evidence:
    breaks: dict[str, list[Interval]] = defaultdict(list)
    for one in await rows(_BREAKS, event["id"]):
        breaks[one["session_id"]].append(Interval(one["starts_at"], one["ends_at"]))
    found = await rows("SELECT * FROM session WHERE event_id = $1", event["id"])
    brought: dict[tuple[str, str], _Brought] = defaultdict(_Brought)
    for session_id, member_id, role, connections in await tuples(_ATTENDED, event["id"]):
        brought[session_id, member_id].take(role, orjson.loads(connections))
    return _Evidence(
        event,
        {one["id"]: one for one in found},
        {one["id"]: core_of(Interval(one["starts_at"], one["ends_at"]), breaks[one["id"]]) for one in found},
        brought,
    )


def _judged(
    evidence: _Evidence, decided: Iterable[Row], programmes: Sequence[str], editions: Mapping[str, _Edition]
) -> Iterator[Violation]:
    answered: set[tuple[str, str, str]] = set()
    for decision in decided:
        codes = {one.code for one in findings_of(decision["findings"])}
        edition = editions.get(decision["pack_id"] or "")
        if decision["pack_id"] is not None and edition is None:
            # Its pack cannot be read, which is said once; it may have been about every session of its category.
            answered |= {(decision["programme_id"], one, decision["member_id"]) for one in _alike(evidence, decision)}
            continue
        together = _together(evidence, decision, edition, editions)
        if NOT_MATCHED not in codes:
            answered |= {(decision["programme_id"], one, decision["member_id"]) for one in together}
            yield from _recomputed(evidence, decision, together, edition, is_certified=_NO_CERTIFICATION not in codes)
    for session_id, member_id in sorted(evidence.brought):
        if evidence.sessions[session_id]["category"] and not all(
            (programme, session_id, member_id) in answered for programme in programmes
        ):
            yield Violation(8, "attendance-undecided", {"member": member_id, "session": session_id})


def _together(
    evidence: _Evidence, decision: Row, edition: _Edition | None, editions: Mapping[str, _Edition]
) -> list[str]:
    """The sessions that the decision is about: its own, or all of its category where the pack rounds once per event."""
    own = decision["session_id"]
    if edition is None or edition.pack.rounded_per == "session":
        return [own]
    published = [
        one
        for one in editions.values()
        if one.row["code"] == edition.row["code"] and one.row["published_at"] <= decision["decided_at"]
    ]
    return [
        one for one in _alike(evidence, decision) if _in_force(published, evidence.own_date(one)) == edition.row["id"]
    ]


def _alike(evidence: _Evidence, decision: Row) -> list[str]:
    category = evidence.sessions[decision["session_id"]]["category"]
    return [session_id for session_id, session in evidence.sessions.items() if session["category"] == category]


def _in_force(editions: Sequence[_Edition], on: date) -> str | None:
    return next((one.row["id"] for one in editions if one.row["holds_from"] <= on.isoformat()), None)


def _recomputed(
    evidence: _Evidence, decision: Row, together: Sequence[str], edition: _Edition | None, *, is_certified: bool
) -> Iterator[Violation]:
    member_id = decision["member_id"]
    brought = [own for one in together if (own := evidence.brought.get((one, member_id))) is not None]
    core = union([one for session_id in together for one in evidence.cores[session_id]])
    was_there = presence([one for own in brought for one in own.connections], within=core)
    stored = [list(one) for one in was_there.intervals]
    if was_there.seconds != decision["presence_seconds"] or stored != orjson.loads(decision["intervals"]):
        values = {"decision": decision["id"], "stored": decision["presence_seconds"], "seconds": was_there.seconds}
        yield Violation(7, "presence-differs", values)
        return
    roles = {role for own in brought for role in own.roles}
    if decision["role"] not in roles or (decision["role"] == "participant" and len(roles) > 1):
        yield Violation(3, "role-differs", {"decision": decision["id"], "role": decision["role"]})
        return
    given = (0, decision["category"], "")
    if edition is not None and is_certified:
        stated_seconds = sum(own.stated_seconds for own in brought)
        given = _decided_again(evidence, decision, core, was_there, stated_seconds, edition.pack)
    if given != (decision["credits"], decision["category"], decision["rule"]):
        values = {"decision": decision["id"], "stored": decision["credits"], "given": given[0]}
        yield Violation(4, "credits-differ", values)


def _decided_again(
    evidence: _Evidence,
    decision: Row,
    core: tuple[Interval, ...],
    was_there: Presence,
    stated_seconds: int,
    pack: Pack,
) -> tuple[int, str, str]:
    case = Case(
        core=core,
        presence=was_there.intervals,
        kind=evidence.event["kind"],
        role=decision["role"],
        category=evidence.sessions[decision["session_id"]]["category"],
        earned_on=date.fromisoformat(decision["earned_on"]),
        level=evidence.event["level"],
        mode=evidence.event["mode"],
        stated_seconds=stated_seconds,
    )
    again = decide(case, pack)
    return again.credits, again.category, again.rule
