"""One name, several spellings: the one spelling that stands for all of them, and the pairs that are two people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

_DOUBLE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class SpellingRule:
    """`write` is read as `read`: everywhere, only at the end of a word, or only past its first letter."""

    write: str
    read: str
    at: Literal["everywhere", "end", "inside"] = "everywhere"

    def applied(self, word: str) -> str:
        if self.at == "end":
            return word.removesuffix(self.write) + self.read if word.endswith(self.write) else word
        if self.at == "inside":
            return word[0] + word[1:].replace(self.write, self.read)
        return word.replace(self.write, self.read)


@dataclass(frozen=True, slots=True)
class Spelling:
    """`short_forms` stand for a whole word, `rules` are applied in order, `two_people` are endings that tell people
    apart and `groups` words that do.
    """

    short_forms: Mapping[str, str]
    rules: Sequence[SpellingRule]
    two_people: Sequence[tuple[str, str]]
    groups: Sequence[frozenset[str]]

    def key(self, word: str) -> str:
        """The spelling that stands for all spellings of a folded word. Double letters count once, a final h not."""
        word = self.short_forms.get(word, word)
        for rule in self.rules:
            if rule.write in word:
                word = rule.applied(word)
        word = without_double_letters(word) if len(word) > 2 else word
        return word[:-1] if len(word) > 2 and word[-1] == "h" else word

    def are_two_people(self, one: str, other: str) -> bool:
        """Whether two folded words differ in the way the names of two people do (Sumarno, Sumarni)."""
        if any(one in group and other in group for group in self.groups):
            return one != other
        return any(
            _swapped(one, other, first, second) or _swapped(other, one, first, second)
            for first, second in self.two_people
        )


def without_double_letters(word: str) -> str:
    return _DOUBLE.sub(r"\1", word)


def _swapped(one: str, other: str, first: str, second: str) -> bool:
    if not (one.endswith(first) and other.endswith(second)):
        return False
    stem = one[: len(one) - len(first)]
    return len(stem) > 1 and stem == other[: len(other) - len(second)]
