"""Decisions as stored: never changed, the newest of a place is the one that holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Outcome:
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


async def store(
    outcomes: Iterable[Outcome], sessions: Sequence[str], now: datetime, *, members: Sequence[str] | None
) -> dict[Place, str]:
    """Stores what differs from the decision that holds, and answers the id of the one that holds now for each place.

    Whoever was decided about before and has no outcome now gets a decision of nothing, with the reason.
    """
    current = await _current(sessions, members)
    holds: dict[Place, str] = {}
    records: list[tuple[object, ...]] = []
    for outcome in outcomes:
        before = current.pop(outcome.place, None)
        content = _content(outcome)
        digest = digest_of(content)
        if before is not None and before["digest"] == digest:
            holds[outcome.place] = before["id"]
            continue
        number = 1 if before is None else before["number"] + 1
        holds[outcome.place] = decision_id = derived_id("dec", *outcome.place, number)
        records.append((decision_id, *outcome.place, *content, digest, number, epoch(now)))
    records += [record for place, before in current.items() if (record := _emptied(place, before, now))]
    await insert_many("decision", _COLUMNS, records)
    return holds


def _content(outcome: Outcome) -> tuple[object, ...]:
    decision = outcome.decision
    intervals = orjson.dumps([tuple(one) for one in outcome.presence.intervals]).decode()
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


def _emptied(place: Place, before: Row, now: datetime) -> tuple[object, ...] | None:
    findings = findings_json([Finding(NOT_MATCHED, passed=False)])
    content = (None, 0, before["category"], before["earned_on"], "", "participant", 0, "[]", findings)
    digest = digest_of(content)
    if before["digest"] == digest:
        return None
    number = before["number"] + 1
    return (derived_id("dec", *place, number), *place, *content, digest, number, epoch(now))


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
