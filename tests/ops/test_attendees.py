"""People decide who somebody is: the first wins, the second is told, and every decision can be taken back."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from cpd.core.errors import ActionRefused, CpdError, InputRefused, NotFound, VersionConflict
from cpd.ops import attendees
from cpd.ops.association import NewMember, chapter_create, members_create
from cpd.ops.attendees import attendee_assign, attendee_dismiss, attendee_restore
from cpd.ops.ledger import Posted
from cpd.ops.verifying import verify
from cpd.store.tx import Row, row, rows
from tests.builders import (
    DAY,
    NOW,
    PEOPLE,
    ZONE,
    Association,
    a_webinar,
    an_account,
    an_association,
    attendee_ids,
    bring,
    posted,
    report,
    stays,
)
from tests.dump import dump

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE
GUEST = "Tamu Jauh"


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


@pytest.fixture
async def ids(own: Association) -> dict[str, str]:
    """Attendees by name: a guest, and Sari, who is matched."""
    webinar = await a_webinar(own)
    await bring(own, webinar, report(f"{GUEST}, , 09:00-11:00", *stays(SARI, "09:00-11:00")))
    return await attendee_ids(webinar)


async def attendee(attendee_id: str) -> Row:
    found = await row("SELECT * FROM attendee WHERE id = $1", attendee_id)
    assert found is not None
    return found


async def test_assigning_posts_the_credit_and_says_who_decided(own: Association, ids: dict[str, str]) -> None:
    resolved = await attendee_assign(own.organizer, ids[GUEST], own.members[BAGUS], NOW, expected_version=1)
    assert resolved.posted == Posted(awards=1, awarded_credits=100)
    assert (resolved.attendee["state"], resolved.attendee["version"]) == ("assigned", 2)
    assert resolved.attendee["decided_by"] == own.organizer.account_id
    assert f"{BAGUS}  award 1.00" in await posted()
    assert await verify() == []


async def test_dismissing_and_restoring_settle_each_time(own: Association, ids: dict[str, str]) -> None:
    dismissed = await attendee_dismiss(own.organizer, ids[SARI], NOW, reason="Bukan anggota")
    assert dismissed.posted == Posted(reversals=1, reversed_credits=100)
    assert (dismissed.attendee["state"], dismissed.attendee["reason"]) == ("dismissed", "Bukan anggota")
    restored = await attendee_restore(own.organizer, ids[SARI], NOW)
    assert (restored.attendee["state"], restored.attendee["decided_by"]) == ("review", None)
    assert restored.posted == Posted()
    assert await verify() == []
    with pytest.raises(ActionRefused, match="attendee-not-decided"):
        await attendee_restore(own.organizer, ids[SARI], NOW)


async def test_assigning_the_same_again_posts_nothing(own: Association, ids: dict[str, str]) -> None:
    await attendee_assign(own.organizer, ids[GUEST], own.members[BAGUS], NOW)
    again = await attendee_assign(own.organizer, ids[GUEST], own.members[BAGUS], NOW)
    assert again.posted == Posted()


async def test_the_second_is_told_what_the_first_decided(own: Association, ids: dict[str, str]) -> None:
    await attendee_dismiss(own.organizer, ids[GUEST], NOW, expected_version=1)
    before = await dump()
    with pytest.raises(VersionConflict) as told:
        await attendee_assign(own.organizer, ids[GUEST], own.members[BAGUS], NOW, expected_version=1)
    assert (told.value.code, told.value.values) == (
        "attendee-decided-meanwhile",
        {"state": "dismissed", "version": 2},
    )
    assert await dump() == before


async def test_of_two_at_the_same_time_one_wins(own: Association, ids: dict[str, str]) -> None:
    tries = [
        attendee_assign(own.organizer, ids[GUEST], own.members[name], NOW, expected_version=1)
        for name in (BAGUS, KETUT)
    ]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Resolved", "VersionConflict"]
    assert len(await posted()) == 2
    assert (await attendee(ids[GUEST]))["version"] == 2
    assert await verify() == []


async def test_a_role_nobody_knows_is_refused(own: Association, ids: dict[str, str]) -> None:
    with pytest.raises(InputRefused, match="role-unknown"):
        await attendee_assign(own.organizer, ids[GUEST], own.members[BAGUS], NOW, role="king")


async def test_not_yours_looks_like_missing(own: Association, ids: dict[str, str]) -> None:
    other_chapter = await chapter_create("bali", "DPD Bali", "Bali", ZONE, NOW)
    stranger = await an_account("bali@contoh.example", ("organizer", other_chapter), ("registrar", None))
    before = await dump()
    errors = []
    for attendee_id in (ids[GUEST], "att_none"):
        for call in (
            attendee_assign(stranger, attendee_id, own.members[BAGUS], NOW),
            attendee_dismiss(stranger, attendee_id, NOW),
            attendee_restore(stranger, attendee_id, NOW),
        ):
            with pytest.raises(CpdError) as refused:
                await call
            errors.append((type(refused.value), refused.value.code, {**refused.value.values, "what": ""}))
    assert set(map(repr, errors)) == {repr((NotFound, "not-found", {"what": ""}))}
    assert await dump() == before


async def test_an_organizer_names_members_of_the_own_chapter_or_candidates_only(own: Association, db: str) -> None:
    bali = await chapter_create("bali", "DPD Bali", "Bali", ZONE, NOW)
    new = [NewMember("90001", "Made Wirawan Putra", bali, [], "active", DAY, DAY)]
    (made,) = await members_create(new, own.programme_id, NOW)
    organizer = await an_account("jabar@contoh.example", ("organizer", own.chapter_id))
    webinar = await a_webinar(own)
    await bring(own, webinar, report("Made W. Putra, , 09:00-11:00", f"{GUEST}, , 09:00-11:00"))
    ids = await attendee_ids(webinar)
    candidates = orjson.loads((await attendee(ids["Made W. Putra"]))["candidates"])
    assert [one["member"] for one in candidates] == [made]
    await attendee_assign(organizer, ids["Made W. Putra"], made, NOW)
    with pytest.raises(NotFound) as refused:
        await attendee_assign(organizer, ids[GUEST], made, NOW)
    assert refused.value.field == ("memberId",)
    with pytest.raises(NotFound):
        await attendee_assign(organizer, ids[GUEST], "mem_none", NOW)
    assert await verify() == []


async def test_a_device_that_renames_itself_in_a_loop_does_not_fill_a_row(own: Association) -> None:
    webinar = await a_webinar(own)
    lines = [f"Nama {number}, sama@contoh.example, 09:00-11:00" for number in range(60)]
    done = await bring(own, webinar, report(*lines))
    assert done.counts.people == 1
    found = await rows("SELECT names FROM attendee")
    assert len(orjson.loads(found[0]["names"])) == attendees.NAMES_MAX


async def test_when_the_machine_says_something_else_later_the_version_grows(own: Association) -> None:
    webinar = await a_webinar(own)
    await bring(own, webinar, report("Rina Kusuma Wardani, , 09:00-11:00"))
    (attendee_id,) = (await attendee_ids(webinar)).values()
    assert (await attendee(attendee_id))["state"] == "none"
    new = [NewMember("90002", "Rina Kusuma Wardani", own.chapter_id, [], "active", DAY, DAY)]
    (rina,) = await members_create(new, own.programme_id, NOW)
    done = await bring(own, webinar, report("Rina Kusuma Wardani, , 09:00-11:00"))
    found = await attendee(attendee_id)
    assert (found["state"], found["member_id"], found["version"]) == ("auto", rina, 2)
    assert (done.is_new, done.posted.awards) == (False, 1)
    assert await verify() == []
