"""Local date-and-time texts of one file -> UTC instants, in one date order and one zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cpd.core.errors import FileRefused
from cpd.core.platform import DateOrder
from integrations.sheets.dates import Numbers, Parts, date_or_numbers, parts, seconds_of_day, valid_date


def zone_of(name: str | None) -> ZoneInfo:
    """Raises FileRefused: time-zone-needed when there is none, time-zone-unknown when nobody knows the name."""
    if not name:
        raise FileRefused("time-zone-needed", field=("time_zone",))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FileRefused("time-zone-unknown", field=("time_zone",), text=name[:40]) from error


def in_order(numbers: Numbers, order: DateOrder | None) -> date | None:
    """The day that three numbers mean in an order; None when there is no such day, or no order."""
    first, second, year = numbers
    if order == "mdy":
        return valid_date(year, first, second)
    if order == "dmy":
        return valid_date(year, second, first)
    return valid_date(2000 + first, second, year - 2000) if order == "ymd" else None


class Clock:
    """Remembers every date and every time of day it has read: a report repeats both a thousand times."""

    def __init__(self, order: DateOrder | None, zone: ZoneInfo) -> None:
        self._order = order
        self._zone = zone
        self._midnights: dict[str, datetime | None] = {}
        self._times: dict[str, timedelta | None] = {}
        self._changing: set[str] = set()

    @property
    def time_zone(self) -> str:
        return self._zone.key

    def instant(self, text: str) -> datetime | None:
        """None when the text is no date with a time of day in this order. Minutes alone mean the minute's start.

        In the hour that a clock shows twice, the first of the two is meant.
        """
        return self.at(parts(text))

    def at(self, halves: Parts | None) -> datetime | None:
        """The same for a text that has been taken apart."""
        if halves is None:
            return None
        day, clock_time = halves
        if day not in self._midnights:
            self._midnights[day] = self._midnight(day)
        if clock_time not in self._times:
            seconds = seconds_of_day(clock_time)
            self._times[clock_time] = None if seconds is None else timedelta(seconds=seconds)
        midnight, since_midnight = self._midnights[day], self._times[clock_time]
        if midnight is None or since_midnight is None:
            return None
        if day in self._changing:
            local = midnight.astimezone(self._zone).replace(tzinfo=None) + since_midnight
            return local.replace(tzinfo=self._zone).astimezone(UTC)
        return midnight + since_midnight

    def _midnight(self, text: str) -> datetime | None:
        meant = date_or_numbers(text)
        day = in_order(meant, self._order) if isinstance(meant, Numbers) else meant
        if day is None:
            return None
        midnight = datetime.combine(day, time(), self._zone)
        if midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset():
            self._changing.add(text)
        return midnight.astimezone(UTC)
