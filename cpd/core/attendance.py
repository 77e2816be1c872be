"""What a platform said about one run of a meeting: connections, checks, exclusions, problems.

Everything here is as reported and never edited. Who the attendees are is decided in `cpd.core.matching`,
how long somebody was present in `cpd.core.presence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from cpd.core.errors import Value

Evidence = Literal["intervals", "envelope", "duration_only", "instant"]
"""What the times prove: joins and leaves; only first and last; only a sum; only single moments."""


class Connection(NamedTuple):
    """One join-to-leave stretch. A tuple, because a report has a hundred thousand of them.

    `name` and `email` are as written, outer blanks trimmed, "" when the platform gave none.
    `join` and `leave` are UTC, None where the report has no such time.
    `seconds` is leave - join, or the stated minutes x 60 when there are no times, None when neither is known.
    `role` is the platform's word in our terms (host, panelist, attendee, phone, guest, member ...), "" when unknown.
    `line` is the physical line (or sheet row) where the record starts, counted from 1.
    """

    name: str
    email: str
    registrant_id: str
    join: datetime | None
    leave: datetime | None
    seconds: int | None
    role: str
    line: int


class Excluded(NamedTuple):
    """A row that is understood and is not attendance: `reason` is waiting_room, no_show or the like."""

    line: int
    reason: str
    name: str
    email: str
    join: datetime | None = None
    leave: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceCheck:
    """One poll answered, form filled, code word given: proof of one moment (`at`, UTC) by one identity."""

    kind: str
    name: str
    email: str
    registrant_id: str
    at: datetime | None
    line: int
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One row (or the whole file when `line` is 0) that a person must look at. `text` is the raw row, cut at 200."""

    line: int
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a report's header block says. Numbers are as stated, None where the block does not say."""

    platform_id: str = ""
    topic: str = ""
    host_email: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    stated_rows: int | None = None
    stated_people: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one report, export or batch of webhooks said.

    `layout` is the id of the layout found (Z0, W1 ...), `time_zone` the IANA zone in which its local times were read.
    """

    platform: str
    layout: str
    time_zone: str
    evidence: Evidence
    meeting: MeetingFacts = field(default_factory=MeetingFacts)
    connections: tuple[Connection, ...] = ()
    checks: tuple[EvidenceCheck, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def people(self) -> int:
        """Identities over connections, checks and waiting-room rows."""
        keys = {attendee_key(one.email, one.registrant_id, one.name) for one in self.connections}
        keys.update(attendee_key(one.email, one.registrant_id, one.name) for one in self.checks)
        keys.update(attendee_key(one.email, "", one.name) for one in self.excluded if one.reason == "waiting_room")
        return len(keys)


def attendee_key(email: str, registrant_id: str, name: str) -> str:
    """What keeps one attendee of a meeting apart from another: e-mail, else registrant id, else the name, case folded.

    An empty e-mail never joins two people, and is never a reason to drop one.
    """
    if email:
        return "e:" + email.strip().casefold()
    if registrant_id:
        return "r:" + registrant_id.strip()
    return "n:" + " ".join(name.split()).casefold()
