"""What everybody may see: published events, the feeds they stand in, and the association they belong to.

Events that were cancelled after they were published are among them: subscribers must learn of it. However many events
are asked for, the number of statements is the same.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cpd.core.errors import NotFound
from cpd.core.intervals import Interval, epoch
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_window import AHEAD_MONTHS, PAST_DAYS, is_inside, months_after
from cpd.ops.expected_credits import editions
from cpd.ops.published import EventRows, PublishedEvent, published_events
from cpd.store.columns import instant
from cpd.store.tx import Row, row, rows


@dataclass(frozen=True, slots=True)
class Association:
    """Whose installation this is."""

    name: str
    time_zone: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedChapter:
    """A chapter with its own feed, at `/ics/<code>.ics`."""

    code: str
    name: str
    province: str
    time_zone: str


async def association() -> Association | None:
    """None before anything was set up."""
    found = await row("SELECT name, time_zone, created_at FROM instance")
    return None if found is None else Association(found["name"], found["time_zone"], instant(found["created_at"]))


async def chapters() -> list[FeedChapter]:
    """Every chapter, the national board (which has none above it) first."""
    found = await rows(
        "SELECT code, name, province, time_zone FROM chapter"
        " ORDER BY CASE WHEN parent_id IS NULL THEN 0 ELSE 1 END, name, code"
    )
    return [FeedChapter(**one) for one in found]


_VERSION = """
SELECT (SELECT calendar_version FROM instance) AS events, (SELECT name FROM instance) AS name,
       (SELECT count(*) FROM rule_pack) AS editions, (SELECT count(*) FROM chapter) AS chapters
"""


async def calendar_version() -> tuple[object, ...]:
    """Another value whenever any feed may read differently, in one small statement."""
    found = await row(_VERSION)
    return tuple(found.values()) if found else ()


_OF_CHAPTER = " AND event.chapter_id IN (SELECT id FROM chapter WHERE code = $3)"
_IN_WINDOW = """
EXISTS (SELECT 1 FROM session WHERE session.event_id = event.id AND session.ends_at >= $1)
AND EXISTS (SELECT 1 FROM session WHERE session.event_id = event.id AND session.starts_at <= $2)
"""


async def feed_events(
    today: date, chapter_code: str | None, *, base_url: str, language: Language = "id"
) -> list[PublishedEvent]:
    """The events of a chapter's feed, or of all, that are in its window on `today`, by their first session.

    `base_url` is the public address of this installation, without a slash at its end.
    """
    # A day more on both sides, because dates are those of the sessions' own zones; the exact window is drawn below.
    first = datetime.combine(today - timedelta(days=PAST_DAYS + 1), time(), UTC)
    last = datetime.combine(months_after(today, AHEAD_MONTHS) + timedelta(days=2), time(), UTC)
    which, values = _IN_WINDOW, [epoch(first), epoch(last)]
    found = await _published(
        which + (_OF_CHAPTER if chapter_code is not None else ""),
        [*values, *([] if chapter_code is None else [chapter_code])],
        base_url,
        language,
    )
    return [one for one in found if _is_inside(one, today)]


def _is_inside(event: PublishedEvent, today: date) -> bool:
    shown = event.calendar
    return is_inside(shown.first_day, shown.last_day, shown.status == "cancelled", today)


_COMING = """
event.id IN (SELECT session.event_id FROM session JOIN event AS coming ON coming.id = session.event_id
             WHERE coming.status IN ('published', 'cancelled') AND coming.published_at IS NOT NULL
             GROUP BY session.event_id HAVING max(session.ends_at) > $1
             ORDER BY min(session.starts_at), session.event_id LIMIT $2)
"""


async def upcoming_events(now: datetime, *, base_url: str, language: Language, limit: int) -> list[PublishedEvent]:
    """The next events that are not over, by their first session."""
    return await _published(_COMING, [epoch(now), limit], base_url, language)


async def published_event(slug: str, *, base_url: str, language: Language) -> PublishedEvent:
    """One event; NotFound when there is none or it was never published."""
    found = await _published("event.slug = $1", [slug], base_url, language)
    if not found:
        raise NotFound("not-found", what=slug[:80])
    return found[0]


_PUBLIC = "event.status IN ('published', 'cancelled') AND event.published_at IS NOT NULL AND "
_EVENTS = """
SELECT event.id, event.slug, event.kind, event.level, event.mode, event.title, event.title_en, event.description,
       event.location, event.join_url, event.status, event.sequence, event.created_at, event.changed_at,
       chapter.code AS chapter_code, chapter.name AS chapter_name
FROM event JOIN chapter ON chapter.id = event.chapter_id WHERE
"""
_SESSIONS = """
SELECT session.id, session.event_id, session.title, session.title_en, session.category, session.starts_at,
       session.ends_at, session.time_zone, session.location, session.sequence, session.created_at, session.changed_at
FROM session JOIN event ON event.id = session.event_id WHERE
"""
_BREAKS = """
SELECT session_break.session_id, session_break.starts_at, session_break.ends_at FROM session_break
JOIN session AS broken ON broken.id = session_break.session_id JOIN event ON event.id = broken.event_id WHERE
"""
_PACK_CODES = """
SELECT event_programme.event_id, programme.pack_code FROM event_programme
JOIN programme ON programme.id = event_programme.programme_id JOIN event ON event.id = event_programme.event_id WHERE
"""


async def _published(which: str, values: Sequence[object], base_url: str, language: Language) -> list[PublishedEvent]:
    instance = await row("SELECT namespace FROM instance")
    events = await rows(_EVENTS + _PUBLIC + which, *values)
    if instance is None or not events:
        return []
    sessions = await rows(_SESSIONS + _PUBLIC + which + " ORDER BY session.starts_at, session.id", *values)
    breaks = await rows(_BREAKS + _PUBLIC + which, *values)
    pack_codes = await rows(_PACK_CODES + _PUBLIC + which + " ORDER BY programme.code", *values)
    first_at = {one["event_id"]: one["starts_at"] for one in reversed(sessions)}
    found = EventRows(
        namespace=instance["namespace"],
        events=sorted(events, key=lambda one: (first_at.get(one["id"], 0), one["id"])),
        sessions=_by(sessions, "event_id"),
        breaks={
            key: [Interval(one["starts_at"], one["ends_at"]) for one in held]
            for key, held in _by(breaks, "session_id").items()
        },
        pack_codes={key: [one["pack_code"] for one in held] for key, held in _by(pack_codes, "event_id").items()},
        editions=await editions(),
    )
    # A thousand events take a tenth of a second: other requests are answered meanwhile.
    return await asyncio.to_thread(published_events, found, base_url, language)


def _by(found: Sequence[Row], column: str) -> Mapping[str, list[Row]]:
    by: defaultdict[str, list[Row]] = defaultdict(list)
    for one in found:
        by[one[column]].append(one)
    return by
