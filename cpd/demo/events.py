"""The demo's events, past and to come, laid around a given day."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

from cpd.demo.provinces import CHAPTERS
from cpd.demo.values import Bilingual, DemoBreak, DemoEvent, DemoSession, EventStatus

REPORTED_WEBINAR = "webinar-nasional-perlindungan-anak"
"""Slug of the past event whose Zoom webinar report is imported."""
REPORTED_MEETING = "bimtek-manajemen-kasus"
"""Slug of the past event whose Zoom meeting export is imported."""


class _Part(TypedDict):
    title: list[str]
    at: str
    day: NotRequired[int]
    category: NotRequired[str]
    breaks: NotRequired[list[list[str]]]
    platform: NotRequired[str]
    meeting: NotRequired[str]


class _Entry(TypedDict):
    slug: str
    title: list[str]
    about: list[str]
    kind: str
    level: str
    mode: str
    chapter: str
    series: NotRequired[str]
    zone: NotRequired[str]
    status: NotRequired[EventStatus]
    location: str
    week: int
    weekday: int
    month_day_min: NotRequired[int]
    part: list[_Part]


def demo_events(today: date) -> tuple[DemoEvent, ...]:
    """All events in order of their first session; those with a negative week are over before `today`'s week began."""
    entries: list[_Entry] = tomllib.loads(files("cpd.demo").joinpath("events.toml").read_text("utf-8"))["event"]
    events = [_event(entry, today) for entry in entries]
    return tuple(sorted(events, key=lambda event: event.sessions[0].starts_at))


def demo_event(events: tuple[DemoEvent, ...], slug: str) -> DemoEvent:
    return next(event for event in events if event.slug == slug)


def _event(entry: _Entry, today: date) -> DemoEvent:
    zones = {chapter.code: chapter.time_zone for chapter in CHAPTERS}
    time_zone = entry.get("zone", zones[entry["chapter"]])
    first_day = _first_day(entry, today)
    return DemoEvent(
        slug=entry["slug"],
        titles=Bilingual(*entry["title"]),
        description=Bilingual(*entry["about"]),
        kind=entry["kind"],
        level=entry["level"],
        mode=entry["mode"],
        chapter_code=entry["chapter"],
        series=entry.get("series"),
        time_zone=time_zone,
        status=entry.get("status", "published"),
        location=entry["location"],
        sessions=tuple(_session(part, first_day, ZoneInfo(time_zone)) for part in entry["part"]),
    )


def _first_day(entry: _Entry, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=entry["week"], days=entry["weekday"])
    # A meeting export writes 03/05/2026: only a day after the twelfth says by itself which number is the month.
    while day.day < entry.get("month_day_min", 1):
        day -= timedelta(weeks=1)
    return day


def _session(part: _Part, first_day: date, zone: ZoneInfo) -> DemoSession:
    day = first_day + timedelta(days=part.get("day", 0))
    starts_at, ends_at = _times(day, part["at"], zone)
    return DemoSession(
        titles=Bilingual(*part["title"]),
        starts_at=starts_at,
        ends_at=ends_at,
        category=part.get("category"),
        breaks=tuple(
            DemoBreak(Bilingual(indonesian, english), *_times(day, at, zone))
            for at, indonesian, english in part.get("breaks", [])
        ),
        platform=part.get("platform", ""),
        platform_meeting_id=part.get("meeting", ""),
    )


def _times(day: date, at: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """ "08:30-12:00" on that day in that zone, as two UTC instants."""
    starts, ends = (datetime.combine(day, time.fromisoformat(part), zone).astimezone(UTC) for part in at.split("-"))
    return starts, ends
