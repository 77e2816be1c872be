"""From a fraction of credit to whole steps of it. Rounded once, here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["down", "nearest", "up"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """`step`, `minimum`, `maximum` and `floor` in hundredths.

    Rounded to a multiple of `step`; then an amount under `minimum` earns nothing ("the first unit whole" is a minimum
    of one unit), an amount under `floor` is raised to it, and an amount over `maximum` is cut to it.
    """

    direction: Direction = "down"
    step: int = 1
    minimum: int = 0
    maximum: int | None = None
    floor: int = 0


def in_steps(numerator: int, denominator: int, step: int, direction: Direction) -> int:
    """`numerator` / `denominator` hundredths as a multiple of `step` hundredths; exactly half a step goes up."""
    per_step = denominator * step
    if direction == "down":
        return numerator // per_step * step
    if direction == "nearest":
        return (2 * numerator + per_step) // (2 * per_step) * step
    return -(-numerator // per_step) * step


def bounded(amount: int, rounding: Rounding) -> int:
    """An amount after rounding, within the minimum, the floor and the maximum."""
    if amount < rounding.minimum:
        return 0
    # Nothing stays nothing: a floor raises what was earned, it does not give what was not.
    raised = max(amount, rounding.floor) if amount else 0
    return raised if rounding.maximum is None else min(raised, rounding.maximum)
