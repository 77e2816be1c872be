"""What people see without signing in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import httpx
import pytest

from cpd.ops import association, events
from tests.documents.feed_lint import lint, parse
from tests.web.builders import NAME, NOW, Seeded, session, webinar

pytestmark = pytest.mark.anyio

EVENT = "/events/etika-praktik"


class Outline(HTMLParser):
    """Elements with their attributes, and the text outside of tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def links(self) -> list[str]:
        return [one.get("href") or "" for one in self.attributes("a")]


async def outline(client: httpx.AsyncClient, path: str) -> Outline:
    answer = await client.get(path)
    assert answer.status_code == 200
    return Outline(answer.text)


async def test_an_empty_installation_says_so_kindly(client: httpx.AsyncClient) -> None:
    seen = await outline(client, "/")
    assert "Selamat datang" in seen.text
    assert "cpd serve" in seen.text


async def test_without_events_the_page_offers_the_calendar(client: httpx.AsyncClient, seeded: Seeded) -> None:
    seen = await outline(client, "/")
    assert "Belum ada kegiatan yang dijadwalkan" in seen.text
    assert "webcal://skp.example/ics/all.ics" in seen.links()


async def test_the_front_page_shows_what_is_coming_with_times_in_three_zones_and_credits(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    await seeded.publish(webinar())
    seen = await outline(client, "/")
    assert NAME in seen.text
    assert EVENT in seen.links()
    for zone in ("WIB", "WITA", "WIT"):
        assert re.search(rf"\d\d\.\d\d–\d\d\.\d\d {zone}\b", seen.text)
    assert "1.00 SKP, Pembelajaran" in seen.text


async def test_events_come_by_their_date_and_those_that_are_over_do_not(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    for days in (9, 3, -3):
        await seeded.publish(webinar(f"Webinar {days + 10}", days))
    seen = await outline(client, "/")
    assert [one for one in seen.links() if "webinar" in one] == ["/events/webinar-13", "/events/webinar-19"]


async def test_no_more_than_twenty_events_and_under_sixty_kilobytes(client: httpx.AsyncClient, seeded: Seeded) -> None:
    for number in range(21):
        await seeded.publish(webinar(f"Webinar {number} " + "tentang praktik pekerjaan sosial " * 4, number + 1))
    for number in range(35):
        await association.chapter_create(f"c{number}", f"DPD Provinsi {number}", "Provinsi", "Asia/Jakarta", NOW)
    answer = await client.get("/")
    style = await client.get(Outline(answer.text).attributes("link")[-1]["href"] or "")
    assert answer.text.count('class="event"') == 20
    assert len(answer.content) + len(style.content) < 60_000


async def test_every_chapter_has_its_feed_on_the_page(client: httpx.AsyncClient, seeded: Seeded) -> None:
    links = (await outline(client, "/")).links()
    for code in seeded.chapters:
        assert f"webcal://skp.example/ics/{code}.ics" in links
        assert f"https://skp.example/ics/{code}.ics" in links


async def test_the_address_of_the_feed_can_be_copied(client: httpx.AsyncClient, seeded: Seeded) -> None:
    seen = await outline(client, "/")
    [field] = [one for one in seen.attributes("input") if "readonly" in one]
    assert field["value"] == "https://skp.example/ics/all.ics"
    assert field["id"] in [one.get("for") for one in seen.attributes("label")]
    google = "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fskp.example%2Fics%2Fall.ics"
    assert google in seen.links()


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/", "", "id"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "de", "id"),
        ("/?lang=en", "id", "en"),
        ("/?lang=id", "en", "id"),
        ("/?lang=xx", "en", "en"),
    ],
)
async def test_the_language_is_the_one_chosen_then_the_browsers_then_indonesian(
    client: httpx.AsyncClient, seeded: Seeded, path: str, accept: str, language: str
) -> None:
    answer = await client.get(path, headers={"accept-language": accept})
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert Outline(answer.text).attributes("html") == [{"lang": language}]


async def test_a_chosen_language_stays_chosen(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar())
    seen = await outline(client, "/?lang=en")
    assert f"{EVENT}?lang=en" in seen.links()
    assert "/?lang=id" in seen.links()


