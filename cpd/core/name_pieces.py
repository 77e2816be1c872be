"""The words of a written name, each with its spelling key and what the convention says it may be.

A word is looked at once, however many names have it: a roster of 155,000 has some 30,000 words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from cpd.core.name_conventions import Convention

FRONT, BACK, PARTICLE, PHRASE, LETTER, NUMBER = (1 << bit for bit in range(6))
INSTITUTION, INNER, PLACE, NAME_TOO, PROVINCE, DEVICE, MODEL, MARK, DOUBT, TOGETHER = (1 << bit for bit in range(6, 16))

IN_NAME = FRONT | BACK | PARTICLE | PHRASE | LETTER | NUMBER
"""A name without any of these is its words as they are."""
AROUND_NAME = INSTITUTION | INNER | PLACE | PROVINCE | DEVICE | MARK | DOUBT
"""A display name without any of these has nothing around the name."""

_ACRONYM_MIN = 3
_VOWEL = re.compile(r"[aeiouy]|[^a-z]")
_APOSTROPHES = str.maketrans(dict.fromkeys("'`´‘’ʼʻ\"“”.", ""))
_LETTERS = re.compile(r"[^\W_]+")
_LINKS = re.compile(r"[.\-_/\\()\[\]{}:;|+&]+")


class Piece(NamedTuple):
    """One word as written. `kind` is a sum of the flags above, `dotted` an abbreviation's dot, `tail` after a comma."""

    word: str
    key: str
    kind: int
    dotted: bool = False
    tail: bool = False


def folded(text: str) -> str:
    """Lower case, without accents and invisible characters, compatibility forms made plain, one blank between words."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return " ".join(text.casefold().split())


def pieces(text: str, by: Convention) -> list[Piece]:
    """The words of a folded text. Glued abbreviations come apart (`h.budi`), written titles do not (`s.sos.`)."""
    if "," not in text:
        return [piece for chunk in text.split() for piece in _pieces_of(chunk, by)]
    head, _, tail = text.partition(",")
    found = [piece for chunk in head.split() for piece in _pieces_of(chunk, by)]
    after = [piece for chunk in tail.replace(",", " ").split() for piece in _pieces_of(chunk, by)]
    return found + [one._replace(tail=True) for one in after]


@lru_cache(maxsize=1 << 17)
def _pieces_of(chunk: str, by: Convention) -> tuple[Piece, ...]:
    bare = chunk.translate(_APOSTROPHES)
    dotted = "." in chunk
    inside = "." in chunk.strip(".")
    if bare.isalpha() and (not inside or bare in by.back_titles):
        return (_piece(bare, dotted, by),)
    parts = [part.translate(_APOSTROPHES) for part in _LINKS.split(chunk)]
    return tuple(_piece(word, dotted, by) for part in parts for word in _LETTERS.findall(part))


@lru_cache(maxsize=1 << 17)
def plain_key(chunk: str, by: Convention) -> str:
    """The spelling key of a chunk that can only be a word of a name, "" for anything that must be looked at."""
    found = _pieces_of(chunk, by) if chunk.isascii() and chunk.isalpha() else ()
    return found[0].key if len(found) == 1 and not found[0].kind and found[0].word == chunk else ""


def _piece(word: str, dotted: bool, by: Convention) -> Piece:
    if not word.isalpha():
        stem = word.rstrip("0123456789")
        return Piece(word, word, NUMBER | (_kinds(by).get(stem, 0) & INSTITUTION), dotted)
    kind = _kinds(by).get(word, LETTER if len(word) == 1 else 0)
    if dotted and word in by.spelling.short_forms:
        kind &= ~INSTITUTION
    if not kind and len(word) >= _ACRONYM_MIN and not _VOWEL.search(word) and word not in by.spelling.short_forms:
        # Three letters and more without a vowel are an abbreviation, not a name.
        kind = INSTITUTION
    return Piece(word, by.spelling.key(word), kind, dotted)


@cache
def _kinds(by: Convention) -> Mapping[str, int]:
    """The flags of every word that a convention knows."""
    around = by.around
    phrased = {form for form, meant in by.spelling.short_forms.items() if meant in by.phrases}
    lists: tuple[tuple[int, Iterable[str]], ...] = (
        (FRONT, by.front_titles | by.address_forms),
        (BACK, by.back_titles),
        (PARTICLE, by.particles),
        (PHRASE, phrased.union(by.phrases)),
        (INSTITUTION, around.institutions),
        (INNER, around.inner_institutions),
        (PLACE, around.places),
        (NAME_TOO, around.names_too),
        (PROVINCE, [province[-1] for province in around.provinces]),
        (DEVICE, around.devices),
        (MODEL, around.models),
        (MARK, around.marks),
        (DOUBT, around.doubt),
        (TOGETHER, around.together),
    )
    kinds: dict[str, int] = {}
    for flag, words in lists:
        for word in words:
            kinds[word] = kinds.get(word, LETTER if len(word) == 1 else 0) | flag
    return kinds
