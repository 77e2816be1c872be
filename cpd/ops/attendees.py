"""Who the attendees of a meeting are: what the machine matched, and what people decided over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from cpd.core.attendance import Reading, attendee_key
from cpd.core.errors import ActionRefused, InputRefused, NotFound, VersionConflict
from cpd.core.intervals import epoch
from cpd.core.matching import Attendee, Match
from cpd.core.rules.model import ROLES
from cpd.ops import access, awarding, ledger
from cpd.ops.roster import touch_roster
from cpd.ops.viewer import Viewer
from cpd.store.columns import StoredConnection
from cpd.store.ids import derived_id, new_id
from cpd.store.tx import Row, execute, in_tx, insert_many, row, row_held, rows

NAMES_MAX = 20
"""Display names remembered for one identity; a device that renames itself in a loop must not fill a row."""


@dataclass(slots=True)
class Seen:
    """One identity of a meeting over all of its connections."""

    attendee_id: str
    email: str
    registrant_id: str
    chapter_id: str
    names: list[str] = field(default_factory=list)
    connections: list[StoredConnection] = field(default_factory=list)

    def as_attendee(self) -> Attendee:
        return Attendee(self.attendee_id, tuple(self.names), self.email, self.registrant_id, self.chapter_id)


def seen_in(reading: Reading, meeting_id: str, chapter_id: str) -> dict[str, Seen]:
    """The identities of a reading by their id, in the order of the report."""
    by_key: dict[str, Seen] = {}
    for one in reading.connections:
        key = attendee_key(one.email, one.registrant_id, one.name)
        found = by_key.get(key)
        if found is None:
            attendee_id = derived_id("att", meeting_id, key)
            found = by_key[key] = Seen(attendee_id, one.email, one.registrant_id, chapter_id)
        if one.name not in found.names and len(found.names) < NAMES_MAX:
            found.names.append(one.name)
        joined_at = None if one.join is None else epoch(one.join)
        left_at = None if one.leave is None else epoch(one.leave)
        found.connections.append((joined_at, left_at, one.seconds, one.role, one.line))
    return {one.attendee_id: one for one in by_key.values()}


_COLUMNS = (
    "id", "meeting_id", "name", "names", "email", "registrant_id", "state", "member_id", "evidence", "candidates",
    "role", "reason", "version",
)  # fmt: skip
_SAID = ("names", "state", "member_id", "evidence", "candidates")
_DECIDED_BY_PEOPLE = ("assigned", "dismissed")


async def keep_matches(meeting_id: str, seen: Mapping[str, Seen], matches: Sequence[Match]) -> None:
    """Stores what the machine says about each attendee; what a person decided stays as it is."""
    known = {
        one["id"]: one
        for one in await rows(
            "SELECT id, names, state, member_id, evidence, candidates FROM attendee WHERE meeting_id = $1", meeting_id
        )
    }
    new: list[tuple[object, ...]] = []
    for match in matches:
        one, before = seen[match.attendee], known.get(match.attendee)
        said = (match.outcome, match.member, match.evidence, candidates_json(match))
        names = orjson.dumps(one.names).decode()
        if before is None:
            new.append(
                (one.attendee_id, meeting_id, one.names[0], names, one.email, one.registrant_id, *said,
                 "participant", "", 1)
            )  # fmt: skip
        elif before["state"] not in _DECIDED_BY_PEOPLE and (names, *said) != tuple(before[name] for name in _SAID):
            await _say(before["id"], names, said)
    await insert_many("attendee", _COLUMNS, new)


async def _say(attendee_id: str, names: str, said: tuple[object, ...]) -> None:
    await execute(
        "UPDATE attendee SET names = $1, state = $2, member_id = $3, evidence = $4, candidates = $5,"
        " version = version + 1 WHERE id = $6",
        names,
        *said,
        attendee_id,
    )


def candidates_json(match: Match) -> str:
    """Up to three members it may be, with the reasons, as stored."""
    return orjson.dumps([{"member": one.member, "reasons": list(one.reasons)} for one in match.candidates]).decode()


@dataclass(frozen=True, slots=True)
class Resolved:
    """An attendee after a person decided, and what that posted."""

    attendee: Row
    posted: ledger.Posted


@in_tx
async def attendee_assign(
    viewer: Viewer,
    attendee_id: str,
    member_id: str,
    now: datetime,
    *,
    expected_version: int | None = None,
    role: str = "participant",
    remember_name: bool = False,
) -> Resolved:
    """Says that an attendee is a member. With `remember_name` the display name becomes an alias of that member.

    The member must be one of the candidates, or of a chapter that the viewer organizes. Raises NotFound,
    VersionConflict (saying what was decided meanwhile), InputRefused for a role nobody knows.
    """
    if role not in ROLES:
        raise InputRefused("role-unknown", field=("role",), text=role[:40])
    before = await _held(viewer, attendee_id, expected_version)
    await _may_name(viewer, before, member_id)
    await _decide(before, ("assigned", member_id, role, viewer.account_id, epoch(now), ""))
    resolved = await _settled(before, {member_id}, now)
    if remember_name:
        # After the event and the ledger, as everybody who changes the row of the instance does.
        await _remember(viewer, member_id, before["name"], now)
    return resolved


@in_tx
async def attendee_dismiss(
    viewer: Viewer, attendee_id: str, now: datetime, *, expected_version: int | None = None, reason: str = ""
) -> Resolved:
    """Says that an attendee is not a member."""
    before = await _held(viewer, attendee_id, expected_version)
    await _decide(before, ("dismissed", None, "participant", viewer.account_id, epoch(now), reason))
    return await _settled(before, set(), now)


@in_tx
async def attendee_restore(
    viewer: Viewer, attendee_id: str, now: datetime, *, expected_version: int | None = None
) -> Resolved:
    """Takes a person's decision back: the attendee is in the review queue again."""
    before = await _held(viewer, attendee_id, expected_version)
    if before["state"] not in _DECIDED_BY_PEOPLE:
        raise ActionRefused("attendee-not-decided")
    await _decide(before, ("review", None, "participant", None, None, ""))
    return await _settled(before, set(), now)


