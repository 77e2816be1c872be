"""Why so many credits, and why none: every rule answers with a finding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.errors import InputRefused
from cpd.core.intervals import Interval, clip, total_seconds, union
from cpd.core.rules.decide import decide
from cpd.core.rules.loading import builtin_pack_text, builtin_packs, load_pack
from cpd.core.rules.model import Case, Decision, Finding
from cpd.core.rules.pack import Pack
from cpd.words import LANGUAGES, sentence

Decided = Callable[..., Decision]
MINUTE = 60


def condition(needs: str, keys: str = "") -> str:
    return f'\n[[conditions]]\nneeds = "{needs}"\nsource = "Trial rules, {needs}"\n{keys}\n'


def found(decision: Decision, code: str) -> Finding:
    return next(one for one in decision.findings if one.code == code)


def test_leaving_ten_minutes_early_still_earns_the_credit(decided: Decided) -> None:
    decision = decided(condition("presence-percent", "percent = 80"), present=50)
    minimum = found(decision, "minimum-presence")
    assert (decision.credits, decision.rule, decision.counted_seconds) == (83, "hourly", 3_000)
    assert (minimum.values["present_seconds"], minimum.values["needed_seconds"]) == (3_000, 2_880)
    assert (minimum.passed, minimum.source) == (True, "Trial rules, presence-percent")


def test_a_second_too_short_earns_nothing_and_the_finding_says_so(decided: Decided) -> None:
    decision = decided(condition("presence-percent", "percent = 80"), presence=(Interval(0, 2_879),))
    assert (decision.credits, decision.rule) == (0, "")
    minimum = found(decision, "minimum-presence")
    assert not minimum.passed
    assert (minimum.values["present"], minimum.values["needed"]) == ("0:47:59", "0:48:00")


def test_a_share_of_core_time_is_rounded_up_to_the_second(decided: Decided) -> None:
    decision = decided(condition("presence-percent", "percent = 80"), core=61)
    assert found(decision, "minimum-presence").values["needed_seconds"] == 2_928
    odd = decided(condition("presence-percent", "percent = 80"), case_core=(Interval(0, 61),))
    assert found(odd, "minimum-presence").values["needed_seconds"] == 49


@pytest.mark.parametrize(
    ("needs", "keys", "case", "passes"),
    [
        ("presence-minutes", "minutes = 45", {"present": 45}, True),
        ("presence-minutes", "minutes = 45", {"present": 44}, False),
        ("presence-percent", "percent = 100", {"present": 60}, True),
        ("presence-percent", "percent = 1", {"core": 0, "present": 0}, False),
        ("checks-answered", "count = 2", {"checks_asked": 5, "checks_answered": 2}, True),
        ("checks-answered", "count = 2", {"checks_asked": 5, "checks_answered": 1}, False),
        ("checks-answered", "percent = 75", {"checks_asked": 5, "checks_answered": 3}, False),
        ("checks-answered", "percent = 75", {"checks_asked": 5, "checks_answered": 4}, True),
        ("done", 'what = "check_in"', {"done": frozenset({"check_in"})}, True),
        ("done", 'what = "check_out"', {"done": frozenset({"check_in"})}, False),
        ("done", 'what = "evaluation"', {"done": frozenset({"evaluation"})}, True),
        ("done", 'what = "test"', {}, False),
        ("provider-standing", 'standings = ["accredited", "partner"]', {"provider": "partner"}, True),
        ("provider-standing", 'standings = ["accredited"]', {}, False),
        ("role-once", 'also = ["speaker"]', {"credited_roles": frozenset({"moderator"})}, True),
        ("role-once", 'also = ["speaker"]', {"credited_roles": frozenset({"speaker"})}, False),
        ("sessions-attended", "percent = 75", {"sessions_held": 5, "sessions_attended": 4}, True),
        ("sessions-attended", "percent = 75", {"sessions_held": 5, "sessions_attended": 3}, False),
        ("sessions-attended", "count = 3", {"sessions_held": 3, "sessions_attended": 3}, True),
        ("sessions-attended", "count = 3", {"sessions_held": 2, "sessions_attended": 2}, False),
        ("content-once", "", {}, True),
        ("content-once", "", {"repeats_content": True}, False),
        ("longest-gap", "minutes = 10", {"presence": (Interval(0, 1_200), Interval(1_800, 3_600))}, True),
        ("longest-gap", "minutes = 10", {"presence": (Interval(0, 1_200), Interval(1_801, 3_600))}, False),
        ("longest-gap", "minutes = 10", {"presence": (Interval(601, 3_600),)}, False),
        ("longest-gap", "minutes = 10", {"presence": (Interval(0, 2_999),)}, False),
        ("longest-gap", "minutes = 10", {"core": 0}, True),
    ],
)
def test_a_condition_lets_earn_or_not(
    decided: Decided, needs: str, keys: str, case: dict[str, object], passes: bool
) -> None:
    decision = decided(condition(needs, keys), **case)
    asked = next(one for one in decision.findings if one.source.endswith(needs))
    assert asked.passed is passes
    if not passes:
        assert decision.credits == 0


def test_a_break_does_not_end_an_absence_nor_add_to_it(decided: Decided) -> None:
    """Away 9:50 to 10:20 with a break from 10:00 to 10:10: twenty minutes in one go."""
    core = (Interval(0, 60 * MINUTE), Interval(70 * MINUTE, 130 * MINUTE))
    there = (Interval(0, 50 * MINUTE), Interval(80 * MINUTE, 130 * MINUTE))
    decision = decided(condition("longest-gap", "minutes = 19"), case_core=core, presence=there)
    assert found(decision, "longest-gap").values["gap"] == "0:20:00"


def test_every_reason_is_told_at_once(decided: Decided) -> None:
    more = condition("presence-percent", "percent = 80") + condition("done", 'what = "evaluation"')
    decision = decided(more, present=10)
    assert [one.code for one in decision.findings if not one.passed] == ["minimum-presence", "evaluation-done"]


def test_a_condition_is_only_about_the_activities_it_names(decided: Decided) -> None:
    more = condition("presence-percent", 'percent = 80\nroles = ["participant"]')
    assert decided(more, present=10, role="speaker").credits == 16
    assert decided(more, present=10).credits == 0


TIERS = "tiers = [{ percent = 75, earns_percent = 100 }, { percent = 50, earns_percent = 50 }]"
FIXED = """
[[awards]]
id = "table"
kinds = ["webinar"]
roles = ["participant"]
credits = { local = "1", national = "2" }
source = "Trial rules, table"

