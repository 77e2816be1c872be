"""Times as pages say them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from babel.dates import format_date

from cpd.documents.calendar_events import CalendarEvent, CalendarSession
from cpd.documents.calendar_times import Language, in_zones
from cpd.documents.calendar_zones import zone

_LOCALES: dict[Language, str] = {"id": "id", "en": "en_GB"}
"""Day before month in both languages."""


class Hours(NamedTuple):
    """`day` is "" where it is that of the zone before."""

    day: str
    hours: str


def hours_in_zones(session: CalendarSession, language: Language) -> list[Hours]:
    """Day and hours in WIB, WITA and WIT; in the session's own zone first when it is none of these."""
    zones = session.shown_zones
    if zone(session.time_zone) not in {zone(name) for name in zones}:
        zones = (session.time_zone, *zones)
    said = in_zones(session.starts_at, session.ends_at, zones, language).split(" = ")
    return [Hours(*one.rpartition(", ")[::2]) for one in said]


def days_text(event: CalendarEvent, language: Language) -> str:
    """`16–18 Juli 2027`, or one day with its name."""
    first, last = event.first_day, event.last_day
    if first == last:
        return _date(first, "EEEE, d MMMM y", language)
    beginning = "d" if (first.year, first.month) == (last.year, last.month) else "d MMMM"
    beginning += "" if first.year == last.year else " y"
    dash = "–" if beginning == "d" else " – "
    return f"{_date(first, beginning, language)}{dash}{_date(last, 'd MMMM y', language)}"


def month_text(day: date, language: Language) -> str:
    """`Mar`, for the small calendar leaf beside an event."""
    return _date(day, "MMM", language)


def _date(day: date, pattern: str, language: Language) -> str:
    return str(format_date(day, pattern, locale=_LOCALES[language]))
