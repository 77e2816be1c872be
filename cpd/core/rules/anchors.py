"""A pack's rule for cycles and what is known of a holder -> the cycle that a day is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.cycles import CycleDates, begun_months, cycle_number, cycle_on, months_later, whole_months
from cpd.core.errors import InputRefused
from cpd.core.rules.asked import CycleRule, FirstCycle
from cpd.core.rules.model import Cycle

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What a cycle can be counted from. `licensed_on` is the certification's date where it is not known.

    `birth_month` is 1 to 12, for bodies that keep no full date of birth; a birthday says it as well.
    """

    certified_on: date
    licensed_on: date | None = None
    born_on: date | None = None
    birth_month: int | None = None


class _Place(NamedTuple):
    """The cycle's days, and its number for this holder: 1 for the first, below 1 before that."""

    dates: CycleDates
    number: int


def cycle_for(rule: CycleRule, facts: HolderFacts, on: date) -> CycleDates:
    """First and last day of the holder's cycle that a day is in.

    A first cycle is shorter where cycles end for everybody on one date and the pack says what a first cycle asks, and
    where they end with the month of birth or the birthday. Days before the holder's first cycle are in cycles that
    reach back from it. Refuses when what the anchor counts from is not known.
    """
    return _placed(rule, facts, on).dates


def member_cycle(rule: CycleRule, facts: HolderFacts, on: date) -> Cycle:
    """The cycle that a day is in, with its number and with what a first cycle asks."""
    (starts_on, ends_on), number = _placed(rule, facts, on)
    first = _first_of(rule, starts_on, ends_on) if number == 1 else None
    asked = first.asks if first else "full"
    return Cycle(
        starts_on,
        ends_on,
        required=first.total if first else None,
        is_exempt=asked == "nothing",
        number=max(0, number),
        asked_months=whole_months(starts_on, ends_on) if asked == "prorated" else None,
    )


def _first_of(rule: CycleRule, starts_on: date, ends_on: date) -> FirstCycle | None:
    length = begun_months(starts_on, ends_on)
    fitting = (one for one in rule.first if one.up_to_months is None or length <= one.up_to_months)
    return next(fitting, None)


def _placed(rule: CycleRule, facts: HolderFacts, on: date) -> _Place:
    if rule.anchor == "rolling":
        return _Place(CycleDates(months_later(on + _DAY, -rule.months), on), 0)
    if rule.anchor == "fixed_date":
        return _fixed(rule, facts, on)
    if rule.anchor in ("birth_month", "birth_date"):
        return _by_birth(rule, facts, on)
    begins_on = _begin(rule, facts)
    return _Place(cycle_on(begins_on, rule.months, on), cycle_number(begins_on, rule.months, on) + 1)


def _begin(rule: CycleRule, facts: HolderFacts) -> date:
    begins_on = facts.certified_on if rule.anchor == "certification" else facts.licensed_on or facts.certified_on
    if rule.starts == "day":
        return begins_on
    first_of_month = begins_on.replace(day=1)
    return first_of_month if rule.starts == "month" else months_later(first_of_month, 1)


def _fixed(rule: CycleRule, facts: HolderFacts, on: date) -> _Place:
    anchor = rule.fixed_from or facts.certified_on
    dates = cycle_on(anchor, rule.months, on)
    first = cycle_number(anchor, rule.months, facts.certified_on)
    number = cycle_number(anchor, rule.months, on) - first + 1
    if number == 1 and rule.first and dates.starts_on < facts.certified_on <= on:
        dates = CycleDates(facts.certified_on, dates.ends_on)
    return _Place(dates, number)


def _by_birth(rule: CycleRule, facts: HolderFacts, on: date) -> _Place:
    """The first cycle ends on the last such day that does not make it longer than the others, or on the first one."""
    begins_on, birth = _begin(rule, facts), _birth_anchor(rule, facts)
    limit = begins_on if rule.has_short_first else months_later(begins_on, rule.months)
    # Years are counted from the birthday itself, or 29 February would be lost with the first year that has none.
    second = cycle_number(birth, 12, limit) + rule.has_short_first
    second_starts_on = months_later(birth, 12 * second)
    if on < begins_on:
        return _Place(cycle_on(begins_on, rule.months, on), cycle_number(begins_on, rule.months, on) + 1)
    if on < second_starts_on:
        return _Place(CycleDates(begins_on, second_starts_on - _DAY), 1)
    years = rule.months // 12
    passed = (cycle_number(birth, 12, on) - second) // years
    starts_on, following = (months_later(birth, 12 * (second + years * each)) for each in (passed, passed + 1))
    return _Place(CycleDates(starts_on, following - _DAY), passed + 2)


def _birth_anchor(rule: CycleRule, facts: HolderFacts) -> date:
    """A day on which a cycle may start: a birthday, or the first day of the month after the month of birth."""
    if rule.anchor == "birth_date":
        if facts.born_on is None:
            raise InputRefused("holder-date-missing", field=("born_on",), what="born_on")
        return facts.born_on
    month = facts.born_on.month if facts.born_on else facts.birth_month
    if month is None:
        raise InputRefused("holder-date-missing", field=("birth_month",), what="birth_month")
    return months_later(date(facts.certified_on.year - 1, month, 1), 1)
