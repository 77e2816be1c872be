"""Invented events of an association in three time zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cpd.documents.calendar import CalendarEvent, CalendarSession, FeedFacts, build_parts, feed_bytes
from cpd.documents.calendar_times import Language
from tests.documents.feed_lint import Component, parse

NAMESPACE = "4c1e.cpd.example"
CREATED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
CHANGED = datetime(2026, 11, 20, 4, 15, tzinfo=UTC)
NINE_WIB = datetime(2027, 3, 6, 2, 0, tzinfo=UTC)

FACTS = FeedFacts(
    title="Agenda Kalsel",
    description="Kegiatan cabang",
    language="id",
    time_zone="Asia/Makassar",
    changed_at=CHANGED,
    url="https://cpd.example/kalender/kalsel",
    source_url="https://cpd.example/ics/kalsel.ics",
)

SESSION = CalendarSession(
    uid=f"session-1@{NAMESPACE}",
    title="Webinar etika profesi",
    starts_at=NINE_WIB,
    ends_at=NINE_WIB + timedelta(hours=2, minutes=30),
    time_zone="Asia/Jakarta",
    sequence=1,
    created_at=CREATED,
    changed_at=CHANGED,
    join_url="https://cpd.example/w/8f2c/join",
    url="https://cpd.example/w/8f2c",
    speakers=("Dra. Sekar Wulan, M.Si.", "Dr. Bagas Prakoso"),
    description_lines=("Kehadiran minimal 75%.",),
    categories=("Webinar", "Etika, hukum"),
    credits_text="2.00 SKP, Pembelajaran",
)


def session(**changes: object) -> CalendarSession:
    return replace(SESSION, **changes)  # type: ignore[arg-type]


def webinar(**changes: object) -> CalendarEvent:
    """An event of one session; changes are the session's."""
    one = session(**changes)
    day = one.starts_at.date()
    return CalendarEvent(one.uid.replace("session", "event"), one.title, day, day, 1, CREATED, CHANGED, sessions=(one,))


def numbered(number: int) -> CalendarEvent:
    """One of many webinars, a day apart."""
    starts_at = NINE_WIB + timedelta(days=number)
    return webinar(uid=f"session-{number}@{NAMESPACE}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))


def jamboree(**changes: object) -> CalendarEvent:
    """Three days with a session in each of the three zones."""
    places = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    sessions = tuple(
        session(
            uid=f"jamboree-{1 + day}@{NAMESPACE}",
            title=f"Jambore hari {day + 1}",
            starts_at=datetime(2027, 7, 16 + day, 1, tzinfo=UTC),
            ends_at=datetime(2027, 7, 16 + day, 9, tzinfo=UTC),
            time_zone=place,
            location="Gedung Sultan, Banjarmasin",
            join_url="",
        )
        for day, place in enumerate(places)
    )
    whole = CalendarEvent(
        uid=f"event-7@{NAMESPACE}",
        title="Jambore pekerja sosial",
        first_day=date(2027, 7, 16),
        last_day=date(2027, 7, 18),
        sequence=0,
        created_at=CREATED,
        changed_at=CHANGED,
        location="Gedung Sultan, Banjarmasin",
        credits_text="12.00 SKP",
        sessions=sessions,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def deadline(**changes: object) -> CalendarEvent:
    """A day to remember: an event without sessions."""
    day = date(2027, 12, 31)
    whole = CalendarEvent(f"renewal-5@{NAMESPACE}", "Batas perpanjangan STR", day, day, 0, CREATED, CHANGED)
    return replace(whole, **changes)  # type: ignore[arg-type]


def written(*events: CalendarEvent, language: Language = "id", alarm_minutes: int = 0) -> bytes:
    """A feed of exactly these events."""
    parts, dropped = build_parts(events, language, alarm_minutes)
    assert dropped == []
    zones = {zone for part in parts for zone in part.zones}
    return feed_bytes(replace(FACTS, language=language), [part.content for part in parts], zones)


def entries(raw: bytes) -> list[Component]:
    return parse(raw).all("VEVENT")
