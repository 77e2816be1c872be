"""One member's connections -> presence in a session. Match first, then merge: a laptop and a phone are one presence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.core.attendance import Connection
from cpd.core.intervals import Interval, clip, interval, subtract, total_seconds, union


@dataclass(frozen=True, slots=True)
class Presence:
    """`intervals` lie inside the session's core and are disjoint; `seconds` is their sum.

    `stated_seconds` is what reports without times claim (duration-only evidence); it proves no coverage of a window,
    so it is kept apart and only a rule may let it count.
    """

    intervals: tuple[Interval, ...] = ()
    seconds: int = 0
    stated_seconds: int = 0


def core_of(session: Interval, breaks: Sequence[Interval]) -> tuple[Interval, ...]:
    """The time of a session that can earn credit: its window without its breaks."""
    return subtract(union([session]), union(breaks))


def presence(connections: Iterable[Connection], core: Sequence[Interval]) -> Presence:
    """Union of all connections over devices and reconnects, clipped to the core, in whole seconds."""
    timed: list[Interval] = []
    stated_seconds = 0
    for one in connections:
        if one.join is not None and one.leave is not None:
            timed.append(interval(one.join, one.leave))
        elif one.join is None and one.leave is None:
            stated_seconds += one.seconds or 0
    intervals = clip(union(timed), core)
    return Presence(intervals, total_seconds(intervals), stated_seconds)
