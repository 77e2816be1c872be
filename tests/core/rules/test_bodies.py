"""The figures of the shipped packs of real bodies, and of regimes that were never thought of when this was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cpd.core.credits import credits_text
from cpd.core.intervals import Interval
from cpd.core.rules.anchors import HolderFacts, member_cycle
from cpd.core.rules.balance import balance
from cpd.core.rules.carrying import carry_over
from cpd.core.rules.decide import decide
from cpd.core.rules.model import Balance, Case, Cycle, LedgerLine, Standing
from cpd.core.rules.pack import Pack

Packs = Callable[..., Pack]
Lines = Callable[..., LedgerLine]
THREE_YEARS = Cycle(date(2024, 1, 1), date(2026, 12, 31))
END = date(2026, 12, 31)


def standing(answer: Balance) -> tuple[str, list[str]]:
    return (answer.standing.value, [one.code for one in answer.requirements if not one.is_met])


def cycle_of(pack: Pack, facts: HolderFacts, on: str) -> Cycle:
    assert pack.cycle is not None
    return member_cycle(pack.cycle, facts, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("pieces", "reflected", "expected"),
    [(2, 1, ("COMPLETE", [])), (2, 0, ("ON_TRACK", ["peer-reflection"])), (1, 1, ("ON_TRACK", []))],
)
def test_social_work_england_asks_for_two_pieces_one_of_them_with_a_peer(
    shipped: Packs, line: Lines, pieces: int, reflected: int, expected: tuple[str, list[str]]
) -> None:
    pack = shipped("social-work-england")
    cycle = cycle_of(pack, HolderFacts(date(2022, 3, 3)), "2026-01-15")
    assert (cycle.starts_on, cycle.ends_on) == (date(2025, 12, 1), date(2026, 11, 30))
    peer = frozenset({"peer_reflected"})
    lines = [
        line(f"p{n}", 100, "cpd", "2026-01-10", tags=peer if n < reflected else frozenset()) for n in range(pieces)
    ]
    assert standing(balance(lines, cycle, pack, date(2026, 1, 15))) == expected


def test_social_work_england_counts_a_piece_whatever_its_length_and_the_same_piece_once(
    shipped: Packs, a_case: Callable[..., Case]
) -> None:
    pack = shipped("social-work-england")
    assert decide(a_case(core=7, kind="reflection", category="cpd"), pack).credits == 100
    assert decide(a_case(kind="reflection", category="cpd", repeats_content=True), pack).credits == 0


@pytest.mark.parametrize(
    ("supervision", "skills", "other", "expected"),
    [(10, 15, 5, ("COMPLETE", [])), (10, 20, 0, ("COMPLETE", [])), (9, 15, 6, ("AT_RISK", ["supervision"]))],
)
def test_aasw_asks_for_thirty_hours_from_july_to_june(
    shipped: Packs, line: Lines, supervision: int, skills: int, other: int, expected: tuple[str, list[str]]
) -> None:
    pack = shipped("aasw-au")
    cycle = cycle_of(pack, HolderFacts(date(2020, 3, 3)), "2026-06-12")
    assert (cycle.starts_on, cycle.ends_on) == (date(2025, 7, 1), date(2026, 6, 30))
    hours = {"supervision": supervision, "skills": skills, "other": other}
    lines = [line(name, 100 * hour, name) for name, hour in hours.items() if hour]
    assert standing(balance(lines, cycle, pack, date(2026, 6, 12))) == expected


def test_older_aasw_doubles_seven_hours_less_lunch_to_twelve(shipped: Packs, a_case: Callable[..., Case]) -> None:
    pack = shipped("aasw-au", ("minutes_per_credit = 60", "minutes_per_credit = 60\nearns_percent = 200"))
    core = (Interval(0, 4 * 3_600), Interval(5 * 3_600, 7 * 3_600))
    decision = decide(a_case(core=420, case_core=core, category="skills"), pack)
    assert (decision.credits, decision.counted_seconds) == (1_200, 21_600)


def texas(line: Lines, **hours: int) -> list[LedgerLine]:
    return [line(name, 100 * hour, name, "2026-05-01", provider="listed") for name, hour in hours.items()]


@pytest.mark.parametrize(
    ("general", "ethics", "diversity", "carried"),
    [(21, 6, 3, []), (25, 6, 3, [("general", 400)]), (40, 6, 3, [("general", 1_000)]), (22, 6, 2, [])],
)
def test_texas_carries_ten_at_most_and_only_if_not_needed_now(
    shipped: Packs, line: Lines, general: int, ethics: int, diversity: int, carried: list[tuple[str, int]]
) -> None:
    pack = shipped("texas-lmsw")
    cycle = cycle_of(pack, HolderFacts(date(2025, 3, 3), birth_month=6), "2026-05-05")
    assert (cycle.starts_on, cycle.ends_on) == (date(2025, 3, 3), date(2026, 6, 30))
    lines = texas(line, general=general, ethics=ethics, cultural_diversity=diversity)
    answer = balance(lines, cycle, pack, date(2026, 5, 5))
    assert (answer.required, answer.standing is Standing.COMPLETE) == (3_000, diversity == 3)
    assert [(one.entry, one.credits) for one in carry_over(lines, cycle, pack)] == carried


def test_texas_wants_half_from_listed_providers(shipped: Packs, line: Lines) -> None:
    lines = [
        line("listed", 1_400, "ethics", provider="listed"),
        line("other", 1_600, "cultural_diversity", provider="unlisted"),
    ]
    cycle = Cycle(date(2025, 1, 1), END)
    assert standing(balance(lines, cycle, shipped("texas-lmsw"), date(2026, 12, 1)))[1] == ["listed-providers"]


def test_florida_asks_for_violence_and_laws_in_every_third_cycle_and_exempts_the_first(shipped: Packs) -> None:
    pack = shipped("florida-lcsw")
    facts = HolderFacts(date(2023, 9, 9))
    asked = {}
    for on in ("2024-01-01", "2025-04-01", "2027-04-01", "2029-04-01", "2033-04-01"):
        cycle = cycle_of(pack, facts, on)
        answer = balance([], cycle, pack, date.fromisoformat(on))
        asked[cycle.number] = (cycle.ends_on.isoformat(), answer.required, len(answer.requirements))
    assert asked == {
        1: ("2025-03-31", 0, 0),
        2: ("2027-03-31", 3_000, 2),
        3: ("2029-03-31", 3_000, 4),
        4: ("2031-03-31", 3_000, 2),
        6: ("2035-03-31", 3_000, 4),
    }


def test_florida_carries_nothing(shipped: Packs, line: Lines) -> None:
    assert carry_over([line("a", 9_000, "ethics")], THREE_YEARS, shipped("florida-lcsw")) == ()


@pytest.mark.parametrize(
    ("education", "giving", "early", "counted", "carried"),
    [
        (35, 25, 0, 60, 0),
        (35, 40, 0, 60, 0),
        (30, 25, 0, 55, 0),
        (50, 25, 0, 75, 15),
        (90, 0, 0, 90, 20),
        (10, 0, 60, 70, 10),
    ],
)
def test_pmi_counts_giving_back_to_25_and_carries_20_of_the_last_year(
    shipped: Packs, line: Lines, education: int, giving: int, early: int, counted: int, carried: int
) -> None:
    lines = [
        line("e", 100 * education, "education", "2026-02-01"),
        line("g", 100 * giving, "giving_back", "2025-02-01"),
        line("early", 100 * early, "education", "2025-03-01"),
    ]
    pack = shipped("pmi-pmp")
    assert balance(lines, THREE_YEARS, pack, END).counted == 100 * counted
    assert sum(one.credits for one in carry_over(lines, THREE_YEARS, pack)) == 100 * carried


@pytest.mark.parametrize(
    ("late", "credits"),
    [(650, "6.50"), (400, "4.00"), (2_000, "6.50")],
)
def test_isc2_carries_the_excess_of_group_a_of_the_last_six_months(
    shipped: Packs, line: Lines, late: int, credits: str
) -> None:
    """126.5 earned, 6.5 of it group A in the last six months: 6.5 are carried."""
    lines = [
        line("a", 12_650 - 3_000 - late, "group_a", "2025-01-01"),
        line("b", 3_000, "group_b", "2026-08-01"),
        line("late", late, "group_a", "2026-09-01"),
    ]
    [carry] = carry_over(lines, THREE_YEARS, shipped("isc2-cissp"))
    assert (carry.entry, credits_text(carry.credits), carry.line.category) == ("late", credits, "group_a")


def test_isc2_carries_forty_at_most_and_counts_group_b_to_thirty(shipped: Packs, line: Lines) -> None:
    pack = shipped("isc2-cissp")
    lines = [line("a", 20_000, "group_a", "2026-09-01"), line("b", 5_000, "group_b", "2026-09-01")]
    assert balance(lines, THREE_YEARS, pack, END).counted == 23_000
    assert [(one.entry, one.credits) for one in carry_over(lines, THREE_YEARS, pack)] == [("a", 4_000)]


HOURS = """
[[awards]]
id = "reflection"
categories = ["reflection", "feedback"]
credits = "1"
source = "s"