async def _held(viewer: Viewer, attendee_id: str, expected_version: int | None) -> Row:
    found = await access.attendee_to_change(viewer, attendee_id)
    await row_held("SELECT id FROM attendee WHERE id = $1", attendee_id)
    found = await access.attendee_to_change(viewer, attendee_id)
    if expected_version is not None and found["version"] != expected_version:
        raise VersionConflict("attendee-decided-meanwhile", state=found["state"], version=found["version"])
    return found


async def _may_name(viewer: Viewer, attendee: Row, member_id: str) -> None:
    found = await row("SELECT chapter_id, status FROM member WHERE id = $1", member_id)
    candidates = {one["member"] for one in orjson.loads(attendee["candidates"])}
    if found is None or (
        member_id not in candidates and not viewer.may("organizer", "registrar", chapter_id=found["chapter_id"])
    ):
        raise NotFound("not-found", what=member_id, field=("memberId",))


async def _decide(before: Row, decided: tuple[object, ...]) -> None:
    await execute(
        "UPDATE attendee SET state = $1, member_id = $2, role = $3, decided_by = $4, decided_at = $5, reason = $6,"
        " version = version + 1 WHERE id = $7",
        *decided,
        before["id"],
    )


async def _remember(viewer: Viewer, member_id: str, name: str, now: datetime) -> None:
    known = await row(
        "SELECT id FROM member_alias WHERE member_id = $1 AND name = $2 AND revoked_at IS NULL", member_id, name
    )
    if known is None:
        await execute(
            "INSERT INTO member_alias (id, member_id, name, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5)",
            new_id("als", now), member_id, name, viewer.account_id, epoch(now),
        )  # fmt: skip
        await touch_roster()


async def _settled(before: Row, members: set[str], now: datetime) -> Resolved:
    if before["member_id"] is not None:
        members = members | {before["member_id"]}
    session = await row("SELECT event_id FROM session WHERE id = $1", before["session_id"])
    if session is None:
        raise LookupError(before["session_id"])
    posted = await awarding.settle_event(session["event_id"], now, members=members) if members else ledger.Posted()
    after = await row("SELECT * FROM attendee WHERE id = $1", before["id"])
    if after is None:
        raise LookupError(before["id"])
    return Resolved(after, posted)
