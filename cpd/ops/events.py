"""Events and their sessions: logged, published, changed, cancelled, closed."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cpd.core.errors import ActionRefused, InputRefused, VersionConflict
from cpd.core.intervals import epoch
from cpd.core.rules.model import KINDS, LEVELS, MODES, is_word
from cpd.ops import access, awarding, inputs
from cpd.ops.viewer import Viewer
from cpd.store.columns import instant
from cpd.store.ids import new_id
from cpd.store.models import Event, Meeting, Session
from cpd.store.tx import Row, execute, in_tx, insert_many, row, row_held, rows

SESSIONS_MAX = 200
_SESSION_SECONDS_MAX = 48 * 3600


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session as an organizer gives it. `breaks` are (start, end) inside of it.

    `category` is a pack's word; "" for a session that earns nothing, such as an opening ceremony.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    category: str = ""
    title_en: str = ""
    time_zone: str = ""
    location: str = ""
    breaks: Sequence[tuple[datetime, datetime]] = ()
    platform: str = ""
    platform_meeting_id: str = ""


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An event as an organizer gives it. `programmes` None is every programme of the association."""

    title: str
    chapter_id: str
    kind: str
    level: str
    mode: str
    time_zone: str
    sessions: Sequence[SessionPlan]
    title_en: str = ""
    description: str = ""
    location: str = ""
    join_url: str = ""
    slug: str = ""
    series_id: str | None = None
    programmes: Sequence[str] | None = None


@in_tx
async def event_create(viewer: Viewer, plan: EventPlan, now: datetime) -> str:
    """Logs an event as a draft and answers its id. Raises NotFound, or InputRefused naming the field."""
    access.chapter_for(viewer, plan.chapter_id, "organizer")
    _check_words(plan)
    if not 1 <= len(plan.sessions) <= SESSIONS_MAX:
        raise InputRefused("sessions-count", field=("sessions",), maximum=SESSIONS_MAX)
    if plan.series_id is not None and await row("SELECT id FROM series WHERE id = $1", plan.series_id) is None:
        raise InputRefused("not-found", field=("seriesId",), what=plan.series_id)
    event_id = new_id("evt", now)
    zone = inputs.time_zone(plan.time_zone, "timeZone")
    await Event.create(
        id=event_id,
        slug=await _free_slug(plan.slug or plan.title),
        chapter_id=plan.chapter_id,
        series_id=plan.series_id,
        kind=plan.kind,
        level=plan.level,
        mode=plan.mode,
        title=inputs.title(plan.title, "title"),
        title_en=inputs.title(plan.title_en, "titleEn", needed=False),
        description=inputs.text(plan.description, "description"),
        time_zone=zone,
        location=inputs.title(plan.location, "location", needed=False),
        join_url=inputs.https_url(plan.join_url, "joinUrl"),
        status="draft",
        created_by=viewer.account_id,
        created_at=now,
        changed_at=now,
    )
    await _approve(event_id, plan.programmes)
    for position, session in enumerate(sorted(plan.sessions, key=lambda one: epoch(one.starts_at))):
        await _session_create(event_id, position, session, zone, now)
    return event_id


def _check_words(plan: EventPlan) -> None:
    for name, value, known in (("kind", plan.kind, KINDS), ("level", plan.level, LEVELS), ("mode", plan.mode, MODES)):
        if value not in known:
            raise InputRefused("word-unknown", field=(name,), name=name, text=value[:40], known=", ".join(known))


async def _free_slug(wanted: str) -> str:
    base = inputs.slug(wanted)
    # Two who log an event of the same title at the same time wait for one another.
    await row_held("SELECT id FROM instance")
    taken = {
        one["slug"] for one in await rows("SELECT slug FROM event WHERE slug = $1 OR slug LIKE $2", base, base + "-%")
    }
    return next(
        one for number in range(1, len(taken) + 2) if (one := base if number == 1 else f"{base}-{number}") not in taken
    )


async def _approve(event_id: str, programmes: Sequence[str] | None) -> None:
    found = [one["id"] for one in await rows("SELECT id FROM programme ORDER BY id")]
    wanted = found if programmes is None else sorted(set(programmes))
    for unknown in set(wanted) - set(found):
        raise InputRefused("not-found", field=("programmes",), what=unknown)
    await insert_many("event_programme", ("event_id", "programme_id"), [(event_id, one) for one in wanted])


async def _session_create(event_id: str, position: int, plan: SessionPlan, zone: str, now: datetime) -> str:
    at = ("sessions", str(position))
    _check_times(plan.starts_at, plan.ends_at, plan.breaks, at)
    if plan.category and not is_word(plan.category):
        raise InputRefused("not-a-word", field=(*at, "category"), text=plan.category[:40])
    session_id = new_id("ses", now)
    await Session.create(
        id=session_id,
        event_id=event_id,
        position=position,
        title=inputs.title(plan.title, "title"),
        title_en=inputs.title(plan.title_en, "titleEn", needed=False),
        category=plan.category,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        time_zone=inputs.time_zone(plan.time_zone, "timeZone") if plan.time_zone else zone,
        location=inputs.title(plan.location, "location", needed=False),
        created_at=now,
        changed_at=now,
    )
    await _put_breaks(session_id, plan.breaks)
    if plan.platform:
        await _meeting_create(session_id, plan.platform, plan.platform_meeting_id, now)
    return session_id


