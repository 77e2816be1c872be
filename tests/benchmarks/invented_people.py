"""Members and attendees by the thousand, with the shapes and the collisions that names have. All invented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from cpd.core.matching import Attendee, RosterMember

_FRONT = [
    "a",
    "ba",
    "be",
    "bu",
    "ca",
    "ci",
    "da",
    "de",
    "du",
    "e",
    "fa",
    "fi",
    "ga",
    "gu",
    "ha",
    "he",
    "hu",
    "i",
    "in",
    "ja",
    "ju",
    "ka",
    "ki",
    "ku",
    "la",
    "li",
    "lu",
    "ma",
    "mi",
    "mu",
    "na",
    "ni",
    "nu",
    "o",
    "pa",
    "pe",
    "pra",
    "ra",
    "ri",
    "ro",
    "ru",
    "sa",
    "se",
    "si",
    "su",
    "sla",
    "ta",
    "ti",
    "tri",
    "tu",
    "u",
    "wa",
    "wi",
    "wu",
    "ya",
    "yu",
    "za",
]
_MIDDLE = [
    "bar",
    "bi",
    "cah",
    "da",
    "di",
    "du",
    "fah",
    "gi",
    "gun",
    "hyu",
    "ja",
    "ka",
    "ki",
    "ku",
    "lam",
    "le",
    "li",
    "lo",
    "mar",
    "me",
    "mi",
    "na",
    "ndra",
    "ngga",
    "no",
    "nta",
    "pu",
    "ra",
    "ri",
    "rma",
    "ro",
    "sli",
    "sno",
    "so",
    "sta",
    "ta",
    "ti",
    "to",
    "tra",
    "wan",
    "we",
    "wi",
    "yo",
    "zi",
]
_BACK = [
    "am",
    "an",
    "ar",
    "di",
    "da",
    "hari",
    "jo",
    "ka",
    "lin",
    "man",
    "mi",
    "na",
    "ni",
    "ningsih",
    "no",
    "nto",
    "on",
    "ra",
    "ri",
    "ro",
    "san",
    "sih",
    "su",
    "syah",
    "ta",
    "ti",
    "to",
    "wan",
    "wati",
    "ya",
    "yah",
    "yanto",
    "yanti",
    "yono",
]
_COMMON = ("Siti", "Sri", "Muhammad", "Nur", "Dewi", "Ahmad")
_BALINESE = ("I Made", "Ni Luh", "I Wayan", "Ni Ketut", "I Nyoman")
_CLANS = ("Siregar", "Simanjuntak", "Nasution", "Sitorus", "Hutagalung", "Panjaitan")
_ARABIC = ("Abdul", "Muhammad", "Khoirul", "Zulfikar", "Taufiq", "Fathurrahman")
_CHAPTERS = tuple(f"Chapter {number}" for number in range(1, 39))
_WORDS = 12_000
SHAPES = ("one word", "Balinese", "Batak", "Arabic spelling", "common first word", "three words", "two words")
_UP_TO = (0.06, 0.10, 0.16, 0.24, 0.40, 0.62, 1.0)


def people(count: int, seed: int = 1) -> list[RosterMember]:
    """Members `m0`, `m1` ... each with an e-mail of their own, in 38 chapters."""
    chance = random.Random(seed)
    words = [front + middle + back for front in _FRONT for middle in _MIDDLE for back in _BACK]
    words = sorted(chance.sample(words, _WORDS))
    chance.shuffle(words)
    weights = [1 / (rank + 30) for rank in range(_WORDS)]
    drawn = iter([word.capitalize() for word in chance.choices(words, weights, k=3 * count)])
    return [
        RosterMember(f"m{at}", _name(chance, drawn), chance.choice(_CHAPTERS), (f"p{at}@surel.example",), "active")
        for at in range(count)
    ]


def _name(chance: random.Random, drawn: Iterator[str]) -> str:
    drawn_shape = chance.random()
    shape = SHAPES[next(at for at, up_to in enumerate(_UP_TO) if drawn_shape < up_to)]
    first, second, third = next(drawn), next(drawn), next(drawn)
    return {
        "one word": first,
        "Balinese": f"{chance.choice(_BALINESE)} {first} {second}",
        "Batak": f"{first} {second} {chance.choice(_CLANS)}",
        "Arabic spelling": f"{chance.choice(_ARABIC)} {first} {second}",
        "common first word": f"{chance.choice(_COMMON)} {first} {second}",
        "three words": f"{first} {second} {third}",
        "two words": f"{first} {second}",
    }[shape]


def shape_of(name: str) -> str:
    """Which of SHAPES a full name of `people` has."""
    words = name.split()
    if len(words) == 1:
        return "one word"
    if " ".join(words[:2]) in _BALINESE:
        return "Balinese"
    if words[-1] in _CLANS:
        return "Batak"
    if words[0] in _ARABIC and words[0] not in _COMMON:
        return "Arabic spelling"
    if words[0] in _COMMON:
        return "common first word"
    return "three words" if len(words) == 3 else "two words"


def attendees_of(members: Sequence[RosterMember], count: int, *, email: bool, chapter: bool) -> list[Attendee]:
    """Some of the members as they rename themselves; the attendee of member `m7` is `m7`."""
    chance = random.Random(3)
    return [
        Attendee(
            one.id,
            (_worn(chance, one.full_name, at),),
            one.emails[0] if email else "",
            "",
            one.chapter if chapter else "",
        )
        for at, one in enumerate(chance.sample(list(members), count))
    ]


def _worn(chance: random.Random, name: str, at: int) -> str:
    return chance.choice(
        (
            name,
            name.upper(),
            name.upper(),
            f"{at:03d}_{name.replace(' ', '_')}_UPT_Tapin",
            f"DINSOS TAPIN - {name}, S.Sos",
            f"{name} (tamu)",
        )
    )