[[awards]]
id = "any-speaker"
roles = ["speaker"]
category = "service"
credits = "3"
source = "Trial rules, table"
"""


@pytest.mark.parametrize(("present", "credits"), [(60, 200), (45, 200), (44, 100), (30, 100), (29, 0), (0, 0)])
def test_tiers_give_all_half_or_nothing(decided: Decided, present: int, credits: int) -> None:
    decision = decided(condition("presence-tiers", TIERS), pack=FIXED, present=present)
    assert decision.credits == credits
    assert found(decision, "presence-tier").values["earns_percent"] == credits // 2


def test_a_table_gives_by_kind_role_and_level(decided: Decided) -> None:
    assert decided(pack=FIXED, level="national").credits == 200
    assert decided(pack=FIXED, level="local").credits == 100
    speaker = decided(pack=FIXED, role="speaker", level="", kind="congress")
    assert (speaker.credits, speaker.rule, speaker.category) == (300, "any-speaker", "service")


def test_what_no_line_fits_earns_nothing_and_says_for_what(decided: Decided) -> None:
    decision = decided(pack=FIXED, level="international", mode="")
    assert (decision.credits, decision.rule, decision.category) == (0, "", "learning")
    missing = found(decision, "award-missing")
    assert dict(missing.values) == {"kind": "webinar", "role": "participant", "level": "international", "mode": "-"}


def hourly(rounding: str = "", more: str = "") -> str:
    return (
        '\n[[awards]]\nid = "hourly"\nminutes_per_credit = 60\nsource = "Trial rules, award"\n'
        + (f"rounding = {{ {rounding} }}\n" if rounding else "")
        + more
    )


@pytest.mark.parametrize(
    ("rounding", "minutes", "credits", "code"),
    [
        ('direction = "down", step = "0.5"', 89, 100, "award-by-time"),
        ('direction = "nearest", step = "0.5"', 75, 150, "award-by-time"),
        ('direction = "nearest", step = "0.5"', 74, 100, "award-by-time"),
        ('direction = "up", step = "0.5"', 61, 150, "award-by-time"),
        ('direction = "up", step = "0.5"', 60, 100, "award-by-time"),
        ('direction = "down", step = "0.25", minimum = "1"', 59, 0, "award-below-minimum"),
        ('direction = "down", step = "0.25", minimum = "1"', 60, 100, "award-by-time"),
        ('direction = "down", step = "0.25", maximum = "2"', 600, 200, "award-above-maximum"),
        ('direction = "nearest", step = "0.1", floor = "0.5"', 12, 50, "award-raised-to-floor"),
        ('direction = "nearest", step = "0.1", floor = "0.5"', 2, 0, "award-below-minimum"),
    ],
)
def test_time_becomes_credit_in_steps_and_within_bounds(
    decided: Decided, rounding: str, minutes: int, credits: int, code: str
) -> None:
    decision = decided(pack=hourly(rounding), core=minutes)
    assert decision.credits == credits
    assert decision.findings[-1].code == code


def test_credit_may_be_for_the_whole_core_once_the_condition_is_met(decided: Decided) -> None:
    more = condition("presence-percent", "percent = 80")
    assert decided(more, pack=hourly(more='of = "core"\n'), present=48).credits == 100


def test_time_credited_elsewhere_is_taken_from_what_earns_and_not_from_what_is_shown(decided: Decided) -> None:
    more = condition("time-once") + condition("presence-percent", "percent = 80")
    decision = decided(more, already_credited=(Interval(0, 1_800), Interval(900, 1_200)))
    assert (decision.credits, decision.counted_seconds) == (50, 1_800)
    assert found(decision, "minimum-presence").values["present_seconds"] == 3_600
    assert found(decision, "time-already-credited").values["time"] == "0:30:00"


def test_time_credited_at_other_hours_changes_nothing(decided: Decided) -> None:
    decision = decided(condition("time-once"), already_credited=(Interval(9_000, 9_900),))
    assert [one.code for one in decision.findings] == ["award-by-time"]


def test_time_may_earn_twice_where_no_rule_forbids_it(decided: Decided) -> None:
    assert decided(already_credited=(Interval(0, 3_600),)).credits == 100


def per_credit(keys: str) -> str:
    return condition("checks-per-credit", keys)


@pytest.mark.parametrize(
    ("keys", "asked", "answered", "credits"),
    [
        ("count = 3", 6, 6, 200),
        ("count = 3", 6, 5, 166),
        ("count = 3", 0, 0, 0),
        ("count = 0\neach_asked = true", 8, 7, 175),
        ("count = 0\neach_asked = true", 0, 0, 200),
    ],
)
def test_credit_goes_as_far_as_the_checks_vouch_for_it(
    decided: Decided, keys: str, asked: int, answered: int, credits: int
) -> None:
    decision = decided(per_credit(keys), core=120, checks_asked=asked, checks_answered=answered)
    assert decision.credits == credits
    assert decision.findings[-1].passed is (credits == 200)


def test_checks_are_not_asked_about_nothing(decided: Decided) -> None:
    decision = decided(per_credit("count = 3"), pack=hourly('direction = "down", step = "1"'), core=59)
    assert [one.code for one in decision.findings] == ["award-by-time", "award-below-minimum"]


ACCEPTED = '\n[stated_minutes]\naccepted = true\nsource = "Trial rules, stated"\n'


def test_minutes_without_times_earn_nothing_unless_the_pack_says_so(
    a_case: Callable[..., Case], a_pack: Callable[..., Pack]
) -> None:
    case = a_case(presence=(), stated_seconds=3_000)
    refused = decide(case, a_pack())
    assert (refused.credits, refused.counted_seconds) == (0, 0)
    assert [(one.code, one.passed, one.source) for one in refused.findings] == [
        ("stated-minutes-refused", False, "Trial rules, stated")
    ]
    accepted = decide(case, a_pack(stated=ACCEPTED))
    assert (accepted.credits, accepted.counted_seconds) == (83, 3_000)
    assert accepted.findings[0].code == "stated-minutes-accepted"


def test_stated_minutes_never_count_for_more_than_the_core(
    a_case: Callable[..., Case], a_pack: Callable[..., Pack]
) -> None:
    pack = a_pack(stated=ACCEPTED)
    assert decide(a_case(presence=(), stated_seconds=99_999), pack).credits == 100
    assert decide(a_case(core=0, presence=(), stated_seconds=5_400), pack).credits == 150


def test_stated_minutes_say_nothing_about_gaps(a_case: Callable[..., Case], a_pack: Callable[..., Pack]) -> None:
    pack = a_pack(condition("longest-gap", "minutes = 10"), stated=ACCEPTED)
    assert decide(a_case(presence=(), stated_seconds=3_600), pack).credits == 0


def test_times_are_better_evidence_than_stated_minutes(decided: Decided) -> None:
    decision = decided(present=30, stated_seconds=3_600)
    assert (decision.credits, [one.code for one in decision.findings]) == (50, ["award-by-time"])


@pytest.mark.parametrize(("percent", "present", "credits"), [(200, 60, 400), (150, 30, 150), (33, 60, 66)])
def test_a_multiplier_meets_the_tiers_before_the_rounding(
    decided: Decided, percent: int, present: int, credits: int
) -> None:
    pack = FIXED.replace('national = "2" }', f'national = "2" }}\nearns_percent = {percent}')
    assert decided(condition("presence-tiers", TIERS), pack=pack, present=present).credits == credits


def test_a_multiplier_of_time_is_rounded_once(decided: Decided) -> None:
    pack = hourly('direction = "down", step = "0.5"', "earns_percent = 150\n")
    assert decided(pack=pack, core=50).credits == 100
    assert decided(pack=pack, core=60).credits == 150


FIRST_TIME = """
[words]
tags = ["ethics"]

