"""Where a holder's cycles start and end, which number they have, and what a first one asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.cycles import begun_months, months_later, whole_months
from cpd.core.errors import InputRefused
from cpd.core.rules.anchors import HolderFacts, cycle_for, member_cycle
from cpd.core.rules.asked import Anchor, CycleRule, FirstCycle
from cpd.core.rules.pack import Pack


def day(text: str) -> date:
    return date.fromisoformat(text)


def rule(anchor: Anchor, months: int, **more: object) -> CycleRule:
    return CycleRule(anchor, months, 3_000, "Trial rules", **more)  # type: ignore[arg-type]


def shown(rule: CycleRule, facts: HolderFacts, on: str) -> str:
    cycle = cycle_for(rule, facts, day(on))
    return f"{cycle.starts_on} {cycle.ends_on} #{member_cycle(rule, facts, day(on)).number}"


CERTIFIED = HolderFacts(day("2024-05-20"), day("2023-11-07"), day("1990-02-11"))


@pytest.mark.parametrize(
    ("anchor", "on", "expected"),
    [
        (rule("certification", 36), "2024-05-20", "2024-05-20 2027-05-19 #1"),
        (rule("certification", 36), "2027-05-20", "2027-05-20 2030-05-19 #2"),
        (rule("certification", 36, starts="month"), "2024-05-20", "2024-05-01 2027-04-30 #1"),
        (rule("certification", 36, starts="next_month"), "2027-05-31", "2024-06-01 2027-05-31 #1"),
        (rule("licence", 24), "2025-11-06", "2023-11-07 2025-11-06 #1"),
        (rule("birth_month", 24), "2024-01-01", "2023-11-07 2025-02-28 #1"),
        (rule("birth_month", 24), "2025-03-01", "2025-03-01 2027-02-28 #2"),
        (rule("birth_month", 24), "2023-11-06", "2021-11-07 2023-11-06 #0"),
        (rule("birth_month", 12), "2023-11-07", "2023-11-07 2024-02-29 #1"),
        (rule("birth_month", 24, has_short_first=True), "2023-11-07", "2023-11-07 2024-02-29 #1"),
        (rule("birth_date", 24), "2025-02-10", "2023-11-07 2025-02-10 #1"),
        (rule("birth_date", 24), "2025-02-11", "2025-02-11 2027-02-10 #2"),
        (rule("fixed_date", 24, fixed_from=day("2023-04-01")), "2025-03-31", "2023-04-01 2025-03-31 #1"),
        (rule("fixed_date", 24, fixed_from=day("2023-04-01")), "2029-04-01", "2029-04-01 2031-03-31 #4"),
        (rule("fixed_date", 12, fixed_from=day("2020-07-01")), "2024-07-01", "2024-07-01 2025-06-30 #2"),
        (rule("rolling", 12), "2025-02-28", "2024-03-01 2025-02-28 #0"),
        (rule("rolling", 12), "2024-02-29", "2023-03-01 2024-02-29 #0"),
        (rule("rolling", 36), "2024-02-28", "2021-03-01 2024-02-28 #0"),
    ],
)
def test_a_cycle_is_counted_from_its_anchor(anchor: CycleRule, on: str, expected: str) -> None:
    assert shown(anchor, CERTIFIED, on) == expected


def test_whoever_is_born_on_29_february_has_a_last_day_in_every_year() -> None:
    facts = HolderFacts(day("2024-03-01"), born_on=day("1992-02-29"))
    assert shown(rule("birth_month", 24), facts, "2024-03-01") == "2024-03-01 2026-02-28 #1"
    assert shown(rule("birth_month", 24), facts, "2026-03-01") == "2026-03-01 2028-02-29 #2"
    assert shown(rule("birth_date", 12), facts, "2027-12-01") == "2027-03-01 2028-02-28 #4"
    assert shown(rule("birth_date", 12), facts, "2028-02-29") == "2028-02-29 2029-02-28 #5"


def test_a_month_of_birth_is_enough_for_it() -> None:
    facts = HolderFacts(day("2024-05-20"), birth_month=12)
    assert shown(rule("birth_month", 24), facts, "2025-06-01") == "2024-05-20 2025-12-31 #1"


def test_a_birthday_on_the_day_of_the_licence_gives_a_full_first_cycle() -> None:
    facts = HolderFacts(day("2024-05-20"), born_on=day("1990-05-20"))
    assert shown(rule("birth_date", 24), facts, "2024-05-20") == "2024-05-20 2026-05-19 #1"
    short = rule("birth_date", 24, has_short_first=True)
    assert shown(short, facts, "2024-05-20") == "2024-05-20 2025-05-19 #1"


@pytest.mark.parametrize(
    ("anchor", "facts", "what"),
    [
        ("birth_date", HolderFacts(day("2024-05-20"), birth_month=5), "born_on"),
        ("birth_month", HolderFacts(day("2024-05-20")), "birth_month"),
    ],
)
def test_a_date_that_is_not_known_is_asked_for(anchor: Anchor, facts: HolderFacts, what: str) -> None:
    with pytest.raises(InputRefused) as refused:
        cycle_for(rule(anchor, 24), facts, day("2024-06-01"))
    assert (refused.value.code, refused.value.field, refused.value.values["what"]) == (
        "holder-date-missing",
        (what,),
        what,
    )


THIRD = (FirstCycle(12, "prorated"), FirstCycle(18, "full", 1_500), FirstCycle(None, "nothing"))


@pytest.mark.parametrize(
    ("certified_on", "starts_on", "months", "required", "is_exempt"),
    [
        ("2024-08-15", "2024-08-15", 7, None, False),
        ("2024-04-01", "2024-04-01", 12, None, False),
        ("2024-03-31", "2024-03-31", None, 1_500, False),
        ("2023-09-30", "2023-09-30", None, None, True),
    ],
)
def test_what_a_first_cycle_asks_goes_by_its_begun_months(
    certified_on: str, starts_on: str, months: int | None, required: int | None, is_exempt: bool
) -> None:
    """Two years to 31 March 2025. Up to 12 months are prorated by whole months, up to 18 ask 15, more ask nothing."""
    fixed = rule("fixed_date", 24, fixed_from=day("2023-04-01"), first=THIRD)
    facts = HolderFacts(day(certified_on))
    cycle = member_cycle(fixed, facts, day("2025-01-01"))
    assert (cycle.starts_on, cycle.asked_months, cycle.required) == (day(starts_on), months, required)
    assert cycle.is_exempt is is_exempt
    second = member_cycle(fixed, facts, day("2025-04-01"))
    assert (second.number, second.asked_months, second.required, second.is_exempt) == (2, None, None, False)


def test_days_before_the_certification_are_in_the_whole_first_cycle() -> None:
    fixed = rule("fixed_date", 24, fixed_from=day("2023-04-01"), first=THIRD)
    assert shown(fixed, HolderFacts(day("2024-08-15")), "2024-08-14") == "2023-04-01 2025-03-31 #1"


@pytest.mark.parametrize("licensed_on", ["2024-01-01", "2024-06-30", "2024-07-01", "2024-12-31"])
def test_a_first_licence_in_texas_lasts_13_to_24_months_and_asks_all(
    shipped: Callable[..., Pack], licensed_on: str
) -> None:
    texas = shipped("texas-lmsw").cycle
    assert texas is not None
    facts = HolderFacts(day(licensed_on), birth_month=6)
    cycle = member_cycle(texas, facts, day(licensed_on))
    assert 13 <= begun_months(cycle.starts_on, cycle.ends_on) <= 24
    assert ((cycle.ends_on + timedelta(days=1)).month, cycle.asked_months, cycle.required) == (7, None, None)


days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
rules = st.builds(
    rule,
    st.sampled_from(["certification", "licence", "birth_month", "birth_date", "fixed_date"]),
    st.integers(1, 5).map(lambda years: 12 * years),
    starts=st.sampled_from(["day", "month", "next_month"]),
    has_short_first=st.booleans(),
    fixed_from=days,
    first=st.just((FirstCycle(None, "prorated"),)),
)


@given(rules, days, days, st.integers(0, 2_000))
def test_from_the_certification_on_every_day_is_in_exactly_one_cycle(
    drawn: CycleRule, certified_on: date, born_on: date, later: int
) -> None:
    facts = HolderFacts(certified_on, born_on=born_on)
    on = months_later(certified_on.replace(day=1), 2) + timedelta(days=later)
    cycle = member_cycle(drawn, facts, on)
    following = member_cycle(drawn, facts, cycle.ends_on + timedelta(days=1))
    assert cycle.starts_on <= on <= cycle.ends_on
    assert cycle_for(drawn, facts, cycle.ends_on) == (cycle.starts_on, cycle.ends_on)
    assert (following.starts_on, following.number) == (cycle.ends_on + timedelta(days=1), cycle.number + 1)
    assert whole_months(cycle.starts_on, cycle.ends_on) <= drawn.months


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "whole", "begun"),
    [
        ("2024-01-01", "2024-12-31", 12, 12),
        ("2024-01-01", "2024-12-30", 11, 12),
        ("2024-02-29", "2025-02-28", 12, 12),
        ("2024-01-31", "2024-02-29", 1, 1),
        ("2024-01-15", "2024-01-20", 0, 1),
    ],
)
def test_months_are_whole_or_begun(starts_on: str, ends_on: str, whole: int, begun: int) -> None:
    assert (whole_months(day(starts_on), day(ends_on)), begun_months(day(starts_on), day(ends_on))) == (whole, begun)
