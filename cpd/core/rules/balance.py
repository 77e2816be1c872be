"""Entries, a cycle and a pack -> what counts, what is missing, and what does not count and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cpd.core.credits import credits_text
from cpd.core.rules.model import (
    Balance,
    Cycle,
    Finding,
    LedgerLine,
    RequirementKind,
    RequirementProgress,
    Uncounted,
)
from cpd.core.rules.pack import Pack
from cpd.core.rules.reckoning import Reckoning, reckoned
from cpd.core.rules.standing import standing
from cpd.core.rules.windows import Window


def balance(lines: Sequence[LedgerLine], cycle: Cycle, pack: Pack, on: date) -> Balance:
    """The balance on a day. Lines come in any order, each reversal together with the entry it takes back.

    Whatever is passed is in `earned`; what was not earned within the cycle is there and does not count, except where
    the pack lets late credit fill what was missing. Refuses a profile that the pack does not have.
    """
    found = reckoned(lines, cycle, pack, on)
    progress = [_line(one, *sums) for one, sums in zip(found.windows, found.sums(), strict=True)]
    uncounted = [*found.uncounted, *_kept_out(found, progress)]
    counts, required = found.counts, found.required
    total = RequirementProgress(
        "", {}, "minimum", cycle.starts_on, cycle.closes_on, required, None,
        counts, counts, max(0, required - counts), counts >= required, "",
    )  # fmt: skip
    late = zip(found.usable[found.late_from :], found.taken[found.late_from :], strict=True)
    return Balance(
        required=required,
        earned=sum(one.credits for one in found.live),
        counted=counts,
        pending=sum(one.credits for one in found.live if one.line.pending),
        remaining=total.remaining,
        days_left=max(0, (cycle.closes_on - on).days),
        standing=standing(cycle, pack.cycle.grace_months if pack.cycle else 0, on, total, progress),
        requirements=tuple(progress),
        uncounted=tuple(sorted(uncounted, key=lambda one: one.entry)),
        late=tuple((one.line.id, amount) for one, amount in late if amount),
    )


def _kept_out(found: Reckoning, progress: Sequence[RequirementProgress]) -> list[Uncounted]:
    """Every entry that does not count in full, with the first of its caps that is reached."""
    reached = [place for place, one in enumerate(progress) if one.maximum is not None and one.counted == one.maximum]
    kept_out: list[Uncounted] = []
    for place, (live, share, amount) in enumerate(zip(found.usable, found.shares, found.taken, strict=True)):
        if amount < share.credits and place < found.late_from:
            cap = next(one for one in reached if share.mask >> one & 1)
            kept_out.append(Uncounted(live.line.id, share.credits - amount, _cap_reached(found.windows[cap])))
        if amount and live.line.category in found.beside:
            kept_out.append(Uncounted(live.line.id, amount, Finding("beside-total", {}, passed=True)))
    return kept_out


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


def _line(window: Window, earned: int, counts: int, pieces: int) -> RequirementProgress:
    rule = window.requirement
    remaining = 0 if window.met_by else max(0, (window.minimum or 0) - counts)
    is_met = bool(window.met_by) or (remaining == 0 and pieces >= rule.minimum_pieces)
    return RequirementProgress(
        rule.code, rule.title, _kind(window), window.starts_on, window.ends_on, window.minimum, window.maximum,
        earned, counts, remaining, is_met, rule.source, pieces, rule.minimum_pieces, window.met_by,
    )  # fmt: skip


def _kind(window: Window) -> RequirementKind:
    if window.minimum is None and not window.requirement.minimum_pieces:
        return "maximum"
    return "minimum" if window.maximum is None else "range"
