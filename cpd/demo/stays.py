"""When people come and go in an online meeting: late, early, dropped by the network, on two devices."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cpd.core.intervals import Interval
from cpd.demo.dice import Dice

Habit = Literal["whole", "late", "early", "brief", "dropped", "restless", "two_devices"]

HABITS: tuple[tuple[Habit, int], ...] = (
    ("whole", 46), ("late", 12), ("early", 12), ("brief", 4), ("dropped", 18), ("restless", 1), ("two_devices", 7),
)  # fmt: skip


class MeetingTimes(NamedTuple):
    """A meeting is open before its session starts and after it ends. Epoch seconds."""

    opens: int
    starts: int
    ends: int
    closes: int

    @property
    def length(self) -> int:
        return self.ends - self.starts


def stay(dice: Dice, times: MeetingTimes, habit: Habit) -> tuple[Interval, ...]:
    """One person's joins and leaves in order of joining; they overlap only for `two_devices`."""
    whole = _whole(dice, times)
    match habit:
        case "whole":
            return (whole,)
        case "late":
            return (whole._replace(start=times.starts + _share(dice, times, 20, 60)),)
        case "early":
            return (whole._replace(end=times.starts + _share(dice, times, 30, 85)),)
        case "brief":
            start = times.starts + _share(dice, times, 0, 80)
            return (Interval(start, start + dice.between(0, 300)),)
        case "dropped":
            return _interrupted(dice, whole, dice.between(1, 4))
        case "restless":
            return _interrupted(dice, whole, dice.between(12, 24))
        case _:
            second = times.starts + _share(dice, times, 5, 50)
            return (whole, Interval(second, second + _share(dice, times, 10, 45)))


def _whole(dice: Dice, times: MeetingTimes) -> Interval:
    return Interval(
        dice.between(times.opens + 60, times.starts + 240),
        dice.between(times.ends - 90, times.closes - 5),
    )


def _share(dice: Dice, times: MeetingTimes, low_percent: int, high_percent: int) -> int:
    """Seconds between two shares of the session's length."""
    return dice.between(times.length * low_percent // 100, times.length * high_percent // 100)


def _interrupted(dice: Dice, whole: Interval, cuts: int) -> tuple[Interval, ...]:
    """The stay in `cuts` + 1 pieces. Gaps are short beside the pieces, so that all pieces are in order and apart."""
    slice_seconds = whole.seconds // (cuts + 1)
    gap_max = min(540, slice_seconds // 3)
    pieces = []
    start = whole.start
    for cut in range(1, cuts + 1):
        end = whole.start + cut * slice_seconds - dice.between(0, slice_seconds // 3)
        pieces.append(Interval(start, end))
        start = end + dice.between(3, gap_max)
    return (*pieces, Interval(start, whole.end))
