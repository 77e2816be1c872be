"""How a member stands in a cycle.

- EXEMPT: nothing is asked in this cycle.
- COMPLETE: the total and every requirement are met by final credits.
- SHORT: the cycle runs, but one of its years is over and what that year asked was not met. It cannot be earned any
  more; a registrar has to look at it.
- AT_RISK, ON_TRACK: the cycle runs. On track is whoever needs, from today (included) to the last day, at most 5/4 of
  the even pace, for the total and for each minimum whose time has begun: remaining x all days x 4 <= asked x days
  left x 5, and the same for pieces that are counted. So nobody is at risk in the first fifth of a cycle, and everybody
  is who has half of it left with less than 37.5 % earned. Pending credits do not help: they are not certain.
- GRACE: the cycle is over, not complete, and the pack's months of grace are not.
- LAPSED: they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from cpd.core.cycles import months_later
from cpd.core.rules.model import Cycle, RequirementProgress, Standing


def standing(
    cycle: Cycle, grace_months: int, on: date, total: RequirementProgress, progress: Iterable[RequirementProgress]
) -> Standing:
    """`total` is the whole cycle's total in the shape of a requirement."""
    if cycle.is_exempt:
        return Standing.EXEMPT
    unmet = [one for one in (total, *progress) if not one.is_met]
    if not unmet:
        return Standing.COMPLETE
    if on > cycle.closes_on:
        grace_ends_on = months_later(cycle.closes_on + timedelta(days=1), grace_months) - timedelta(days=1)
        return Standing.GRACE if on <= grace_ends_on else Standing.LAPSED
    if any(one.ends_on < on for one in unmet):
        return Standing.SHORT
    return Standing.ON_TRACK if all(_is_on_pace(one, on) for one in unmet) else Standing.AT_RISK


def _is_on_pace(one: RequirementProgress, on: date) -> bool:
    if on < one.starts_on:
        return True
    all_days = (one.ends_on - one.starts_on).days + 1
    days_left = (one.ends_on - on).days + 1
    pieces_missing = max(0, one.pieces_needed - one.pieces)
    if pieces_missing * all_days * 4 > one.pieces_needed * days_left * 5:
        return False
    return one.remaining * all_days * 4 <= (one.minimum or 0) * days_left * 5
