"""What of a cycle goes on to the next one, when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cpd.core.credits import credits_text
from cpd.core.cycles import months_later
from cpd.core.rules.asked import CarryRule
from cpd.core.rules.model import Cycle, Finding, LedgerLine
from cpd.core.rules.pack import Pack
from cpd.core.rules.reckoning import Reckoning, reckoned
from cpd.core.rules.windows import part_of, words_of


class Carry(NamedTuple):
    """`credits` of one entry that go on. `line` is how they stand in the next cycle: an entry of kind carry_over on its
    first day, with everything else as it was. `finding` says by which rule.
    """

    entry: str
    credits: int
    line: LedgerLine
    finding: Finding


def carry_over(lines: Sequence[LedgerLine], cycle: Cycle, pack: Pack) -> tuple[Carry, ...]:
    """What is carried from a cycle that is over: of what counts, only what neither the total nor a minimum needs.

    What a maximum keeps out is not carried either. The latest entries go first, and each goes under the first rule it
    fits. The next cycle starts on the day after `closes_on`. Credit from after the cycle does not
    help: what it fills was missing.
    """
    if not pack.carry_over or cycle.is_exempt:
        return ()
    found = reckoned(lines, cycle, pack, cycle.closes_on, takes_late=False)
    groups: list[list[int]] = [[] for _ in pack.carry_over]
    # Entries stand by date, then by id: from the last back are the latest.
    for place in range(len(found.usable) - 1, -1, -1):
        number = _rule_for(pack, cycle, found.usable[place].line)
        if number is not None:
            groups[number].append(place)
    limits = [_limit(rule, found) for rule in pack.carry_over]
    spared = found.spared(zip(groups, limits, strict=True))
    return tuple(
        _carried(found.usable[place].line, spared[place], rule, cycle.closes_on + timedelta(days=1))
        for rule, places in zip(pack.carry_over, groups, strict=True)
        for place in places
        if spared[place]
    )


def _rule_for(pack: Pack, cycle: Cycle, line: LedgerLine) -> int | None:
    for number, rule in enumerate(pack.carry_over):
        days = part_of(cycle, rule.part)
        is_in_time = days.starts_on <= line.earned_on <= days.ends_on
        if is_in_time and line.kind in rule.entries and rule.selector.fits(words_of(line)):
            return number
    return None


def _limit(rule: CarryRule, found: Reckoning) -> int:
    return sum(found.taken) if rule.maximum is None else rule.maximum.at_most(found.required)


def _carried(line: LedgerLine, credits: int, rule: CarryRule, starts_on: date) -> Carry:
    months = rule.expires_after_months
    expires_on = months_later(starts_on, months) - timedelta(days=1) if months else line.expires_on
    carried = line._replace(
        id=f"{line.id} from {starts_on.isoformat()}",
        credits=credits,
        earned_on=starts_on,
        kind="carry_over",
        reverses="",
        activity="",
        pieces=0,
        expires_on=expires_on,
    )
    values = {"credits": credits_text(credits), "starts_on": starts_on.isoformat()}
    return Carry(line.id, credits, carried, Finding("carried-over", values, rule.source))
