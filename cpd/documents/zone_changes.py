"""When a time zone's clocks change, and which changes one yearly rule can say."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST_YEAR = 2015
LAST_YEAR = 2049
STEP = timedelta(days=5)
"""Shorter than the shortest time any zone keeps one offset: Morocco's weeks of Ramadan."""
YEARS_THAT_MAKE_A_RULE = 5
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Hours(NamedTuple):
    """What a zone's clocks show for a while."""

    offset: timedelta
    daylight: bool
    name: str


class Change(NamedTuple):
    """The clocks change: `wall` is what they show at that moment, still with the hours of before (RFC 5545, 3.6.5)."""

    wall: datetime
    before: timedelta
    after: Hours


class YearlyRule(NamedTuple):
    """The same weekday of the same month every year, such as 10 and `-1SU`."""

    month: int
    weekday: str


def hours(zone: ZoneInfo, at: datetime) -> Hours:
    local = at.astimezone(zone)
    offset, daylight = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return Hours(offset, daylight > timedelta(), local.tzname() or zone.key)


def first_hours(zone: ZoneInfo) -> Hours:
    """The hours with which FIRST_YEAR begins."""
    return hours(zone, datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))


def changes(zone: ZoneInfo) -> Iterator[Change]:
    """Every change of the clocks from FIRST_YEAR through LAST_YEAR, in order."""
    at, before = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), first_hours(zone)
    while at.year <= LAST_YEAR:
        after = hours(zone, at + STEP)
        if after != before:
            wall = _moment(zone, at, at + STEP) + before.offset
            yield Change(wall.replace(tzinfo=None), before.offset, after)
        at, before = at + STEP, after


def _moment(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second at which the hours of `low` are over."""
    before = hours(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if hours(zone, middle) == before else (low, middle)
    return high


def alike(every: Sequence[Change]) -> list[list[Change]]:
    """Changes to the same hours from the same offset, in the order of their first one."""
    kinds: dict[tuple[timedelta, Hours], list[Change]] = {}
    for change in every:
        kinds.setdefault((change.before, change.after), []).append(change)
    return list(kinds.values())


def split_at_rule(same: Sequence[Change]) -> tuple[Sequence[Change], Sequence[Change], YearlyRule | None]:
    """The changes that must be listed one by one, and those that a yearly rule says, which has no end."""
    for start in range(len(same) - YEARS_THAT_MAKE_A_RULE + 1):
        rule = yearly_rule(same[start:])
        if rule:
            return same[:start], same[start:], rule
    return same, (), None


def yearly_rule(same: Sequence[Change]) -> YearlyRule | None:
    """The rule that says exactly these changes when they go on every year after LAST_YEAR, or None."""
    walls = [change.wall for change in same]
    if [wall.year for wall in walls] != list(range(walls[0].year, LAST_YEAR + 1)):
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    return _weekday_rule(walls)


def _weekday_rule(walls: Sequence[datetime]) -> YearlyRule | None:
    month, weekday = walls[0].month, WEEKDAYS[walls[0].weekday()]
    places = {(wall.day - 1) // 7 + 1 for wall in walls}
    if len(places) == 1:
        return YearlyRule(month, f"{places.pop()}{weekday}")
    if all(wall.day + 7 > monthrange(wall.year, month)[1] for wall in walls):
        return YearlyRule(month, f"-1{weekday}")
    return None
