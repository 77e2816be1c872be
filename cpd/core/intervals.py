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
    merged: list[Interval] = []
    for start, end in sorted(one for one in intervals if one.end > one.start):
        if merged and start <= merged[-1].end:
            if end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, end)
        else:
            merged.append(Interval(start, end))
    return tuple(merged)


def clip(intervals: Sequence[Interval], within: Sequence[Interval]) -> tuple[Interval, ...]:
    """The parts of `intervals` inside `within`. Both are unions (sorted and disjoint), and so is the answer."""
    clipped: list[Interval] = []
    first = 0
    for start, end in intervals:
        while first < len(within) and within[first].end <= start:
            first += 1
        for window in within[first:]:
            if window.start >= end:
                break
            clipped.append(Interval(max(start, window.start), min(end, window.end)))
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
    return sum(one.seconds for one in intervals)
