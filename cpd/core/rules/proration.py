"""What a cycle asks that asks for fewer months than it has: a short first cycle, and months that were exempted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.cycles import CycleDates, whole_months
from cpd.core.rules.asked import UP, Amount
from cpd.core.rules.model import Cycle
from cpd.core.rules.pack import Pack
from cpd.core.rules.rounding import Rounding, in_steps


class Asked(NamedTuple):
    """`required` of this cycle, `full` of a whole one; this one asks `months` of `of_months`."""

    required: int
    full: int
    months: int
    of_months: int
    rounding: Rounding

    def prorated(self, credits: int, months: int | None = None, of_months: int | None = None) -> int:
        """An amount for so many months, by default those of the cycle, rounded as the pack says."""
        part, whole = (self.months, self.of_months) if of_months is None else (months or 0, of_months)
        if part >= whole:
            return credits
        return in_steps(credits * part, whole, self.rounding.step, self.rounding.direction)

    def amount(self, amount: Amount, *, is_least: bool, is_prorated: bool) -> int:
        """An amount over the cycle. A share follows the cycle's total, which is prorated by itself."""
        if amount.credits is None:
            return amount.at_least(self.required) if is_least else amount.at_most(self.required)
        return self.prorated(amount.credits) if is_prorated else amount.credits


def asked_of(cycle: Cycle, pack: Pack) -> Asked:
    """What a cycle asks in all. A total of its own (`Cycle.required`) is taken as it is."""
    rule = pack.cycle
    if rule is None:
        return Asked(cycle.required or 0, cycle.required or 0, 1, 1, UP)
    profile = next((one for one in pack.profiles if one.code == cycle.profile), None)
    if profile is None and pack.profiles and not cycle.profile:
        profile = pack.profiles[0]
    full = rule.total if profile is None or profile.total is None else profile.total
    full = full if cycle.required is None else cycle.required
    months = rule.months if cycle.asked_months is None else min(cycle.asked_months, rule.months)
    if cycle.exemptions:
        months = max(0, months - exempt_months(cycle, cycle.starts_on, cycle.ends_on))
    asked = Asked(full, full, months, rule.months, rule.proration)
    return asked if cycle.required is not None else asked._replace(required=asked.prorated(full))


def exempt_months(cycle: Cycle, starts_on: date, ends_on: date) -> int:
    """Whole months of the exemptions inside a stretch; where two overlap, or one follows the other, they are one."""
    merged: list[CycleDates] = []
    for one in sorted(cycle.exemptions):
        clipped = CycleDates(max(one.starts_on, starts_on), min(one.ends_on, ends_on))
        if clipped.ends_on < clipped.starts_on:
            continue
        if merged and clipped.starts_on <= merged[-1].ends_on + timedelta(days=1):
            merged[-1] = CycleDates(merged[-1].starts_on, max(merged[-1].ends_on, clipped.ends_on))
        else:
            merged.append(clipped)
    return sum(whole_months(*one) for one in merged)
