"""One member's connections -> presence in a session. Match first, then merge: a laptop and a phone are one presence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.core.intervals import Interval, clip, subtract, total_seconds, union


@dataclass(frozen=True, slots=True)
class Presence:
    """`intervals` lie inside the session's core and are disjoint; `seconds` is their sum."""

    intervals: tuple[Interval, ...] = ()
    seconds: int = 0


def core_of(session: Interval, breaks: Sequence[Interval] = ()) -> tuple[Interval, ...]:
    """The time of a session that can earn credit: its window without its breaks."""
    return subtract(union([session]), union(breaks))


def presence(connections: Iterable[Interval], *, within: Sequence[Interval]) -> Presence:
    """Union of all joins and leaves over devices and reconnects, clipped to the core, in whole seconds."""
    intervals = clip(union(connections), within)
    return Presence(intervals, total_seconds(intervals))
