"""The working behind a balance: which entries can count, in which windows they are, and how much of each does count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cpd.core.cycles import months_later
from cpd.core.errors import Value
from cpd.core.rules.counting import Share, counted
from cpd.core.rules.model import Cycle, Finding, LedgerLine, Uncounted
from cpd.core.rules.netting import Live, netted, offset
from cpd.core.rules.pack import Pack
from cpd.core.rules.proration import asked_of
from cpd.core.rules.windows import Window, Windows

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Reckoning:
    """`usable`, `shares` and `taken` go together: an entry, its credits and windows, and how much of it counts.

    `beside` are the categories that are not in the total. `debt` is zero or below: more was taken back than there was.
    From place `late_from` on, entries are from after the cycle.
    """

    live: Sequence[Live]
    required: int
    windows: list[Window]
    usable: list[Live]
    shares: list[Share]
    taken: list[int]
    debt: int
    uncounted: list[Uncounted]
    beside: frozenset[str]
    late_from: int

    @property
    def counts(self) -> int:
        """What counts of the total."""
        if not self.beside:
            return sum(self.taken) + self.debt
        pairs = zip(self.usable, self.taken, strict=True)
        return sum(amount for one, amount in pairs if one.line.category not in self.beside) + self.debt

    def sums(self) -> list[tuple[int, int, int]]:
        """Of each window: what is earned for it, what counts, and how many pieces count."""
        # Many entries share the few masks there are.
        by_mask: dict[int, list[int]] = {}
        for live, (credits, mask), amount in zip(self.usable, self.shares, self.taken, strict=True):
            sums = by_mask.get(mask)
            if sums is None:
                sums = by_mask[mask] = [0, 0, 0]
            sums[0] += credits
            sums[1] += amount
            sums[2] += live.line.pieces if amount else 0
        return [_column_sums(by_mask, place) for place in range(len(self.windows))]

    def spared(self, groups: Iterable[tuple[Iterable[int], int]]) -> dict[int, int]:
        """How much of some entries could be taken away with every need still met.

        Each group is the places of its entries, in the order in which they are taken, and the most that it gives.
        """
        excess = max(0, self.counts - self.required)
        slack = {
            each: counts - one.minimum
            for each, (one, (_, counts, _)) in enumerate(zip(self.windows, self.sums(), strict=True))
            if one.minimum and not one.met_by
        }
        found: dict[int, int] = {}
        for places, most in groups:
            left = most
            for place in places:
                needed = [each for each in slack if self.shares[place].mask >> each & 1]
                amount = max(0, min([self.taken[place], excess, left, *(slack[each] for each in needed)]))
                excess -= amount
                left -= amount
                for each in needed:
                    slack[each] -= amount
                found[place] = amount
        return found


def _column_sums(by_mask: Mapping[int, Sequence[int]], place: int) -> tuple[int, int, int]:
    earned = counts = pieces = 0
    for mask, sums in by_mask.items():
        if mask >> place & 1:
            earned += sums[0]
            counts += sums[1]
            pieces += sums[2]
    return earned, counts, pieces


def reckoned(lines: Sequence[LedgerLine], cycle: Cycle, pack: Pack, on: date, *, takes_late: bool = True) -> Reckoning:
    """Everything a balance is made of, on a day; with or without credit from after the cycle."""
    asked = asked_of(cycle, pack)
    windows = Windows(cycle, pack, asked)
    live = netted(lines)
    final, late, uncounted = _final(live, cycle, _late_until(cycle, pack) if takes_late else cycle.closes_on, on)
    beside = frozenset(one.code for one in pack.categories if not one.in_total)
    usable, debt = _offset(final, beside, uncounted)
    late = [one for one in late if one.line.category not in beside]
    windows.add_groups(usable)
    shares = [Share(one.credits, windows.mask(one.line)) for one in usable]
    required = 0 if cycle.is_exempt else asked.required
    found = Reckoning(live, required, windows.all, usable, shares, [], debt, uncounted, beside, len(usable))
    found.taken = _taken(found)
    if late:
        _fill(found, late, windows, cycle)
    return found


def _late_until(cycle: Cycle, pack: Pack) -> date:
    months = pack.cycle.late_credit_months if pack.cycle and not cycle.is_exempt else 0
    return months_later(cycle.closes_on + _DAY, months) - _DAY if months else cycle.closes_on


def _final(
    live: Sequence[Live], cycle: Cycle, late_until: date, on: date
) -> tuple[list[Live], list[Live], list[Uncounted]]:
    """What can count, what can fill what is missing after the end, and what cannot yet or not here."""
    final: list[Live] = []
    late: list[Live] = []
    uncounted: list[Uncounted] = []
    for one in _unspent(live, dict(cycle.spent), uncounted) if cycle.spent else live:
        line, credits = one
        if not cycle.starts_on <= line.earned_on <= late_until or (line.earned_on > cycle.closes_on and credits < 0):
            uncounted.append(_outside(one, cycle))
        elif line.pending:
            uncounted.append(Uncounted(line.id, credits, Finding("credit-pending", {}, passed=False)))
        elif line.expires_on is not None and line.expires_on < on:
            values: dict[str, Value] = {"expires_on": line.expires_on.isoformat()}
            uncounted.append(Uncounted(line.id, credits, Finding("credit-expired", values, passed=False)))
        else:
            (final if line.earned_on <= cycle.closes_on else late).append(one)
    return final, late, uncounted


def _unspent(live: Sequence[Live], spent: Mapping[str, int], uncounted: list[Uncounted]) -> list[Live]:
    """What the prior cycle has left of each entry."""
    left: list[Live] = []
    for line, credits in live:
        used = max(0, min(credits, spent.get(line.id, 0)))
        if used:
            uncounted.append(Uncounted(line.id, used, Finding("counts-in-prior-cycle", {}, passed=False)))
        if used != credits:
            left.append(Live(line, credits - used))
    return left


def _outside(one: Live, cycle: Cycle) -> Uncounted:
    values: dict[str, Value] = {
        "earned_on": one.line.earned_on.isoformat(),
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.closes_on.isoformat(),
    }
    return Uncounted(one.line.id, one.credits, Finding("outside-cycle", values, passed=False))


def _offset(final: list[Live], beside: frozenset[str], uncounted: list[Uncounted]) -> tuple[list[Live], int]:
    """As `offset`; what is beside the total is never taken from what is in it, nor the other way round."""
    if not beside:
        return offset(final)
    usable, debt = offset([one for one in final if one.line.category not in beside])
    others = [one for one in final if one.line.category in beside]
    kept, lost = offset(others)
    if lost:
        taken_back = next(one for one in reversed(others) if one.credits < 0)
        uncounted.append(Uncounted(taken_back.line.id, lost, Finding("beside-total", {}, passed=False)))
    # What is in the total comes first: it is never given up for what is not.
    return usable + kept, debt


def _taken(found: Reckoning) -> list[int]:
    caps = {place: one.maximum for place, one in enumerate(found.windows) if one.maximum is not None}
    if not caps:
        return [one.credits for one in found.shares]
    minimums = {place: one.minimum for place, one in enumerate(found.windows) if one.minimum and not one.met_by}
    if not found.beside:
        return counted(found.shares, caps, minimums)
    in_total = sum(one.line.category not in found.beside for one in found.usable)
    first = counted(found.shares[:in_total], caps, minimums)
    left = _less(caps, found.shares[:in_total], first)
    wanted = {place: one for place, one in _less(minimums, found.shares[:in_total], first).items() if one > 0}
    return first + counted(found.shares[in_total:], left, wanted)


def _less(amounts: Mapping[int, int], shares: Sequence[Share], taken: Sequence[int]) -> dict[int, int]:
    left = dict(amounts)
    for (_, mask), amount in zip(shares, taken, strict=True):
        for window in left:
            left[window] -= amount if mask >> window & 1 else 0
    return left


def _fill(found: Reckoning, late: list[Live], windows: Windows, cycle: Cycle) -> None:
    """Adds as much of the late entries as fills what is missing, the earliest first; the rest is outside the cycle."""
    usable, shares, taken = found.usable, found.shares, found.taken
    caps = {place: one.maximum for place, one in enumerate(found.windows) if one.maximum is not None}
    room = _less(caps, shares, taken)
    late_shares = [Share(one.credits, windows.mask(one.line)) for one in late]
    minimums = {place: one.minimum for place, one in enumerate(found.windows) if one.minimum and not one.met_by}
    wanted = {place: one for place, one in _less(minimums, shares, taken).items() if one > 0}
    found.usable, found.shares = usable + late, shares + late_shares
    found.taken = taken + counted(late_shares, room, wanted)
    found.late_from = len(usable)
    latest_first = range(len(found.usable) - 1, len(usable) - 1, -1)
    for place, amount in found.spared([(latest_first, sum(found.taken))]).items():
        found.taken[place] -= amount
        kept_out = found.usable[place].credits - found.taken[place]
        if kept_out:
            found.uncounted.append(_outside(Live(found.usable[place].line, kept_out), cycle))
