"""From signed ledger lines to amounts that can count: what was taken back vanishes, whatever the order of posting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cpd.core.rules.model import LedgerLine


class Live(NamedTuple):
    """An entry with what is left of it after its reversals; `credits` is below zero for a lone negative entry."""

    line: LedgerLine
    credits: int


def netted(lines: Sequence[LedgerLine]) -> list[Live]:
    """One amount per entry that still stands, in the stable order: by the date it was earned, then by its id.

    A reversal is added to the entry it takes back, and bears that entry's date and category; what comes to zero is
    gone. The sum stays that of the lines. A reversal of an entry that is not among the lines stands alone.
    """
    if not any(one.reverses for one in lines):
        return sorted((Live(one, one.credits) for one in lines if one.credits), key=_stable)
    by_id = {one.id: one for one in lines}
    sums: dict[str, int] = {}
    for one in lines:
        root = _root(one, by_id)
        sums[root] = sums.get(root, 0) + one.credits
    return sorted((Live(by_id[root], credits) for root, credits in sums.items() if credits), key=_stable)


def _stable(one: Live) -> tuple[date, str]:
    return (one.line.earned_on, one.line.id)


def _root(line: LedgerLine, by_id: Mapping[str, LedgerLine]) -> str:
    """The entry at the end of a chain of reversals. Entries that reverse one another in a ring end anywhere in it."""
    seen = {line.id}
    while line.reverses in by_id and line.reverses not in seen:
        line = by_id[line.reverses]
        seen.add(line.id)
    return line.id


def offset(final: Iterable[Live]) -> tuple[list[Live], int]:
    """Amounts above zero, after lone negative entries (adjustments, expiries) took theirs; and the debt that is left.

    A negative entry takes from its own category first, then from any other, each time from the latest entry back: what
    was earned first is lost last. The debt is zero or below: more was taken than there was.
    """
    positive: list[Live] = []
    negative: list[Live] = []
    for one in final:
        (positive if one.credits > 0 else negative).append(one)
    debt = 0
    for one in negative:
        left = _take(positive, -one.credits, one.line.category)
        debt -= _take(positive, left, None)
    return ([one for one in positive if one.credits] if negative else positive), debt


def _take(positive: list[Live], wanted: int, category: str | None) -> int:
    """Takes from the latest back, in place; answers what could not be taken."""
    for place in range(len(positive) - 1, -1, -1):
        one = positive[place]
        if wanted and category in (None, one.line.category):
            taken = min(wanted, one.credits)
            positive[place] = Live(one.line, one.credits - taken)
            wanted -= taken
    return wanted
