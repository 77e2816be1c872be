"""A person's name taken apart: titles away, every word with its spelling key, initials kept apart.

The raw text stays with whoever owns it; nothing here is shown to a person as their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cpd.core.name_conventions import Convention, Phrase, convention
from cpd.core.name_pieces import (
    BACK,
    FRONT,
    IN_NAME,
    LETTER,
    NUMBER,
    PARTICLE,
    PHRASE,
    Piece,
    folded,
    pieces,
    plain_key,
)

_TITLE_PIECES_MAX = 4
_TITLE_END_MAX = 5
"""`m. kesos`: how long the last word of a title written as several words may be."""
_PLAIN_TITLE_MIN = 4


class PersonName(NamedTuple):
    """`words` are folded, `keys` their spelling keys in the same order, `initials` the single letters beside them."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    initials: tuple[str, ...]


def person_name(text: str, by: Convention | None = None) -> PersonName:
    """A text that is only a name with its titles, as on a roster."""
    rules = by or convention()
    return plain_name(text, rules) or name_of(pieces(folded(text), rules), rules)


def plain_name(text: str, by: Convention) -> PersonName | None:
    """The short way for a text of nothing but words that can only be a name's, None when there is more to look at."""
    words = text.casefold().split()
    keys = [plain_key(word, by) for word in words]
    return None if "" in keys else PersonName(tuple(words), tuple(keys), ())


def kinds_of(found: Sequence[Piece]) -> int:
    """All flags of some words together."""
    kinds = 0
    for one in found:
        kinds |= one.kind
    return kinds


def name_of(found: Sequence[Piece], by: Convention) -> PersonName:
    """The name in some words: titles, address forms, particles and numbers left away."""
    if not kinds_of(found) & IN_NAME:
        return PersonName(tuple([one.word for one in found]), tuple([one.key for one in found]), ())
    named = [one for one in found if not one.kind & NUMBER]
    named = _without_back_titles(_without_front_titles(named), by)
    named = [one for one in named if not one.kind & PARTICLE] or named
    if kinds_of(named) & PHRASE:
        named = _phrased(named, by)
    return _read(named, by)


def _without_front_titles(found: list[Piece]) -> list[Piece]:
    start = 0
    while start + 1 < len(found) and found[start].kind & FRONT:
        start += 1
    return found[start:]


def _without_back_titles(found: list[Piece], by: Convention) -> list[Piece]:
    """Away from the end while a title ends there, and plain titles anywhere behind the first word."""
    while taken := _ending_title(found, by):
        found = found[:-taken]
    if not kinds_of(found) & BACK:
        return found
    return [one for at, one in enumerate(found) if at == 0 or not one.kind & BACK or not _is_plain_title(one)]


def _is_plain_title(piece: Piece) -> bool:
    return len(piece.word) >= _PLAIN_TITLE_MIN or (piece.dotted and len(piece.word) > 2)


def _ending_title(found: list[Piece], by: Convention) -> int:
    """How many of the last pieces make one title, `s. sos` as well as `ssos`; 0 for none.

    Two letters without a dot or comma may be a degree or a name of two letters: they go when two words stay.
    """
    if not found[-1:] or (not found[-1].kind & (BACK | FRONT) and len(found[-1].word) > _TITLE_END_MAX):
        return 0
    for count in range(min(_TITLE_PIECES_MAX, len(found) - 1), 0, -1):
        last = found[-count:]
        title = "".join([one.word for one in last])
        marked = any(one.dotted or one.tail for one in last)
        if title in by.back_titles and (marked or _is_plainly_last(last, title, len(found) - count)):
            return count
        if count == 1 and marked and len(title) > 1 and title in by.front_titles:
            return 1
    return 0


def _is_plainly_last(last: Sequence[Piece], title: str, words_left: int) -> bool:
    if len(last) == 1:
        return len(title) > 2 or words_left > 1
    return len(title) > 2 and len(last[0].word) <= 2


def _phrased(found: list[Piece], by: Convention) -> list[Piece]:
    read: list[Piece] = []
    at = 0
    while at < len(found):
        phrase, instead = _phrase_at([one.word for one in found[at:]], by)
        read.extend(pieces(" ".join(instead), by) or found[at : at + 1])
        at += len(phrase) or 1
    return read


def _phrase_at(words: list[str], by: Convention) -> Phrase:
    """The longest phrase that some words begin with, as they are or with short forms written out."""
    meant = [by.spelling.short_forms.get(word, word) for word in words]
    for phrase, instead in by.phrases.get(meant[0], ()):
        if phrase in (tuple(words[: len(phrase)]), tuple(meant[: len(phrase)])):
            return phrase, instead
    return (), ()


def _read(found: list[Piece], by: Convention) -> PersonName:
    full: list[Piece] = []
    initials: list[str] = []
    for at, one in enumerate(found):
        following = found[at + 1].word if at + 1 < len(found) else ""
        if not one.kind & LETTER or following in by.marks_before.get(one.word, ()):
            full.append(one)
        else:
            initials.append(one.word)
    return PersonName(tuple([one.word for one in full]), tuple([one.key for one in full]), tuple(initials))
