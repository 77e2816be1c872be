"""Decisions as stored: never changed, the newest of a place is the one that holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson

from cpd.core.intervals import epoch
from cpd.core.presence import Presence
from cpd.core.rules.model import Decision, Finding
from cpd.store.ids import derived_id
from cpd.store.tx import Row, among, insert_many, rows

NOT_MATCHED = "not-matched"


class Place(NamedTuple):
    """What a decision is about: one member in one session, for one programme."""

    session_id: str
    member_id: str
    programme_id: str


class Outcome(NamedTuple):
    """A decision with what it was about. `activity` is JSON: kind, role, mode and level."""

    place: Place
    pack_id: str | None
    earned_on: str
    role: str
    presence: Presence
    decision: Decision
    activity: str


CONTENT = (
    "pack_id", "credits", "category", "earned_on", "rule", "role", "presence_seconds", "intervals", "findings",
)  # fmt: skip
"""The columns that say what was decided: another value in one of them is another decision."""
_COLUMNS = ("id", "session_id", "member_id", "programme_id", *CONTENT, "digest", "number", "decided_at")


def digest_of(content: Sequence[object]) -> str:
    """SHA-256 over the values of CONTENT in their order."""
    return hashlib.sha256("\x1f".join(map(str, content)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Deciding:
    """The decisions about some sessions while they are made anew: those that hold yet, and the records to insert.

    An outcome is a record as soon as it is taken, so that of 20,000 members one at a time is all there in values.
    """

    decided_at: int
    before: dict[Place, Row]
    records: list[tuple[object, ...]] = field(default_factory=list)

    def take(self, outcome: Outcome) -> str:
        """The id of the decision that holds from now on: the one before when it says the same, or a new one."""
        before = self.before.pop(outcome.place, None)
        content = _content(outcome)
        digest = digest_of(content)
        if before is not None and before["digest"] == digest:
            return str(before["id"])
        return self._new(outcome.place, before, content, digest)

    async def store(self) -> None:
        """Inserts what is new. Whoever was decided about before and was not taken gets a decision of nothing."""
        for place, before in self.before.items():
            content = _emptied(before)
            digest = digest_of(content)
            if before["digest"] != digest:
                self._new(place, before, content, digest)
        await insert_many("decision", _COLUMNS, self.records)

    def _new(self, place: Place, before: Row | None, content: tuple[object, ...], digest: str) -> str:
        number = 1 if before is None else before["number"] + 1
        decision_id = derived_id("dec", *place, number)
        self.records.append((decision_id, *place, *content, digest, number, self.decided_at))
        return decision_id


async def deciding(sessions: Sequence[str], now: datetime, *, members: Sequence[str] | None) -> Deciding:
    """To decide about these sessions anew: about these members, or about everybody."""
    return Deciding(epoch(now), await _current(sessions, members))


def _content(outcome: Outcome) -> tuple[object, ...]:
    decision = outcome.decision
    # An Interval is a tuple with names, which orjson does not take for one by itself.
    intervals = orjson.dumps(outcome.presence.intervals, default=tuple).decode()
    return (
        outcome.pack_id, decision.credits, decision.category, outcome.earned_on, decision.rule, outcome.role,
        outcome.presence.seconds, intervals, findings_json(decision.findings),
    )  # fmt: skip


def findings_json(findings: Iterable[Finding]) -> str:
    """Findings as stored."""
    return orjson.dumps(
        [{"code": one.code, "values": dict(one.values), "source": one.source, "passed": one.passed} for one in findings]
    ).decode()


def findings_of(stored: str) -> list[Finding]:
    """Findings as they were before they were stored."""
    return [Finding(one["code"], one["values"], one["source"], one["passed"]) for one in orjson.loads(stored)]


def _emptied(before: Row) -> tuple[object, ...]:
    findings = findings_json([Finding(NOT_MATCHED, passed=False)])
    return (None, 0, before["category"], before["earned_on"], "", "participant", 0, "[]", findings)


_CURRENT = (
    "SELECT id, session_id, member_id, programme_id, digest, number, category, earned_on FROM decision AS newest"
    " WHERE session_id {sessions}{members} AND NOT EXISTS (SELECT 1 FROM decision AS later"
    " WHERE later.session_id = newest.session_id AND later.member_id = newest.member_id"
    " AND later.programme_id = newest.programme_id AND later.number > newest.number)"
)


async def _current(sessions: Sequence[str], members: Sequence[str] | None) -> dict[Place, Row]:
    among_members = "" if members is None else " AND member_id " + among(members, 1 + len(sessions))
    sql = _CURRENT.format(sessions=among(sessions, 1), members=among_members)
    found = await rows(sql, *sessions, *(members or ()))
    return {Place(one["session_id"], one["member_id"], one["programme_id"]): one for one in found}
