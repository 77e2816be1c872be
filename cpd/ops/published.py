"""A published event as everybody may see it: rows in, values of the calendar out, without a statement."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cpd import words
from cpd.core.errors import CpdError
from cpd.core.intervals import Interval
from cpd.documents.calendar_events import CalendarEvent, CalendarSession, Status
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_zones import zone
from cpd.ops.expected_credits import Editions, expected_credits, expected_text, own_date
from cpd.store.columns import instant
from cpd.store.tx import Row

_DESCRIPTION_CHARACTERS_MAX = 600
"""A feed has room for 680 KB: a long description is read on the event's page."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """`kind` is the reader's word for it. `join_url` is the platform's own address, for the event's page only; a feed
    has the address of that page. `session_titles`: beside `calendar.sessions`, without the event's own title.
    """

    slug: str
    kind: str
    chapter_code: str
    chapter_name: str
    description: str
    join_url: str
    session_titles: tuple[str, ...]
    calendar: CalendarEvent


@dataclass(frozen=True, slots=True)
class EventRows:
    """What the database knows about some events. Sessions, breaks and pack codes are by the id they belong to."""

    namespace: str
    events: Sequence[Row]
    sessions: Mapping[str, Sequence[Row]]
    breaks: Mapping[str, Sequence[Interval]]
    pack_codes: Mapping[str, Sequence[str]]
    editions: Editions


def published_events(found: EventRows, base_url: str, language: Language) -> list[PublishedEvent]:
    """The events in the order of their rows. One that cannot be shown is left out and logged."""
    shown: list[PublishedEvent] = []
    for event in found.events:
        sessions = found.sessions.get(event["id"], ())
        if not sessions:
            continue
        try:
            shown.append(_published(event, sessions, found, base_url, language))
        except CpdError as error:
            _log.warning("event left out: %s %s", event["id"], error)
    return shown


def _published(
    event: Row, sessions: Sequence[Row], found: EventRows, base_url: str, language: Language
) -> PublishedEvent:
    page = f"{base_url}/events/{event['slug']}"
    calendar = _calendar_event(event, sessions, found, page, language)
    return PublishedEvent(
        slug=event["slug"],
        kind=kind_text(event["kind"], language),
        chapter_code=event["chapter_code"],
        chapter_name=event["chapter_name"],
        description=event["description"],
        join_url=event["join_url"],
        session_titles=tuple(_title(one, language) for one in sessions),
        calendar=calendar,
    )


def _calendar_event(
    event: Row, sessions: Sequence[Row], found: EventRows, page: str, language: Language
) -> CalendarEvent:
    expected = expected_credits(event, sessions, found.breaks, found.pack_codes.get(event["id"], ()), found.editions)
    status: Status = "cancelled" if event["status"] == "cancelled" else "confirmed"
    first_day, last_day = min(map(own_date, sessions)), max(map(_last_date, sessions))
    summary = _summary(event["description"])
    is_long = last_day > first_day
    entries = tuple(
        CalendarSession(
            uid=f"{one['id']}@{found.namespace}",
            title=_session_title(event, one, sessions, language),
            starts_at=instant(one["starts_at"]),
            ends_at=instant(one["ends_at"]),
            time_zone=one["time_zone"],
            sequence=one["sequence"],
            created_at=instant(one["created_at"]),
            changed_at=instant(one["changed_at"]),
            status=status,
            location=one["location"] or event["location"],
            join_url=page if event["join_url"] or event["mode"] == "live_online" else "",
            url=page,
            description_lines=() if is_long else summary,
            categories=(kind_text(event["kind"], language),),
            credits_text=expected_text(expected.get(one["id"], ()), language),
        )
        for one in sessions
    )
    return CalendarEvent(
        uid=f"{event['id']}@{found.namespace}",
        title=_title(event, language),
        first_day=first_day,
        last_day=last_day,
        sequence=event["sequence"],
        created_at=instant(event["created_at"]),
        changed_at=instant(event["changed_at"]),
        status=status,
        location=event["location"],
        url=page,
        description_lines=summary,
        categories=(kind_text(event["kind"], language),),
        sessions=entries,
    )


def _title(named: Row, language: Language) -> str:
    return str((named["title_en"] if language == "en" else "") or named["title"])


def _session_title(event: Row, session: Row, sessions: Sequence[Row], language: Language) -> str:
    """A webinar's only session goes by the event's title; one of many says its own first."""
    own, whole = _title(session, language), _title(event, language)
    return whole if len(sessions) == 1 or own == whole else f"{own} – {whole}"


def _last_date(session: Row) -> date:
    # What ends at midnight does not touch the day that begins then.
    last = instant(session["ends_at"]) - timedelta(seconds=1)
    return last.astimezone(zone(session["time_zone"])).date()


def _summary(description: str) -> tuple[str, ...]:
    if len(description) > _DESCRIPTION_CHARACTERS_MAX:
        description = description[:_DESCRIPTION_CHARACTERS_MAX].rsplit(maxsplit=1)[0] + " …"
    return (description,) if description else ()


def kind_text(kind: str, language: Language) -> str:
    """The reader's word for a kind of event; a kind that only a pack knows goes by its own."""
    code = f"kind-{kind.replace('_', '-')}"
    return words.sentence(code, {}, language) if code in words.sentences(language) else kind.replace("_", " ")
