"""Every name of a roster, found by its spelling keys: the same, containing, contained, and one edit apart.

Built once and never by comparing everybody with everybody: words point at the members that have them, and words one
edit apart meet at what is left of them without one letter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from cpd.core.likeness import Level, Likeness, likeness
from cpd.core.name_conventions import Convention
from cpd.core.names import PersonName
from cpd.core.spelling import without_double_letters

COMMON_MIN = 20
COMMON_PERCENT = 2
"""A word that this share of the roster has says little, if at least so many members have it."""
INFORMATIVE, COMMON = 2, 1
"""What words weigh. Two common words weigh like an informative one: `I Made` before a rare name."""

ALIKE_MAX = 5
RARE_MAX = 3
"""A single word is worth following only to so many longer names."""

_SUBSETS_OF_MAX = 8


class Alike(NamedTuple):
    """A member by place on the roster, and how the name asked for is like theirs."""

    place: int
    likeness: Likeness


class Found(NamedTuple):
    """Who is alike. `is_whole` is False when there were too many to compare them all: then nobody stands alone."""

    alike: list[Alike]
    is_whole: bool


class NameIndex:
    """`names[place]` is the name of the member at that place on the roster; places come back, never members."""

    def __init__(self, names: Sequence[PersonName], by: Convention) -> None:
        self._names = names
        self._by = by
        self._by_keys: dict[tuple[str, ...], list[int]] = {}
        self._by_word: dict[str, list[int]] = {}
        for place, (_, keys, _) in enumerate(names):
            self._by_keys.setdefault(tuple(sorted(keys)), []).append(place)
            for key in keys:
                self._by_word.setdefault(key, []).append(place)
        self._sets: dict[str, frozenset[int]] = {}
        self._near_found: dict[str, list[str]] = {}
        self._common_from = max(COMMON_MIN, len(names) * COMMON_PERCENT // 100)

    def weight(self, keys: Iterable[str]) -> int:
        """What a name's words say together; 0 without any informative word."""
        weights = [COMMON if self._is_common(key) else INFORMATIVE for key in keys]
        return sum(weights) if INFORMATIVE in weights else 0

    def _is_common(self, key: str) -> bool:
        return key in self._by.common or len(self._by_word.get(key, ())) >= self._common_from

    def same(self, name: PersonName) -> list[int]:
        """Places whose whole name it is, initials and words left out aside; a quick look."""
        places = dict.fromkeys(self._with_keys(name.keys)) if name.keys else ()
        return [place for place in places if likeness(name, self._names[place], self._by).level is Level.FULL]

    def alike(self, name: PersonName, among: frozenset[int] | None = None) -> Found:
        """Who is at least NEAR, the likest first; only places `among` some when that is given, at most ALIKE_MAX."""
        if not name.keys:
            return Found([], True)
        if among is None:
            places = list(self._places(name, ALIKE_MAX))
        else:
            places = [place for place in self._places(name, among=among) if place in among]
        compared = [Alike(place, likeness(name, self._names[place], self._by)) for place in places[:ALIKE_MAX]]
        kept = [one for one in compared if one.likeness.level is not Level.DIFFERENT]
        return Found(sorted(kept, key=_order), len(places) <= ALIKE_MAX)

    def _places(
        self, name: PersonName, enough: int = sys.maxsize, among: frozenset[int] | None = None
    ) -> Iterable[int]:
        """Places worth comparing, the likest kinds first; when there are more than `enough`, the rest is not sought.

        Longer names, of which there are most, are only those `among` some when that is given.
        """
        keys = tuple(sorted(name.keys))
        places = dict.fromkeys(self._with_keys(name.keys))
        for seek in (self._contained, self._one_edit, partial(self._containing, among), self._one_word):
            if len(places) > enough:
                break
            places.update(dict.fromkeys(seek(keys)))
        return places

    def _with_keys(self, keys: Sequence[str]) -> list[int]:
        """The same words in any order, with two of them written as one, or one of them as two."""
        places = list(self._by_keys.get(tuple(sorted(keys)), ()))
        known = self._by_word
        for at, key in enumerate(keys):
            if at and (one_word := without_double_letters(keys[at - 1] + key)) in known:
                places += self._by_keys.get(tuple(sorted((*keys[: at - 1], one_word, *keys[at + 1 :]))), ())
            for cut in range(2, len(key) - 1):
                if key[:cut] in known and key[cut:] in known:
                    places += self._by_keys.get(tuple(sorted((*keys[:at], key[:cut], key[cut:], *keys[at + 1 :]))), ())
        return places

    def _containing(self, among: frozenset[int] | None, keys: Sequence[str]) -> Sequence[int]:
        sought = {key for key in keys if key not in self._by.left_out} or set(keys)
        rarest, *others = sorted(sought, key=lambda key: len(self._by_word.get(key, ())))
        if not others:
            places = self._by_word.get(rarest, [])
            return places if len(places) <= RARE_MAX else ()
        found = self._having(rarest).intersection(*map(self._having, others))
        if among is not None:
            found &= among
        return sorted(found, key=lambda place: (len(self._names[place].keys), place))

    def _having(self, key: str) -> frozenset[int]:
        if key not in self._sets:
            self._sets[key] = frozenset(self._by_word.get(key, ()))
        return self._sets[key]

    def _contained(self, keys: Sequence[str]) -> list[int]:
        known = [key for key in keys if key in self._by_word]
        places: list[int] = []
        if len(keys) <= _SUBSETS_OF_MAX:
            for count in range(len(known), 1, -1):
                for some in combinations(known, count):
                    places += self._by_keys.get(some, ())
        return places

    def _one_word(self, keys: Sequence[str]) -> list[int]:
        return [place for key in keys for place in self._by_keys.get((key,), ())]

    def _one_edit(self, keys: Sequence[str]) -> list[int]:
        """Other names with one letter more, less, swapped or other: only the words that stand beside are looked at."""
        places: list[int] = []
        for at, key in enumerate(keys):
            others = (*keys[:at], *keys[at + 1 :])
            if all(other in self._by_word for other in others):
                for near in self._near(key):
                    places += self._by_keys.get(tuple(sorted((*others, near))), ())
        return places

    def _near(self, key: str) -> list[str]:
        if key not in self._near_found:
            met = {near for rest in _without_one_letter(key) for near in self._by_rest.get(rest, ())}
            met.discard(key)
            self._near_found[key] = [near for near in met if OSA.distance(key, near, score_cutoff=1) <= 1]
        return self._near_found[key]

    @cached_property
    def _by_rest(self) -> dict[str, list[str]]:
        by_rest: dict[str, list[str]] = {}
        for key in self._by_word:
            for rest in _without_one_letter(key):
                by_rest.setdefault(rest, []).append(key)
        return by_rest


def _order(one: Alike) -> tuple[int, int, int]:
    return (-one.likeness.level, len(one.likeness.extra) + len(one.likeness.missing), one.place)


def _without_one_letter(key: str) -> set[str]:
    """The key itself and every rest of it: two words one edit apart have one of them in common."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
