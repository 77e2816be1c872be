"""What counts under caps: the largest total that the pack allows, never the order of posting.

Among all choices with the largest total, the one that leaves the least missing of the minimums; among those, the one
in which the first entry of the stable order counts as fully as it can, then the second, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpd.core.rules.packing import Limit, best_amounts


class Share(NamedTuple):
    """An entry's credits (above zero) and the mask of the windows they are in."""

    credits: int
    mask: int


def counted(shares: Sequence[Share], caps: Mapping[int, int], minimums: Mapping[int, int]) -> list[int]:
    """How much of each share counts; `caps` and `minimums` are hundredths by window number."""
    sums = _sums(shares, [one.credits for one in shares], caps)
    binding = {window: cap for window, cap in caps.items() if sums[window] > cap}
    if not binding:
        return [one.credits for one in shares]
    if _is_nested({one.mask for one in shares}, binding):
        taken = _in_order(shares, binding)
        if not _could_meet_more(shares, taken, minimums):
            return taken
    return _exactly(shares, binding, minimums)


def _sums(shares: Sequence[Share], amounts: Sequence[int], windows: Mapping[int, int]) -> dict[int, int]:
    return {
        window: sum(amount for one, amount in zip(shares, amounts, strict=True) if one.mask >> window & 1)
        for window in windows
    }


def _is_nested(masks: set[int], caps: Mapping[int, int]) -> bool:
    """No two caps cross: of any two, one holds all that the other holds, or they share nothing."""
    windows = list(caps)
    for place, one in enumerate(windows):
        for other in windows[:place]:
            parts = {(mask >> one & 1, mask >> other & 1) for mask in masks}
            if {(1, 1), (1, 0), (0, 1)} <= parts:
                return False
    return True


def _in_order(shares: Sequence[Share], caps: Mapping[int, int]) -> list[int]:
    """Each in turn takes what its caps leave. The largest total when caps are nested, and only then."""
    left = dict(caps)
    taken: list[int] = []
    for credits, mask in shares:
        mine = [window for window in left if mask >> window & 1]
        amount = min([credits, *(left[window] for window in mine)])
        for window in mine:
            left[window] -= amount
        taken.append(amount)
    return taken


def _could_meet_more(shares: Sequence[Share], taken: Sequence[int], minimums: Mapping[int, int]) -> bool:
    """Whether some minimum misses credits that were earned for it and do not count."""
    offered = _sums(shares, [one.credits for one in shares], minimums)
    reached = _sums(shares, taken, minimums)
    return any(reached[window] < min(offered[window], minimum) for window, minimum in minimums.items())


def _exactly(shares: Sequence[Share], caps: Mapping[int, int], minimums: Mapping[int, int]) -> list[int]:
    """Entries with the same mask are alike, so amounts are sought per mask, and dealt out in the stable order."""
    capped = sum(1 << window for window in caps)
    wanted = _still_wanted([one for one in shares if not one.mask & capped], minimums)
    relevant = capped | sum(1 << window for window in wanted)
    masks = [one.mask & relevant if one.mask & capped else 0 for one in shares]
    question = _Question(shares, masks, caps, wanted)
    dealt = dict.fromkeys(question.offered, 0)
    best = question.best(dealt, None)
    full: set[int] = set()
    taken: list[int] = []
    for (credits, _), mask in zip(shares, masks, strict=True):
        if mask not in full and best[mask] - dealt[mask] < min(credits, question.room(dealt, mask)):
            best = question.best(dealt, mask)
        amount = 0 if mask in full else min(credits, best[mask] - dealt[mask])
        if amount < credits:
            full.add(mask)
        dealt[mask] += amount
        taken.append(amount)
    return taken


def _still_wanted(free: Sequence[Share], minimums: Mapping[int, int]) -> dict[int, int]:
    """What the minimums want beyond the entries that no cap touches."""
    reached = _sums(free, [one.credits for one in free], minimums)
    return {window: minimum - reached[window] for window, minimum in minimums.items() if minimum > reached[window]}


class _Question:
    """The largest total, then the least missing of the minimums, as weights, bounds and limits.

    The amounts are one per mask, and after them what is reached of each minimum.
    """

    def __init__(
        self, shares: Sequence[Share], masks: Sequence[int], caps: Mapping[int, int], minimums: Mapping[int, int]
    ) -> None:
        self.offered: dict[int, int] = {}
        for one, mask in zip(shares, masks, strict=True):
            self.offered[mask] = self.offered.get(mask, 0) + one.credits
        self._caps = caps
        self._minimums = minimums

    def best(self, dealt: Mapping[int, int], favoured: int | None) -> dict[int, int]:
        """The best amounts per mask, none below what is dealt; with as much as can be had of the favoured mask."""
        bounds = [offered - dealt[mask] for mask, offered in self.offered.items()]
        amounts = best_amounts(self._weights(favoured), bounds + list(self._minimums.values()), self._limits(dealt))
        return {mask: dealt[mask] + amount for mask, amount in zip(self.offered, amounts, strict=False)}

    def room(self, dealt: Mapping[int, int], mask: int) -> int:
        """More than this of a mask cannot count: what its caps leave."""
        rooms = [cap - _dealt(dealt, window) for window, cap in self._caps.items() if mask >> window & 1]
        return min(rooms, default=self.offered[mask])

    def _weights(self, favoured: int | None) -> list[int]:
        # One hundredth of the total outweighs all minimums, one of a minimum outweighs all of the favoured mask.
        unit = 1 if favoured is None else self.offered[favoured] + 1
        total = unit * (1 + sum(self._minimums.values()))
        return [total + (mask == favoured) for mask in self.offered] + [unit] * len(self._minimums)

    def _limits(self, dealt: Mapping[int, int]) -> list[Limit]:
        none_reached = [0] * len(self._minimums)
        limits: list[Limit] = []
        for window, cap in self._caps.items():
            inside = [mask >> window & 1 for mask in self.offered]
            limits.append(Limit(inside + none_reached, cap - _dealt(dealt, window)))
        for place, window in enumerate(self._minimums):
            reached = [int(other == place) for other in range(len(self._minimums))]
            inside = [-(mask >> window & 1) for mask in self.offered]
            limits.append(Limit(inside + reached, _dealt(dealt, window)))
        return limits


def _dealt(dealt: Mapping[int, int], window: int) -> int:
    return sum(amount for mask, amount in dealt.items() if mask >> window & 1)
