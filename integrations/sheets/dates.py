"""A date-and-time text -> its date and its time of day, with English and Indonesian months on every machine."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from integrations.sheets.cells import clean

Parts = tuple[str, str]
"""The date and the time of day as texts; what the date means is decided for the whole file."""


class Numbers(NamedTuple):
    """A date of three numbers whose order the text alone does not say: year last."""

    first: int
    second: int
    year: int


_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_FLAGS = re.IGNORECASE | re.ASCII
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,6})?)?(?: ?([ap])\.? ?m\.?)?", _FLAGS)
_TIME = re.compile(f"{_CLOCK.pattern}$", _FLAGS)
LONGEST = 60
_BETWEEN = re.compile(r"(?:,|\b(?:pukul|jam|at|à|t)\b|(?<=\d)t)*[ ,]*$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})", _FLAGS)
_DAY_FIRST = re.compile(r"(?:[a-z]+, )?(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})", _FLAGS)
_SERIAL = re.compile(r"\d{5}\.\d+", re.ASCII)
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0 has no zone

_MONTHS = (
    ("january", "januari"),
    ("february", "februari", "pebruari"),
    ("march", "maret"),
    ("april",),
    ("may", "mei"),
    ("june", "juni"),
    ("july", "juli"),
    ("august", "agustus"),
    ("september", "sept"),
    ("october", "oktober"),
    ("november", "nopember"),
    ("december", "desember"),
)
MONTHS = {short: at for at, names in enumerate(_MONTHS, 1) for name in names for short in (name, name[:3])} | {"agt": 8}


def parts(written: str) -> Parts | None:
    """`06/18/2026 07:46:43 AM` -> its two halves; None when it does not end in a time of day."""
    if len(written) > LONGEST:
        return None
    text = _SPACES.sub(" ", clean(written))
    if _SERIAL.fullmatch(text):
        # Spreadsheets count days since 1899-12-30, with the time as the fraction.
        days = float(text)
        text = (_SERIAL_ZERO + timedelta(seconds=round(days * 86_400))).isoformat(" ")
    found = _TIME.search(text)
    if found is None:
        return None
    day = _BETWEEN.sub("", text[: found.start()].rstrip()).strip(" ,")
    return day, found[0]


def date_or_numbers(text: str) -> date | Numbers | None:
    """A date when year or month name say the order; three numbers when they do not; None when it is no date."""
    if found := _YEAR_FIRST.fullmatch(text):
        return valid_date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        year = int(found[3])
        return Numbers(int(found[1]), int(found[2]), year if year > 99 else 2000 + year)
    if found := _MONTH_FIRST.fullmatch(text):
        return valid_date(int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2]))
    if found := _DAY_FIRST.fullmatch(text):
        return valid_date(int(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1]))
    return None


def valid_date(year: int, month: int, day: int) -> date | None:
    """None for a day that the calendar does not have, or far from when there were online meetings."""
    if not 2000 <= year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def seconds_of_day(text: str) -> int | None:
    """`07:46:43 AM`, `9.03`, `21:15` -> seconds after midnight."""
    found = _CLOCK.fullmatch(_SPACES.sub(" ", text.strip()))
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").casefold()
    if minute > 59 or second > 59 or hour > 23 or (half == "a" and hour > 12):
        return None
    if half and hour == 12:
        hour = 0
    if half == "p" and hour < 12:
        hour += 12
    return hour * 3600 + minute * 60 + second
