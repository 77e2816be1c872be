"""What calendar apps get over HTTP."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from cpd.ops import events
from cpd.ops.events import EventChange, SessionChange
from cpd.store.tx import execute, in_tx, rows
from tests.documents.feed_lint import lint, parse
from tests.web import builders
from tests.web.builders import NAME, NOW, Seeded, session, webinar

pytestmark = pytest.mark.anyio

ALL = "/ics/all.ics"


@pytest.fixture(autouse=True)
def _looks_again_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpd.web.feed_shelf.FRESH_SECONDS", 0.0)


def summaries(answer: httpx.Response) -> list[str]:
    return [entry.value("SUMMARY") for entry in parse(answer.content).all("VEVENT")]


async def test_a_published_event_stands_in_the_feed_of_all_and_of_its_chapter(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    await seeded.publish(webinar("Etika praktik"), chapter="kalsel")
    for path, expected in ((ALL, ["Etika praktik"]), ("/ics/kalsel.ics", ["Etika praktik"]), ("/ics/papua.ics", [])):
        answer = await client.get(path)
        assert (answer.status_code, summaries(answer)) == (200, expected)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=900, no-transform"
        assert lint(answer.content) == []


async def test_a_draft_is_in_no_feed(client: httpx.AsyncClient, seeded: Seeded) -> None:
    plan = builders.replace(webinar(), chapter_id=seeded.chapters["kalsel"])
    await events.event_create(seeded.organizer, plan, NOW)
    assert summaries(await client.get(ALL)) == []


async def test_an_entry_leads_to_our_page_and_never_to_the_platform(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar("Etika praktik"))
    answer = await client.get(ALL)
    [entry] = parse(answer.content).all("VEVENT")
    assert entry.value("LOCATION") == "https://skp.example/events/etika-praktik"
    assert "zoom.example" not in answer.text
    assert "1.00 SKP\\, Pembelajaran" in answer.text.replace("\r\n ", "")


async def test_ids_are_the_session_and_the_installation(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar())
    [found] = await rows("SELECT session.id, instance.namespace FROM session, instance")
    [entry] = parse((await client.get(ALL)).content).all("VEVENT")
    assert entry.value("UID") == f"{found['id']}@{found['namespace']}"


async def test_a_cancelled_event_stays_and_says_so(client: httpx.AsyncClient, seeded: Seeded) -> None:
    event_id = await seeded.publish(webinar("Etika praktik"))
    await events.event_cancel(seeded.organizer, event_id, NOW + timedelta(hours=1))
    [entry] = parse((await client.get(ALL)).content).all("VEVENT")
    assert (entry.value("STATUS"), entry.value("SEQUENCE")) == ("CANCELLED", "1")
    assert entry.value("SUMMARY") == "DIBATALKAN: Etika praktik"


async def test_a_move_changes_the_bytes_and_nothing_else_does(client: httpx.AsyncClient, seeded: Seeded) -> None:
    event_id = await seeded.publish(webinar())
    first, same = await client.get(ALL), await client.get(ALL)
    assert first.content == same.content
    [found] = await rows("SELECT id FROM session")
    later = session(8)
    change = EventChange(sessions=[SessionChange(found["id"], starts_at=later.starts_at, ends_at=later.ends_at)])
    await events.event_update(seeded.organizer, event_id, change, NOW + timedelta(hours=1))
    moved = await client.get(ALL, headers={"if-none-match": first.headers["etag"]})
    assert moved.status_code == 200
    before, after = (parse(one.content).all("VEVENT")[0] for one in (first, moved))
    assert before.value("UID") == after.value("UID")
    assert before.value("DTSTART") != after.value("DTSTART")


async def test_an_app_that_has_the_bytes_gets_304(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar())
    first = await client.get(ALL)
    again = await client.get(ALL, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_head_tells_the_length_and_sends_nothing(client: httpx.AsyncClient, seeded: Seeded) -> None:
    whole, head = await client.get(ALL), await client.head(ALL)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["etag"] == whole.headers["etag"]


async def test_a_feed_in_english_is_another_address_and_what_the_browser_asks_for_is_not(
    client: httpx.AsyncClient, seeded: Seeded
) -> None:
    await seeded.publish(webinar("Etika praktik"))
    assert summaries(await client.get(ALL + "?lang=en")) == ["Ethics in practice"]
    assert summaries(await client.get(ALL, headers={"accept-language": "en"})) == ["Etika praktik"]


async def test_a_feed_goes_by_the_names_of_chapter_and_association(client: httpx.AsyncClient, seeded: Seeded) -> None:
    calendar = parse((await client.get("/ics/papua.ics")).content)
    assert calendar.value("X-WR-CALNAME") == f"DPD Papua – {NAME}"
    assert calendar.value("X-WR-TIMEZONE") == "Asia/Jayapura"
    assert calendar.value("SOURCE") == "https://skp.example/ics/papua.ics"


@pytest.mark.parametrize("path", ["/ics/nobody.ics", "/ics/ALL.ics", "/ics/kalsel", "/ics/.ics"])
async def test_an_unknown_feed_is_404_in_plain_text(client: httpx.AsyncClient, seeded: Seeded, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "<" not in answer.text


async def test_before_the_installation_is_set_up_there_is_no_feed(client: httpx.AsyncClient) -> None:
    assert (await client.get(ALL)).status_code == 404


async def test_a_feed_cannot_be_posted_to(client: httpx.AsyncClient, seeded: Seeded) -> None:
    answer = await client.post(ALL)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_a_broken_event_is_left_out_and_the_others_are_there(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar("Etika praktik"))
    broken = await seeded.publish(webinar("Zona yang hilang"))
    await spoil(broken)
    assert summaries(await client.get(ALL)) == ["Etika praktik"]


@in_tx
async def spoil(event_id: str) -> None:
    """A zone that this machine's tables no longer know."""
    await execute("UPDATE session SET time_zone = 'Asia/Atlantis' WHERE event_id = $1", event_id)
    await execute("UPDATE instance SET calendar_version = calendar_version + 1")