def _check_times(
    starts_at: datetime, ends_at: datetime, breaks: Sequence[tuple[datetime, datetime]], at: tuple[str, ...]
) -> None:
    start, end = epoch(starts_at), epoch(ends_at)
    if not 0 < end - start <= _SESSION_SECONDS_MAX:
        raise InputRefused("session-times", field=(*at, "endsAt"), hours=_SESSION_SECONDS_MAX // 3600)
    for first, last in breaks:
        if not start <= epoch(first) < epoch(last) <= end:
            raise InputRefused("break-outside", field=(*at, "breaks"))


async def _put_breaks(session_id: str, breaks: Sequence[tuple[datetime, datetime]]) -> None:
    await execute("DELETE FROM session_break WHERE session_id = $1", session_id)
    records = {epoch(first): (session_id, epoch(first), epoch(last)) for first, last in breaks}
    await insert_many("session_break", ("session_id", "starts_at", "ends_at"), list(records.values()))


async def _meeting_create(session_id: str, platform: str, platform_meeting_id: str, now: datetime) -> str:
    meeting_id = new_id("mtg", now)
    number = inputs.title(platform_meeting_id, "platformMeetingId", needed=False).replace(" ", "").replace("-", "")
    await Meeting.create(
        id=meeting_id, session_id=session_id, platform=platform, platform_meeting_id=number, created_at=now
    )
    return meeting_id


@in_tx
async def meeting_link(viewer: Viewer, session_id: str, platform: str, platform_meeting_id: str, now: datetime) -> str:
    """Ties a session to a meeting on a platform and answers the meeting's id; the same again is the same meeting."""
    await access.session_to_change(viewer, session_id)
    await row_held("SELECT id FROM session WHERE id = $1", session_id)
    number = platform_meeting_id.replace(" ", "").replace("-", "")
    known = await row(
        "SELECT id FROM meeting WHERE session_id = $1 AND platform = $2 AND platform_meeting_id = $3",
        session_id, platform, number,
    )  # fmt: skip
    return str(known["id"]) if known else await _meeting_create(session_id, platform, platform_meeting_id, now)


async def _held(viewer: Viewer, event_id: str, expected_version: int | None) -> Row:
    await access.event_to_change(viewer, event_id)
    event = await row_held("SELECT * FROM event WHERE id = $1", event_id)
    if event is None:
        raise LookupError(event_id)
    if expected_version is not None and event["version"] != expected_version:
        raise VersionConflict("event-changed-meanwhile", version=event["version"])
    return event


class Step(Protocol):
    """A step in an event's life: publish, cancel or close."""

    def __call__(
        self, viewer: Viewer, event_id: str, now: datetime, *, expected_version: int | None = None
    ) -> Awaitable[str]: ...


@in_tx
async def event_publish(viewer: Viewer, event_id: str, now: datetime, *, expected_version: int | None = None) -> str:
    """Shows an event to everybody and in the feeds. A published one stays as it is; a cancelled one is refused."""
    event = await _held(viewer, event_id, expected_version)
    if event["status"] == "cancelled":
        raise ActionRefused("event-cancelled")
    if event["status"] == "draft":
        await execute("UPDATE event SET status = 'published', published_at = $1 WHERE id = $2", epoch(now), event_id)
        await _changed(event_id, now, sequence_step=0)
    return event_id


@in_tx
async def event_cancel(viewer: Viewer, event_id: str, now: datetime, *, expected_version: int | None = None) -> str:
    """Cancels an event. It stays in the feeds, marked; a closed one is refused."""
    event = await _held(viewer, event_id, expected_version)
    if event["closed_at"] is not None:
        raise ActionRefused("event-closed")
    if event["status"] != "cancelled":
        await execute("UPDATE event SET status = 'cancelled', cancelled_at = $1 WHERE id = $2", epoch(now), event_id)
        await _changed(event_id, now, sequence_step=1)
    return event_id


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What to change of one session; None leaves a value as it is."""

    session_id: str
    title: str | None = None
    title_en: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    location: str | None = None
    breaks: Sequence[tuple[datetime, datetime]] | None = None


@dataclass(frozen=True, slots=True)
class EventChange:
    """What to change of an event; None leaves a value as it is."""

    title: str | None = None
    title_en: str | None = None
    description: str | None = None
    location: str | None = None
    join_url: str | None = None
    sessions: Sequence[SessionChange] = field(default_factory=tuple)


@in_tx
async def event_update(
    viewer: Viewer, event_id: str, change: EventChange, now: datetime, *, expected_version: int | None = None
) -> str:
    """Changes an event and its sessions. When times changed, credits are settled to what the evidence says now."""
    event = await _held(viewer, event_id, expected_version)
    values = {
        "title": event["title"] if change.title is None else inputs.title(change.title, "title"),
        "title_en": event["title_en"]
        if change.title_en is None
        else inputs.title(change.title_en, "titleEn", needed=False),
        "description": event["description"]
        if change.description is None
        else inputs.text(change.description, "description"),
        "location": event["location"]
        if change.location is None
        else inputs.title(change.location, "location", needed=False),
        "join_url": event["join_url"] if change.join_url is None else inputs.https_url(change.join_url, "joinUrl"),
    }
    await execute(
        "UPDATE event SET title = $1, title_en = $2, description = $3, location = $4, join_url = $5 WHERE id = $6",
        *values.values(), event_id,
    )  # fmt: skip
    for number, session in enumerate(change.sessions):
        await _session_update(event_id, number, session, now)
    if any(one.starts_at or one.ends_at or one.breaks is not None for one in change.sessions):
        await awarding.settle_event(event_id, now)
    await _changed(event_id, now, sequence_step=1)
    return event_id


async def _session_update(event_id: str, number: int, change: SessionChange, now: datetime) -> None:
    at = ("sessions", str(number))
    session = await Session.get_or_none(id=change.session_id, event_id=event_id)
    if session is None:
        raise InputRefused("not-found", field=(*at, "id"), what=change.session_id)
    if change.title is not None:
        session.title = inputs.title(change.title, "title")
    if change.title_en is not None:
        session.title_en = inputs.title(change.title_en, "titleEn", needed=False)
    if change.location is not None:
        session.location = inputs.title(change.location, "location", needed=False)
    session.starts_at = change.starts_at or session.starts_at
    session.ends_at = change.ends_at or session.ends_at
    breaks = await _breaks_of(session.id) if change.breaks is None else change.breaks
    _check_times(session.starts_at, session.ends_at, breaks, at)
    session.changed_at = now
    await session.save()
    await _put_breaks(session.id, breaks)


async def _breaks_of(session_id: str) -> list[tuple[datetime, datetime]]:
    found = await rows("SELECT starts_at, ends_at FROM session_break WHERE session_id = $1", session_id)
    return [(instant(one["starts_at"]), instant(one["ends_at"])) for one in found]


async def _changed(event_id: str, now: datetime, *, sequence_step: int) -> None:
    """A new version; calendars learn of it by the sequence number and by the version of all feeds."""
    at = epoch(now)
    await execute(
        "UPDATE event SET version = version + 1, sequence = sequence + $1, changed_at = $2 WHERE id = $3",
        sequence_step, at, event_id,
    )  # fmt: skip
    await execute(
        "UPDATE session SET sequence = sequence + $1, changed_at = $2 WHERE event_id = $3", sequence_step, at, event_id
    )
    await execute("UPDATE instance SET calendar_version = calendar_version + 1")


@dataclass(frozen=True, slots=True)
class Clearing:
    """What became of the people who were in: the three add up to `people`."""

    people: int
    credited: int
    not_eligible: int
    unresolved: int


async def clearing(event_id: str) -> Clearing:
    """People of all meetings of an event by what became of them, by attendee."""
    found = await rows(_CLEARING, event_id)
    counts = {one["fate"]: one["n"] for one in found}
    return Clearing(sum(counts.values()), counts.get("credited", 0), counts.get("not", 0), counts.get("open", 0))


_CLEARING = """
SELECT fate, count(*) AS n FROM (
    SELECT attendee.id, CASE
        WHEN attendee.state = 'review' THEN 'open'
        WHEN attendee.member_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM entry JOIN session AS earned ON earned.id = entry.session_id
            WHERE earned.event_id = session.event_id AND entry.member_id = attendee.member_id AND entry.kind = 'award'
            AND NOT EXISTS (SELECT 1 FROM entry AS back WHERE back.reverses_id = entry.id)
        ) THEN 'credited' ELSE 'not' END AS fate
    FROM attendee
    JOIN meeting ON meeting.id = attendee.meeting_id
    JOIN session ON session.id = meeting.session_id
    WHERE session.event_id = $1 AND EXISTS (
        SELECT 1 FROM stay JOIN attendance_import ON attendance_import.id = stay.import_id
        WHERE stay.attendee_id = attendee.id AND attendance_import.state = 'live')
) AS fates GROUP BY fate
"""


@in_tx
async def event_close(viewer: Viewer, event_id: str, now: datetime, *, expected_version: int | None = None) -> str:
    """Makes the credits of an event final. Refused before its last session has ended, and for drafts.

    People still in the review queue do not stop it: they stay there, and what is decided later is posted then.
    """
    event = await _held(viewer, event_id, expected_version)
    if event["status"] != "published":
        raise ActionRefused("event-not-published")
    last = await row("SELECT max(ends_at) AS ends_at FROM session WHERE event_id = $1", event_id)
    if last is None or last["ends_at"] > epoch(now):
        raise ActionRefused("event-not-over")
    if event["closed_at"] is None:
        await awarding.settle_event(event_id, now)
        await execute("UPDATE event SET closed_at = $1, version = version + 1 WHERE id = $2", epoch(now), event_id)
    return event_id
