"""How people write their names on the screen of an Indonesian webinar."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cpd.demo.dice import Dice
from cpd.demo.names import PersonName

Style = Literal[
    "plain", "titled", "upper", "lower", "addressed", "institution", "place", "dashed", "numbered", "bracketed",
    "piped", "renamed", "device",
]  # fmt: skip

DEVICES = (
    "iPhone",
    "OPPO A54",
    "Galaxy A12",
    "Redmi Note 9",
    "vivo 1904",
    "Infinix Hot 10",
    "iPad",
    "ASUS",
    "realme C15",
)

_UNITS = (
    "Dinsos", "PKH", "UPT PSBR", "Puskesmas Contoh", "LKSA Contoh", "RSUD Contoh", "Sentra Contoh",
    "Panti Contoh", "Universitas Contoh", "Politeknik Contoh",
)  # fmt: skip

WHOLE_NAME_STYLES: tuple[tuple[Style, int], ...] = (
    ("plain", 30), ("titled", 18), ("upper", 14), ("institution", 18), ("place", 6), ("dashed", 8), ("numbered", 8),
    ("bracketed", 4),
)  # fmt: skip
"""Styles in which the whole name can be read."""

ANY_STYLES: tuple[tuple[Style, int], ...] = (
    *WHOLE_NAME_STYLES, ("piped", 5), ("renamed", 4), ("lower", 4), ("addressed", 3), ("device", 3),
)  # fmt: skip

_OLD_SPELLING = (("dj", "j"), ("Dj", "J"), ("j", "dj"), ("J", "Dj"), ("oe", "u"), ("u", "oe"), ("y", "j"), ("f", "p"))


class Workplace(NamedTuple):
    unit: str
    province: str

    def __str__(self) -> str:
        return f"{self.unit} {self.province}"


def workplace(dice: Dice, province: str) -> Workplace:
    return Workplace(dice.pick(_UNITS), province)


def display_name(dice: Dice, name: PersonName, place: Workplace, style: Style) -> str:
    written = _with_place(dice, name.bare, place, style)
    if written is not None:
        return written
    match style:
        case "titled":
            # Half of the people leave the dots and commas of their degrees out.
            return str(name) if dice.chance(50) else str(name).replace(".", "").replace(",", "")
        case "renamed":
            return f"{name.bare}_{place} ({name.bare.split()[0]})"
        case "device":
            return dice.pick(DEVICES)
        case "addressed":
            return f"{dice.pick(('Bu', 'Pak', 'Kak', 'Ibu'))} {name.bare}"
        case "upper":
            return name.bare.upper()
        case "lower":
            return name.bare.lower()
        case _:
            return name.bare


def old_spelling(bare: str) -> str:
    """One sound of the name in another spelling: Sujarwo, Sudjarwo; Junaidi, Djunaidi. Unchanged if it has none."""
    for new, old in _OLD_SPELLING:
        if new in bare:
            return bare.replace(new, old, 1)
    return bare


def initials(bare: str) -> str:
    """The first name and one letter for each of the others: Sri W H."""
    first, *others = bare.split()
    return " ".join((first, *(other[0] for other in others)))


def _with_place(dice: Dice, bare: str, place: Workplace, style: Style) -> str | None:
    """The styles that organizers ask for, name and institution in one line; None for any other style."""
    number = f"{dice.between(1, 240):03d}"
    forms: dict[Style, str] = {
        "institution": f"{bare}_{place}",
        "place": f"{bare}_{place.unit}_{place.province}".replace(" ", "_"),
        "dashed": f"{place} - {bare}".upper(),
        "numbered": f"{number}_{bare}_{place}".replace(" ", "_"),
        "bracketed": f"{bare} ({place})",
        "piped": f"{place.province} | {bare} | {place.unit}",
    }
    return forms.get(style)
