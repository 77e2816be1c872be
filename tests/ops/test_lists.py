"""Long lists, a page at a time: who is shown what, and every row once whichever way they are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpd.core.errors import DatabaseTrouble
from cpd.core.paging import PageRequest
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import packs
from cpd.ops.association import chapter_create
from cpd.ops.attendee_lists import AttendeeFilter, attendee_shown, attendees_shown, import_shown
from cpd.ops.event_lists import EventFilter, event_shown, events_shown, meeting_shown
from cpd.ops.events import event_cancel, event_close, event_create
from cpd.ops.member_lists import MemberFilter, member_shown, members_shown
from cpd.ops.pages import Listing
from cpd.ops.readiness import check_ready, shipped_migrations
from cpd.ops.viewer import Viewer
from cpd.store.tx import execute, in_tx
from tests.builders import (
    NOW,
    PEOPLE,
    ZONE,
    Association,
    a_webinar,
    an_account,
    an_association,
    at,
    attendee_ids,
    bring,
    event_plan,
    report,
    session_plan,
    stays,
)
from tests.tampering import tamper

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE
ALL = PageRequest(100)


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


async def shown(listing: Listing, column: str) -> list[str]:
    page = await listing.page(ALL)
    assert await listing.count() == len(page.rows)
    return [one[column] for one in page.rows]


async def by_steps(listing: Listing, *, backwards: bool = False) -> list[str]:
    """Every id, read two at a time."""
    found: list[str] = []
    key = None
    while True:
        page = await listing.page(PageRequest(2, key, backwards=backwards))
        ids = [one["id"] for one in page.rows]
        found = [*ids, *found] if backwards else [*found, *ids]
        if not (page.has_previous if backwards else page.has_next):
            return found
        key = page.key(page.rows[0 if backwards else -1])


async def test_every_row_comes_once_whichever_way_it_is_read(own: Association) -> None:
    for hour in range(5):
        await a_webinar(own, session_plan(f"{9 + hour // 2:02d}:00", "13:00"))
    for wanted in (EventFilter(), EventFilter(latest_first=True)):
        listing = events_shown(own.organizer, wanted)
        whole = await shown(listing, "id")
        assert await by_steps(listing) == await by_steps(listing, backwards=True) == whole
        assert len(set(whole)) == 5
    assert await shown(events_shown(None, EventFilter()), "id") == list(
        reversed(await shown(events_shown(None, EventFilter(latest_first=True)), "id"))
    )


async def test_drafts_are_shown_to_those_who_may_and_what_was_published_to_everybody(own: Association) -> None:
    bali = await chapter_create("bali", "DPD Bali", "Bali", ZONE, NOW)
    draft = await event_create(own.organizer, event_plan(own.chapter_id), NOW)
    public = (await a_webinar(own)).event_id
    here = await an_account("jabar@contoh.example", ("organizer", own.chapter_id))
    there = await an_account("bali@contoh.example", ("organizer", bali))
    member = await an_account("m@contoh.example", ("member", None))
    viewers: list[tuple[Viewer | None, set[str]]] = [
        (None, {public}), (member, {public}), (there, {public}), (here, {draft, public}),
        (own.organizer, {draft, public}),
    ]  # fmt: skip
    for viewer, expected in viewers:
        assert set(await shown(events_shown(viewer, EventFilter()), "id")) == expected
        assert ((await event_shown(viewer, event_id=draft)) is not None) == (draft in expected)
    found = await event_shown(None, slug="etika-praktik-2")
    assert found is not None
    assert found["id"] == public
    assert await event_shown(None) is None


async def test_events_are_filtered_by_what_is_asked(own: Association) -> None:
    early = await a_webinar(own, session_plan("09:00", "10:00"), kind="workshop")
    late = await a_webinar(own, session_plan("14:00", "15:00"))
    gone = await a_webinar(own, session_plan("16:00", "17:00"))
    await event_cancel(own.organizer, gone.event_id, NOW)
    await event_close(own.organizer, early.event_id, NOW)
    cases = {
        EventFilter(kind="workshop"): {early},
        EventFilter(chapter_id=own.chapter_id): {early, late, gone},
        EventFilter(series_id="srs_none"): set(),
        EventFilter(status="draft"): set(),
        EventFilter(status="published"): {late},
        EventFilter(status="cancelled"): {gone},
        EventFilter(status="closed"): {early},
        EventFilter(starts_after=at("10:00")): {late, gone},
        EventFilter(starts_before=at("14:00")): {early},
    }
    for wanted, expected in cases.items():
        found = await shown(events_shown(own.organizer, wanted), "id")
        assert set(found) == {one.event_id for one in expected}, wanted


async def test_members_are_shown_to_those_who_register_or_audit_their_chapter(own: Association) -> None:
    bali = await chapter_create("bali", "DPD Bali", "Bali", ZONE, NOW)
    registrar = await an_account("r@contoh.example", ("registrar", own.chapter_id))
    stranger = await an_account("b@contoh.example", ("registrar", bali))
    herself = await an_account("s@contoh.example", ("member", None), member_id=own.members[SARI])
    assert await shown(members_shown(registrar, MemberFilter()), "full_name") == list(PEOPLE)
    assert await shown(members_shown(stranger, MemberFilter()), "id") == []
    assert await shown(members_shown(herself, MemberFilter()), "id") == []
    assert await shown(members_shown(own.organizer, MemberFilter(by_name=True)), "full_name") == sorted(PEOPLE)
    for wanted, expected in (
        (MemberFilter(chapter_id=bali), []), (MemberFilter(status="lapsed"), []),
        (MemberFilter(chapter_id=own.chapter_id, status="active", name="PRATAMA"), [BAGUS]),
        (MemberFilter(name="%"), []), (MemberFilter(name="_"), []), (MemberFilter(name="!"), []),
    ):  # fmt: skip
        assert await shown(members_shown(own.organizer, wanted), "full_name") == expected
    assert (await member_shown(herself, number="00001") or {})["id"] == own.members[SARI]
    assert await member_shown(herself, number="00002") is None
    assert await member_shown(herself, number="none") is None
    assert await member_shown(stranger, member_id=own.members[SARI]) is None
    assert await member_shown(stranger) is None


async def test_attendees_imports_and_meetings_are_shown_to_their_organizers(own: Association) -> None:
    webinar = await a_webinar(own)
    done = await bring(
        own, webinar, report(*stays(SARI, "09:00-11:00"), "Bagus Wijaya, , 09:00-11:00", "Tamu, , 09:00-11:00")
    )
    ids = await attendee_ids(webinar)
    auditor = await an_account("a@contoh.example", ("auditor", own.chapter_id))
    nobody = await an_account("n@contoh.example")
    every = AttendeeFilter(states=("auto", "review", "none"))
    for viewer, expected in ((own.organizer, sorted(ids)), (auditor, sorted(ids)), (nobody, [])):
        assert await shown(attendees_shown(viewer, every), "name") == expected
        is_shown = bool(expected)
        assert ((await attendee_shown(viewer, ids["Tamu"])) is not None) == is_shown
        assert ((await import_shown(viewer, str(done.import_id))) is not None) == is_shown
        assert ((await meeting_shown(viewer, webinar.meeting_id)) is not None) == is_shown
    for wanted, expected in (
        (replace(every, states=()), []), (replace(every, states=("none",)), ["Tamu"]),
        (replace(every, event_id=webinar.event_id, meeting_id=webinar.meeting_id), sorted(ids)),
        (replace(every, event_id="evt_none"), []), (replace(every, meeting_id="mtg_none"), []),
    ):  # fmt: skip
        assert await shown(attendees_shown(own.organizer, wanted), "name") == expected


async def test_editions_are_listed_by_code(own: Association) -> None:
    other = await packs.publish(builtin_pack_text("ama-pra"), "ama-pra.toml", NOW)
    assert await shown(packs.editions(None), "code") == ["ama-pra", "contoh-id"]
    assert await shown(packs.editions("ama-pra"), "id") == [other]
    assert (await packs.published(other) or {})["code"] == "ama-pra"
    assert await packs.published("pck_none") is None


@in_tx
async def send(statement: str) -> None:
    await execute(statement)


async def test_a_database_is_ready_when_everything_was_applied_and_nothing_is_newer(db: str) -> None:
    await check_ready()
    await tamper(guards_stay_away=True)
    with pytest.raises(DatabaseTrouble, match="guards-missing"):
        await check_ready()
    await send("INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', 'm9999_later', '2026-01-01')")
    with pytest.raises(DatabaseTrouble, match="database-newer"):
        await check_ready()
    await send("DELETE FROM tortoise_migrations")
    with pytest.raises(DatabaseTrouble) as refused:
        await check_ready()
    assert refused.value.values == {"names": ", ".join(shipped_migrations())}
