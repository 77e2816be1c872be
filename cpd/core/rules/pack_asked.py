"""The parts of a rule pack that say what a cycle asks: `[cycle]`, `[[requirements]]`, `[[carry_over]]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from cpd.core.rules.asked import (
    ANY_CYCLE,
    UP,
    Amount,
    Anchor,
    CarryRule,
    CycleNumbers,
    CycleRule,
    Each,
    FirstAsks,
    FirstCycle,
    Part,
    Requirement,
    Starts,
)
from cpd.core.rules.model import ENTRY_KINDS, is_word
from cpd.core.rules.pack_lines import rounding, title
from cpd.core.rules.tables import Table
from cpd.core.rules.vocabulary import Vocabulary, selector

_Word = TypeVar("_Word", bound=str)
_ANCHORS: tuple[Anchor, ...] = ("certification", "licence", "birth_month", "birth_date", "fixed_date", "rolling")
_EACH: dict[str, tuple[Each, int]] = {
    "cycle": ("cycle", 12),
    "year": ("months", 12),
    "calendar_year": ("calendar_year", 12),
    "day": ("day", 12),
    "activity": ("activity", 12),
}
_STARTS: tuple[Starts, ...] = ("day", "month", "next_month")
_FIRST_ASKS: tuple[FirstAsks, ...] = ("full", "nothing", "prorated")
_SHARE = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", re.ASCII)
_MONTHS_MAX = 240


def cycle(table: Table) -> CycleRule:
    """The `[cycle]` table."""
    anchor = _one_of(table, "anchor", _ANCHORS)
    months = table.whole("months", 1, _MONTHS_MAX)
    is_by_birth = anchor in ("birth_month", "birth_date")
    if is_by_birth and months % 12:
        table.mistake("pack-months-not-years", "months", months=months)
    found = CycleRule(
        anchor=anchor,
        months=months,
        total=table.credits("total"),
        source=table.text("source"),
        fixed_from=table.day("fixed_from") if anchor == "fixed_date" else None,
        grace_months=table.whole("grace_months", 0, 60, default=0),
        starts="day" if anchor in ("fixed_date", "rolling") else _one_of(table, "starts", _STARTS, "day"),
        has_short_first=is_by_birth and table.choice("first_length", ("longest", "shortest"), "longest") == "shortest",
        first=() if anchor == "rolling" else _first(table.tables("first")),
        proration=rounding(table.table("proration")) if "proration" in table else UP,
        late_credit_months=table.whole("late_credit_months", 0, _MONTHS_MAX, default=0),
    )
    table.close()
    return found


def _first(tables: Sequence[Table]) -> tuple[FirstCycle, ...]:
    found: list[FirstCycle] = []
    for table in tables:
        up_to = table.whole("up_to_months", 1, _MONTHS_MAX) if "up_to_months" in table else None
        before = found[-1].up_to_months if found else 0
        if before is None or (up_to is not None and up_to <= before):
            table.mistake("pack-first-not-rising", "up_to_months" if up_to else "")
        if "total" in table:
            if "asks" in table:
                table.mistake("pack-amount-twice", "total", other="asks")
            found.append(FirstCycle(up_to, "full", table.credits("total")))
        else:
            found.append(FirstCycle(up_to, _one_of(table, "asks", _FIRST_ASKS)))
        table.close()
    return tuple(found)


def requirements(tables: Sequence[Table], vocabulary: Vocabulary) -> tuple[Requirement, ...]:
    """The `[[requirements]]` in file order."""
    found: list[Requirement] = []
    for table in tables:
        one = _requirement(table, vocabulary)
        if any(each.code == one.code and _may_meet(each, one) for each in found):
            table.mistake("pack-name-twice", "code", text=one.code)
        found.append(one)
        table.close()
    return tuple(found)


def _may_meet(one: Requirement, other: Requirement) -> bool:
    """Whether both can hold in one cycle, as far as their profiles say."""
    return not one.profiles or not other.profiles or bool(one.profiles & other.profiles)


def _requirement(table: Table, vocabulary: Vocabulary) -> Requirement:
    code = table.text("code")
    if code and not is_word(code.replace("-", "_")):
        table.mistake("value-not-a-name", "code", text=code[:60])
    minimum, maximum = _amount(table, "minimum"), _amount(table, "maximum")
    if _are_crossed(minimum, maximum):
        table.mistake("pack-bounds-crossed", "minimum")
    each, months = _each(table)
    found = Requirement(
        code=code,
        title=title(table, "title"),
        selector=selector(table, vocabulary),
        each=each,
        minimum=minimum,
        maximum=maximum,
        profiles=table.words("profiles", vocabulary.profiles.__contains__, ", ".join(sorted(vocabulary.profiles))),
        source=table.text("source"),
        each_months=months,
        part=_part(table),
        entries=_entries(table),
        cycles=_cycles(table.table("cycles")) if "cycles" in table else ANY_CYCLE,
        minimum_pieces=table.whole("minimum_pieces", 1, 10_000) if "minimum_pieces" in table else 0,
        documents=table.words("documents", is_word, "a_word"),
        is_once=table.flag("once", default=False),
        is_prorated=table.flag("prorated", default=True),
    )
    _note_contradictions(table, found)
    return found


def _note_contradictions(table: Table, found: Requirement) -> None:
    has_minimum = found.minimum is not None or found.minimum_pieces > 0
    if not has_minimum and found.maximum is None:
        table.mistake("pack-requirement-empty", "")
    elif found.each in ("day", "activity") and has_minimum:
        table.mistake("pack-minimum-of-each", "each", each=found.each)
    if found.part is not None and found.each != "cycle":
        table.mistake("pack-amount-twice", "within", other="each")
    if (found.documents or found.is_once) and not has_minimum:
        table.mistake("pack-nothing-to-meet", "documents" if found.documents else "once")


def _each(table: Table) -> tuple[Each, int]:
    if "each_months" not in table:
        return _EACH[table.choice("each", tuple(_EACH), "cycle")]
    if "each" in table:
        table.mistake("pack-amount-twice", "each", other="each_months")
        table.choice("each", tuple(_EACH))
    return "months", table.whole("each_months", 1, _MONTHS_MAX)


def _part(table: Table) -> Part | None:
    """`within = { last_months = 6 }` or `{ first_months = 12 }`."""
    if "within" not in table:
        return None
    inner = table.table("within")
    is_last = "last_months" in inner
    found = Part(inner.whole("last_months" if is_last else "first_months", 1, _MONTHS_MAX), is_last)
    inner.close()
    return found


def _entries(table: Table) -> frozenset[str]:
    return table.words("entries", ENTRY_KINDS.__contains__, ", ".join(ENTRY_KINDS))


def _cycles(table: Table) -> CycleNumbers:
    """`{ first = 3, every = 3 }`: the third cycle, the sixth ...; `{ first = 1, last = 1 }`: only the first."""
    first = table.whole("first", 1, 1_000, default=1)
    every = table.whole("every", 1, 1_000, default=1)
    last = table.whole("last", 1, 1_000) if "last" in table else None
    if last is not None and last < first:
        table.mistake("pack-bounds-crossed", "first")
    table.close()
    return CycleNumbers(first, every, last)


def carry_over(tables: Sequence[Table], vocabulary: Vocabulary) -> tuple[CarryRule, ...]:
    """The `[[carry_over]]` in file order."""
    found: list[CarryRule] = []
    for table in tables:
        found.append(
            CarryRule(
                selector=selector(table, vocabulary),
                entries=_entries(table) or frozenset(ENTRY_KINDS) - {"carry_over"},
                part=_part(table),
                maximum=_amount(table, "maximum"),
                expires_after_months=table.whole("expires_after_months", 0, _MONTHS_MAX, default=0),
                source=table.text("source"),
            )
        )
        table.close()
    return tuple(found)


def _are_crossed(minimum: Amount | None, maximum: Amount | None) -> bool:
    """Only amounts of one sort can be compared: how large a share is depends on the cycle."""
    if minimum is None or maximum is None or (minimum.credits is None) != (maximum.credits is None):
        return False
    if minimum.credits is not None and maximum.credits is not None:
        return minimum.credits > maximum.credits
    return minimum.share[0] * maximum.share[1] > maximum.share[0] * minimum.share[1]


def _amount(table: Table, key: str) -> Amount | None:
    """`minimum` in credits, `minimum_percent` of the cycle's total, or `minimum_share` of it, such as "1/3"."""
    as_percent, as_share = f"{key}_percent", f"{key}_share"
    given = [one for one in (key, as_percent, as_share) if one in table]
    if len(given) > 1:
        table.mistake("pack-amount-twice", given[0], other=given[1])
    found = None
    if key in table:
        found = Amount(credits=table.credits(key))
    if as_percent in table:
        found = Amount(share=(table.whole(as_percent, 0, 100), 100))
    if as_share in table:
        found = Amount(share=_share(table, as_share))
    return found


def _share(table: Table, key: str) -> tuple[int, int]:
    match = _SHARE.fullmatch(text := table.text(key))
    if match is None or int(match[1]) > int(match[2]):
        table.mistake("value-not-share", key, text=text[:60])
        return (1, 1)
    return int(match[1]), int(match[2])


def _one_of(table: Table, key: str, choices: Sequence[_Word], default: _Word | None = None) -> _Word:
    chosen = table.choice(key, choices, default)
    return next((one for one in choices if one == chosen), choices[0])
