"""From connections to credits: presence, breaks, roles, certification, and what is no longer so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from cpd.ops.attendees import attendee_assign, attendee_dismiss
from cpd.ops.awarding import settle_event
from cpd.ops.events import EventChange, SessionChange, event_update
from cpd.ops.ledger import Posted
from cpd.ops.verifying import verify
from cpd.store.tx import row, rows
from tests.builders import (
    NOW,
    PEOPLE,
    SessionPlan,
    a_webinar,
    an_association,
    at,
    attendee_ids,
    bring,
    email_of,
    posted,
    read_lines,
    report,
    session_plan,
    stays,
)
from tests.dump import dump

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE

_DECIDED = """
SELECT person.full_name, decision.credits, decision.presence_seconds, decision.role, decision.findings,
       decision.session_id FROM decision JOIN person ON person.member_id = decision.member_id
WHERE NOT EXISTS (SELECT 1 FROM decision AS later WHERE later.member_id = decision.member_id
    AND later.session_id = decision.session_id AND later.number > decision.number)
ORDER BY person.full_name, decision.session_id
"""


async def decided(name: str = SARI) -> str:
    """`1.00 for 7200 s: minimum-presence ...`, credits in hundredths, of what holds now."""
    (found,) = [one for one in await rows(_DECIDED) if one["full_name"] == name]
    failed = [one["code"] for one in orjson.loads(found["findings"]) if not one["passed"]]
    return f"{found['credits']} {found['role']} {found['presence_seconds']} s" + "".join(f" {code}" for code in failed)


_PRESENCE = {
    "there all the time": (["09:00-11:00"], "100 participant 7200 s"),
    "early and late count nothing": (["08:00-12:00"], "100 participant 7200 s"),
    "80 percent is enough": (["09:00-10:36"], "100 participant 5760 s"),
    "a minute less is not": (["09:00-10:35"], "0 participant 5700 s minimum-presence"),
    "a laptop and a phone are one presence": (["09:00-10:30", "09:10-10:40"], "100 participant 6000 s"),
    "two halves are one presence": (["09:00-10:00", "10:00-11:00"], "100 participant 7200 s"),
    "gaps are gaps": (["09:00-09:30", "10:30-11:00"], "0 participant 3600 s minimum-presence"),
    "before it began": (["08:00-09:00"], "0 participant 0 s minimum-presence"),
}


@pytest.mark.parametrize("case", _PRESENCE)
async def test_presence_is_the_union_of_what_lies_inside_of_the_session(db: str, case: str) -> None:
    stretches, expected = _PRESENCE[case]
    own = await an_association()
    await bring(own, await a_webinar(own), report(*stays(SARI, *stretches)))
    assert await decided() == expected
    assert await verify() == []


async def test_a_break_counts_for_nobody(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own, session_plan(breaks=((at("10:00"), at("10:30")),)))
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00"), *stays(BAGUS, "09:00-10:42")))
    assert await decided(SARI) == "100 participant 5400 s"
    assert await decided(BAGUS) == "100 participant 4320 s"
    assert await verify() == []


async def test_two_addresses_of_one_member_are_one_presence(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(
        own, webinar, report(f"HP saya, {email_of(BAGUS)}, 09:00-10:00", "Laptop, lain@contoh.example, 09:30-11:00")
    )
    ids = await attendee_ids(webinar)
    for name in ("HP saya", "Laptop"):
        await attendee_assign(own.organizer, ids[name], own.members[SARI], NOW)
    assert await decided() == "100 participant 7200 s"
    assert await posted() == [f"{SARI}  award 1.00"]
    assert await verify() == []


async def test_minutes_without_times_are_kept_and_refused_by_the_pack(db: str) -> None:
    own = await an_association()
    await bring(own, await a_webinar(own), report(*stays(SARI, "120m", "60m")))
    assert await decided() == "0 participant 0 s stated-minutes-refused minimum-presence"
    assert await verify() == []


@pytest.mark.parametrize(("role", "credits"), [("speaker", 200), ("moderator", 100), ("facilitator", 200)])
async def test_a_role_earns_what_the_pack_says(db: str, role: str, credits: int) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-09:40")))
    (attendee_id,) = (await attendee_ids(webinar)).values()
    await attendee_assign(own.organizer, attendee_id, own.members[SARI], NOW, role=role)
    assert await decided() == f"{credits} {role} 2400 s"
    assert await verify() == []


@pytest.mark.parametrize("first", ["speaker", "moderator", "participant"])
async def test_of_two_roles_the_same_one_holds_whatever_came_first(db: str, first: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report("Satu, , 09:00-10:00", "Dua, , 10:00-11:00", "Tiga, , 09:30-10:30"))
    ids = await attendee_ids(webinar)
    others = [one for one in ("speaker", "moderator", "participant") if one != first]
    for name, role in zip(("Satu", "Dua", "Tiga"), (first, *others), strict=True):
        await attendee_assign(own.organizer, ids[name], own.members[SARI], NOW, role=role)
    assert await decided() == "200 speaker 7200 s"
    assert await verify() == []


async def test_without_a_certification_nothing_is_earned_and_the_reason_is_kept(db: str) -> None:
    own = await an_association(certified=[BAGUS])
    await bring(own, await a_webinar(own), report(*stays(SARI, "09:00-11:00"), *stays(BAGUS, "09:00-11:00")))
    assert await decided(SARI) == "0 participant 7200 s no-certification"
    assert await posted() == [f"{BAGUS}  award 1.00"]
    assert await verify() == []


async def test_before_any_edition_holds_nothing_is_earned(db: str) -> None:
    own = await an_association()
    then = date(2019, 6, 12)
    webinar = await a_webinar(own, session_plan(starts_at=at("09:00", then), ends_at=at("11:00", then)))
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    assert await decided() == "0 participant 0 s no-pack-in-force"
    assert await posted() == []
    assert await verify() == []


async def test_a_session_without_a_category_earns_nothing_and_decides_nothing(db: str) -> None:
    own = await an_association()
    await bring(own, await a_webinar(own, session_plan(category="")), report(*stays(SARI, "09:00-11:00")))
    assert await rows("SELECT id FROM decision") == []
    assert await verify() == []


async def test_whoever_is_matched_no_longer_is_settled_to_zero_with_both_entries(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    (attendee_id,) = (await attendee_ids(webinar)).values()
    resolved = await attendee_dismiss(own.organizer, attendee_id, NOW, reason="Bukan anggota")
    assert resolved.posted == Posted(reversals=1, reversed_credits=100)
    assert await posted() == [f"{SARI}  award 1.00", f"{SARI}  reversal -1.00"]
    assert await decided() == "0 participant 0 s not-matched"
    assert await verify() == []
    before = await dump()
    assert await settle_event(webinar.event_id, NOW) == Posted()
    assert await dump() == before


async def test_what_belongs_to_another_goes_over_to_them(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    (attendee_id,) = (await attendee_ids(webinar)).values()
    await attendee_assign(own.organizer, attendee_id, own.members[BAGUS], NOW)
    first, *others = await posted()
    assert first == f"{SARI}  award 1.00"
    assert sorted(others) == [f"{BAGUS}  award 1.00", f"{SARI}  reversal -1.00"]
    assert await verify() == []


async def test_a_session_that_was_longer_or_shorter_is_settled_anew(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-10:00"), *stays(BAGUS, "09:00-11:00")))
    assert await posted() == [f"{BAGUS}  award 1.00"]
    change = EventChange(sessions=[SessionChange(webinar.session_id, ends_at=at("10:00"))])
    await event_update(own.organizer, webinar.event_id, change, NOW)
    assert await posted() == [f"{BAGUS}  award 1.00", f"{SARI}  award 1.00"]
    assert await decided(BAGUS) == "100 participant 3600 s"
    assert await verify() == []
    change = EventChange(sessions=[SessionChange(webinar.session_id, ends_at=at("12:00"))])
    await event_update(own.organizer, webinar.event_id, change, NOW)
    assert len(await posted()) == 4
    assert await verify() == []


def two_sessions() -> tuple[SessionPlan, SessionPlan]:
    return (
        session_plan("09:00", "10:00", category="general", platform_meeting_id=""),
        session_plan("10:30", "11:25", category="general", platform_meeting_id=""),
    )


async def test_where_a_pack_rounds_once_per_event_its_sessions_are_decided_together(db: str) -> None:
    own = await an_association(pack="iacet-ceu")
    webinar = await a_webinar(own, *two_sessions(), kind="training", mode="live_in_person")
    for meeting_id, lines in zip(webinar.meeting_ids, (["09:00-10:00"], ["10:30-11:25"]), strict=True):
        await bring(own, webinar, report(*stays(SARI, *lines)), meeting_id=meeting_id)
    found = await rows(_DECIDED)
    assert [(one["session_id"], one["presence_seconds"]) for one in found] == [(webinar.session_id, 6900)]
    assert await verify() == []


async def test_somebody_in_the_second_session_only_is_decided_under_the_first(db: str) -> None:
    own = await an_association(pack="iacet-ceu")
    webinar = await a_webinar(own, *two_sessions(), kind="training", mode="live_in_person")
    await bring(own, webinar, report(*stays(SARI, "10:30-11:25")), meeting_id=webinar.meeting_ids[1])
    found = await rows(_DECIDED)
    assert [(one["session_id"], one["presence_seconds"]) for one in found] == [(webinar.session_id, 3300)]
    assert await verify() == []


async def test_very_many_members_are_settled_as_everybody(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    before = await dump()
    assert await settle_event(webinar.event_id, NOW, members=[f"mem_{number}" for number in range(501)]) == Posted()
    assert await dump() == before


async def test_an_event_that_is_not_there_is_a_mistake_of_ours(db: str) -> None:
    with pytest.raises(LookupError, match="evt_none"):
        await settle_event("evt_none", NOW)


async def test_the_activity_of_an_award_says_what_it_was_for(db: str) -> None:
    own = await an_association()
    await bring(own, await a_webinar(own), report(*stays(SARI, "09:00-11:00")))
    entry = await row("SELECT activity, earned_on FROM entry")
    assert entry is not None
    assert orjson.loads(entry["activity"]) == {
        "kind": "webinar", "level": "national", "mode": "live_online", "role": "participant",
    }  # fmt: skip
    assert entry["earned_on"] == "2026-06-12"


async def test_a_connection_that_says_only_when_it_began_counts_nothing(db: str) -> None:
    def read_open_end(content: bytes, options: ReadingOptions, platform: str) -> Reading:
        reading = read_lines(content, options, platform)
        return replace(reading, connections=tuple(one._replace(leave=None) for one in reading.connections))

    own = await an_association()
    await bring(own, await a_webinar(own), report(*stays(SARI, "09:00-11:00")), read=read_open_end)
    assert await decided() == "0 participant 0 s minimum-presence"
    assert await verify() == []