[[awards]]
id = "again"
roles = ["speaker"]
tags = ["repeated"]
credits = "0.5"
source = "Trial rules, repeated"

[[awards]]
id = "ethics"
tags = ["ethics"]
credits = "2"
source = "Trial rules, ethics"

[[awards]]
id = "usual"
credits = "1"
source = "Trial rules, usual"
"""


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        ({"role": "speaker"}, "usual"),
        ({"role": "speaker", "repeats_content": True}, "again"),
        ({"repeats_content": True}, "usual"),
        ({"tags": frozenset({"ethics", "law"})}, "ethics"),
        ({"tags": frozenset({"law"})}, "usual"),
    ],
)
def test_a_line_may_be_about_a_tag_or_about_what_is_repeated(
    decided: Decided, case: dict[str, object], rule: str
) -> None:
    assert decided(pack=FIRST_TIME, **case).rule == rule


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("kind", "Webinar", "not-a-word"),
        ("role", "", "not-a-word"),
        ("level", "very local", "not-a-word"),
        ("category", "é", "not-a-word"),
        ("stated_seconds", -1, "below-zero"),
        ("checks_answered", 3, "checks-more-than-asked"),
        ("sessions_attended", 3, "sessions-more-than-held"),
        ("sessions_attended", -1, "sessions-more-than-held"),
        ("tags", frozenset({"Peer"}), "not-a-word"),
    ],
)
def test_a_broken_case_is_refused_when_it_is_made(
    a_case: Callable[..., Case], field: str, value: object, code: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        a_case(**{field: value})
    assert refused.value.code == code


stretches = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), max_size=4).map(
    lambda pairs: tuple(Interval(60 * start, 60 * start + 37 * length) for start, length in pairs)
)
packs = st.sampled_from([load_pack(builtin_pack_text(name), name) for name in builtin_packs()])


@settings(max_examples=200, deadline=None)
@given(packs, stretches, stretches, st.sampled_from(["participant", "speaker"]), stretches)
def test_nobody_is_credited_for_more_time_than_they_were_there(
    pack: Pack, core: tuple[Interval, ...], there: tuple[Interval, ...], role: str, elsewhere: tuple[Interval, ...]
) -> None:
    """And credits are whole steps; and every finding has a sentence in every language."""
    case = Case(
        core, there, "training", role, "learning", date(2026, 6, 12), "national", "live_in_person",
        already_credited=elsewhere,
    )  # fmt: skip
    decision = decide(case, pack)
    assert decision.counted_seconds <= total_seconds(clip(union(there), union(core)))
    award = next((one for one in pack.awards if one.id == decision.rule), None)
    assert decision.credits == 0 if award is None else decision.credits % award.rounding.step == 0
    assert decision == decide(case, pack)
    for one in decision.findings:
        assert all(sentence(one.code, one.values, language) for language in LANGUAGES)
