"""The parts of a rule pack that say what one activity earns: rounding, conditions, awards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cpd.core.credits import credits_text
from cpd.core.rules.asked import Title
from cpd.core.rules.model import is_word
from cpd.core.rules.pack import Award, Condition, Rate
from cpd.core.rules.pack_needs import need
from cpd.core.rules.rounding import Rounding
from cpd.core.rules.selecting import Selector
from cpd.core.rules.tables import Table
from cpd.core.rules.vocabulary import Vocabulary, selector


def title(table: Table, key: str) -> Title:
    """Text in both languages."""
    languages = table.table(key)
    found = {language: languages.text(language) for language in ("id", "en")}
    languages.close()
    return found


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
    earns_percent = table.whole("earns_percent", 1, 10_000, default=100)
    return Award(name, selects, rounds, table.text("source"), category, fixed, rate, earns_percent)


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
