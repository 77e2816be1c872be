"""Chance that falls the same way on every machine and every Python."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from the seed words alone.

    Only `Random.random` is used: of all its methods, that one's sequence is promised to stay the same between
    versions of Python; `choice`, `sample` and `shuffle` are not.
    """

    def __init__(self, *seed: str) -> None:
        digest = hashlib.sha256("/".join(seed).encode()).digest()
        self._next = random.Random(int.from_bytes(digest[:8], "big")).random  # noqa: S311  # Invention, not secrecy.

    def below(self, bound: int) -> int:
        """A whole number from 0 up to, not including, `bound`."""
        return int(self._next() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included; `low` when they cross."""
        return low + self.below(max(1, high - low + 1))

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of the choices, each as likely as its whole weight says."""
        left = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices:
            left -= weight
            if left < 0:
                return choice
        raise ValueError("no choice has any weight")

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        mixed = list(choices)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
