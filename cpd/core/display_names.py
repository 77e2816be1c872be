"""What somebody wrote as their display name in a meeting: the name in it, and what stands around the name.

People are asked to rename themselves to `NAME_INSTITUTION_PROVINCE`, and do it in every other way too. Nothing is
guessed: where a text may be read as two people or as part of a longer name, `unclear` says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cpd.core.name_conventions import Convention, Surroundings, convention
from cpd.core.name_pieces import (
    AROUND_NAME,
    DEVICE,
    DOUBT,
    INNER,
    INSTITUTION,
    MARK,
    MODEL,
    NAME_TOO,
    NUMBER,
    PLACE,
    PROVINCE,
    Piece,
    folded,
    pieces,
    plain_key,
)
from cpd.core.names import PersonName, kinds_of, name_of, plain_name

_BRACKETS = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]?")
_PARTS = re.compile(r"[|•·~;:/\\#=*–—]+| -+ ?|-+ ")
_APOSTROPHES = frozenset("'’`")
_POSSESSIVE = re.compile(r"['’`]s\b")
_WORDS_MAX = 8
_SOMEBODY = "lanimo tarevi"
"""Two words that no convention knows."""
_ZEROS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class DisplayName:
    """`names` are the people's names found, none for a device or an institution alone.

    `unclear`: more than one name that do not fit into each other, so that one may be an institution's or another
    person's. `doubtful`: several people, a relative's or a deceased person's name. Neither is decided by the name.
    """

    names: tuple[PersonName, ...]
    unclear: bool = False
    doubtful: bool = False


@lru_cache(maxsize=1 << 16)
def display_name(text: str, by: Convention | None = None) -> DisplayName:
    """A display name as a platform reported it, in any of the forms seen in webinars."""
    rules = by or convention()
    name = plain_name(text, rules)
    if name is not None:
        return DisplayName((name,), len(name.keys) > _WORDS_MAX)
    plain = folded(text)
    if _APOSTROPHES.intersection(plain):
        plain = _POSSESSIVE.sub("", plain)
    together = [_person_parts(one, rules) for one in _together(rules).split(plain)]
    names = tuple(name for found, _ in together for name in found)
    unclear = len(names) > 1 or any(len(one.keys) > _WORDS_MAX for one in names)
    return DisplayName(names, unclear, len(together) > 1 or any(doubt for _, doubt in together))


def says_just(text: str, full_name: str, by: Convention) -> bool:
    """Whether a display name is surely this full name with nothing beside it but titles, institutions and the like.

    A quick look for when it is known who is expected: what stands around a name repeats in a meeting and is taken
    apart once, with another name in its place. False does not mean that the name is another.
    """
    written, expected = text.casefold(), full_name.casefold()
    if written == expected:
        return True
    if "_" in written and " " not in written:
        written = written.replace("_", " ")
    before, found, after = written.partition(expected)
    if not found or before[-1:].isalnum() or after[:1].isalnum():
        return False
    words = expected.split()
    if not 2 <= len(words) <= _WORDS_MAX or not all(plain_key(word, by) for word in words):
        return False
    return _stands_around(before.translate(_ZEROS), after.translate(_ZEROS), by)


@lru_cache(maxsize=1 << 14)
def _stands_around(before: str, after: str, by: Convention) -> bool:
    shown = display_name.__wrapped__(f"{before}{_SOMEBODY}{after}", by)
    return shown.names == (plain_name(_SOMEBODY, by),) and not shown.unclear and not shown.doubtful


@cache
def _together(by: Convention) -> re.Pattern[str]:
    return re.compile(rf"[&+]|(?<![^\W_])(?:{'|'.join(sorted(by.around.together))})(?![^\W_])")


def _person_parts(text: str, by: Convention) -> tuple[list[PersonName], bool]:
    bracketed = _BRACKETS.findall(text)
    outside = _BRACKETS.sub(" ", text) if bracketed else text
    parts = [_part(one, by) for one in [*_divided(outside, by), *bracketed] if one.strip()]
    found = [part.name for part in parts if part.is_name] or [part.name for part in parts]
    return _distinct([name for name in found if name.keys or name.initials]), any(part.doubt for part in parts)


def _distinct(names: Sequence[PersonName]) -> list[PersonName]:
    """Names without those that another one contains: `Siti Rohmah (Rohmah)` is one name."""
    if len(names) < 2:
        return list(names)
    kept: list[PersonName] = []
    for name in sorted(names, key=lambda one: -len(one.keys)):
        if not any(set(name.keys) <= set(longer.keys) for longer in kept):
            kept.append(name)
    return kept


def _divided(text: str, by: Convention) -> list[str]:
    found = [part for whole in _PARTS.split(text) for part in _underscored(whole)]
    if "-" in text:
        found = [part for whole in found for part in _hyphened(whole, by.around)]
    return [part for whole in found for part in _after_commas(whole, by)] if "," in text else found


def _underscored(text: str) -> list[str]:
    """Underscores divide when blanks divide words (`Budi Rahman_Dinsos`), else they stand for blanks."""
    parts = text.split("_")
    return parts if " " in text.strip() else [" ".join(parts)]


def _hyphened(text: str, around: Surroundings) -> list[str]:
    """`DINSOS-NURUL` is divided, `Al-Fatih` is not."""
    parts = text.split("-")
    words = [part.split() for part in parts]
    return parts if any(one and one[0] in around.institutions for one in words) else [text]


def _after_commas(text: str, by: Convention) -> list[str]:
    head, *tail = text.split(",")
    parts = [head]
    for one in tail:
        if _is_around(one, by):
            parts.append(one)
        else:
            parts[0] += "," + one
    return parts


def _is_around(text: str, by: Convention) -> bool:
    if not kinds_of(pieces(text, by)) & (INSTITUTION | PLACE):
        return False
    part = _part(text, by)
    return part.is_place or part.is_institution


@lru_cache(maxsize=1 << 15)
def _part(text: str, by: Convention) -> _Part:
    """Institutions and places repeat in a meeting, and are taken apart once."""
    return _Part(text, by)


class _Part:
    """One stretch of a display name between separators, and what it is."""

    def __init__(self, text: str, by: Convention) -> None:
        found = pieces(text, by)
        kinds = kinds_of(found)
        self.is_place = self.is_institution = self.doubt = False
        if kinds & AROUND_NAME:
            found = self._look_around(found, kinds, by)
        self.name = name_of(found, by)
        self.is_name = bool(self.name.keys or self.name.initials) and not self.is_institution

    def _look_around(self, found: list[Piece], kinds: int, by: Convention) -> list[Piece]:
        """The words of the name, and what the others make of this part."""
        if kinds & DEVICE:
            found = [one for one in found if not one.kind & (DEVICE | MODEL | NUMBER)]
        if kinds & MARK:
            found = _without_marks(found)
        if kinds & DOUBT:
            self.doubt = True
            found = [one for one in found if not one.kind & DOUBT]
        self.is_place = _is_place(found)
        if self.is_place:
            return []
        start = _institution_at(found)
        self.is_institution = start == 0
        if self.is_institution:
            return _after_institution(found)
        return _without_province(found[:start], by.around)


def _without_marks(found: list[Piece]) -> list[Piece]:
    if all(one.kind & (MARK | NUMBER) for one in found):
        return []
    while len(found) > 1 and found[0].kind & MARK and len(found[0].word) > 3:
        found = found[1:]
    while len(found) > 1 and found[-1].kind & MARK and len(found[-1].word) > 3:
        found = found[:-1]
    return found


def _institution_at(found: Sequence[Piece]) -> int | None:
    """Where the institution starts; words that may stand inside a name start one only in front."""
    first = True
    for at, one in enumerate(found):
        if one.kind & INSTITUTION and (first or not one.kind & INNER):
            return 0 if first else at
        first = first and bool(one.kind & NUMBER)
    return None


def _is_place(found: Sequence[Piece]) -> bool:
    if len(found) == 1 and found[0].kind & NAME_TOO:
        return False
    return all(one.kind & (PLACE | NUMBER) for one in found) and any(one.kind & PLACE for one in found)


def _after_institution(found: Sequence[Piece]) -> list[Piece]:
    """`DINSOS KAB TAPIN NURUL HIDAYAH`: what is left after words of institutions and places."""
    skipped = INSTITUTION | INNER | PLACE | NUMBER
    for at, one in enumerate(found):
        if not one.kind & skipped or one.kind & NAME_TOO:
            return list(found[at:])
    return []


def _without_province(found: Sequence[Piece], around: Surroundings) -> list[Piece]:
    if found and found[-1].kind & PROVINCE:
        for count in (3, 2, 1):
            if len(found) - count >= 2 and tuple(one.word for one in found[-count:]) in around.provinces:
                return list(found[:-count])
    return list(found)
