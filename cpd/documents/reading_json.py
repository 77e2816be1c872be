"""A reading as the one JSON document that `cpd read` prints."""

from __future__ import annotations

from datetime import UTC, datetime

from cpd.core.attendance import Connection, EvidenceCheck, Excluded, Problem, Reading
from cpd.words import sentence

Json = dict[str, object]


def reading_to_json(reading: Reading, language: str) -> Json:
    """Times are UTC texts (`2026-06-12T02:00:00Z`) or None, an unknown role is None; problems speak `language`."""
    return {
        "platform": reading.platform,
        "layout": reading.layout,
        "time_zone": reading.time_zone,
        "connections": [_connection(one) for one in reading.connections],
        "checks": [_check(one) for one in reading.checks],
        "excluded": [_excluded(one) for one in reading.excluded],
        "problems": [_problem(one, language) for one in reading.problems],
        "people": reading.people,
    }


def _connection(one: Connection) -> Json:
    return {
        "name": one.name,
        "email": one.email,
        "registrant_id": one.registrant_id,
        "join": instant_text(one.join),
        "leave": instant_text(one.leave),
        "seconds": one.seconds,
        "role": one.role or None,
        "line": one.line,
    }


def _check(one: EvidenceCheck) -> Json:
    return {
        "kind": one.kind,
        "name": one.name,
        "email": one.email,
        "registrant_id": one.registrant_id,
        "at": instant_text(one.at),
        "line": one.line,
        "answers": [list(answer) for answer in one.answers],
    }


def _excluded(one: Excluded) -> Json:
    return {
        "line": one.line,
        "reason": one.reason,
        "name": one.name,
        "email": one.email,
        "join": instant_text(one.join),
        "leave": instant_text(one.leave),
        "seconds": one.seconds,
    }


def _problem(one: Problem, language: str) -> Json:
    return {"line": one.line, "code": one.code, "message": sentence(one.code, one.values, language)}


def instant_text(instant: datetime | None) -> str | None:
    """RFC 3339 in UTC with whole seconds."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
