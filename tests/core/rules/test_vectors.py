"""What real bodies publish must come out of the shipped packs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from cpd.core.credits import credits_text
from cpd.core.intervals import Interval
from cpd.core.presence import core_of, presence
from cpd.core.rules.balance import balance
from cpd.core.rules.decide import decide
from cpd.core.rules.model import Case, Cycle, LedgerLine, Standing
from cpd.core.rules.pack import Pack

Packs = Callable[..., Pack]
Cases = Callable[..., Case]

HALVES = ('step = "0.20"', 'step = "0.50"')


@pytest.mark.parametrize(
    ("minutes", "changes", "credits"),
    [(110, (), "2.20"), (110, (HALVES,), "2.00"), (49, (), "0.00"), (50, (), "1.00"), (59, (), "1.00")],
)
def test_nasba_counts_fifty_minutes_the_first_credit_whole_then_steps_rounded_down(
    shipped: Packs, a_case: Cases, minutes: int, changes: tuple[tuple[str, str], ...], credits: str
) -> None:
    case = a_case(core=minutes, mode="live_in_person", category="general", kind="training")
    assert credits_text(decide(case, shipped("nasba-cpe", *changes)).credits) == credits


def test_nasba_adds_segments_before_rounding(shipped: Packs, a_case: Cases) -> None:
    """Two segments of 30 minutes are one whole credit; each alone would be none."""
    segments = (Interval(0, 1_800), Interval(3_600, 5_400))
    case = a_case(mode="live_in_person", category="general")
    whole = Case(
        core=segments, presence=segments, kind=case.kind, role=case.role, category="general",
        earned_on=case.earned_on, mode=case.mode,
    )  # fmt: skip
    assert decide(whole, shipped("nasba-cpe")).credits == 120


@pytest.mark.parametrize(("answered", "credits"), [(8, "2.00"), (7, "1.60"), (4, "1.00"), (3, "0.00"), (0, "0.00")])
def test_nasba_webcast_that_asks_eight_checks_for_two_credits_needs_all_eight(
    shipped: Packs, a_case: Cases, answered: int, credits: str
) -> None:
    case = a_case(core=100, category="general", checks_asked=8, checks_answered=answered)
    decision = decide(case, shipped("nasba-cpe"))
    assert credits_text(decision.credits) == credits
    assert decision.findings[-1].code == "checks-per-credit"
    assert decision.findings[-1].passed is (answered == 8)


def test_nasba_webcast_without_enough_checks_earns_only_what_they_vouch_for(shipped: Packs, a_case: Cases) -> None:
    case = a_case(core=100, category="general", checks_asked=4, checks_answered=4)
    assert decide(case, shipped("nasba-cpe")).credits == 120


def test_nasba_self_study_starts_at_a_half_and_needs_its_test(shipped: Packs, a_case: Cases) -> None:
    pack = shipped("nasba-cpe")
    study = {"core": 25, "mode": "self_study", "category": "general"}
    assert decide(a_case(**study), pack).credits == 0
    assert decide(a_case(**study, done=frozenset({"test"})), pack).credits == 50


def test_nasba_instructor_earns_the_presentation_and_twice_that_in_preparation_once(
    shipped: Packs, a_case: Cases
) -> None:
    pack = shipped("nasba-cpe")
    talk = {"core": 50, "role": "speaker", "category": "general"}
    assert decide(a_case(**talk, preparation_seconds=99_999), pack).credits == 300
    assert decide(a_case(**talk, preparation_seconds=1_500), pack).credits == 140
    assert decide(a_case(**talk, repeats_content=True), pack).credits == 0


def test_nasba_asks_twenty_each_year_and_two_of_them_in_ethics(shipped: Packs, line: Callable[..., LedgerLine]) -> None:
    cycle = Cycle(date(2024, 1, 1), date(2026, 12, 31))
    years = [(2024, 50), (2025, 19), (2026, 51)]
    lines = [line(f"g{year}", (hours - 2) * 100, "general", f"{year}-05-01") for year, hours in years]
    lines += [line(f"e{year}", 200, "ethics", f"{year}-05-02") for year, _ in years]
    answer = balance(lines, cycle, shipped("nasba-cpe"), date(2026, 6, 1))
    assert (answer.counted, answer.remaining) == (12_000, 0)
    assert [(one.code, one.starts_on.year, one.is_met) for one in answer.requirements] == [
        ("each-year", 2024, True),
        ("each-year", 2025, False),
        ("each-year", 2026, True),
        ("ethics-each-year", 2024, True),
        ("ethics-each-year", 2025, True),
        ("ethics-each-year", 2026, True),
    ]
    assert answer.standing is Standing.SHORT


@pytest.mark.parametrize(("minutes", "credits"), [(52, "0.75"), (53, "1.00"), (7, "0.00"), (8, "0.25")])
def test_ama_rounds_to_the_nearest_quarter(shipped: Packs, a_case: Cases, minutes: int, credits: str) -> None:
    decision = decide(a_case(core=minutes, category="category_1"), shipped("ama-pra"))
    assert credits_text(decision.credits) == credits


def test_ama_counts_simultaneous_sessions_once(shipped: Packs, a_case: Cases) -> None:
    pack = shipped("ama-pra")
    half = (Interval(0, 1_800),)
    assert decide(a_case(category="category_1", already_credited=half), pack).credits == 50
    wholly = decide(a_case(category="category_1", already_credited=(Interval(-60, 3_600),)), pack)
    assert (wholly.credits, wholly.rule) == (0, "")
    assert [one.code for one in wholly.findings if not one.passed] == ["time-already-credited"]


def test_ama_faculty_earn_two_an_hour_once_per_talk(shipped: Packs, a_case: Cases) -> None:
    pack = shipped("ama-pra")
    assert decide(a_case(role="speaker", category="category_1"), pack).credits == 200
    assert decide(a_case(role="speaker", category="category_1", repeats_content=True), pack).credits == 0


@pytest.mark.parametrize(("minutes", "credits"), [(30, "0.10"), (29, "0.00"), (600, "1.00"), (630, "1.10")])
def test_iacet_counts_ten_hours_as_one_in_tenths(shipped: Packs, a_case: Cases, minutes: int, credits: str) -> None:
    decision = decide(a_case(core=minutes, category="education"), shipped("iacet-ceu"))
    assert credits_text(decision.credits) == credits


@pytest.mark.parametrize(
    ("learning", "service", "community", "unmet"),
    [(60, 35, 5, []), (40, 55, 5, ["learning-share"]), (60, 40, 0, ["community-share"]), (45, 35, 20, [])],
)
def test_kemenkes_shape_asks_for_shares_of_the_total(
    shipped: Packs, line: Callable[..., LedgerLine], learning: int, service: int, community: int, unmet: list[str]
) -> None:
    cycle = Cycle(date(2022, 1, 1), date(2026, 12, 31), required=10_000)
    lines = [line(f"l{year}", learning * 20, "learning", f"{year}-03-01") for year in range(2022, 2027)]
    lines += [line("s", service * 100, "service"), line("c", community * 100, "community")]
    answer = balance(lines, cycle, shipped("contoh-id"), date(2026, 7, 1))
    missed = [one.code for one in answer.requirements if not one.is_met]
    assert [code for code in missed if code != "learning-each-year"] == unmet
    assert (answer.standing is Standing.COMPLETE) == (not missed)


def test_kemenkes_shape_asks_less_learning_in_remote_areas(shipped: Packs, line: Callable[..., LedgerLine]) -> None:
    cycle = Cycle(date(2022, 1, 1), date(2026, 12, 31), required=10_000, profile="remote")
    lines = [line(f"l{year}", 500, "learning", f"{year}-03-01") for year in range(2022, 2027)]
    lines += [line("s", 5_500, "service"), line("c", 2_000, "community")]
    answer = balance(lines, cycle, shipped("contoh-id"), date(2026, 7, 1))
    assert answer.standing is Standing.COMPLETE


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-12T{text}:00").replace(tzinfo=UTC)


def window(start: str, end: str) -> Interval:
    return Interval(int(at(start).timestamp()), int(at(end).timestamp()))


def test_a_laptop_and_a_phone_are_one_presence(a_pack: Packs) -> None:
    core = core_of(window("09:00", "10:00"), ())
    there = presence([window("09:00", "10:00"), window("09:05", "10:00")], within=core)
    case = Case(core, there.intervals, "webinar", "participant", "learning", date(2026, 6, 12))
    assert decide(case, a_pack()).counted_seconds == 3_600


def test_waiting_before_the_start_earns_nothing(a_pack: Packs) -> None:
    core = core_of(window("09:00", "10:00"), ())
    case = Case(core, (window("08:30", "09:30"),), "webinar", "participant", "learning", date(2026, 6, 12))
    assert decide(case, a_pack()).credits == 50


def test_leaving_during_a_break_costs_nothing(a_pack: Packs) -> None:
    core = core_of(window("09:00", "11:00"), (window("10:00", "10:15"),))
    there = (window("09:00", "10:00"), window("10:15", "11:00"))
    more = '[[conditions]]\nneeds = "presence-percent"\npercent = 100\nsource = "full"\n'
    case = Case(core, there, "webinar", "participant", "learning", date(2026, 6, 12))
    assert decide(case, a_pack(more)).credits == 175
