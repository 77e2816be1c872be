"""What counts in a cycle, what is missing, and what does not count and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.errors import InputRefused
from cpd.core.rules.balance import balance
from cpd.core.rules.loading import builtin_pack_text, load_pack
from cpd.core.rules.model import Balance, Cycle, Exemption, LedgerLine, Standing
from cpd.core.rules.pack import Pack
from cpd.words import LANGUAGES, sentence

Lines = Callable[..., LedgerLine]
YEAR_2026 = Cycle(date(2026, 1, 1), date(2026, 12, 31))
JULY = date(2026, 7, 1)

CYCLE = """
[cycle]
anchor = "fixed_date"
fixed_from = 2026-01-01
months = 12
total = "10"
grace_months = 2
source = "Trial rules, cycle"
"""


def requirement(code: str, keys: str) -> str:
    return (
        f'\n[[requirements]]\ncode = "{code}"\ntitle = {{ id = "Syarat {code}", en = "Rule {code}" }}\n'
        f'source = "Trial rules, {code}"\n{keys}\n'
    )


SELF_STUDY = requirement("self-study", 'modes = ["self_study"]\nmaximum = "4"')
SERVICE = requirement("service", 'categories = ["service"]\nminimum_percent = 30')


@pytest.fixture
def balanced(a_pack: Callable[..., Pack]) -> Callable[..., Balance]:
    def made(lines: Sequence[LedgerLine], *rules: str, cycle: Cycle = YEAR_2026, on: date = JULY) -> Balance:
        return balance(lines, cycle, a_pack(CYCLE + "".join(rules)), on)

    return made


Balanced = Callable[..., Balance]


def test_what_is_earned_counts_and_the_rest_is_missing(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 150), line("b", 250, "service")])
    assert (answer.required, answer.earned, answer.counted, answer.remaining) == (1_000, 400, 400, 600)
    assert (answer.days_left, answer.uncounted, answer.requirements) == (183, (), ())


def test_no_entries_leave_everything_missing(balanced: Balanced) -> None:
    answer = balanced([], SERVICE)
    assert (answer.earned, answer.remaining, answer.requirements[0].remaining) == (0, 1_000, 300)


def test_a_reversed_award_frees_its_place_under_a_cap(balanced: Balanced, line: Lines) -> None:
    study = {"mode": "self_study"}
    lines = [
        line("a", 400, **study),
        line("b", 300, **study),
        line("c", -400, kind="reversal", reverses="a", on="2026-06-30"),
    ]
    answer = balanced(lines, SELF_STUDY)
    assert (answer.earned, answer.counted, answer.uncounted) == (300, 300, ())


def test_a_reversal_with_a_new_award_lowers_the_balance(balanced: Balanced, line: Lines) -> None:
    lines = [line("a", 200), line("b", -200, kind="reversal", reverses="a"), line("c", 50)]
    assert balanced(lines).counted == 50


def test_a_reversal_of_a_reversal_brings_the_award_back(balanced: Balanced, line: Lines) -> None:
    lines = [line("a", 200), line("b", -200, reverses="a"), line("c", 200, reverses="b")]
    assert balanced(lines).counted == 200


def test_a_part_that_is_taken_back_leaves_the_rest(balanced: Balanced, line: Lines) -> None:
    assert balanced([line("a", 200), line("b", -50, reverses="a")]).counted == 150


def test_a_reversal_counts_with_the_day_of_its_award(balanced: Balanced, line: Lines) -> None:
    """The award of December is taken back in January, after the cycle."""
    lines = [line("a", 200, on="2026-12-20"), line("b", -200, on="2027-01-10", reverses="a")]
    answer = balanced(lines)
    assert (answer.earned, answer.uncounted) == (0, ())


def test_entries_that_reverse_each_other_are_still_summed(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 200, reverses="b"), line("b", -150, reverses="a")])
    assert (answer.earned, answer.counted) == (50, 50)


def test_an_adjustment_takes_from_its_own_category_and_the_latest_first(balanced: Balanced, line: Lines) -> None:
    lines = [
        line("early", 300, "service", "2026-02-01"),
        line("late", 300, "service", "2026-05-01"),
        line("other", 500, "learning", "2026-06-01"),
        line("cut", -400, "service", kind="adjustment"),
    ]
    answer = balanced(lines, SERVICE)
    assert (answer.earned, answer.counted, answer.requirements[0].counted) == (700, 700, 200)


def test_an_adjustment_larger_than_its_category_takes_from_the_others(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 300), line("cut", -400, "service"), line("b", 200, "service")], SERVICE)
    assert (answer.counted, answer.requirements[0].counted) == (100, 0)


def test_more_taken_than_there_was_is_a_debt(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 100), line("cut", -250, kind="adjustment")])
    assert (answer.earned, answer.counted, answer.remaining) == (-150, -150, 1_150)


def test_pending_credit_is_earned_and_does_not_count_yet(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 1_000, pending=True), line("b", 100)])
    assert (answer.earned, answer.counted, answer.pending, answer.remaining) == (1_100, 100, 1_000, 900)
    assert [(one.entry, one.credits, one.finding.code) for one in answer.uncounted] == [("a", 1_000, "credit-pending")]


@pytest.mark.parametrize("on", ["2025-12-31", "2027-01-01"])
def test_credit_outside_the_cycle_does_not_count_in_it(balanced: Balanced, line: Lines, on: str) -> None:
    answer = balanced([line("a", 100, on=on)])
    assert (answer.earned, answer.counted) == (100, 0)
    assert answer.uncounted[0].finding.values["earned_on"] == on


@pytest.mark.parametrize("on", ["2026-01-01", "2026-12-31"])
def test_both_ends_of_the_cycle_are_in_it(balanced: Balanced, line: Lines, on: str) -> None:
    assert balanced([line("a", 100, on=on)]).counted == 100


def test_an_extension_lets_later_credit_count(balanced: Balanced, line: Lines) -> None:
    cycle = Cycle(date(2026, 1, 1), date(2026, 12, 31), extended_until=date(2027, 3, 31))
    answer = balanced([line("a", 1_000, on="2027-03-31")], cycle=cycle, on=date(2027, 3, 1))
    assert (answer.counted, answer.days_left, answer.standing) == (1_000, 30, Standing.COMPLETE)


def test_a_cap_keeps_out_what_is_over_it_and_cites_its_rule(balanced: Balanced, line: Lines) -> None:
    lines = [
        line("late", 300, on="2026-06-02", mode="self_study"),
        line("early", 300, mode="self_study", on="2026-06-01"),
    ]
    answer = balanced(lines, SELF_STUDY)
    assert (answer.earned, answer.counted) == (600, 400)
    [kept_out] = answer.uncounted
    assert (kept_out.entry, kept_out.credits) == ("late", 200)
    assert (kept_out.finding.code, kept_out.finding.source) == ("maximum-reached", "Trial rules, self-study")
    assert kept_out.finding.values["maximum"] == "4.00"
    [cap] = answer.requirements
    assert (cap.kind, cap.earned, cap.counted, cap.is_met) == ("maximum", 600, 400, True)


def test_crossing_caps_by_category_mode_and_kind_let_the_largest_total_count(balanced: Balanced, line: Lines) -> None:
    rules = [
        requirement("learning", 'categories = ["learning"]\nmaximum = "2"'),
        SELF_STUDY.replace('"4"', '"2"'),
        requirement("webinars", 'kinds = ["webinar"]\nmaximum = "2"'),
    ]
    lines = [
        line("all-three", 200, "learning", mode="self_study", activity_kind="webinar", on="2026-01-02"),
        line("learning", 200, "learning"),
        line("study", 200, "service", mode="self_study"),
        line("webinar", 200, "service", activity_kind="webinar"),
    ]
    answer = balanced(lines, *rules)
    assert (answer.counted, [one.entry for one in answer.uncounted]) == (600, ["all-three"])


def test_a_range_is_a_minimum_and_a_maximum(balanced: Balanced, line: Lines) -> None:
    rule = requirement("service", 'categories = ["service"]\nminimum = "2"\nmaximum_percent = 35')
    [progress] = balanced([line("a", 400, "service")], rule).requirements
    assert (progress.kind, progress.minimum, progress.maximum) == ("range", 200, 350)
    assert (progress.counted, progress.remaining, progress.is_met) == (350, 0, True)


def test_shares_of_a_total_that_does_not_divide_are_rounded_against_the_member_by_one_hundredth(
    balanced: Balanced,
) -> None:
    rules = [requirement("a", "minimum_percent = 33"), requirement("b", "maximum_percent = 33")]
    answer = balanced([], *rules, cycle=Cycle(date(2026, 1, 1), date(2026, 12, 31), required=1_001))
    assert (answer.requirements[0].minimum, answer.requirements[1].maximum) == (331, 330)


def test_each_year_asks_for_itself_and_a_short_rest_asks_nothing(balanced: Balanced, line: Lines) -> None:
    cycle = Cycle(date(2024, 2, 29), date(2026, 8, 31))
    lines = [line("a", 200, on="2025-02-28"), line("b", 100, on="2025-03-01"), line("c", 900, on="2026-03-01")]
    answer = balanced(lines, requirement("yearly", 'each = "year"\nminimum = "2"'), cycle=cycle)
    assert [(one.starts_on.isoformat(), one.counted, one.is_met) for one in answer.requirements] == [
        ("2024-02-29", 200, True),
        ("2025-03-01", 100, False),
    ]


def test_an_extension_belongs_to_the_last_year(balanced: Balanced, line: Lines) -> None:
    cycle = Cycle(date(2026, 1, 1), date(2026, 12, 31), extended_until=date(2027, 2, 28))
    answer = balanced(
        [line("a", 200, on="2027-02-01")], requirement("yearly", 'each = "year"\nminimum = "2"'), cycle=cycle
    )
    assert [(one.ends_on, one.is_met) for one in answer.requirements] == [(date(2027, 2, 28), True)]


def test_a_short_cycle_has_no_full_year(balanced: Balanced, line: Lines) -> None:
    cycle = Cycle(date(2026, 5, 1), date(2026, 12, 31))
    answer = balanced([line("a", 200)], requirement("yearly", 'each = "year"\nminimum = "2"'), cycle=cycle)
    assert (answer.counted, answer.requirements) == (200, ())


PROFILES = """
[[profiles]]
code = "standard"
title = { id = "Umum", en = "Standard" }