[[awards]]
id = "hour"
minutes_per_credit = 60
source = "s"
"""


def category(code: str, *, is_in_total: bool = True) -> str:
    beside = "" if is_in_total else "in_total = false\n"
    return f'\n[[categories]]\ncode = "{code}"\ntitle = {{ id = "{code}", en = "{code}" }}\n{beside}'


def asks(code: str, keys: str) -> str:
    return f'\n[[requirements]]\ncode = "{code}"\ntitle = {{ id = "{code}", en = "{code}" }}\nsource = "s"\n{keys}\n'


def years(anchor: str, months: int, total: str, more: str = "") -> str:
    return f'\n[cycle]\nanchor = "{anchor}"\nmonths = {months}\ntotal = "{total}"\nsource = "s"\n{more}\n'


def test_a_nurse_shows_practice_hours_and_written_reflections_beside_the_learning(a_pack: Packs, line: Lines) -> None:
    """Three years: 35 hours, 20 of them with others; 450 hours of practice; 5 reflections, 5 times feedback."""
    beside = [category(code, is_in_total=False) for code in ("practice", "reflection", "feedback")]
    pack = a_pack(
        "".join(beside)
        + years("licence", 36, "35")
        + asks("participatory", 'categories = ["learning"]\nmodes = ["live_in_person", "live_online"]\nminimum = 20')
        + asks("practice", 'categories = ["practice"]\nminimum = 450\nprorated = false')
        + asks("reflections", 'categories = ["reflection"]\nminimum = 5')
        + asks("feedback", 'categories = ["feedback"]\nminimum = 5'),
        awards=HOURS,
    )
    lines = [
        line("live", 2_000, mode="live_online"),
        line("study", 1_500, mode="self_study"),
        line("work", 45_000, "practice"),
        line("written", 500, "reflection"),
        line("heard", 400, "feedback"),
    ]
    answer = balance(lines, THREE_YEARS, pack, END)
    assert (answer.counted, answer.remaining, standing(answer)[1]) == (3_500, 0, ["feedback"])


def test_an_accountant_rolls_three_years_with_a_least_for_each(a_pack: Packs, line: Lines) -> None:
    """120 hours in the last 36 months, half of them verifiable, 20 in each twelve of these."""
    pack = a_pack(
        "\n[words]\ntags = ['verifiable']\n"
        + years("rolling", 36, "120")
        + asks("verifiable", "tags = ['verifiable']\nminimum_share = '1/2'")
        + asks("yearly", 'each = "year"\nminimum = 20')
    )
    on = date(2026, 9, 30)
    cycle = cycle_of(pack, HolderFacts(date(2010, 1, 1)), "2026-09-30")
    assert (cycle.starts_on, cycle.ends_on) == (date(2023, 10, 1), on)
    verifiable = frozenset({"verifiable"})
    lines = [
        line("old", 9_000, on="2023-09-30", tags=verifiable),
        line("first", 2_000, on="2023-10-01"),
        line("second", 2_000, on="2024-12-01"),
        line("third", 8_000, on="2026-09-30", tags=verifiable),
    ]
    answer = balance(lines, cycle, pack, on)
    assert (answer.counted, answer.standing) == (12_000, Standing.COMPLETE)


def test_an_engineer_may_count_reading_to_a_third_and_carry_half_a_year(a_pack: Packs, line: Lines) -> None:
    """15 hours by the birthday, reading at most a third, at most 7.5 carried, and none of it carried twice."""
    pack = a_pack(
        "\n[words]\nkinds = ['reading']\n"
        + years("birth_date", 12, "15")
        + asks("reading", 'kinds = ["reading"]\nmaximum_share = "1/3"')
        + asks("carried", 'entries = ["carry_over"]\nmaximum = "7.5"')
        + '\n[[carry_over]]\nmaximum_share = "1/2"\nsource = "s"\n'
    )
    cycle = cycle_of(pack, HolderFacts(date(2025, 6, 1), born_on=date(1980, 2, 29)), "2026-05-01")
    assert (cycle.starts_on, cycle.ends_on) == (date(2026, 3, 1), date(2027, 2, 28))
    lines = [line("a", 900, activity_kind="reading"), line("b", 1_900, on="2026-08-01")]
    assert balance(lines, cycle, pack, cycle.ends_on).counted == 2_400
    assert sum(one.credits for one in carry_over(lines, cycle, pack)) == 750


def test_a_teacher_is_asked_by_school_terms_and_less_while_on_leave(a_pack: Packs, line: Lines) -> None:
    """100 hours in five years; no more than 8 a day and 30 for one course; a course taught again counts a quarter."""
    awards = """
