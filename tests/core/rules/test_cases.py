"""CASE.json and CYCLE.json: what a registrar writes, and what comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from cpd.core.errors import InputsRefused
from cpd.core.intervals import total_seconds
from cpd.core.rules.balance import balance
from cpd.core.rules.cases import balance_to_json, case_from_json, cycle_from_json, decision_to_json
from cpd.core.rules.decide import decide
from cpd.core.rules.loading import load_pack
from cpd.core.rules.model import Cycle, LedgerLine
from cpd.core.rules.pack import Pack
from cpd.words import LANGUAGES, sentence_of

README = (resources.files("cpd.core.rules") / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return [part.split("\n```")[0] for part in README.split(f"```{language}\n")[1:]]


@pytest.fixture
def readme_pack() -> Pack:
    return load_pack(blocks("toml")[0], "README.md")


def test_the_readmes_other_parts_fit_its_pack() -> None:
    text, cycle, carry = blocks("toml")
    before, after = text.split("[cycle]")
    _, rules = after.split("[[requirements]]", 1)
    pack = load_pack(before + cycle + "\n[[requirements]]" + rules + "\n" + carry, "README.md")
    assert pack.cycle is not None
    assert ([one.asks for one in pack.cycle.first], pack.carry_over[0].source) == (
        ["nothing", "prorated", "full"],
        "Board decision 4/2026, 11",
    )


def test_the_readmes_case_is_a_minute_too_short(readme_pack: Pack) -> None:
    decision = decide(case_from_json(blocks("json")[0].encode()), readme_pack)
    [finding] = decision.findings
    assert (decision.credits, decision.counted_seconds) == (0, 95 * 60)
    assert (finding.values["needed"], finding.values["core"]) == ("1:36:00", "2:00:00")
    assert finding.source == "Board decision 4/2026, 2"


def test_the_readmes_short_form_is_so_many_minutes_attended(readme_pack: Pack) -> None:
    answer = decision_to_json(decide(case_from_json(blocks("json")[1].encode()), readme_pack))
    assert answer == {
        "pack": "my-body",
        "edition": "2026",
        "credits": "1.50",
        "category": "learning",
        "rule": "by-the-hour",
        "counted_seconds": 5_700,
        "findings": [
            {
                "code": "award-by-time",
                "passed": True,
                "values": {
                    "line": "by-the-hour",
                    "seconds": 5_700,
                    "time": "1:35:00",
                    "minutes": 60,
                    "step": "0.25",
                    "credits": "1.50",
                },
                "source": "Board decision 4/2026, 5",
            }
        ],
    }


def test_the_readmes_cycle_gives_its_balance(readme_pack: Pack) -> None:
    lines, cycle = cycle_from_json(blocks("json")[2].encode())
    answer = balance_to_json(balance(lines, cycle, readme_pack, date(2026, 7, 10)))
    requirements, uncounted = answer.pop("requirements"), answer.pop("uncounted")
    assert answer == {
        "required": "30.00",
        "earned": "21.00",
        "counted": "12.00",
        "pending": "6.00",
        "remaining": "18.00",
        "days_left": 599,
        "standing": "AT_RISK",
        "late": [],
    }
    assert isinstance(requirements, list)
    assert isinstance(uncounted, list)
    assert [(one["entry"], one["credits"], one["finding"]["code"]) for one in uncounted] == [
        ("a", "1.00", "maximum-reached"),
        ("b", "2.00", "maximum-reached"),
        ("c", "6.00", "credit-pending"),
    ]
    assert requirements[1] == {
        "code": "self-study",
        "title": {"id": "Belajar mandiri", "en": "Self-study"},
        "kind": "maximum",
        "starts_on": "2025-03-01",
        "ends_on": "2028-02-29",
        "minimum": None,
        "maximum": "12.00",
        "earned": "15.00",
        "counted": "12.00",
        "remaining": "0.00",
        "is_met": True,
        "met_by": "",
        "pieces": 2,
        "pieces_needed": 0,
        "source": "Board decision 4/2026, 9",
    }


CASE: dict[str, object] = {"kind": "webinar", "role": "participant", "category": "learning", "earned_on": "2026-06-12"}
NINE_TO_TEN = {"starts_at": "2026-06-12T09:00:00+07:00", "ends_at": "2026-06-12T10:00:00+07:00"}
SESSION = {**NINE_TO_TEN, "time_zone": "Asia/Jakarta"}


def written(document: object) -> bytes:
    return json.dumps(document).encode()


def case(**more: object) -> bytes:
    return written({**CASE, **more})


def test_the_date_is_the_sessions_own_unless_it_is_said() -> None:
    late = {
        "starts_at": "2026-12-31T14:30:00Z",
        "ends_at": "2026-12-31T16:00:00Z",
        "time_zone": "Asia/Jayapura",
    }
    undated = {key: value for key, value in CASE.items() if key != "earned_on"}
    assert case_from_json(written({**undated, "session": late})).earned_on == date(2026, 12, 31)
    assert case_from_json(case(session=late)).earned_on == date(2026, 6, 12)


def test_several_sessions_are_one_case_dated_by_the_first() -> None:
    undated = {key: value for key, value in CASE.items() if key != "earned_on"}
    second = {"starts_at": "2026-06-13T09:00:00+07:00", "ends_at": "2026-06-13T10:30:00+07:00"}
    sessions = [{**second, "time_zone": "Asia/Jakarta"}, SESSION]
    made = case_from_json(written({**undated, "sessions": sessions}))
    assert (total_seconds(made.core), made.earned_on) == (150 * 60, date(2026, 6, 12))


def test_less_than_the_whole_can_be_written_in_minutes() -> None:
    made = case_from_json(case(minutes=45, of_minutes=60))
    assert (total_seconds(made.core), total_seconds(made.presence), made.stated_seconds) == (3_600, 2_700, 0)


def test_every_key_of_a_case_is_read() -> None:
    made = case_from_json(
        case(
            session=SESSION,
            presence=[NINE_TO_TEN],
            level="national",
            mode="live_online",
            provider="accredited",
            stated_minutes=5,
            checks={"asked": 4, "answered": 3},
            already_credited=[NINE_TO_TEN],
            repeats_content=True,
            done=["test", "check_in"],
            preparation_minutes=30,
            tags=["ethics"],
            credited_roles=["speaker"],
            sessions_held=4,
            sessions_attended=3,
        )
    )
    assert (made.level, made.mode, made.provider) == ("national", "live_online", "accredited")
    assert (made.stated_seconds, made.preparation_seconds) == (300, 1_800)
    assert (made.checks_asked, made.checks_answered, made.repeats_content) == (4, 3, True)
    assert made.already_credited == made.presence == made.core
    assert made.done == {"test", "check_in"}
    assert (made.tags, made.credited_roles) == (frozenset({"ethics"}), frozenset({"speaker"}))
    assert (made.sessions_held, made.sessions_attended) == (4, 3)


def mistakes(read: Callable[[bytes, str], object], content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputsRefused) as refused:
        read(content, "IN.json")
    for one in refused.value.refusals:
        assert all(sentence_of(one, language) for language in LANGUAGES)
    return [(one.code, str(one.values.get("key", ""))) for one in refused.value.refusals]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document-not-json"),
        (b"\xff{}", "document-not-json"),
        (b'{"kind": NaN}', "document-not-json"),
        (b'{"kind": 1, "kind": 2}', "document-not-json"),
        (b"[" * 100_000, "document-not-json"),
        (b"[]", "document-not-an-object"),
        (b" " * 20_000_001, "document-too-big"),
    ],
)
def test_what_is_not_one_json_object_is_refused(content: bytes, code: str) -> None:
    assert mistakes(case_from_json, content) == [(code, "")]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert case_from_json(b"\xef\xbb\xbf" + case(minutes=1)).kind == "webinar"


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ({"surprise": 1}, ("key-unknown", "surprise")),
        ({"kind": "Webinar"}, ("value-not-a-word", "kind")),
        ({"role": ""}, ("value-not-text", "role")),
        ({"earned_on": "12-06-2026"}, ("value-not-date", "earned_on")),
        ({"earned_on": 20260612}, ("value-not-date", "earned_on")),
        ({"session": {**SESSION, "time_zone": "WIB!"}}, ("not-time-zone", "session.time_zone")),
        ({"session": {**SESSION, "starts_at": "2026-06-12T09:00:00"}}, ("value-not-time", "session.starts_at")),
        ({"session": {**SESSION, "starts_at": "2026-06-12"}}, ("value-not-time", "session.starts_at")),
        ({"session": {**SESSION, "starts_at": "2026-06-12T29:00:00Z"}}, ("value-not-time", "session.starts_at")),
        ({"session": {**SESSION, "starts_at": "0001-01-01T00:00:00Z"}}, ("value-not-time", "session.starts_at")),
        ({"session": {**SESSION, "ends_at": "2026-06-12T08:59:59+07:00"}}, ("ends-before-start", "session.ends_at")),
        ({"session": {**SESSION, "room": "A"}}, ("key-unknown", "session.room")),
        ({"session": {**SESSION, "breaks": [{"starts_at": 1}]}}, ("value-not-time", "session.breaks[1].starts_at")),
        ({"sessions": [{}]}, ("key-missing", "sessions[1].time_zone")),
        ({"presence": [NINE_TO_TEN, "all"]}, ("value-not-table", "presence")),
        ({"presence": [{**NINE_TO_TEN, "who": "me"}]}, ("key-unknown", "presence[1].who")),
        ({"minutes": 60, "session": SESSION}, ("minutes-and-times", "minutes")),
        ({"minutes": 60, "of_minutes": 59}, ("value-not-whole-number", "of_minutes")),
        ({"of_minutes": 59}, ("key-unknown", "of_minutes")),
        ({"minutes": 1.5}, ("value-not-whole-number", "minutes")),
        ({"checks": {"asked": 1}}, ("key-missing", "checks.answered")),
        ({"checks": {"asked": 1, "answered": 2}}, ("checks-more-than-asked", "")),
        ({"repeats_content": "yes"}, ("value-not-true-or-false", "repeats_content")),
        ({"done": ["everything"]}, ("value-not-a-choice", "done")),
        ({"tags": ["Ethics"]}, ("value-not-a-choice", "tags")),
        ({"sessions_held": 1, "sessions_attended": 2}, ("sessions-more-than-held", "")),
    ],
)
def test_a_mistake_in_a_case_names_its_key(more: dict[str, object], mistake: tuple[str, str]) -> None:
    assert mistake in mistakes(case_from_json, case(**more))


ENTRY: dict[str, object] = {"id": "a", "credits": "1.00", "category": "learning", "earned_on": "2026-06-12"}
CYCLE = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def test_every_key_of_a_cycle_is_read() -> None:
    activity = {"kind": "webinar", "role": "speaker", "mode": "live_online", "level": "local", "provider": "listed"}
    entry = {**ENTRY, "kind": "adjustment", "reverses": "z", "pending": True, "activity": activity}
    inner = {**CYCLE, "required": "12.50", "extended_until": "2027-01-31", "profile": "remote", "exempt": True}
    [line], cycle = cycle_from_json(written({"cycle": inner, "entries": [entry]}))
    assert (line.kind, line.reverses, line.pending) == ("adjustment", "z", True)
    assert (line.activity_kind, line.role, line.mode, line.level, line.provider) == tuple(activity.values())
    assert (cycle.required, cycle.closes_on, cycle.profile, cycle.is_exempt) == (
        1_250,
        date(2027, 1, 31),
        "remote",
        True,
    )


def test_what_is_known_of_a_holder_and_of_an_entry_is_read() -> None:
    more: dict[str, object] = {
        "number": 3,
        "asked_months": 7,
        "exemptions": [{"starts_on": "2026-02-01", "ends_on": "2026-04-30"}],
        "documents": ["first_aid_card"],
        "met_before": ["laws-and-rules"],
        "spent": [{"entry": "a", "credits": "0.50"}],
    }
    activity: dict[str, object] = {"id": "jamboree", "tags": ["ethics"]}
    entry = {**ENTRY, "pieces": 2, "expires_on": "2026-12-31", "activity": activity}
    more |= CYCLE
    [line], cycle = cycle_from_json(written({"cycle": more, "entries": [entry]}))
    assert (cycle.number, cycle.asked_months, cycle.documents) == (3, 7, frozenset({"first_aid_card"}))
    assert cycle.exemptions == ((date(2026, 2, 1), date(2026, 4, 30)),)
    assert (cycle.met_before, cycle.spent) == (frozenset({"laws-and-rules"}), (("a", 50),))
    assert (line.activity, line.tags, line.pieces, line.expires_on) == (
        "jamboree",
        frozenset({"ethics"}),
        2,
        date(2026, 12, 31),
    )


def test_late_credit_is_told_by_its_entry(readme_pack: Pack) -> None:
    late = LedgerLine("a", 100, "learning", date(2026, 6, 12))
    answer = balance([late], Cycle(date(2026, 1, 1), date(2026, 12, 31)), readme_pack, date(2026, 7, 1))
    assert balance_to_json(replace(answer, late=(("a", 50),)))["late"] == [{"entry": "a", "credits": "0.50"}]


@pytest.mark.parametrize("credits", ["1", "1.5", 1, 1.0, "1e2", "NaN", "1.000", "+1.00"])
def test_credits_in_json_are_text_with_two_decimals(credits: object) -> None:
    document = {"cycle": CYCLE, "entries": [{**ENTRY, "credits": credits}]}
    assert mistakes(cycle_from_json, written(document)) == [("value-not-credits", "entries[1].credits")]


@pytest.mark.parametrize(
    ("document", "mistake"),
    [
        ({"entries": []}, ("key-missing", "cycle")),
        ({"cycle": []}, ("value-not-table", "cycle")),
        ({"cycle": {**CYCLE, "ends_on": "2025-01-01"}}, ("cycle-ends-before-start", "")),
        ({"cycle": {**CYCLE, "length": 5}}, ("key-unknown", "cycle.length")),
        ({"cycle": CYCLE, "entries": [ENTRY, ENTRY]}, ("entry-twice", "entries[2].id")),
        ({"cycle": CYCLE, "entries": [{**ENTRY, "kind": "gift"}]}, ("value-not-a-choice", "entries[1].kind")),
        (
            {"cycle": CYCLE, "entries": [{**ENTRY, "activity": {"kind": "A"}}]},
            ("value-not-a-word", "entries[1].activity.kind"),
        ),
        (
            {"cycle": CYCLE, "entries": [{**ENTRY, "activity": {"hue": "a"}}]},
            ("key-unknown", "entries[1].activity.hue"),
        ),
        ({"cycle": {**CYCLE, "met_before": [1]}}, ("value-not-text", "cycle.met_before")),
        ({"cycle": {**CYCLE, "spent": [{"entry": "a"}]}}, ("key-missing", "cycle.spent[1].credits")),
        (
            {"cycle": {**CYCLE, "exemptions": [{"starts_on": "2026-02-01", "ends_on": "2026-01-31"}]}},
            ("ends-before-start", "cycle.exemptions[1].ends_on"),
        ),
        ({"cycle": CYCLE, "entries": {}}, ("value-not-list", "entries")),
        ({"cycle": CYCLE, "notes": ""}, ("key-unknown", "notes")),
    ],
)
def test_a_mistake_in_a_cycle_names_its_key(document: object, mistake: tuple[str, str]) -> None:
    assert mistake in mistakes(cycle_from_json, written(document))


def test_a_stand_in_for_a_mistake_is_not_blamed_too() -> None:
    document = {"cycle": {"starts_on": "2026-01-01", "ends_on": "soon"}}
    assert mistakes(cycle_from_json, written(document)) == [("value-not-date", "cycle.ends_on")]
