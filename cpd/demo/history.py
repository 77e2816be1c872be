"""What members of the demo brought along from the years before: opening balances, posted by its registrar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.cycles import cycle_on, years_of
from cpd.demo.values import DemoMember

REASON = "Saldo awal dari catatan lama"
CYCLE_MONTHS = 60


class Opening(NamedTuple):
    """Credits in hundredths, on a day."""

    number: str
    category: str
    credits: int
    earned_on: date


_HABITS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("learning", 300), ("service", 200), ("community", 50)),
    (("learning", 225), ("service", 175), ("community", 25)),
    (("learning", 350),),
    (("service", 150), ("community", 100)),
    (),
)
"""What somebody earns in a year, by habit: diligent, steady, only learning, only practice, nothing."""


def openings(members: tuple[DemoMember, ...], today: date) -> Iterator[Opening]:
    """For each year of their current cycle that has begun, in the middle of what has passed of it."""
    for place, member in enumerate(members):
        if member.certified_on is None or member.certified_on >= today:
            continue
        cycle = cycle_on(member.certified_on, CYCLE_MONTHS, today)
        for year in years_of(cycle.starts_on, cycle.ends_on):
            last = min(year.ends_on, today - timedelta(days=1))
            if year.starts_on <= last:
                middle = year.starts_on + (last - year.starts_on) // 2
                for category, credits in _HABITS[place % len(_HABITS)]:
                    yield Opening(member.number, category, credits, middle)
