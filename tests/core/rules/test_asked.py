"""What a cycle can ask beside a total: parts, every n-th cycle, pieces, documents, days, activities, first cycles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from cpd.core.rules.balance import balance
from cpd.core.rules.model import Balance, Cycle, Exemption, LedgerLine, Standing
from cpd.core.rules.pack import Pack

Lines = Callable[..., LedgerLine]
JULY = date(2026, 7, 1)
CYCLE = '\n[cycle]\nanchor = "certification"\nmonths = 12\ntotal = "10"\nsource = "Trial rules, cycle"\n'
WORDS = '\n[words]\ntags = ["peer", "topic_a"]\n'


def year(**more: object) -> Cycle:
    return Cycle(date(2026, 1, 1), date(2026, 12, 31), **more)  # type: ignore[arg-type]


def requirement(code: str, keys: str) -> str:
    return (
        f'\n[[requirements]]\ncode = "{code}"\ntitle = {{ id = "Syarat {code}", en = "Rule {code}" }}\n'
        f'source = "Trial rules, {code}"\n{keys}\n'
    )


@pytest.fixture
def balanced(a_pack: Callable[..., Pack]) -> Callable[..., Balance]:
    def made(
        lines: Sequence[LedgerLine], *rules: str, cycle: Cycle | None = None, on: date = JULY, asks: str = CYCLE
    ) -> Balance:
        return balance(lines, cycle or year(), a_pack(WORDS + asks + "".join(rules)), on)

    return made


Balanced = Callable[..., Balance]


@pytest.mark.parametrize(
    ("number", "asked"),
    [(0, True), (1, False), (2, False), (3, True), (4, False), (6, True)],
)
def test_a_topic_of_every_third_cycle_is_asked_in_it(balanced: Balanced, number: int, asked: bool) -> None:
    """Whose cycles are not counted is asked for everything."""
    rule = requirement("laws", "minimum = 3\ncycles = { first = 3, every = 3 }")
    assert bool(balanced([], rule, cycle=year(number=number)).requirements) is asked


@pytest.mark.parametrize(("number", "codes"), [(1, ["once"]), (2, ["later"]), (9, ["later"])])
def test_the_first_cycle_may_ask_for_other_things(balanced: Balanced, number: int, codes: list[str]) -> None:
    rules = [
        requirement("once", "minimum = 3\ncycles = { first = 1, last = 1 }"),
        requirement("later", "minimum = 3\ncycles = { first = 2 }"),
    ]
    assert [one.code for one in balanced([], *rules, cycle=year(number=number)).requirements] == codes


def test_a_document_meets_a_requirement_without_credit(balanced: Balanced, line: Lines) -> None:
    rule = requirement("first-aid", 'categories = ["service"]\nminimum = 4\ndocuments = ["first_aid_card"]')
    lines = [line("a", 1_000)]
    [asked] = balanced(lines, rule).requirements
    assert (asked.is_met, asked.remaining, asked.met_by) == (False, 400, "")
    answer = balanced(lines, rule, cycle=year(documents=frozenset({"first_aid_card", "other"})))
    [met] = answer.requirements
    assert (met.is_met, met.remaining, met.met_by) == (True, 0, "first_aid_card")
    assert (answer.standing, answer.required) == (Standing.COMPLETE, 1_000)


def test_a_topic_that_is_asked_once_is_met_by_an_earlier_cycle(balanced: Balanced) -> None:
    rules = [requirement("once", "minimum = 4\nonce = true"), requirement("always", "minimum = 4")]
    answer = balanced([], *rules, cycle=year(met_before=frozenset({"once", "always"})))
    assert [(one.code, one.is_met, one.met_by) for one in answer.requirements] == [
        ("once", True, "earlier_cycle"),
        ("always", False, ""),
    ]


def test_pieces_are_counted_beside_the_credits(balanced: Balanced, line: Lines) -> None:
    rule = requirement("reflections", 'tags = ["peer"]\nminimum_pieces = 2')
    peer = {"tags": frozenset({"peer"})}
    lines = [line("a", 500, **peer), line("b", 500), line("c", 10, **peer, pending=True)]
    [one] = balanced(lines, rule).requirements
    assert (one.kind, one.minimum, one.pieces, one.pieces_needed, one.is_met) == ("minimum", None, 1, 2, False)
    answer = balanced([*lines, line("d", 10, **peer)], rule)
    assert (answer.requirements[0].is_met, answer.standing) == (True, Standing.COMPLETE)
    assert balanced([line("a", 1_000, **peer, pieces=2)], rule).requirements[0].is_met


@pytest.mark.parametrize(("on", "standing"), [("2026-02-01", "ON_TRACK"), ("2026-10-15", "AT_RISK")])
def test_missing_pieces_have_a_pace_of_their_own(balanced: Balanced, line: Lines, on: str, standing: str) -> None:
    rule = requirement("pieces", "minimum_pieces = 4")
    answer = balanced([line("a", 1_000, on="2026-01-01")], rule, on=date.fromisoformat(on))
    assert answer.standing.value == standing


def test_one_tag_of_several_is_enough(balanced: Balanced, line: Lines) -> None:
    rule = requirement("topic", 'tags = ["topic_a", "peer"]\nmaximum = 3')
    lines = [line("a", 200, tags=frozenset({"topic_a"})), line("b", 200, tags=frozenset({"peer", "topic_a"}))]
    assert balanced([*lines, line("c", 200)], rule).counted == 500


def test_a_day_and_an_activity_can_be_capped(balanced: Balanced, line: Lines) -> None:
    """
    12 June  congress 3.00 + 3.00, webinar 1.00   a congress gives at most 5, a day at most 5.5
    13 June  congress 2.00
    """
    rules = [
        requirement("per-event", 'kinds = ["congress"]\neach = "activity"\nmaximum = "5"'),
        requirement("per-day", 'each = "day"\nmaximum = "5.5"'),
    ]
    congress = {"activity_kind": "congress", "activity": "jamboree"}
    lines = [
        line("a", 300, **congress),
        line("b", 300, **congress),
        line("c", 100, activity_kind="webinar"),
        line("d", 200, **congress, on="2026-06-13"),
    ]
    answer = balanced(lines, *rules)
    assert answer.counted == 600
    assert [(one.code, one.starts_on.day, one.ends_on.day, one.counted) for one in answer.requirements] == [
        ("per-event", 12, 13, 500),
        ("per-day", 12, 12, 550),
    ]
    assert sum(one.credits for one in answer.uncounted) == 300


def test_entries_without_an_activity_are_each_one_of_their_own(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 300), line("b", 200)], requirement("each", 'each = "activity"\nmaximum = "2.5"'))
    assert (answer.counted, [one.entry for one in answer.uncounted]) == (450, ["a"])


def test_days_under_the_maximum_are_not_listed(balanced: Balanced, line: Lines) -> None:
    assert balanced([line("a", 250)], requirement("day", 'each = "day"\nmaximum = "2.5"')).requirements == ()


@pytest.mark.parametrize(
    ("within", "days"),
    [
        ("last_months = 6", ("2026-07-01", "2027-02-28")),
        ("first_months = 3", ("2026-01-01", "2026-03-31")),
        ("first_months = 24", ("2026-01-01", "2027-02-28")),
        ("last_months = 24", ("2026-01-01", "2027-02-28")),
    ],
)
def test_a_requirement_may_hold_in_a_part_of_the_cycle(balanced: Balanced, within: str, days: tuple[str, str]) -> None:
    """An extension to the end of February belongs to the last months, and does not move them."""
    rule = requirement("part", f"minimum = 2\nwithin = {{ {within} }}")
    [one] = balanced([], rule, cycle=year(extended_until=date(2027, 2, 28))).requirements
    assert (one.starts_on.isoformat(), one.ends_on.isoformat()) == days


def test_only_credit_from_that_part_counts_for_it(balanced: Balanced, line: Lines) -> None:
    rule = requirement("part", "minimum = 2\nwithin = { last_months = 6 }")
    lines = [line("a", 300, on="2026-06-30"), line("b", 100, on="2026-07-01")]
    assert balanced(lines, rule).requirements[0].counted == 100


def test_half_years_and_calendar_years_are_stretches_too(balanced: Balanced) -> None:
    rules = [
        requirement("halves", "each_months = 6\nminimum = 1"),
        requirement("calendar", 'each = "calendar_year"\nminimum = 1'),
    ]
    answer = balanced([], *rules, cycle=Cycle(date(2025, 4, 1), date(2027, 1, 31)))
    assert [(one.code, one.starts_on.isoformat()) for one in answer.requirements] == [
        ("halves", "2025-04-01"),
        ("halves", "2025-10-01"),
        ("halves", "2026-04-01"),
        ("calendar", "2026-01-01"),
    ]


def test_a_requirement_may_be_about_carried_credit_alone(balanced: Balanced, line: Lines) -> None:
    rules = [
        requirement("carried", 'entries = ["carry_over"]\nmaximum = "2"'),
        requirement("new", 'entries = ["award"]\nminimum = "5"'),
    ]
    answer = balanced([line("a", 400, kind="carry_over"), line("b", 300)], *rules)
    assert (answer.counted, answer.requirements[1].remaining) == (500, 200)


@pytest.mark.parametrize(("on", "counted"), [("2026-06-30", 400), ("2026-07-01", 0)])
def test_credit_counts_until_it_expires(balanced: Balanced, line: Lines, on: str, counted: int) -> None:
    lines = [line("a", 400, expires_on=date(2026, 6, 30))]
    answer = balanced(lines, on=date.fromisoformat(on))
    assert answer.counted == counted
    assert [one.finding.code for one in answer.uncounted] == ([] if counted else ["credit-expired"])


def test_a_share_may_be_a_third(balanced: Balanced) -> None:
    [least, most] = balanced(
        [], requirement("a", 'minimum_share = "1/3"'), requirement("b", 'maximum_share = "1/3"')
    ).requirements
    assert (least.minimum, most.maximum) == (334, 333)


PRORATED = CYCLE + '\n[cycle.proration]\ndirection = "up"\nstep = "0.5"\n'


def test_a_prorated_cycle_asks_its_months_and_so_do_its_caps(balanced: Balanced) -> None:
    """
    asked      7 of 12 months, rounded up to a half
    total     10  -> 5.83 -> 6
    cap        4  -> 2.33 -> 2.5
    third          of 6   -> 2
    ethics     2  is not prorated
    """
    rules = [
        requirement("cap", 'modes = ["self_study"]\nmaximum = 4'),
        requirement("third", 'minimum_share = "1/3"'),
        requirement("ethics", "minimum = 2\nprorated = false"),
    ]
    answer = balanced([], *rules, cycle=year(asked_months=7), asks=PRORATED)
    cap, third, ethics = answer.requirements
    assert (answer.required, cap.maximum, third.minimum, ethics.minimum) == (600, 250, 200, 200)


def test_a_total_of_its_own_is_taken_as_it_is(balanced: Balanced) -> None:
    rule = requirement("ethics", "minimum = 6")
    answer = balanced([], rule, cycle=year(required=500, asked_months=6), asks=PRORATED)
    assert (answer.required, answer.requirements[0].minimum) == (500, 300)


LEAVE = (Exemption(date(2026, 3, 15), date(2026, 6, 14)), Exemption(date(2026, 6, 1), date(2026, 9, 14)))


def test_exempted_months_are_not_asked_and_not_twice(balanced: Balanced) -> None:
    """From 15 March to 14 September, in two stretches that overlap: six months of twelve."""
    answer = balanced([], requirement("ethics", "minimum = 4"), cycle=year(exemptions=LEAVE))
    assert (answer.required, answer.requirements[0].minimum) == (500, 200)


def test_exempted_months_belong_to_their_own_year(balanced: Balanced) -> None:
    cycle = Cycle(date(2025, 1, 1), date(2026, 12, 31), exemptions=LEAVE)
    asks = CYCLE.replace("months = 12", "months = 24")
    rules = [
        requirement("yearly", 'each = "year"\nminimum = 4\nmaximum = 8'),
        requirement("fixed", 'each = "year"\nmaximum = 8\nprorated = false'),
        requirement("floor", 'each = "year"\nminimum = 4'),
    ]
    answer = balanced([], *rules, cycle=cycle, asks=asks)
    assert answer.required == 750
    assert [(one.minimum, one.maximum) for one in answer.requirements] == [
        (400, 800), (200, 400), (None, 800), (None, 800), (400, None), (200, None),
    ]  # fmt: skip


def test_exemptions_of_another_cycle_take_nothing_off(balanced: Balanced) -> None:
    far = (Exemption(date(2020, 1, 1), date(2020, 12, 31)), Exemption(date(2026, 1, 1), date(2026, 1, 20)))
    assert balanced([], cycle=year(exemptions=far)).required == 1_000


PROFILES = """
[[profiles]]
code = "grade_a"
title = { id = "A", en = "A" }

