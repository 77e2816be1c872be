"""What everybody may see of the events."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cpd.core.errors import NotFound
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import association, events, packs, publishing
from cpd.ops.expected_credits import editions
from cpd.ops.published import PublishedEvent
from cpd.store.tx import rows
from tests.web.builders import NAME, NOW, Seeded, seed, session, webinar

pytestmark = pytest.mark.anyio

BASE = "https://skp.example"
TODAY = NOW.date()


@pytest.fixture
async def seeded(db: str) -> Seeded:
    return await seed()


async def in_feed(today: date = TODAY, chapter: str | None = None, language: str = "id") -> list[PublishedEvent]:
    return await publishing.feed_events(today, chapter, base_url=BASE, language=language)  # type: ignore[arg-type]


def titles(found: list[PublishedEvent]) -> list[str]:
    return [one.calendar.title for one in found]


async def test_a_feed_has_published_events_by_their_first_session(seeded: Seeded) -> None:
    await seeded.publish(webinar("Kedua", 9))
    await seeded.publish(webinar("Pertama", 3), chapter="papua")
    await events.event_create(seeded.organizer, replace(webinar("Naskah"), chapter_id=seeded.chapters["kalsel"]), NOW)
    assert titles(await in_feed()) == ["Pertama", "Kedua"]
    assert titles(await in_feed(chapter="papua")) == ["Pertama"]
    assert await in_feed(chapter="nowhere") == []


@pytest.mark.parametrize(
    ("days", "cancelled", "is_shown"),
    [
        (-90, False, True),
        (-91, False, False),
        (-30, True, True),
        (-31, True, False),
        (540, False, True),
        (560, False, False),
    ],
)
async def test_the_window_is_90_days_back_and_18_months_ahead(
    seeded: Seeded, days: int, cancelled: bool, is_shown: bool
) -> None:
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC) + timedelta(days=days)
    one = session(title="Sesi", starts_at=noon, ends_at=noon + timedelta(hours=1))
    event_id = await seeded.publish(webinar(sessions=(one,)))
    if cancelled:
        await events.event_cancel(seeded.organizer, event_id, NOW)
    assert bool(await in_feed()) == is_shown


async def test_an_event_cancelled_before_anybody_saw_it_is_nobodys_concern(seeded: Seeded) -> None:
    plan = replace(webinar(), chapter_id=seeded.chapters["kalsel"])
    event_id = await events.event_create(seeded.organizer, plan, NOW)
    await events.event_cancel(seeded.organizer, event_id, NOW)
    assert await in_feed() == []


async def test_days_are_those_of_the_sessions_own_zone(seeded: Seeded) -> None:
    # 23.00-00.00 UTC is the next morning in Jayapura, and an end at midnight does not touch the next day.
    starts_at = datetime(TODAY.year, TODAY.month, TODAY.day, 23, tzinfo=UTC)
    early = session(
        title="Pagi", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), time_zone="Asia/Jayapura"
    )
    late = session(
        title="Malam",
        starts_at=starts_at + timedelta(hours=13),
        ends_at=starts_at + timedelta(hours=16),
        time_zone="Asia/Jayapura",
    )
    await seeded.publish(webinar("Sehari", sessions=(early, late)))
    [found] = await in_feed()
    assert found.calendar.first_day == found.calendar.last_day == TODAY + timedelta(days=1)
    assert not found.calendar.has_umbrella


async def test_an_event_of_one_session_goes_by_its_title_and_one_of_many_by_both(seeded: Seeded) -> None:
    await seeded.publish(webinar("Etika", sessions=(session(3, title="Sesi 1"),)))
    await seeded.publish(webinar("Jambore", sessions=(session(4, title="Adiksi"), session(5, title="Jambore"))))
    one, many = await in_feed()
    assert [each.title for each in one.calendar.sessions] == ["Etika"]
    assert [each.title for each in many.calendar.sessions] == ["Adiksi – Jambore", "Jambore"]
    assert many.session_titles == ("Adiksi", "Jambore")


async def test_in_english_the_english_titles_stand_where_there_are_any(seeded: Seeded) -> None:
    await seeded.publish(webinar("Etika"))
    await seeded.publish(webinar("Adiksi", 8, title_en=""))
    assert titles(await in_feed(language="en")) == ["Ethics in practice", "Adiksi"]


async def test_a_gathering_in_person_has_a_place_and_nothing_to_join(seeded: Seeded) -> None:
    await seeded.publish(webinar(mode="live_in_person", join_url="", location="Gedung Sultan"))
    [found] = await in_feed()
    [one] = found.calendar.sessions
    assert (one.location, one.join_url, one.url) == ("Gedung Sultan", "", f"{BASE}/events/etika-praktik")


async def test_a_long_description_is_cut_between_words_in_the_feed_and_whole_on_the_page(seeded: Seeded) -> None:
    text = "pekerjaan sosial " * 60
    await seeded.publish(webinar(description=text))
    [found] = await in_feed()
    [line] = found.calendar.sessions[0].description_lines
    assert line.endswith(("sosial …", "pekerjaan …"))
    assert len(line) <= 602
    assert found.description == text.strip()


async def test_what_is_coming_is_limited_and_leaves_out_what_is_over(seeded: Seeded) -> None:
    for days in (-2, 0, 4, 2):
        await seeded.publish(webinar(f"Hari {days}", days))
    coming = await publishing.upcoming_events(NOW, base_url=BASE, language="id", limit=2)
    assert titles(coming) == ["Hari 0", "Hari 2"]


async def test_one_event_by_its_slug_and_no_draft(seeded: Seeded) -> None:
    await seeded.publish(webinar("Etika praktik"))
    found = await publishing.published_event("etika-praktik", base_url=BASE, language="id")
    assert (found.join_url, found.chapter_name) == ("https://zoom.example/j/123456789", "DPD Kalimantan Selatan")
    await events.event_create(seeded.organizer, replace(webinar("Naskah"), chapter_id=seeded.chapters["kalsel"]), NOW)
    for slug in ("naskah", "never"):
        with pytest.raises(NotFound):
            await publishing.published_event(slug, base_url=BASE, language="id")


async def test_the_number_of_statements_does_not_grow_with_the_events(
    seeded: Seeded, caplog: pytest.LogCaptureFixture
) -> None:
    async def statements() -> int:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            await in_feed()
        return len([one for one in caplog.records if one.name == "tortoise.db_client"])

    await seeded.publish(webinar("Etika 0"))
    await in_feed()
    few = await statements()
    for number in range(1, 12):
        breaks = ((NOW + timedelta(days=number, minutes=30), NOW + timedelta(days=number, minutes=45)),)
        await seeded.publish(webinar(f"Etika {number}", sessions=(session(number, breaks=breaks),)))
    assert await statements() == few <= 6


async def test_the_version_changes_when_a_feed_may_read_differently(seeded: Seeded) -> None:
    seen = [await publishing.calendar_version()]
    assert await publishing.calendar_version() == seen[0]
    event_id = await seeded.publish(webinar())
    seen.append(await publishing.calendar_version())
    await events.event_cancel(seeded.organizer, event_id, NOW)
    seen.append(await publishing.calendar_version())
    await association.chapter_create("aceh", "DPD Aceh", "Aceh", "Asia/Jakarta", NOW)
    seen.append(await publishing.calendar_version())
    await packs.publish(builtin_pack_text("ama-pra"), "ama-pra.toml", NOW)
    seen.append(await publishing.calendar_version())
    assert len(set(seen)) == 5


async def test_before_set_up_there_is_no_association_and_a_version_all_the_same(db: str) -> None:
    assert await publishing.association() is None
    assert await publishing.calendar_version() == await publishing.calendar_version()
    assert await in_feed() == []


async def test_the_association_and_its_chapters_the_national_board_first(seeded: Seeded) -> None:
    found = await publishing.association()
    assert found is not None
    assert (found.name, found.time_zone, found.created_at) == (NAME, "Asia/Jakarta", NOW)
    assert [one.code for one in await publishing.chapters()] == ["nasional", "kalsel", "papua"]


# -- expected credits


async def credits_of(seeded: Seeded, **changes: object) -> list[str]:
    await seeded.publish(webinar("Etika", **changes))
    [found] = await in_feed()
    return [one.credits_text for one in found.calendar.sessions]


async def test_full_attendance_earns_what_the_pack_in_force_gives(seeded: Seeded) -> None:
    assert await credits_of(seeded) == ["1.00 SKP, Pembelajaran"]


async def test_an_event_that_no_programme_approved_promises_nothing(seeded: Seeded) -> None:
    assert await credits_of(seeded, programmes=()) == [""]


async def test_before_a_pack_holds_nothing_is_promised(seeded: Seeded) -> None:
    known = await editions()
    assert known.in_force("contoh-id", date(2019, 12, 31)) is None
    assert known.in_force("contoh-id", TODAY) == await packs.in_force("contoh-id", TODAY)
    assert known.in_force("unknown", TODAY) is None


async def test_what_two_programmes_give_alike_is_said_once(seeded: Seeded) -> None:
    await association.programme_create("diploma", "Diploma", "Diploma", "contoh-id", NOW)
    assert await credits_of(seeded) == ["1.00 SKP, Pembelajaran"]


async def test_another_pack_is_said_beside_it_in_its_own_unit(seeded: Seeded) -> None:
    await packs.publish(builtin_pack_text("ama-pra"), "ama-pra.toml", NOW)
    await association.programme_create("medical", "Medis", "Medical", "ama-pra", NOW)
    [text] = await credits_of(seeded)
    assert text == "2.00 kredit; 1.00 SKP, Pembelajaran"


async def test_where_credit_is_rounded_once_per_event_it_is_said_of_the_whole_event(seeded: Seeded) -> None:
    content = builtin_pack_text("contoh-id").replace(
        'certainty = "example"', 'certainty = "example"\nrounded_per = "event"'
    )
    await packs.publish(content.replace('code = "contoh-id"', 'code = "utuh"', 1), "utuh.toml", NOW)
    await association.programme_create("utuh", "Utuh", "Whole", "utuh", NOW)
    programmes = [one["id"] for one in await rows("SELECT id FROM programme WHERE code = 'utuh'")]
    sessions = (session(3, title="A"), session(4, title="B"), session(5, title="C", category="service"))
    texts = await credits_of(seeded, sessions=sessions, programmes=programmes)
    assert texts[0] == texts[1]
    assert texts[0].endswith(", untuk seluruh kegiatan")
    assert not texts[2].endswith("kegiatan")
