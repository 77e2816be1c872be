"""How one country writes names: the rules of `names_<country>.toml`, ready to be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cpd.core.spelling import Spelling, SpellingRule

Phrase = tuple[tuple[str, ...], tuple[str, ...]]
"""Words in a row, and the words they are read as."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a name in a display name: institutions, places, devices, marks."""

    institutions: frozenset[str]
    inner_institutions: frozenset[str]
    places: frozenset[str]
    provinces: frozenset[tuple[str, ...]]
    names_too: frozenset[str]
    devices: frozenset[str]
    models: frozenset[str]
    marks: frozenset[str]
    doubt: frozenset[str]
    together: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Convention:
    """One file of rules. Words are folded; `common` and `left_out` are spelling keys. Compared by identity."""

    front_titles: frozenset[str]
    address_forms: frozenset[str]
    back_titles: frozenset[str]
    particles: frozenset[str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    marks_before: Mapping[str, frozenset[str]]
    common: frozenset[str]
    left_out: frozenset[str]
    spelling: Spelling
    around: Surroundings


@cache
def convention(country: str = "id") -> Convention:
    """The rules of one country by its ISO 3166 code, from the file beside this module."""
    with (Path(__file__).parent / f"names_{country}.toml").open("rb") as file:
        rules = tomllib.load(file)
    spelling = _spelling(rules)
    common = rules["common"]
    return Convention(
        front_titles=frozenset(rules["front_titles"]),
        address_forms=frozenset(rules["address_forms"]),
        back_titles=frozenset(rules["back_titles"]),
        particles=frozenset(rules["particles"]),
        phrases=_phrases({phrase: rule[0] for phrase, rule in rules["phrases"].items()}),
        marks_before=dict.fromkeys(common["marks"], frozenset(common["after_mark"])),
        common=frozenset(map(spelling.key, common["words"])),
        left_out=frozenset(map(spelling.key, common["left_out"])),
        spelling=spelling,
        around=_surroundings(rules),
    )


def _spelling(rules: dict[str, Any]) -> Spelling:
    return Spelling(
        short_forms={form: rule[0] for form, rule in rules["short_forms"].items()},
        rules=tuple(SpellingRule(one["write"], one["read"], one.get("at", "everywhere")) for one in rules["spelling"]),
        two_people=tuple((one["endings"][0], one["endings"][1]) for one in rules["two_people"]),
        groups=tuple(frozenset(group) for group in rules["groups"].values()),
    )


def _phrases(written: Mapping[str, str]) -> dict[str, tuple[Phrase, ...]]:
    """By first word, the longest first, so that the longest wins."""
    by_first: dict[str, list[Phrase]] = {}
    for phrase, read in written.items():
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, tuple(read.split())))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in by_first.items()}


def _surroundings(rules: dict[str, Any]) -> Surroundings:
    provinces = [tuple(one.split()) for one in rules["places"]["provinces"].split("|")]
    return Surroundings(
        institutions=frozenset(rules["institutions"]["words"].split()),
        inner_institutions=frozenset(rules["institutions"]["inner"]),
        places=frozenset(word for one in provinces for word in one) | frozenset(rules["places"]["words"].split()),
        provinces=frozenset(provinces),
        names_too=frozenset(rules["places"]["names_too"]),
        devices=frozenset(rules["devices"]["words"].split()),
        models=frozenset(rules["devices"]["models"].split()),
        marks=frozenset(rules["marks"]["words"].split()),
        doubt=frozenset(rules["doubt"]["deceased"]) | frozenset(rules["doubt"]["relatives"]),
        together=frozenset(rules["doubt"]["together"]),
    )