[[profiles]]
code = "grade_b"
title = { id = "B", en = "B" }
total = 4
"""


@pytest.mark.parametrize(("profile", "required"), [("", 1_000), ("grade_a", 1_000), ("grade_b", 400)])
def test_a_profile_may_have_a_total_of_its_own(balanced: Balanced, profile: str, required: int) -> None:
    assert balanced([], PROFILES, cycle=year(profile=profile)).required == required


BESIDE = '\n[[categories]]\ncode = "practice"\ntitle = { id = "Praktik", en = "Practice" }\nin_total = false\n'


def test_a_category_beside_the_total_serves_its_own_requirement(balanced: Balanced, line: Lines) -> None:
    rule = requirement("practice", 'categories = ["practice"]\nminimum = 450')
    lines = [line("a", 45_000, "practice"), line("b", 300)]
    answer = balanced(lines, BESIDE, rule)
    assert (answer.earned, answer.counted, answer.remaining) == (45_300, 300, 700)
    assert answer.requirements[0].is_met
    assert [(one.entry, one.credits, one.finding.code) for one in answer.uncounted] == [("a", 45_000, "beside-total")]


def test_what_is_in_the_total_is_never_given_up_for_what_is_beside_it(balanced: Balanced, line: Lines) -> None:
    rules = [
        requirement("study", 'modes = ["self_study"]\nmaximum = 3'),
        requirement("practice", 'categories = ["practice"]\nminimum = 2'),
        requirement("learning", 'categories = ["learning"]\nminimum = 1'),
    ]
    study = {"mode": "self_study"}
    lines = [line("a", 200, "practice", **study), line("b", 200, **study), line("c", 200, "practice", **study)]
    answer = balanced(lines, BESIDE, *rules)
    assert (answer.counted, [one.counted for one in answer.requirements]) == (200, [300, 100, 200])
    assert answer.earned == answer.counted + sum(one.credits for one in answer.uncounted)


def test_an_adjustment_beside_the_total_takes_nothing_from_it(balanced: Balanced, line: Lines) -> None:
    lines = [line("a", 300), line("b", 100, "practice"), line("c", -250, "practice", kind="adjustment")]
    answer = balanced(lines, BESIDE)
    assert (answer.counted, answer.earned) == (300, 150)
    assert [(one.entry, one.credits) for one in answer.uncounted] == [("c", -150)]


LATE = CYCLE + "late_credit_months = 3\n"
JANUARY = date(2027, 1, 31)


def test_new_credit_fills_what_was_missing_and_counts_there_alone(balanced: Balanced, line: Lines) -> None:
    """
    2026   8.00 of 10           no ethics of 1
    2027   general 5.00, ethics 1.50 in January, 4.00 in May
    """
    ethics = requirement("ethics", 'categories = ["service"]\nminimum = 1')
    lines = [
        line("a", 800),
        line("general", 500, on="2027-01-10"),
        line("ethics", 150, "service", on="2027-01-20"),
        line("may", 400, on="2027-05-01"),
    ]
    answer = balanced(lines, ethics, on=JANUARY, asks=LATE)
    assert (answer.counted, answer.standing) == (1_000, Standing.COMPLETE)
    assert answer.late == (("general", 100), ("ethics", 100))
    assert answer.earned == answer.counted + sum(one.credits for one in answer.uncounted)
    following = Cycle(date(2027, 1, 1), date(2027, 12, 31), spent=answer.late)
    after = balanced(lines[1:], ethics, cycle=following, on=JANUARY, asks=LATE)
    assert (after.counted, after.requirements[0].counted) == (850, 50)
    assert [(one.entry, one.credits, one.finding.code) for one in after.uncounted] == [
        ("ethics", 100, "counts-in-prior-cycle"),
        ("general", 100, "counts-in-prior-cycle"),
    ]


def test_without_late_credit_a_shortfall_stays(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("a", 800), line("b", 500, on="2027-01-10")], on=JANUARY)
    assert (answer.remaining, answer.late) == (200, ())


def test_late_credit_keeps_the_caps(balanced: Balanced, line: Lines) -> None:
    rule = requirement("study", 'modes = ["self_study"]\nmaximum = 4')
    study = {"mode": "self_study"}
    lines = [line("a", 300, **study), line("b", 300, **study, on="2027-02-01"), line("c", -50, on="2027-02-02")]
    answer = balanced(lines, rule, on=JANUARY, asks=LATE)
    assert (answer.counted, answer.late) == (400, (("b", 100),))
    assert answer.earned == answer.counted + sum(one.credits for one in answer.uncounted)


def test_late_credit_in_full_and_credit_that_is_all_spent(balanced: Balanced, line: Lines) -> None:
    lines = [line("b", 300, on="2027-02-01"), line("back", -100, on="2027-02-02")]
    answer = balanced(lines, on=JANUARY, asks=LATE)
    assert answer.late == (("b", 300),)
    following = Cycle(date(2027, 1, 1), date(2027, 12, 31), spent=answer.late)
    assert balanced(lines, cycle=following, asks=LATE).counted == -100


def test_an_exempt_cycle_takes_no_late_credit(balanced: Balanced, line: Lines) -> None:
    answer = balanced([line("b", 300, on="2027-02-01")], cycle=year(is_exempt=True), on=JANUARY, asks=LATE)
    assert (answer.counted, answer.late) == (0, ())
