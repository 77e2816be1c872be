"""The repeated parts of a rule pack: conditions, awards, requirements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cpd.core.credits import credits_text
from cpd.core.rules.model import is_word
from cpd.core.rules.pack import (
    Amount,
    Award,
    Condition,
    Rate,
    Requirement,
    Rounding,
    Selector,
)
from cpd.core.rules.pack_needs import need
from cpd.core.rules.tables import Table
from cpd.core.rules.vocabulary import Vocabulary, selector


def rounding(table: Table) -> Rounding:
    """How amounts are rounded. A maximum, a minimum and a floor may be absent."""
    direction = table.choice("direction", ("down", "nearest", "up"))
    found = Rounding(
        direction="nearest" if direction == "nearest" else "up" if direction == "up" else "down",
        step=table.credits("step", least=1),
        minimum=table.credits("minimum", default=0),
        maximum=table.credits("maximum") if "maximum" in table else None,
        floor=table.credits("floor", default=0),
    )
    bounds = {"minimum": found.minimum, "maximum": found.maximum or 0, "floor": found.floor}
    for key, bound in bounds.items():
        if bound % found.step:
            table.mistake("pack-credits-off-step", key, step=credits_text(found.step))
        if found.maximum is not None and bound > found.maximum:
            table.mistake("pack-bounds-crossed", key)
    table.close()
    return found


def condition(table: Table, vocabulary: Vocabulary) -> Condition:
    """One `[[conditions]]` table."""
    found = Condition(selector=selector(table, vocabulary), need=need(table), source=table.text("source"))
    table.close()
    return found


def awards(tables: Sequence[Table], default: Rounding, vocabulary: Vocabulary) -> tuple[Award, ...]:
    """The `[[awards]]` in file order; a line that an earlier one always beats to it is a mistake."""
    found: list[Award] = []
    for table in tables:
        award = _award(table, default, vocabulary)
        for earlier in found:
            if earlier.id == award.id:
                table.mistake("pack-name-twice", "id", text=award.id)
            elif earlier.selector.covers(award.selector):
                table.mistake("pack-line-never-reached", "", earlier=earlier.id)
                break
        found.append(award)
        table.close()
    return tuple(found)


def _award(table: Table, default: Rounding, vocabulary: Vocabulary) -> Award:
    name = table.text("id")
    if name and not is_word(name.replace("-", "_")):
        table.mistake("value-not-a-name", "id", text=name[:60])
    rounds = rounding(table.table("rounding")) if "rounding" in table else default
    selects = selector(table, vocabulary)
    category = table.choice("category", sorted(vocabulary.categories), "")
    fixed: dict[str, int] = {}
    rate = None
    if "credits" in table and "minutes_per_credit" in table:
        table.mistake("pack-award-twice", "credits")
    if "minutes_per_credit" in table:
        rate = _rate(table)
    else:
        fixed, selects = _fixed(table, rounds, selects, vocabulary)
    return Award(name, selects, rounds, table.text("source"), category, fixed, rate)


def _rate(table: Table) -> Rate:
    return Rate(
        minutes_per_credit=table.whole("minutes_per_credit", 1, 100_000),
        of="core" if table.choice("of", ("presence", "core"), "presence") == "core" else "presence",
        preparation_times=table.whole("preparation_times", 0, 100, default=0),
    )


def _fixed(
    table: Table, rounds: Rounding, selects: Selector, vocabulary: Vocabulary
) -> tuple[dict[str, int], Selector]:
    """One amount, or one per level; a line with amounts per level is about these levels only."""
    if not table.holds_table("credits"):
        return {"": _on_step(table, "credits", rounds)}, selects
    if selects.levels:
        table.mistake("pack-levels-twice", "levels")
    per_level = table.table("credits")
    for level in per_level.left():
        if level not in vocabulary.levels:
            per_level.mistake("value-not-a-choice", level, text=level, choices=", ".join(sorted(vocabulary.levels)))
    fixed = {level: _on_step(per_level, level, rounds) for level in per_level.left()}
    if not fixed:
        table.mistake("key-missing", "credits")
    return fixed, replace(selects, levels=frozenset(fixed))


def _on_step(table: Table, key: str, rounds: Rounding) -> int:
    amount = table.credits(key, least=1)
    if amount % rounds.step:
        table.mistake("pack-credits-off-step", key, step=credits_text(rounds.step))
    return amount


def requirements(tables: Sequence[Table], vocabulary: Vocabulary) -> tuple[Requirement, ...]:
    """The `[[requirements]]` in file order."""
    found: list[Requirement] = []
    for table in tables:
        one = _requirement(table, vocabulary)
        if any(each.code == one.code and _share_profile(each, one) for each in found):
            table.mistake("pack-name-twice", "code", text=one.code)
        found.append(one)
        table.close()
    return tuple(found)


def _share_profile(one: Requirement, other: Requirement) -> bool:
    return not one.profiles or not other.profiles or bool(one.profiles & other.profiles)


def _requirement(table: Table, vocabulary: Vocabulary) -> Requirement:
    code = table.text("code")
    if code and not is_word(code.replace("-", "_")):
        table.mistake("value-not-a-name", "code", text=code[:60])
    languages = table.table("title")
    title = {language: languages.text(language) for language in ("id", "en")}
    languages.close()
    minimum, maximum = _amount(table, "minimum"), _amount(table, "maximum")
    if minimum is None and maximum is None:
        table.mistake("pack-requirement-empty", "")
    if _are_crossed(minimum, maximum):
        table.mistake("pack-bounds-crossed", "minimum")
    profiles = table.words("profiles", vocabulary.profiles.__contains__, ", ".join(sorted(vocabulary.profiles)))
    is_yearly = table.choice("each", ("cycle", "year"), "cycle") == "year"
    return Requirement(
        code=code,
        title=title,
        selector=selector(table, vocabulary),
        each="year" if is_yearly else "cycle",
        minimum=minimum,
        maximum=maximum,
        profiles=profiles,
        source=table.text("source"),
    )


def _are_crossed(minimum: Amount | None, maximum: Amount | None) -> bool:
    """Only amounts of one sort can be compared: how large a share is depends on the cycle."""
    if minimum is None or maximum is None:
        return False
    if minimum.credits is not None and maximum.credits is not None:
        return minimum.credits > maximum.credits
    return minimum.percent is not None and maximum.percent is not None and minimum.percent > maximum.percent


def _amount(table: Table, key: str) -> Amount | None:
    """`minimum` in credits, or `minimum_percent` of the cycle's total."""
    as_percent = f"{key}_percent"
    if key in table and as_percent in table:
        table.mistake("pack-amount-twice", key, other=as_percent)
    found = None
    if key in table:
        found = Amount(credits=table.credits(key))
    if as_percent in table:
        found = Amount(percent=table.whole(as_percent, 0, 100))
    return found