[[awards]]
id = "taught-again"
roles = ["speaker"]
tags = ["repeated"]
minutes_per_credit = 60
earns_percent = 25
source = "s"

[[awards]]
id = "hour"
minutes_per_credit = 60
source = "s"
"""
    pack = a_pack(
        years("fixed_date", 60, "100", "fixed_from = 2022-08-01")
        + asks("day", 'each = "day"\nmaximum = 8')
        + asks("course", 'each = "activity"\nmaximum = 30'),
        awards=awards,
    )
    lines = [line(f"d{n}", 900, on=f"2026-06-{n:02d}", activity="summer-school") for n in range(1, 6)]
    cycle = cycle_of(pack, HolderFacts(date(2020, 1, 1)), "2026-06-01")
    assert balance(lines, cycle, pack, cycle.ends_on).counted == 3_000
    talk = Case((Interval(0, 14_400),), (Interval(0, 14_400),), "workshop", "speaker", "learning", date(2026, 6, 1))
    again = Case(talk.core, talk.presence, talk.kind, talk.role, talk.category, talk.earned_on, repeats_content=True)
    assert [(one.rule, one.credits) for one in (decide(talk, pack), decide(again, pack))] == [
        ("hour", 400),
        ("taught-again", 100),
    ]


def test_a_lawyer_makes_a_shortfall_good_within_two_months_and_starts_prorated(a_pack: Packs, line: Lines) -> None:
    """12 hours to 31 March, one of ethics; admitted in between: a twelfth for each whole month, in halves up."""
    pack = a_pack(
        years(
            "fixed_date", 12, "12",
            'fixed_from = 2020-04-01\nlate_credit_months = 2\nfirst = [{ asks = "prorated" }]\n'
            'proration = { direction = "up", step = "0.5" }',
        )
        + asks("ethics", 'categories = ["service"]\nminimum = 1\nprorated = false')
    )  # fmt: skip
    cycle = cycle_of(pack, HolderFacts(date(2025, 10, 10)), "2026-01-01")
    lines = [line("a", 300, on="2025-12-01"), line("b", 400, "service", "2026-05-31")]
    answer = balance(lines, cycle, pack, date(2026, 6, 1))
    assert (answer.required, answer.late, answer.standing) == (500, (("b", 200),), Standing.COMPLETE)
