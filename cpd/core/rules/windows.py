"""A pack's requirements laid over one cycle: each over all or a part of it, or once for each stretch of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.cycles import CycleDates, months_later, periods_of
from cpd.core.errors import InputRefused
from cpd.core.rules.asked import Amount, Part, Requirement
from cpd.core.rules.model import Cycle, LedgerLine, Words
from cpd.core.rules.netting import Live
from cpd.core.rules.pack import Pack
from cpd.core.rules.proration import Asked, exempt_months

_DAY = timedelta(days=1)


class Window(NamedTuple):
    """One requirement over one stretch of days. `minimum` and `maximum` in hundredths; see RequirementProgress."""

    requirement: Requirement
    starts_on: date
    ends_on: date
    minimum: int | None
    maximum: int | None
    met_by: str = ""


class _Dated(NamedTuple):
    """A requirement over several stretches, or over a part of the cycle: its first window, and their days."""

    requirement: Requirement
    first: int
    starts: Sequence[date]
    ends: Sequence[date]


class _Grouped(NamedTuple):
    """A maximum over each day or activity, and the windows of those that pass it."""

    requirement: Requirement
    maximum: int
    windows: dict[str, int]


class _Fitting(NamedTuple):
    """What is about entries of the same words: windows of the whole cycle, and what a date or an activity decides."""

    whole: int
    dated: list[_Dated]
    grouped: list[_Grouped]


class Windows:
    """All windows of a cycle. A set of windows is a bit mask: bit n is `all[n]`."""

    def __init__(self, cycle: Cycle, pack: Pack, asked: Asked) -> None:
        self.all: list[Window] = []
        self._closes_on = cycle.closes_on
        self._whole: list[tuple[Requirement, int]] = []
        self._dated: list[_Dated] = []
        self._grouped: list[_Grouped] = []
        for one in _held(cycle, pack):
            if one.each in ("day", "activity"):
                # The loader gives each of these a maximum.
                maximum = asked.amount(one.maximum or Amount(), is_least=False, is_prorated=False)
                self._grouped.append(_Grouped(one, maximum, {}))
                continue
            days = _days(one, cycle)
            first = len(self.all)
            if one.each == "cycle" and one.part is None:
                self._whole.append((one, 1 << first))
            else:
                starts_on, ends_on = [each.starts_on for each in days], [each.ends_on for each in days]
                self._dated.append(_Dated(one, first, starts_on, ends_on))
            self.all += [_window(one, each, cycle, asked) for each in days]
        self._fitting: dict[tuple[object, ...], _Fitting] = {}

    def add_groups(self, usable: Iterable[Live]) -> None:
        """Windows for each day or activity that has more than a maximum allows: only these keep anything out."""
        for rule, maximum, windows in self._grouped:
            found: dict[str, list[Live]] = {}
            for one in usable:
                if _fits(rule, words_of(one.line), one.line.kind):
                    found.setdefault(_group(rule, one.line), []).append(one)
            for key in sorted(key for key, lives in found.items() if sum(one.credits for one in lives) > maximum):
                days = [one.line.earned_on for one in found[key]]
                windows[key] = len(self.all)
                self.all.append(Window(rule, min(days), max(days), None, maximum))

    def mask(self, line: LedgerLine) -> int:
        """The windows to which a line brings its credits. A line after the cycle counts with its last day."""
        # Slices, because this is asked of every entry: kind, role, mode, level, provider and tags stand together.
        words = (line.category, line.kind, line[7:13])
        fitting = self._fitting.get(words)
        if fitting is None:
            fitting = self._fitting[words] = self._fitting_of(line)
        mask, dated, grouped = fitting
        for _, first, starts, ends in dated:
            day = min(line.earned_on, self._closes_on)
            place = bisect_right(starts, day) - 1
            if place >= 0 and day <= ends[place]:
                mask |= 1 << (first + place)
        for rule, _, windows in grouped:
            place = windows.get(_group(rule, line), -1)
            if place >= 0:
                mask |= 1 << place
        return mask

    def _fitting_of(self, line: LedgerLine) -> _Fitting:
        words, kind = words_of(line), line.kind
        return _Fitting(
            sum(bit for rule, bit in self._whole if _fits(rule, words, kind)),
            [one for one in self._dated if _fits(one.requirement, words, kind)],
            [one for one in self._grouped if one.windows and _fits(one.requirement, words, kind)],
        )


def words_of(line: LedgerLine) -> Words:
    """As a Selector wants them."""
    return (line.activity_kind, line.role, line.level, line.mode, line.category, line.provider, line.tags)


def _fits(rule: Requirement, words: Words, entry: str) -> bool:
    return (not rule.entries or entry in rule.entries) and rule.selector.fits(words)


def _group(rule: Requirement, line: LedgerLine) -> str:
    return line.earned_on.isoformat() if rule.each == "day" else line.activity or f"entry {line.id}"


def _window(rule: Requirement, days: CycleDates, cycle: Cycle, asked: Asked) -> Window:
    if rule.each == "cycle":
        minimum = asked.amount(rule.minimum, is_least=True, is_prorated=rule.is_prorated) if rule.minimum else None
        maximum = asked.amount(rule.maximum, is_least=False, is_prorated=rule.is_prorated) if rule.maximum else None
    else:
        # What a full year asks does not depend on how many years the cycle has.
        minimum = rule.minimum.at_least(asked.full) if rule.minimum else None
        maximum = rule.maximum.at_most(asked.full) if rule.maximum else None
        if cycle.exemptions and rule.is_prorated:
            months = rule.each_months - exempt_months(cycle, *days)
            minimum = None if minimum is None else asked.prorated(minimum, months, rule.each_months)
            maximum = None if maximum is None else asked.prorated(maximum, months, rule.each_months)
    return Window(rule, *days, minimum, maximum, _met_by(rule, cycle))


def _met_by(rule: Requirement, cycle: Cycle) -> str:
    if rule.is_once and rule.code in cycle.met_before:
        return "earlier_cycle"
    return min(rule.documents & cycle.documents, default="")


def _days(rule: Requirement, cycle: Cycle) -> list[CycleDates]:
    if rule.each == "months":
        return full_periods(cycle, rule.each_months)
    if rule.each == "calendar_year":
        years = range(cycle.starts_on.year, cycle.ends_on.year + 1)
        full = (CycleDates(date(year, 1, 1), date(year, 12, 31)) for year in years)
        return [one for one in full if cycle.starts_on <= one.starts_on and one.ends_on <= cycle.ends_on]
    return [part_of(cycle, rule.part)]


def part_of(cycle: Cycle, part: Part | None) -> CycleDates:
    """The days of a part of a cycle; an extension belongs to its last months, and does not move them."""
    if part is None:
        return CycleDates(cycle.starts_on, cycle.closes_on)
    if part.is_last:
        return CycleDates(max(cycle.starts_on, months_later(cycle.ends_on + _DAY, -part.months)), cycle.closes_on)
    ends_on = months_later(cycle.starts_on, part.months) - _DAY
    return CycleDates(cycle.starts_on, ends_on if ends_on < cycle.ends_on else cycle.closes_on)


def full_periods(cycle: Cycle, months: int) -> list[CycleDates]:
    """The full stretches of so many months; a shorter rest asks nothing. An extension belongs to the last."""
    periods = [
        one
        for one in periods_of(cycle.starts_on, cycle.ends_on, months)
        if months_later(one.starts_on, months) == one.ends_on + _DAY
    ]
    if periods and periods[-1].ends_on == cycle.ends_on:
        periods[-1] = CycleDates(periods[-1].starts_on, cycle.closes_on)
    return periods


def _held(cycle: Cycle, pack: Pack) -> list[Requirement]:
    """The requirements under the cycle's profile and number; an exempt cycle has none."""
    profiles = [one.code for one in pack.profiles]
    if cycle.profile and cycle.profile not in profiles:
        raise InputRefused("profile-unknown", field=("profile",), text=cycle.profile, pack=pack.code)
    profile = cycle.profile or next(iter(profiles), "")
    held = [] if cycle.is_exempt else pack.requirements
    # A cycle whose number nobody knows is asked for everything: too much shown as missing is seen, too little is not.
    return [
        one
        for one in held
        if (not one.profiles or profile in one.profiles) and (not cycle.number or cycle.number in one.cycles)
    ]
