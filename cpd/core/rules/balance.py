"""Entries, a cycle and a pack -> what counts, what is missing, and what does not count and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cpd.core.credits import credits_text
from cpd.core.rules.counting import Share, counted
from cpd.core.rules.model import (
    Balance,
    Cycle,
    Finding,
    LedgerLine,
    RequirementKind,
    RequirementProgress,
    Uncounted,
)
from cpd.core.rules.netting import Live, netted, offset
from cpd.core.rules.pack import Pack
from cpd.core.rules.standing import standing
from cpd.core.rules.windows import Window, Windows


def balance(lines: Sequence[LedgerLine], cycle: Cycle, pack: Pack, on: date) -> Balance:
    """The balance on a day. Lines come in any order, each reversal together with the entry it takes back.

    Whatever is passed is in `earned`; what was not earned within the cycle is there and does not count. Refuses a
    profile that the pack does not have.
    """
    required = 0 if cycle.is_exempt else _required(cycle, pack)
    windows = Windows(cycle, pack, required)
    live = netted(lines)
    final, uncounted = _final(live, cycle)
    usable, debt = offset(final)
    shares = [Share(one.credits, windows.mask(one.line)) for one in usable]
    taken = _taken(shares, windows)
    progress = _progress(shares, taken, windows.all)
    uncounted += _kept_out(usable, shares, taken, windows.all, progress)
    counts = sum(taken) + debt
    total = RequirementProgress(
        "", {}, "minimum", cycle.starts_on, cycle.closes_on, required, None,
        counts, counts, max(0, required - counts), counts >= required, "",
    )  # fmt: skip
    return Balance(
        required=required,
        earned=sum(one.credits for one in live),
        counted=counts,
        pending=sum(one.credits for one in live if one.line.pending),
        remaining=total.remaining,
        days_left=max(0, (cycle.closes_on - on).days),
        standing=standing(cycle, pack.cycle.grace_months if pack.cycle else 0, on, total, progress),
        requirements=tuple(progress),
        uncounted=tuple(sorted(uncounted, key=lambda one: one.entry)),
    )


def _required(cycle: Cycle, pack: Pack) -> int:
    if cycle.required is not None:
        return cycle.required
    return pack.cycle.total if pack.cycle else 0


def _final(live: Sequence[Live], cycle: Cycle) -> tuple[list[Live], list[Uncounted]]:
    """What can count, and what cannot yet or not here."""
    final: list[Live] = []
    uncounted: list[Uncounted] = []
    for one in live:
        line, credits = one
        if not cycle.starts_on <= line.earned_on <= cycle.closes_on:
            values = {
                "earned_on": line.earned_on.isoformat(),
                "starts_on": cycle.starts_on.isoformat(),
                "ends_on": cycle.closes_on.isoformat(),
            }
            uncounted.append(Uncounted(line.id, credits, Finding("outside-cycle", values, passed=False)))
        elif line.pending:
            uncounted.append(Uncounted(line.id, credits, Finding("credit-pending", {}, passed=False)))
        else:
            final.append(one)
    return final, uncounted


def _taken(shares: Sequence[Share], windows: Windows) -> list[int]:
    caps = {place: one.maximum for place, one in enumerate(windows.all) if one.maximum is not None}
    if not caps:
        return [one.credits for one in shares]
    minimums = {place: one.minimum for place, one in enumerate(windows.all) if one.minimum}
    return counted(shares, caps, minimums)


def _kept_out(
    usable: Sequence[Live],
    shares: Sequence[Share],
    taken: Sequence[int],
    windows: Sequence[Window],
    progress: Sequence[RequirementProgress],
) -> list[Uncounted]:
    """Every entry that does not count in full, with the first of its caps that is reached."""
    reached = [place for place, one in enumerate(progress) if one.maximum is not None and one.counted == one.maximum]
    found: list[Uncounted] = []
    for live, share, amount in zip(usable, shares, taken, strict=True):
        if amount < share.credits:
            cap = next(place for place in reached if share.mask >> place & 1)
            found.append(Uncounted(live.line.id, share.credits - amount, _cap_reached(windows[cap])))
    return found


def _cap_reached(cap: Window) -> Finding:
    rule = cap.requirement
    values = {
        "requirement": rule.code,
        "title_id": rule.title["id"],
        "title_en": rule.title["en"],
        "maximum": credits_text(cap.maximum or 0),
        "starts_on": cap.starts_on.isoformat(),
        "ends_on": cap.ends_on.isoformat(),
    }
    return Finding("maximum-reached", values, rule.source, passed=False)


def _progress(shares: Sequence[Share], taken: Sequence[int], windows: Sequence[Window]) -> list[RequirementProgress]:
    earned = [0] * len(windows)
    counts = [0] * len(windows)
    for (credits, mask), amount in zip(shares, taken, strict=True):
        left = mask
        while left:
            lowest = left & -left
            place = lowest.bit_length() - 1
            earned[place] += credits
            counts[place] += amount
            left ^= lowest
    return [_line(one, *sums) for one, *sums in zip(windows, earned, counts, strict=True)]


def _line(window: Window, earned: int, counts: int) -> RequirementProgress:
    rule = window.requirement
    remaining = max(0, (window.minimum or 0) - counts)
    return RequirementProgress(
        rule.code, rule.title, _kind(window), window.starts_on, window.ends_on, window.minimum, window.maximum,
        earned, counts, remaining, remaining == 0, rule.source,
    )  # fmt: skip


def _kind(window: Window) -> RequirementKind:
    if window.minimum is None:
        return "maximum"
    return "minimum" if window.maximum is None else "range"
