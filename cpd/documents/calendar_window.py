"""Which events stand in a feed on a day: recent and coming ones, and not more than apps will fetch."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from cpd.documents.calendar_events import EventPart

PAST_DAYS = 90
CANCELLED_PAST_DAYS = 30
AHEAD_MONTHS = 18
PARTS_BYTES_MAX = 680_000
"""A feed stays under 700 KB; the rest is for its head and its time zones."""


def feed_parts(parts: Iterable[EventPart], today: date, bytes_max: int = PARTS_BYTES_MAX) -> list[EventPart]:
    """The parts of a feed on `today`, by day and uid. A part given twice, for two reasons, stands once."""
    once = {part.uid: part for part in parts}
    inside = [part for part in once.values() if is_inside(part.first_day, part.last_day, part.cancelled, today)]
    return sorted(nearest(inside, today, bytes_max), key=lambda part: (part.first_day, part.uid))


def is_inside(first_day: date, last_day: date, cancelled: bool, today: date) -> bool:
    """Whether an event stands in a feed: 90 days back (30 when cancelled), 18 months ahead."""
    kept_days = CANCELLED_PAST_DAYS if cancelled else PAST_DAYS
    return last_day >= today - timedelta(days=kept_days) and first_day <= months_after(today, AHEAD_MONTHS)


def nearest(parts: Iterable[EventPart], today: date, bytes_max: int) -> Sequence[EventPart]:
    """As many parts as fit, counted from today outward: what is left out is further away than all that is kept."""
    kept: list[EventPart] = []
    for part in sorted(parts, key=lambda one: (_days_away(one, today), one.first_day, one.uid)):
        bytes_max -= len(part.content)
        if bytes_max < 0:
            break
        kept.append(part)
    return kept


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_away(part: EventPart, today: date) -> int:
    """0 for what goes on today."""
    return max((part.first_day - today).days, (today - part.last_day).days, 0)
