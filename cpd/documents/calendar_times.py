"""The hours of a session in words, in each time zone its members live in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_date

from cpd.documents.calendar_zones import zone

Language = Literal["id", "en"]

INDONESIA = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""WIB, WITA and WIT, from west to east."""
TIME = {"id": "%H.%M", "en": "%H:%M"}


def in_zones(starts_at: datetime, ends_at: datetime, zones: Sequence[str], language: Language) -> str:
    """`Sabtu, 6 Maret 2027, 09.00–11.30 WIB = 10.00–12.30 WITA`; the day is said again where it is another one."""
    return " = ".join(_each(starts_at, ends_at, zones, language))


def _each(starts_at: datetime, ends_at: datetime, zones: Sequence[str], language: Language) -> Iterator[str]:
    said: date | None = None
    # Two names of one zone, such as Pontianak and Jakarta, are said once.
    for where in dict.fromkeys(zone(name) for name in zones):
        start, end = starts_at.astimezone(where), ends_at.astimezone(where)
        day = "" if start.date() == said else f"{_day(start.date(), language)}, "
        yield f"{day}{_clock(start, language)}–{_end(start, end, language)} {_zone_name(start)}"
        said = start.date()


@lru_cache(maxsize=4096)
def _day(day: date, language: Language) -> str:
    return format_date(day, "EEEE, d MMMM y", locale=language)


def _clock(at: datetime, language: Language) -> str:
    return at.strftime(TIME[language])


def _end(start: datetime, end: datetime, language: Language) -> str:
    # "22.00–01.00" is read rightly; from a whole day on, the end needs its own date.
    day = f"{_day(end.date(), language)}, " if end - start >= timedelta(days=1) else ""
    return f"{day}{_clock(end, language)}"


def _zone_name(at: datetime) -> str:
    """WIB, AEDT; zones without letters of their own are called by their offset, UTC+04:00."""
    name = at.tzname() or ""
    return name if name.isalpha() else f"UTC{at.isoformat()[-6:]}"
