"""Calendar feeds (RFC 5545, 7986): events in, bytes out, with no clock, so that bytes change only when an event does.

Each event is written once, when it changes (`build_parts`); a feed is those parts joined under a head (`feed_bytes`).
What fits into a feed is chosen by `cpd.documents.calendar_window`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, vDuration, vUri

from cpd.documents.calendar_entries import timed, umbrella
from cpd.documents.calendar_events import CalendarEvent, CalendarSession, Dropped, EventPart, FeedFacts
from cpd.documents.calendar_refusals import refuse_broken, refuse_naive
from cpd.documents.calendar_text import EscapedText, calendar_name, folded, lines, uri
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_zones import tzid, zones_bytes

__all__ = [
    "CalendarEvent",
    "CalendarSession",
    "Dropped",
    "EventPart",
    "FeedFacts",
    "build_parts",
    "event_bytes",
    "feed_bytes",
]

END_OF_FEED = b"END:VCALENDAR\r\n"


def event_bytes(event: CalendarEvent, language: Language, alarm_minutes: int = 0) -> bytes:
    """The VEVENTs of one event: its umbrella, then its sessions by time. No alarm when `alarm_minutes` is 0.

    Refuses what apps would show wrongly: times without a zone, an end before its start, an unknown zone, no title.
    """
    refuse_broken(event)
    over_all = [umbrella(event, language)] if event.has_umbrella else []
    by_time = sorted(event.sessions, key=lambda one: (one.starts_at, one.uid))
    entries = [*over_all, *(timed(session, event, language, alarm_minutes) for session in by_time)]
    return b"".join(folded(line) for entry in entries for line in entry.content_lines() if line)


def build_parts(
    events: Iterable[CalendarEvent], language: Language, alarm_minutes: int = 0
) -> tuple[list[EventPart], list[Dropped]]:
    """Every event written on its own: one that cannot be written is handed back, and the others are in the feed."""
    parts: list[EventPart] = []
    dropped: list[Dropped] = []
    for event in events:
        try:
            parts.append(_part(event, event_bytes(event, language, alarm_minutes)))
        except Exception as error:  # noqa: BLE001  -- whatever is wrong with one row, subscribers must see the others
            dropped.append(Dropped(event.uid, error))
    return parts, dropped


def feed_bytes(facts: FeedFacts, parts: Sequence[bytes], zones: Collection[str]) -> bytes:
    """A whole feed: the head, the zones by name, the parts in the order given.

    `zones` are those of the parts. The feed's own is always written: a calendar without any component is not valid.
    """
    return b"".join((_head(facts), zones_bytes({*zones, facts.time_zone}), *parts, END_OF_FEED))


@lru_cache(maxsize=256)
def _head(facts: FeedFacts) -> bytes:
    refuse_naive(facts.title, (facts.changed_at,))
    calendar = Calendar()
    calendar["VERSION"] = EscapedText("2.0")
    calendar["PRODID"] = EscapedText(f"-//cpd//Calendar feed//{facts.language.upper()}")
    calendar["CALSCALE"] = EscapedText("GREGORIAN")
    for name in ("NAME", "X-WR-CALNAME"):
        calendar[name] = EscapedText(calendar_name(facts.title))
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        calendar[name] = EscapedText(lines(facts.description))
    calendar["X-WR-TIMEZONE"] = EscapedText(tzid(facts.time_zone) or "UTC")
    calendar["COLOR"] = EscapedText(facts.color)
    calendar.add("LAST-MODIFIED", facts.changed_at)
    # The library's own setters leave VALUE out, which RFC 7986 demands.
    refresh = timedelta(hours=facts.refresh_hours)
    calendar["REFRESH-INTERVAL"] = vDuration(refresh, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(refresh)
    if facts.source_url:
        calendar["SOURCE"] = vUri(uri(facts.source_url), params={"VALUE": "URI"})
    if facts.url:
        calendar["URL"] = vUri(uri(facts.url))
    return bytes(calendar.to_ical()).removesuffix(END_OF_FEED)


def _part(event: CalendarEvent, content: bytes) -> EventPart:
    zones = frozenset(tzid(session.time_zone) for session in event.sessions) - {""}
    return EventPart(event.uid, event.first_day, event.last_day, event.status == "cancelled", zones, content)
