"""Events: logged, published, changed, cancelled, closed, and what each step refuses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cpd.core.errors import ActionRefused, InputRefused, NotFound, VersionConflict
from cpd.ops import association
from cpd.ops.events import (
    Clearing,
    EventChange,
    SessionChange,
    clearing,
    event_cancel,
    event_close,
    event_create,
    event_publish,
    event_update,
    meeting_link,
)
from cpd.store.tx import Row, row, rows
from tests.builders import (
    NOW,
    PEOPLE,
    ZONE,
    Association,
    Webinar,
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
from tests.dump import dump

pytestmark = pytest.mark.anyio


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


@pytest.fixture
async def webinar(own: Association) -> Webinar:
    return await a_webinar(own)


async def event(event_id: str) -> Row:
    found = await row("SELECT * FROM event WHERE id = $1", event_id)
    assert found is not None
    return found


async def calendar_version() -> int:
    found = await row("SELECT calendar_version FROM instance")
    assert found is not None
    return int(found["calendar_version"])


async def test_an_event_is_logged_as_a_draft_with_its_sessions_in_order(own: Association) -> None:
    late, early = session_plan("13:00", "15:00", title="Kedua"), session_plan("09:00", "11:00", title="Pertama")
    event_id = await event_create(own.organizer, event_plan(own.chapter_id, late, early), NOW)
    found = await event(event_id)
    assert (found["status"], found["slug"], found["sequence"], found["version"]) == ("draft", "etika-praktik", 0, 1)
    sessions = await rows("SELECT title, position, time_zone FROM session ORDER BY position")
    assert [(one["title"], one["time_zone"]) for one in sessions] == [("Pertama", ZONE), ("Kedua", ZONE)]
    assert await row("SELECT programme_id FROM event_programme") == {"programme_id": own.programme_id}
    assert await row("SELECT platform_meeting_id FROM meeting LIMIT 1") == {"platform_meeting_id": "81234567890"}


async def test_titles_that_are_alike_get_slugs_that_are_not(own: Association) -> None:
    plans = [event_plan(own.chapter_id, title=title) for title in ("Etika & Batas!", "etika batas", "Etika, batas")]
    ids = [await event_create(own.organizer, plan, NOW) for plan in plans]
    assert [(await event(one))["slug"] for one in ids] == ["etika-batas", "etika-batas-2", "etika-batas-3"]


async def test_the_same_title_at_the_same_time_gets_as_many_slugs(own: Association) -> None:
    await asyncio.gather(*[event_create(own.organizer, event_plan(own.chapter_id), NOW) for _ in range(4)])
    found = await rows("SELECT slug FROM event ORDER BY slug")
    assert [one["slug"] for one in found] == ["etika-praktik", "etika-praktik-2", "etika-praktik-3", "etika-praktik-4"]


_REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "a kind nobody knows": ({"kind": "party"}, "word-unknown"),
    "a level nobody knows": ({"level": "galactic"}, "word-unknown"),
    "a mode nobody knows": ({"mode": "telepathy"}, "word-unknown"),
    "no session": ({"sessions": ()}, "sessions-count"),
    "too many sessions": ({"sessions": (session_plan(),) * 201}, "sessions-count"),
    "a series that is not there": ({"series_id": "srs_none"}, "not-found"),
    "a programme that is not there": ({"programmes": ["prg_none"]}, "not-found"),
    "a zone that is none": ({"time_zone": "WIB"}, "time-zone-unknown"),
    "no title": ({"title": "  "}, "value-needed"),
    "a control character": ({"title": "a\x00b"}, "control-characters"),
    "a title without end": ({"title": "x" * 301}, "text-too-long"),
    "an address that is none": ({"join_url": "javascript:alert(1)"}, "not-an-address"),
    "an end before the start": ({"sessions": (session_plan("11:00", "09:00"),)}, "session-times"),
    "three days in one session": (
        {"sessions": (session_plan(ends_at=at("09:00") + timedelta(days=3)),)},
        "session-times",
    ),
    "a break outside": ({"sessions": (session_plan(breaks=((at("08:00"), at("09:30")),)),)}, "break-outside"),
    "a category that is no word": ({"sessions": (session_plan(category="Belajar!"),)}, "not-a-word"),
}


@pytest.mark.parametrize("case", _REFUSED)
async def test_a_plan_that_cannot_be_is_refused_and_nothing_is_written(own: Association, case: str) -> None:
    change, code = _REFUSED[case]
    before = await dump()
    with pytest.raises(InputRefused) as refused:
        await event_create(own.organizer, replace(event_plan(own.chapter_id), **change), NOW)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert await dump() == before


async def test_series_and_programmes_are_those_that_were_named(own: Association) -> None:
    series_id = await association.series_create("bulan-sosial", "Bulan sosial", "Social month", NOW)
    plan = event_plan(own.chapter_id, series_id=series_id, programmes=[])
    found = await event(await event_create(own.organizer, plan, NOW))
    assert found["series_id"] == series_id
    assert await rows("SELECT programme_id FROM event_programme") == []


async def test_only_organizers_of_the_chapter_log_and_change_events(own: Association, webinar: Webinar) -> None:
    other = await association.chapter_create("bali", "DPD Bali", "Bali", ZONE, NOW)
    stranger = await an_account("bali@contoh.example", ("organizer", other), ("auditor", None))
    with pytest.raises(NotFound):
        await event_create(stranger, event_plan(own.chapter_id), NOW)
    for step in (event_publish, event_cancel, event_close):
        with pytest.raises(NotFound):
            await step(stranger, webinar.event_id, NOW)
        with pytest.raises(NotFound):
            await step(own.organizer, "evt_none", NOW)
    with pytest.raises(NotFound):
        await event_update(stranger, webinar.event_id, EventChange(title="x"), NOW)
    with pytest.raises(NotFound):
        await meeting_link(stranger, webinar.session_id, "zoom", "1", NOW)


async def test_publishing_twice_is_once_and_calendars_learn_of_it(own: Association) -> None:
    event_id = await event_create(own.organizer, event_plan(own.chapter_id), NOW)
    version = await calendar_version()
    await event_publish(own.organizer, event_id, NOW)
    once = await dump()
    await event_publish(own.organizer, event_id, NOW + timedelta(hours=1))
    assert await dump() == once
    found = await event(event_id)
    assert (found["status"], found["sequence"], found["version"]) == ("published", 0, 2)
    assert await calendar_version() == version + 1


async def test_changing_raises_the_sequence_of_the_event_and_its_sessions(own: Association, webinar: Webinar) -> None:
    change = EventChange(
        title="Etika lanjutan",
        title_en="Ethics II",
        description="Dua\r\nbaris",
        location="Bandung",
        join_url="https://zoom.example/j/1",
        sessions=[
            SessionChange(webinar.session_id, title="Inti", title_en="Core", location="Aula", starts_at=at("09:30"))
        ],
    )
    await event_update(own.organizer, webinar.event_id, change, NOW, expected_version=2)
    found = await event(webinar.event_id)
    assert (found["title"], found["description"], found["sequence"], found["version"]) == (
        "Etika lanjutan", "Dua\nbaris", 1, 3,
    )  # fmt: skip
    session = await row("SELECT title, location, sequence, starts_at FROM session")
    assert session == {"title": "Inti", "location": "Aula", "sequence": 1, "starts_at": int(at("09:30").timestamp())}


async def test_what_is_not_named_stays_as_it_is(own: Association) -> None:
    webinar = await a_webinar(own, session_plan(breaks=((at("10:00"), at("10:15")),)), location="Bandung")
    before = await dump()
    await event_update(own.organizer, webinar.event_id, EventChange(sessions=[SessionChange(webinar.session_id)]), NOW)
    after = await dump()
    assert {name for name in after if after[name] != before[name]} == {"event", "session", "instance"}
    found = await event(webinar.event_id)
    assert (found["title"], found["location"]) == ("Etika praktik", "Bandung")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (SessionChange("ses_none"), "not-found"),
        (SessionChange("", ends_at=at("08:00")), "session-times"),
        (SessionChange("", breaks=[(at("11:00"), at("11:30"))]), "break-outside"),
        (SessionChange("", ends_at=at("09:50")), "break-outside"),
        (SessionChange("", title=" "), "value-needed"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_whole(own: Association, change: SessionChange, code: str) -> None:
    webinar = await a_webinar(own, session_plan(breaks=((at("10:00"), at("10:15")),)))
    before = await dump()
    wanted = replace(change, session_id=change.session_id or webinar.session_id)
    with pytest.raises(InputRefused) as refused:
        await event_update(own.organizer, webinar.event_id, EventChange(title="Lain", sessions=[wanted]), NOW)
    assert refused.value.code == code
    assert await dump() == before


async def test_the_second_editor_is_told(own: Association, webinar: Webinar) -> None:
    await event_update(own.organizer, webinar.event_id, EventChange(title="Satu"), NOW, expected_version=2)
    with pytest.raises(VersionConflict, match="event-changed-meanwhile"):
        await event_update(own.organizer, webinar.event_id, EventChange(title="Dua"), NOW, expected_version=2)
    assert (await event(webinar.event_id))["title"] == "Satu"


async def test_a_cancelled_event_stays_cancelled(own: Association, webinar: Webinar) -> None:
    await event_cancel(own.organizer, webinar.event_id, NOW)
    once = await dump()
    await event_cancel(own.organizer, webinar.event_id, NOW + timedelta(hours=1))
    assert await dump() == once
    assert (await event(webinar.event_id))["sequence"] == 1
    with pytest.raises(ActionRefused, match="event-cancelled"):
        await event_publish(own.organizer, webinar.event_id, NOW)
    with pytest.raises(ActionRefused, match="event-not-published"):
        await event_close(own.organizer, webinar.event_id, NOW)


async def test_closing_is_for_events_that_are_over(own: Association, webinar: Webinar) -> None:
    draft = await event_create(own.organizer, event_plan(own.chapter_id), NOW)
    with pytest.raises(ActionRefused, match="event-not-published"):
        await event_close(own.organizer, draft, NOW)
    with pytest.raises(ActionRefused, match="event-not-over"):
        await event_close(own.organizer, webinar.event_id, at("10:59"))
    await event_close(own.organizer, webinar.event_id, at("11:00"))
    once = await dump()
    await event_close(own.organizer, webinar.event_id, NOW)
    assert await dump() == once
    with pytest.raises(ActionRefused, match="event-closed"):
        await event_cancel(own.organizer, webinar.event_id, NOW)


async def test_the_same_meeting_linked_twice_is_one(own: Association, webinar: Webinar) -> None:
    linked = [await meeting_link(own.organizer, webinar.session_id, "zoom", "812-3456 7890", NOW) for _ in range(2)]
    assert linked == [webinar.meeting_id] * 2
    other = await meeting_link(own.organizer, webinar.session_id, "zoom", "700 1", NOW)
    assert other != webinar.meeting_id
    done = await asyncio.gather(
        *[meeting_link(own.organizer, webinar.session_id, "teams", "abc", NOW) for _ in range(4)]
    )
    assert len(set(done)) == 1


async def test_everybody_who_was_in_is_accounted_for(own: Association, webinar: Webinar) -> None:
    sari, bagus, _ = PEOPLE
    await bring(
        own,
        webinar,
        report(
            *stays(sari, "09:00-11:00"),
            *stays(bagus, "09:00-09:10"),
            "Tamu, , 09:00-11:00",
            "Ketut Larasati, , 09:00-11:00",
        ),
    )
    found = await clearing(webinar.event_id)
    states = {one["name"]: one["state"] for one in await rows("SELECT name, state FROM attendee")}
    unresolved = sum(state == "review" for state in states.values())
    assert found == Clearing(people=4, credited=1, not_eligible=3 - unresolved, unresolved=unresolved)
    assert await clearing("evt_none") == Clearing(0, 0, 0, 0)
    assert len(await attendee_ids(webinar)) == 4
