"""Matching at the size of a country, beside comparing everybody with everybody: `python -m tests.benchmarks.matching`.

Also what a similarity threshold joins on the labelled pairs, and whom the machine leaves to people, by shape of name.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TypeVar

from cpd.core.matching import RosterMember

PAIRS = Path(__file__).parents[1] / "fixtures" / "identity" / "pairs.tsv"
THRESHOLD = 90
SAMPLE = 200

Answer = TypeVar("Answer")

_FRONT = (
    "bu",
    "su",
    "su",
    "har",
    "wi",
    "ra",
    "ki",
    "ma",
    "de",
    "a",
    "ri",
    "no",
    "tri",
    "eko",
    "yu",
    "pra",
    "sla",
    "mar",
    "kas",
    "ngad",
)
_MIDDLE = (
    "di",
    "tar",
    "war",
    "na",
    "ma",
    "yo",
    "ri",
    "gi",
    "ka",
    "sno",
    "ndra",
    "li",
    "to",
    "hi",
    "sa",
    "ba",
    "pa",
    "ne",
    "wa",
    "lu",
)
_BACK = (
    "no",
    "ti",
    "ni",
    "wan",
    "to",
    "di",
    "yah",
    "wati",
    "man",
    "ta",
    "ra",
    "sih",
    "na",
    "ri",
    "yanto",
    "syah",
    "lina",
    "ningsih",
    "da",
    "s",
)
_COMMON = ("Siti", "Sri", "Muhammad", "Nur", "Dewi", "Ahmad")
_BALINESE = ("I Made", "Ni Luh", "I Wayan", "Ni Ketut", "I Nyoman")
_CLANS = ("Siregar", "Simanjuntak", "Nasution", "Sitorus", "Hutagalung", "Panjaitan")
_CHAPTERS = tuple(f"Chapter {number}" for number in range(1, 39))


def people(count: int, seed: int = 1) -> list[RosterMember]:
    """Invented members with the shapes and the collisions that names have: common words, one word, clans."""
    chance = random.Random(seed)
    words = [front + middle + back for front in _FRONT for middle in _MIDDLE for back in _BACK]
    weights = [1 / (rank + 20) for rank in range(len(words))]
    chance.shuffle(words)
    drawn = iter(chance.choices(words, weights, k=3 * count))
    return [
        RosterMember(f"m{number}", _name(chance, drawn), chance.choice(_CHAPTERS), (f"p{number}@x.example",), "active")
        for number in range(count)
    ]


def _name(chance: random.Random, drawn: Iterator[str]) -> str:
    shape = chance.random()
    if shape < 0.06:
        return next(drawn).title()
    if shape < 0.10:
        return f"{chance.choice(_BALINESE)} {next(drawn)} {next(drawn)}".title()
    if shape < 0.16:
        return f"{next(drawn)} {chance.choice(_CLANS)}".title()
    if shape < 0.36:
        return f"{chance.choice(_COMMON)} {next(drawn)} {next(drawn)}".title()
    if shape < 0.60:
        return f"{next(drawn)} {next(drawn)} {next(drawn)}".title()
    return f"{next(drawn)} {next(drawn)}".title()
