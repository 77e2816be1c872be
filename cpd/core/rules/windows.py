"""A pack's requirements laid over one cycle: each over the whole cycle, or once for each of its years."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.cycles import CycleDates, months_later, years_of
from cpd.core.errors import InputRefused
from cpd.core.rules.model import Cycle, LedgerLine
from cpd.core.rules.pack import Pack, Requirement

_DAY = timedelta(days=1)


class Window(NamedTuple):
    """One requirement over one stretch of days. `minimum` and `maximum` in hundredths."""

    requirement: Requirement
    starts_on: date
    ends_on: date
    minimum: int | None
    maximum: int | None


class Windows:
    """All windows of a cycle. A set of windows is a bit mask: bit n is `all[n]`."""

    def __init__(self, cycle: Cycle, pack: Pack, required: int) -> None:
        self.all: list[Window] = []
        self._rules: list[tuple[Requirement, int]] = []
        years = full_years(cycle)
        self._year_starts = [one.starts_on for one in years]
        whole = [CycleDates(cycle.starts_on, cycle.closes_on)]
        for one in _held(cycle, pack):
            self._rules.append((one, len(self.all)))
            minimum = one.minimum.at_least(required) if one.minimum else None
            maximum = one.maximum.at_most(required) if one.maximum else None
            for starts_on, ends_on in years if one.each == "year" else whole:
                self.all.append(Window(one, starts_on, ends_on, minimum, maximum))
        self._years_end_on = years[-1].ends_on if years else date.min
        self._fitting: dict[tuple[str, str, str, str, str, str], list[tuple[bool, int]]] = {}

    def mask(self, line: LedgerLine) -> int:
        """The windows to which a line brings its credits."""
        words = (line.activity_kind, line.role, line.level, line.mode, line.category, line.provider)
        fitting = self._fitting.get(words)
        if fitting is None:
            fitting = [(one.each == "year", first) for one, first in self._rules if one.selector.fits(words)]
            self._fitting[words] = fitting
        mask = 0
        for is_yearly, first in fitting:
            if not is_yearly:
                mask |= 1 << first
            elif line.earned_on <= self._years_end_on:
                mask |= 1 << (first + bisect_right(self._year_starts, line.earned_on) - 1)
        return mask


def full_years(cycle: Cycle) -> list[CycleDates]:
    """The full years of a cycle; a shorter rest asks nothing of its own. An extension belongs to the last year."""
    years = [
        one for one in years_of(cycle.starts_on, cycle.ends_on) if months_later(one.starts_on, 12) == one.ends_on + _DAY
    ]
    if years and years[-1].ends_on == cycle.ends_on:
        years[-1] = CycleDates(years[-1].starts_on, cycle.closes_on)
    return years


def _held(cycle: Cycle, pack: Pack) -> list[Requirement]:
    """The requirements under the cycle's profile; an exempt cycle has none."""
    profiles = [one.code for one in pack.profiles]
    if cycle.profile and cycle.profile not in profiles:
        raise InputRefused("profile-unknown", field=("profile",), text=cycle.profile, pack=pack.code)
    profile = cycle.profile or next(iter(profiles), "")
    held = [] if cycle.is_exempt else pack.requirements
    return [one for one in held if not one.profiles or profile in one.profiles]
