"""Invented people's names, from the name stock of `names.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypedDict

from cpd.demo.dice import Dice

_ORDER_OF_BIRTH = ("Wayan", "Putu", "Gede", "Made", "Kadek", "Nyoman", "Komang", "Ketut")


class PersonName(NamedTuple):
    """A name and the titles around it; `str` writes them as a roster does."""

    front: str
    bare: str
    back: str

    def __str__(self) -> str:
        named = f"{self.front} {self.bare}".strip()
        return f"{named}, {self.back}" if self.back else named


class _Culture(TypedDict):
    provinces: list[str]
    forms: list[str]
    male: list[str]
    female: list[str]
    male_second: list[str]
    female_second: list[str]
    male_family: list[str]
    female_family: list[str]


class _Alike(TypedDict):
    chapter: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class NameStock:
    """`avoid` holds well-known people's names, case folded; `alike` pairs a chapter with a full name, in order."""

    front_male: list[str]
    front_female: list[str]
    back: list[str]
    avoid: frozenset[str]
    alike: tuple[tuple[str, str], ...]
    cultures: dict[str, tuple[_Culture, ...]]


@cache
def name_stock() -> NameStock:
    tables = tomllib.loads(files("cpd.demo").joinpath("names.toml").read_text("utf-8"))
    cultures: dict[str, list[_Culture]] = {}
    culture: _Culture
    for culture in tables["culture"].values():
        for province in culture["provinces"]:
            cultures.setdefault(province, []).append(culture)
    groups: list[_Alike] = tables["alike"]
    return NameStock(
        front_male=tables["front_male"],
        front_female=tables["front_female"],
        back=tables["back"],
        avoid=frozenset(name.casefold() for name in tables["avoid"]),
        alike=tuple((group["chapter"], name) for group in groups for name in group["names"]),
        cultures={province: tuple(found) for province, found in cultures.items()},
    )


def invent_name(dice: Dice, chapter_code: str) -> PersonName:
    """A name as it is usual in that province, titles included; never one of the well-known names."""
    stock = name_stock()
    while True:
        culture = dice.pick(stock.cultures[chapter_code])
        female = dice.chance(57)
        bare = _bare_name(dice, culture, female=female)
        if _usual(bare) and bare.casefold() not in stock.avoid:
            fronts = stock.front_female if female else stock.front_male
            front = dice.pick(fronts) if dice.chance(14) else ""
            return PersonName(front, bare, dice.pick(stock.back) if dice.chance(68) else "")


def name_parts(full_name: str) -> PersonName:
    """The parts of a full name written by `invent_name`. Of no use for names that people typed."""
    named, _, back = full_name.partition(", ")
    words = named.split()
    titles = {title for fronts in (name_stock().front_male, name_stock().front_female) for title in fronts}
    known = {word for title in titles for word in title.split()}
    first = next(place for place, word in enumerate(words) if word not in known)
    return PersonName(" ".join(words[:first]), " ".join(words[first:]), back)


def _usual(bare: str) -> bool:
    """People with one name have a name of some length; nobody is only Sri, Ai or Tri."""
    return " " in bare or len(bare) > 5


def _bare_name(dice: Dice, culture: _Culture, *, female: bool) -> str:
    given, second, family = (
        (culture["female"], culture["female_second"], culture["female_family"])
        if female
        else (culture["male"], culture["male_second"], culture["male_family"])
    )
    parts: list[str] = []
    for letter in dice.pick(culture["forms"]).split():
        match letter:
            case "P":
                part = "Ni" if female else "I"
            case "O":
                part = dice.pick(_ORDER_OF_BIRTH)
            case _:
                part = dice.pick({"G": given, "S": second, "F": family}[letter])
        if part not in parts:
            parts.append(part)
    return " ".join(parts)