[[profiles]]
code = "remote"
title = { id = "Terpencil", en = "Remote" }
"""


@pytest.mark.parametrize(("profile", "minimum"), [("", 500), ("standard", 500), ("remote", 200)])
def test_a_profile_picks_its_own_minimums(balanced: Balanced, profile: str, minimum: int) -> None:
    rules = [
        PROFILES,
        requirement("service", 'profiles = ["standard"]\nminimum = "5"'),
        requirement("service", 'profiles = ["remote"]\nminimum = "2"'),
    ]
    cycle = Cycle(date(2026, 1, 1), date(2026, 12, 31), profile=profile)
    assert [one.minimum for one in balanced([], *rules, cycle=cycle).requirements] == [minimum]


def test_a_profile_that_the_pack_does_not_have_is_refused(balanced: Balanced) -> None:
    with pytest.raises(InputRefused) as refused:
        balanced([], cycle=Cycle(date(2026, 1, 1), date(2026, 12, 31), profile="remote"))
    assert (refused.value.code, refused.value.field) == ("profile-unknown", ("profile",))


def test_a_pack_without_cycle_asks_for_nothing_unless_the_cycle_does(a_pack: Callable[..., Pack], line: Lines) -> None:
    lines = [line("a", 100)]
    assert balance(lines, YEAR_2026, a_pack(), JULY).standing is Standing.COMPLETE
    own = Cycle(date(2026, 1, 1), date(2026, 12, 31), required=500)
    assert balance(lines, own, a_pack(), JULY).remaining == 400


@pytest.mark.parametrize(
    ("earned", "on", "standing"),
    [
        (1_000, "2026-01-01", Standing.COMPLETE),
        (1_000, "2028-01-01", Standing.COMPLETE),
        (0, "2025-06-01", Standing.ON_TRACK),
        (0, "2026-01-01", Standing.ON_TRACK),
        (0, "2026-03-15", Standing.ON_TRACK),
        (0, "2026-03-16", Standing.AT_RISK),
        (370, "2026-07-02", Standing.AT_RISK),
        (380, "2026-07-02", Standing.ON_TRACK),
        (999, "2026-12-31", Standing.ON_TRACK),
        (900, "2026-12-31", Standing.AT_RISK),
        (999, "2027-01-01", Standing.GRACE),
        (999, "2027-02-28", Standing.GRACE),
        (999, "2027-03-01", Standing.LAPSED),
    ],
)
def test_standing_follows_the_pace_that_is_still_needed(
    balanced: Balanced, line: Lines, earned: int, on: str, standing: Standing
) -> None:
    lines = [line("a", earned, on="2026-01-01")]
    assert balanced(lines, on=date.fromisoformat(on)).standing is standing


def test_a_missed_minimum_keeps_a_full_total_from_being_complete(balanced: Balanced, line: Lines) -> None:
    lines = [line("a", 1_000)]
    assert balanced(lines, SERVICE, on=date(2026, 2, 1)).standing is Standing.ON_TRACK
    assert balanced(lines, SERVICE, on=date(2026, 9, 1)).standing is Standing.AT_RISK


@pytest.mark.parametrize(
    ("on", "standing"),
    [("2026-06-01", Standing.ON_TRACK), ("2026-12-31", Standing.AT_RISK), ("2027-01-01", Standing.SHORT)],
)
def test_a_year_that_is_over_cannot_be_made_good(balanced: Balanced, line: Lines, on: str, standing: Standing) -> None:
    cycle = Cycle(date(2026, 1, 1), date(2027, 12, 31))
    rule = requirement("yearly", 'each = "year"\nminimum = "2"')
    lines = [line("a", 150), line("b", 400, on="2027-01-01")]
    assert balanced(lines, rule, cycle=cycle, on=date.fromisoformat(on)).standing is standing


def test_an_exempt_cycle_asks_nothing_and_caps_nothing(balanced: Balanced, line: Lines) -> None:
    cycle = Cycle(date(2026, 1, 1), date(2026, 12, 31), is_exempt=True)
    answer = balanced([line("a", 900, mode="self_study")], SELF_STUDY, SERVICE, cycle=cycle)
    assert (answer.standing, answer.required, answer.counted, answer.requirements) == (Standing.EXEMPT, 0, 900, ())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ends_on": date(2025, 12, 31)}, "cycle-ends-before-start"),
        ({"extended_until": date(2026, 6, 1)}, "extension-shortens"),
        ({"required": -1}, "below-zero"),
        ({"number": -1}, "below-zero"),
        ({"asked_months": -1}, "below-zero"),
        ({"exemptions": (Exemption(date(2026, 2, 1), date(2026, 1, 1)),)}, "cycle-ends-before-start"),
    ],
)
def test_a_broken_cycle_is_refused_when_it_is_made(fields: dict[str, object], code: str) -> None:
    given: dict[str, object] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **fields}
    with pytest.raises(InputRefused) as refused:
        Cycle(**given)  # type: ignore[arg-type]
    assert refused.value.code == code


CAPPED = load_pack(
    builtin_pack_text("contoh-id")
    + requirement("online", 'modes = ["live_online"]\nmaximum = "6"')
    + requirement("spoken", 'roles = ["speaker"]\nmaximum = "4"')
    + requirement("webinars", 'kinds = ["webinar"]\neach = "year"\nmaximum = "3"'),
    "capped",
)
FIVE_YEARS = Cycle(date(2022, 1, 1), date(2026, 12, 31))
entries = st.lists(
    st.tuples(
        st.integers(-200, 400),
        st.sampled_from(["learning", "service", "community"]),
        st.dates(date(2021, 11, 1), date(2027, 1, 31)),
        st.booleans(),
        st.sampled_from(["webinar", "workshop"]),
        st.sampled_from(["participant", "speaker"]),
        st.sampled_from(["live_online", "self_study"]),
        st.integers(0, 11),
    ),
    max_size=12,
).map(
    lambda drawn: [
        LedgerLine(
            f"e{place}", credits, category, on, pending and credits > 0, activity_kind=kind, role=role,
            mode=mode, reverses=f"e{back}" if back < place - 6 else "",
        )
        for place, (credits, category, on, pending, kind, role, mode, back) in enumerate(drawn)
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(entries, st.randoms(use_true_random=False))
def test_a_balance_equals_the_sum_whatever_the_order_of_posting(lines: list[LedgerLine], random: Random) -> None:
    answer = balance(lines, FIVE_YEARS, CAPPED, date(2026, 1, 1))
    assert answer.earned == sum(one.credits for one in lines)
    assert answer.earned == answer.counted + sum(one.credits for one in answer.uncounted)
    assert all(one.counted <= one.maximum for one in answer.requirements if one.maximum is not None)
    for one in answer.uncounted:
        assert all(sentence(one.finding.code, one.finding.values, language) for language in LANGUAGES)
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert balance(shuffled, FIVE_YEARS, CAPPED, date(2026, 1, 1)) == answer


@settings(max_examples=50, deadline=None)
@given(entries, st.integers(1, 300))
def test_more_credit_never_counts_for_less(lines: list[LedgerLine], credits: int) -> None:
    before = balance(lines, FIVE_YEARS, CAPPED, date(2026, 1, 1))
    more = LedgerLine("more", credits, "learning", date(2024, 5, 5), activity_kind="webinar", mode="live_online")
    assert balance([*lines, more], FIVE_YEARS, CAPPED, date(2026, 1, 1)).counted >= before.counted


def test_three_hundred_entries_take_milliseconds() -> None:
    """Measured at 2 ms; the bound only catches what has become slow by orders of magnitude."""
    pack = load_pack(builtin_pack_text("contoh-id"), "contoh-id")
    first = date(2022, 1, 1)
    lines = [LedgerLine(f"e{n}", 25, "learning", first + timedelta(days=n), mode="live_online") for n in range(300)]
    started = process_time()
    for _ in range(10):
        balance(lines, FIVE_YEARS, pack, date(2026, 1, 1))
    assert process_time() - started < 1
