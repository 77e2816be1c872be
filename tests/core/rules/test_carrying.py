"""What of a cycle goes on to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.rules.balance import balance
from cpd.core.rules.carrying import Carry, carry_over
from cpd.core.rules.loading import builtin_pack_text, load_pack
from cpd.core.rules.model import Cycle, LedgerLine
from cpd.core.rules.pack import Pack
from cpd.words import LANGUAGES, sentence

Lines = Callable[..., LedgerLine]
YEAR = Cycle(date(2026, 1, 1), date(2026, 12, 31))
CYCLE = """
[cycle]
anchor = "certification"
months = 12
total = "10"
source = "Trial rules, cycle"

[[requirements]]
code = "service"
title = { id = "Layanan", en = "Service" }
categories = ["service"]
minimum = "2"
maximum = "6"
source = "Trial rules, service"
"""


def rule(keys: str = "") -> str:
    return f'\n[[carry_over]]\nsource = "Trial rules, carry"\n{keys}\n'


@pytest.fixture
def carried(a_pack: Callable[..., Pack]) -> Callable[..., list[tuple[str, int]]]:
    def made(lines: Sequence[LedgerLine], *rules: str, cycle: Cycle = YEAR) -> list[tuple[str, int]]:
        return [(one.entry, one.credits) for one in carry_over(lines, cycle, a_pack(CYCLE + "".join(rules)))]

    return made


Carried = Callable[..., list[tuple[str, int]]]


@pytest.mark.parametrize(
    ("learning", "service", "expected"),
    [
        (700, 200, []),
        (800, 200, []),
        (1_200, 200, [("l", 400)]),
        (1_200, 100, [("l", 300)]),
        (1_200, 0, [("l", 200)]),
        (800, 900, [("l", 400)]),
    ],
)
def test_only_what_counts_beyond_the_need_is_carried(
    carried: Carried, line: Lines, learning: int, service: int, expected: list[tuple[str, int]]
) -> None:
    """Of service 2.00 are needed and 6.00 can count; what is over a maximum is not carried either."""
    lines = [line("l", learning, on="2026-08-01"), line("s", service, "service", "2026-03-01")]
    assert carried(lines, rule()) == expected


def test_a_needed_minimum_stays_behind(carried: Carried, line: Lines) -> None:
    """The latest entry is service; 2.00 of it are needed."""
    lines = [line("l", 1_200), line("s", 300, "service", "2026-12-01")]
    assert carried(lines, rule()) == [("s", 100), ("l", 400)]


def test_the_latest_is_carried_first_and_not_more_than_the_maximum(carried: Carried, line: Lines) -> None:
    lines = [line("s", 200, "service"), line("old", 1_000, on="2026-02-01"), line("new", 300, on="2026-11-01")]
    assert carried(lines, rule("maximum = 4")) == [("new", 300), ("old", 100)]
    assert carried(lines, rule("maximum_percent = 25")) == [("new", 250)]


def test_each_rule_has_its_own_maximum_and_a_first_one_wins(carried: Carried, line: Lines) -> None:
    lines = [line("l", 1_500, on="2026-12-01"), line("s", 600, "service", "2026-11-01")]
    rules = [rule('categories = ["service"]\nmaximum = 3'), rule("maximum = 4")]
    assert carried(lines, *rules) == [("s", 300), ("l", 400)]


def test_only_the_window_is_carried(carried: Carried, line: Lines) -> None:
    lines = [line("s", 200, "service"), line("a", 900, on="2026-06-30"), line("b", 200, on="2026-07-01")]
    assert carried(lines, rule("within = { last_months = 6 }")) == [("b", 200)]


def test_carried_credit_is_not_carried_again_unless_the_pack_says_so(carried: Carried, line: Lines) -> None:
    lines = [line("s", 200, "service"), line("a", 900), line("c", 300, kind="carry_over", on="2026-12-01")]
    assert carried(lines, rule()) == [("a", 400)]
    assert carried(lines, rule('entries = ["carry_over"]')) == [("c", 300)]


def test_an_exempt_cycle_and_a_pack_without_the_rule_carry_nothing(carried: Carried, line: Lines) -> None:
    lines = [line("a", 5_000)]
    assert carried(lines) == []
    assert carried(lines, rule(), cycle=Cycle(YEAR.starts_on, YEAR.ends_on, is_exempt=True)) == []


def test_credit_that_fills_what_was_missing_is_not_carried(a_pack: Callable[..., Pack], line: Lines) -> None:
    asks = CYCLE.replace('total = "10"', 'total = "10"\nlate_credit_months = 3')
    lines = [line("a", 900), line("s", 200, "service", "2027-01-05")]
    assert carry_over(lines, YEAR, a_pack(asks + rule())) == ()


def test_carried_credit_stands_on_the_first_day_of_the_next_cycle(a_pack: Callable[..., Pack], line: Lines) -> None:
    pack = a_pack(CYCLE + rule("expires_after_months = 6"))
    lines = [line("s", 200, "service"), line("a", 1_100, on="2026-12-01", mode="self_study", activity="jamboree")]
    [one] = carry_over(lines, YEAR, pack)
    assert one.line == LedgerLine(
        "a from 2027-01-01", 300, "learning", date(2027, 1, 1), kind="carry_over", mode="self_study", pieces=0,
        expires_on=date(2027, 6, 30),
    )  # fmt: skip
    assert (one.finding.code, one.finding.source) == ("carried-over", "Trial rules, carry")
    assert all(sentence(one.finding.code, one.finding.values, language) for language in LANGUAGES)
    following = Cycle(date(2027, 1, 1), date(2027, 12, 31))
    assert balance([one.line], following, pack, date(2027, 6, 30)).counted == 300
    assert balance([one.line], following, pack, date(2027, 7, 1)).counted == 0


def total(carries: Sequence[Carry]) -> int:
    return sum(one.credits for one in carries)


PACKS = [load_pack(builtin_pack_text(name), name) for name in ("isc2-cissp", "pmi-pmp", "texas-lmsw")]
SMALL = load_pack(
    builtin_pack_text("isc2-cissp")
    .replace('total = "120"', 'total = "0.06"')
    .replace('minimum = "90"', 'minimum = "0.03"')
    .replace('maximum = "30"', 'maximum = "0.02"')
    .replace('maximum = "40"', 'maximum = "0.03"'),
    "small",
)
THREE_YEARS = Cycle(date(2024, 1, 1), date(2026, 12, 31))
amounts = st.integers(1, 4)
drawn_lines = st.lists(
    st.tuples(amounts, st.sampled_from(["group_a", "group_b"]), st.dates(date(2026, 5, 1), date(2026, 12, 31))),
    max_size=5,
).map(lambda drawn: [LedgerLine(f"e{n}", *one) for n, one in enumerate(drawn)])


@settings(max_examples=200, deadline=None)
@given(drawn_lines)
def test_as_much_is_carried_as_can_be_with_the_need_still_met(lines: list[LedgerLine]) -> None:
    """Tries every part of every entry that may be carried."""
    carries = carry_over(lines, THREE_YEARS, SMALL)
    answer = balance(lines, THREE_YEARS, SMALL, date(2026, 12, 31))
    may_be = [one for one in lines if one.category == "group_a" and one.earned_on >= date(2026, 7, 1)]

    def is_enough(left: dict[str, int]) -> bool:
        rest = [one._replace(credits=one.credits - left.get(one.id, 0)) for one in lines]
        after = balance(rest, THREE_YEARS, SMALL, date(2026, 12, 31))
        return all(one.is_met for one in after.requirements) and not after.remaining

    best = 0
    if all(one.is_met for one in answer.requirements) and not answer.remaining:
        for taken in product(*(range(one.credits + 1) for one in may_be)):
            if best < sum(taken) <= 3 and is_enough({one.id: n for one, n in zip(may_be, taken, strict=True)}):
                best = sum(taken)
    assert total(carries) == best


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PACKS), st.lists(st.tuples(st.integers(-400, 6_000), st.integers(0, 4)), max_size=8))
def test_a_cycle_that_was_complete_stays_so_without_what_is_carried(pack: Pack, drawn: list[tuple[int, int]]) -> None:
    codes = [one.code for one in pack.categories]
    lines = [
        LedgerLine(f"e{n}", credits, codes[place % len(codes)], date(2026, 9, 1 + n), provider="listed")
        for n, (credits, place) in enumerate(drawn)
    ]
    before = balance(lines, THREE_YEARS, pack, date(2026, 12, 31))
    carries = carry_over(lines, THREE_YEARS, pack)
    taken = [one.line._replace(credits=-one.credits, reverses=one.entry, kind="reversal") for one in carries]
    after = balance([*lines, *taken], THREE_YEARS, pack, date(2026, 12, 31))
    assert after.standing is before.standing
    assert total(carries) <= max(0, before.counted - before.required)
