"""One cell as written -> the text, number or word that is meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GUARD = re.compile(r'="(.*)"', re.DOTALL)
_SPACES = re.compile(r"\s+")
_STRAY_MARKS = ("\ufeff", "ÿþ", "þÿ", "ï»¿")
_BRACKETS = str.maketrans({"\uff08": "(", "\uff09": ")"})
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160))) | {9: " ", 10: " ", 13: " "}

YES = frozenset({"yes", "y", "true", "ya", "sí", "si", "はい"})
NO = frozenset({"no", "n", "false", "tidak", "いいえ"})


def clean(cell: str) -> str:
    """The cell without outer blanks, spreadsheet guard (`="..."`, `'=...`) and control characters.

    One of our databases refuses NUL and the other stores it, so no control character gets any further than here.
    """
    text = cell.strip()
    if text[:1] == "=":
        guarded = _GUARD.fullmatch(text)
        text = guarded[1].replace('""', '"').strip() if guarded else text
    elif text[:1] == "'" and text[1:2] in set("=+-@"):
        text = text[1:]
    return text if text.isprintable() else text.translate(_CONTROLS).strip()


def header(cell: str) -> str:
    """A header cell as it is compared: case, kinds of space, stray byte-order marks and full-width brackets folded."""
    text = cell.strip()
    for mark in _STRAY_MARKS:
        text = text.removeprefix(mark)
    text = unicodedata.normalize("NFC", clean(text)).translate(_BRACKETS)
    return _SPACES.sub(" ", text).replace(" (", "(").strip().casefold()


@lru_cache(maxsize=4096)
def whole_number(cell: str) -> int | None:
    """Plain digits and nothing else: `1_000`, `1e3`, `nan`, `-5` and digits of other scripts are not numbers here."""
    text = clean(cell)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


@lru_cache(maxsize=256)
def yes_or_no(cell: str) -> bool | None:
    """True, False, or None when the cell is neither in a language we know."""
    word = clean(cell).casefold()
    if word in YES:
        return True
    return False if word in NO else None


def as_text(cells: list[str], characters: int = 200) -> str:
    """A record as one line for a person to look at."""
    return ", ".join(clean(cell) for cell in cells if cell.strip())[:characters]
