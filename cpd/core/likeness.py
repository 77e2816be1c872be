"""How two names are alike, in words that a person can check; never a number that looks like certainty."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA

from cpd.core.name_conventions import Convention, convention
from cpd.core.names import PersonName
from cpd.core.spelling import without_double_letters

_REORDERED_MIN = 3
"""Two words in the other order may be two people (Rahmat Hidayat, Hidayat Rahmat); three are one."""


class Level(IntEnum):
    """FULL: one name, written in two ways. PART: one contains the other. NEAR: one edit apart."""

    DIFFERENT = 0
    NEAR = 1
    PART = 2
    FULL = 3


class Likeness(NamedTuple):
    """`reasons` are codes of `cpd.words`; `shared` the spelling keys that both names have.

    `extra` and `missing` are the words that only the first and only the second name has.
    """

    level: Level
    reasons: tuple[str, ...]
    shared: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def likeness(one: PersonName, other: PersonName, by: Convention | None = None) -> Likeness:
    """How the first name (an attendee's) is like the second (a member's)."""
    if one.keys == other.keys and one.initials == other.initials:
        return Likeness(Level.FULL, ("same-name" if one.words == other.words else "spelling",), one.keys)
    return _Comparison(one, other, by or convention()).likeness()


def joined(name: PersonName) -> str:
    """The keys as one word: `Nur Haliza` and `Nurhaliza` are written alike here."""
    return without_double_letters("".join(name.keys))


class _Comparison:
    """What is left of two names when all that they share, abbreviate or leave out is taken away.

    `extra` and `missing` are places in the keys of the first and of the second name that the other one has not.
    """

    def __init__(self, one: PersonName, other: PersonName, by: Convention) -> None:
        self.one, self.other, self.by = one, other, by
        self.reasons: list[str] = []
        self.shared: list[str] = []
        self.extra: list[int] = []
        self.missing = list(range(len(other.keys)))
        self._share()
        self.loose = self._loose_initials() if one.initials or other.initials else []
        self._leave_out()

    def _share(self) -> None:
        for at, key in enumerate(self.one.keys):
            for place in self.missing:
                if self.other.keys[place] == key:
                    self.missing.remove(place)
                    self.shared.append(key)
                    if self.one.words[at] != self.other.words[place]:
                        self.reasons = ["spelling"]
                    break
            else:
                self.extra.append(at)

    def _loose_initials(self) -> list[str]:
        """Initials of both sides that neither an initial nor a word of the other side explains."""
        loose_other = list(self.other.initials)
        loose: list[str] = []
        for initial in self.one.initials:
            if initial in loose_other:
                loose_other.remove(initial)
            elif not self._abbreviates(initial, self.other, self.missing):
                loose.append(initial)
        return loose + [initial for initial in loose_other if not self._abbreviates(initial, self.one, self.extra)]

    def _abbreviates(self, initial: str, name: PersonName, left: list[int]) -> bool:
        for place in left:
            if name.words[place][0] == initial or name.keys[place][0] == initial:
                left.remove(place)
                self.reasons.append("initials")
                return True
        return False

    def _leave_out(self) -> None:
        for name, left in ((self.one, self.extra), (self.other, self.missing)):
            kept = [place for place in left if name.keys[place] not in self.by.left_out]
            if len(kept) < len(left) and self.shared:
                left[:] = kept
                self.reasons.append("word-left-out")

    def likeness(self) -> Likeness:
        if self.extra and self.missing and self._is_spaced():
            return Likeness(Level.FULL, ("spacing",), min(self.one.keys, self.other.keys, key=len))
        level, reasons = self._level()
        extra = tuple([self.one.words[place] for place in self.extra])
        missing = tuple([self.other.words[place] for place in self.missing])
        return Likeness(level, tuple(dict.fromkeys(reasons)), tuple(self.shared), extra, missing)

    def _is_spaced(self) -> bool:
        if len(self.one.keys) == len(self.other.keys) or self.one.initials != self.other.initials:
            return False
        return joined(self.one) == joined(self.other)

    def _level(self) -> tuple[Level, list[str]]:
        if self.extra and self.missing:
            return self._edited()
        if not self.shared and "initials" not in self.reasons:
            return Level.DIFFERENT, []
        if self.extra or self.missing or self.loose:
            return Level.PART, ["part-of-name", *self.reasons]
        if self._is_reordered():
            return Level.FULL if len(self.shared) >= _REORDERED_MIN else Level.PART, ["word-order", *self.reasons]
        return Level.FULL, self.reasons or ["same-name"]

    def _edited(self) -> tuple[Level, list[str]]:
        if len(self.extra) > 1 or len(self.missing) > 1 or self.loose:
            return Level.DIFFERENT, []
        at, place = self.extra[0], self.missing[0]
        if self.by.spelling.are_two_people(self.one.words[at], self.other.words[place]):
            return Level.NEAR, ["two-people-spelling", *self.reasons]
        if OSA.distance(self.one.keys[at], self.other.keys[place], score_cutoff=1) <= 1:
            return Level.NEAR, ["one-letter", *self.reasons]
        return Level.DIFFERENT, []

    def _is_reordered(self) -> bool:
        shared = set(self.shared)
        return [key for key in self.one.keys if key in shared] != [key for key in self.other.keys if key in shared]
