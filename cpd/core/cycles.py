"""Which cycle a date is in. Cycles follow one another from an anchor, each so many months long."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cpd.core.errors import InputRefused


class CycleDates(NamedTuple):
    """First and last day; both are inside."""

    starts_on: date
    ends_on: date


def cycle_on(anchor: date, months: int, on: date) -> CycleDates:
    """The cycle that holds a date. The anchor is the first day of one of the cycles: the certification's date for an
    anniversary, any past first day for a fixed date. Cycles reach before the anchor as well as after it.
    """
    number = cycle_number(anchor, months, on)
    starts_on = months_later(anchor, number * months)
    return CycleDates(starts_on, months_later(anchor, (number + 1) * months) - timedelta(days=1))


def cycle_number(anchor: date, months: int, on: date) -> int:
    """0 for the cycle that starts with the anchor, 1 for the next; negative before it."""
    passed = (on.year - anchor.year) * 12 + on.month - anchor.month
    number = passed // months
    # A cycle that starts in this very month may start after the date.
    return number if months_later(anchor, number * months) <= on else number - 1


def years_of(starts_on: date, ends_on: date) -> tuple[CycleDates, ...]:
    """The years of a cycle, counted from its first day; the last one may be shorter."""
    return periods_of(starts_on, ends_on, 12)


def months_later(anchor: date, months: int) -> date:
    """The same day so many months later; where that month has no such day, the first of the month after it.

    So a cycle from 29 February lasts to 28 February: nobody loses a day to the calendar.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    try:
        return date(year, month + 1, anchor.day)
    except ValueError:
        # Only the days 29 to 31 can be missing, and never in December.
        return date(year, month + 2, 1)


def earned_on(starts_at: datetime, time_zone: str) -> date:
    """The date to which credit belongs: that of the session's start in the session's own zone.

    Refuses a zone that is not an IANA name.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputRefused("not-time-zone", field=("time_zone",), text=time_zone[:60]) from error
    return starts_at.astimezone(zone).date()


def whole_months(starts_on: date, ends_on: date) -> int:
    """How many whole months there are from one day to another, both inside; a month that is only begun is not one."""
    following = ends_on + timedelta(days=1)
    count = (following.year - starts_on.year) * 12 + following.month - starts_on.month
    return max(0, count if months_later(starts_on, count) <= following else count - 1)


def begun_months(starts_on: date, ends_on: date) -> int:
    """As `whole_months`, with a month that is only begun counted as one."""
    count = whole_months(starts_on, ends_on)
    return count if months_later(starts_on, count) > ends_on else count + 1


def periods_of(starts_on: date, ends_on: date, months: int) -> tuple[CycleDates, ...]:
    """Stretches of so many months from the first day; the last one may be shorter."""
    periods: list[CycleDates] = []
    begins_on = starts_on
    while begins_on <= ends_on:
        following = months_later(starts_on, months * (len(periods) + 1))
        periods.append(CycleDates(begins_on, min(ends_on, following - timedelta(days=1))))
        begins_on = following
    return tuple(periods)
