from __future__ import annotations

import asyncio

import pytest

from cpd.store import tx
from tests.story.association import an_event, zoom_report

pytestmark = pytest.mark.anyio


async def test_a_published_event_is_in_the_calendar_and_a_cancelled_one_says_so(webinar):
    feed = (await webinar.ours.client.get("/ics/jabar.ics")).text
    assert "SUMMARY" in feed
    assert "Webinar Etika & Batas" in feed.replace("\r\n ", "")
    assert feed.count("BEGIN:VEVENT") == 1
    assert (await webinar.ours.client.get("/ics/papua.ics")).text.count("BEGIN:VEVENT") == 0
    await webinar.ours.do("organizer", "eventCancel", {"id": webinar.event}, "event { status }")
    later = None
    for _ in range(30):
        later = (await webinar.ours.client.get("/ics/all.ics")).text
        if "CANCELLED" in later:
            break
        await asyncio.sleep(0.1)
    assert "STATUS:CANCELLED" in later
    assert "DIBATALKAN:" in later


async def test_nodes_finds_everything_by_its_id(webinar):
    done = await webinar.imported(zoom_report("Ada Rahmawati,ada@surel.example,0,120", "Sri Wahyuni,,0,120"))
    (attendee,) = await webinar.queue()
    entry = (await webinar.balance("ada"))["creditEntries"]["nodes"][0]["id"]
    public = await webinar.ours.data(None, "{ chapters { id } programmes { id } rulePacks(first: 1) { nodes { id } } }")
    session = (await webinar.ours.data(None, "{ events(first: 1) { nodes { sessions { id } } } }"))["events"]["nodes"][
        0
    ]
    expected = {
        webinar.event: "Event",
        webinar.meeting: "Meeting",
        session["sessions"][0]["id"]: "Session",
        done["attendanceImport"]["id"]: "AttendanceImport",
        attendee["id"]: "Attendee",
        entry: "CreditEntry",
        webinar.ours.members["ada"]: "Member",
        public["chapters"][0]["id"]: "Chapter",
        public["programmes"][0]["id"]: "Programme",
        public["rulePacks"]["nodes"][0]["id"]: "RulePack",
        "mem_01ARZ3NDEKTSV4RRFFQ69G5FAV": None,
        "nonsense": None,
    }
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    found = (await webinar.ours.data("administrator", query, {"ids": list(expected)}))["nodes"]
    assert [one and one["__typename"] for one in found] == list(expected.values())
    hidden = (await webinar.ours.data(None, query, {"ids": list(expected)}))["nodes"]
    assert [one and one["__typename"] for one in hidden] == [
        "Event", None, "Session", None, None, None, None, "Chapter", "Programme", "RulePack", None, None,
    ]  # fmt: skip


async def test_rule_packs_are_public_with_their_certainty(ours):
    query = "{ rulePacks(first: 5) { nodes { code edition certainty title note source holdsFrom sha256 content } } }"
    (pack,) = (await ours.data(None, query))["rulePacks"]["nodes"]
    assert (pack["code"], pack["certainty"]) == ("contoh-id", "example")
    assert "not a regulation" in pack["note"]
    assert pack["content"].startswith("#")


async def test_the_number_of_statements_does_not_grow_with_the_list(webinar, monkeypatch):
    query = (
        "query($n: Int!) { events(first: $n) { nodes { title chapter { name parent { name } } series { title }"
        " programmes { code } sessions { title breaks { startsAt } event { slug } meetings { platform } } } } }"
    )
    for number in range(12):
        event = an_event(webinar.ours.chapters["jabar"], title=f"Webinar {number}")
        created = await webinar.ours.do("organizer", "eventCreate", event, "event { id }")
        await webinar.ours.do("organizer", "eventPublish", {"id": created["event"]["id"]}, "event { id }")
    counted = []
    send = tx.rows

    async def count(sql, *values):
        counted.append(sql)
        return await send(sql, *values)

    for module in ("schema.loaders", "cpd.ops.pages", "cpd.ops.viewer"):
        monkeypatch.setattr(f"{module}.rows", count)
    sizes = {}
    for number in (2, 12):
        counted.clear()
        assert len((await webinar.ours.data("organizer", query, {"n": number}))["events"]["nodes"]) == number
        sizes[number] = len(counted)
    assert sizes[2] == sizes[12] > 5


async def test_the_page_the_health_and_the_api_answer(ours):
    page = await ours.client.get("/")
    assert page.status_code == 200
    assert "/graphql" in page.text
    assert (await ours.client.get("/healthz")).status_code == 200
    assert (await ours.client.get("/readyz")).status_code == 200
    assert (await ours.client.get("/graphql", params={"query": "{ __typename }"})).json() == {
        "data": {"__typename": "Query"}
    }
