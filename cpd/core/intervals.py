"""Half-open UTC intervals in whole seconds since 1970-01-01T00:00:00Z: [start, end)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple


class Interval(NamedTuple):
    """`start` is inside, `end` is not; both in epoch seconds. Empty when end <= start."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        return max(0, self.end - self.start)

    @property
    def starts_at(self) -> datetime:
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.end, UTC)


def interval(starts_at: datetime, ends_at: datetime) -> Interval:
    """The interval between two aware instants; parts of a second are dropped."""
    return Interval(epoch(starts_at), epoch(ends_at))


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970 of an aware instant. A naive one is a mistake in the code that made it."""
    if instant.tzinfo is None:
        raise ValueError("a time without zone has no place on the time line")
    return int(instant.timestamp() // 1)


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time covered once: sorted, disjoint, not touching, none empty. Applying it twice changes nothing."""
    given = tuple(intervals)
    if is_union(given):
        return given
    merged: list[Interval] = []
    for one in sorted(one for one in given if one.end > one.start):
        if merged and one.start <= merged[-1].end:
            if one.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, one.end)
        else:
            merged.append(one)
    return tuple(merged)


def is_union(intervals: Iterable[Interval]) -> bool:
    """Whether they are sorted, disjoint, not touching, and none empty already."""
    reached = None
    for start, end in intervals:
        if end <= start or (reached is not None and start <= reached):
            return False
        reached = end
    return True


def clip(intervals: Sequence[Interval], within: Sequence[Interval]) -> tuple[Interval, ...]:
    """The parts of `intervals` inside `within`. Both are unions (sorted and disjoint), and so is the answer."""
    # What was clipped before is often clipped again.
    if intervals and within and within[0].start <= intervals[0].start and intervals[-1].end <= within[0].end:
        return tuple(intervals)
    clipped: list[Interval] = []
    first = 0
    for one in intervals:
        start, end = one
        while first < len(within) and within[first].end <= start:
            first += 1
        for opens, closes in within[first:]:
            if opens >= end:
                break
            is_inside = opens <= start and end <= closes
            clipped.append(one if is_inside else Interval(max(start, opens), min(end, closes)))
    return tuple(clipped)


def subtract(intervals: Sequence[Interval], holes: Sequence[Interval]) -> tuple[Interval, ...]:
    """The parts of `intervals` outside `holes`. Both are unions, and so is the answer."""
    left: list[Interval] = []
    for one in intervals:
        start = one.start
        for hole in holes:
            if hole.end <= start or hole.start >= one.end:
                continue
            if hole.start > start:
                left.append(Interval(start, hole.start))
            start = max(start, hole.end)
        if start < one.end:
            left.append(Interval(start, one.end))
    return tuple(left)


def total_seconds(intervals: Iterable[Interval]) -> int:
    """Sum of the lengths; of a union, the time covered."""
    return sum([end - start for start, end in intervals if end > start])