async def test_pages_have_landmarks_one_heading_no_script_and_nothing_from_elsewhere(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    await seeded.publish(webinar())
    for path in ("/", EVENT):
        seen = await outline(client, path)
        tags = [tag for tag, _ in seen.elements]
        assert [tags.count(one) for one in ("main", "header", "footer", "h1", "script")] == [1, 1, 1, 1, 0]
        assert seen.links()[0] == "#content"
        fetched = [one["href"] or "" for one in seen.attributes("link") if one["rel"] in ("stylesheet", "icon")]
        assert all(one.startswith(("/static/", "data:")) for one in fetched)


async def test_titles_are_text_and_not_markup(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar("<script>alert(1)</script>", slug="etika-praktik"))
    for path in ("/", EVENT):
        answer = await client.get(path)
        assert "<script" not in answer.text
        assert "&lt;script&gt;" in answer.text


async def test_an_events_page_leads_to_the_meeting_without_telling_where_from(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    await seeded.publish(webinar())
    seen = await outline(client, EVENT)
    [join] = [one for one in seen.attributes("a") if one["href"] == "https://zoom.example/j/123456789"]
    assert join["rel"] == "noopener noreferrer external"
    assert "Bersama Dra. Sekar Wulan." in seen.text


async def test_the_sessions_of_a_gathering_each_have_their_time_and_place(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    sessions = (session(7, title="Pembukaan", location="Aula"), session(8, title="Adiksi", location="Ruang B"))
    plan = webinar(sessions=sessions, mode="live_in_person", join_url="", location="Gedung Sultan")
    await seeded.publish(plan)
    seen = await outline(client, EVENT)
    for shown in ("Pembukaan", "Aula", "Adiksi", "Ruang B", "Gedung Sultan"):
        assert shown in seen.text
    assert len(seen.attributes("time")) == 2
    assert "2 sesi" in (await outline(client, "/")).text


@pytest.mark.parametrize("days", [7, -1])
async def test_what_is_cancelled_or_over_cannot_be_joined(client: httpx.AsyncClient, seeded: Seeded, days: int) -> None:
    event_id = await seeded.publish(webinar(days=days))
    if days > 0:
        await events.event_cancel(seeded.organizer, event_id, NOW + timedelta(hours=1))
    seen = await outline(client, EVENT)
    assert not any("zoom.example" in one for one in seen.links())
    assert ("dibatalkan" if days > 0 else "sudah selesai") in seen.text.casefold()


async def test_a_draft_has_no_page(client: httpx.AsyncClient, seeded: Seeded) -> None:
    plan = replace(webinar(), chapter_id=seeded.chapters["kalsel"])
    await events.event_create(seeded.organizer, plan, NOW)
    for path in (EVENT, f"{EVENT}.ics", "/events/never-was"):
        assert (await client.get(path)).status_code == 404


async def test_one_event_can_be_kept_with_the_id_it_has_in_the_feed(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar())
    copy, feed = await client.get(f"{EVENT}.ics"), await client.get("/ics/all.ics")
    assert copy.headers["content-disposition"] == 'attachment; filename="etika-praktik.ics"'
    assert copy.headers["content-type"] == "text/calendar; charset=utf-8"
    ids = [parse(one.content).all("VEVENT")[0].value("UID") for one in (copy, feed)]
    assert ids[0] == ids[1]
    assert [one for one in lint(copy.content) if "SOURCE" not in one] == []


async def test_the_style_may_be_kept_for_ever_and_an_old_one_is_gone(client: httpx.AsyncClient, seeded: Seeded) -> None:
    seen = await outline(client, "/")
    [address] = [one["href"] or "" for one in seen.attributes("link") if one["rel"] == "stylesheet"]
    answer = await client.get(address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get("/static/0000000000000000/style.css")).status_code == 404
    assert (await client.get("/static/0000000000000000/other.css")).status_code == 404


@pytest.mark.parametrize(("lang", "said"), [("id", "Halaman ini tidak ada"), ("en", "This page does not exist")])
async def test_a_page_that_is_not_there_says_so_in_both_languages(
    client: httpx.AsyncClient, lang: str, said: str
) -> None:
    answer = await client.get(f"/nothing/<b>?lang={lang}")
    assert answer.status_code == 404
    assert said in answer.text
    assert "<b>" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
