"""Feeds as bytes: when the database is asked, and what is written anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from cpd.core.errors import DatabaseTrouble
from cpd.documents import calendar
from cpd.ops.published import PublishedEvent
from cpd.ops.publishing import Association, FeedChapter
from cpd.web.feed_shelf import FeedShelf, Source
from cpd.web.feeds import Feeds
from cpd.web.problems import answer_to
from cpd.web.security import Edge
from tests.documents.calendar_builders import CHANGED, NINE_WIB, numbered

pytestmark = pytest.mark.anyio


@dataclass
class Desk:
    """A source that counts how often it is asked."""

    events: list[calendar.CalendarEvent]
    now: datetime = NINE_WIB
    tick: float = 100.0
    version: int = 1
    asked: int = 0
    read: int = 0
    trouble: Exception | None = None
    chapters: list[FeedChapter] = field(
        default_factory=lambda: [FeedChapter("kalsel", "DPD Kalsel", "Kalimantan Selatan", "Asia/Makassar")]
    )

    def source(self) -> Source:
        return Source(
            version=self._version,
            association=self._association,
            chapters=self._chapters,
            events=self._events,
            now=lambda: self.now,
            ticks=lambda: self.tick,
        )

    async def _version(self) -> tuple[object, ...]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        return (self.version,)

    async def _association(self) -> Association:
        return Association("Himpunan", "Asia/Jakarta", CHANGED)

    async def _chapters(self) -> list[FeedChapter]:
        return self.chapters

    async def _events(self, *_: object, **__: object) -> list[PublishedEvent]:
        self.read += 1
        return [
            PublishedEvent(f"e{number}", "Webinar", "kalsel" if number % 2 else "papua", "", "", "", ("",), one)
            for number, one in enumerate(self.events)
        ]


@pytest.fixture
def desk() -> Desk:
    return Desk([numbered(number) for number in range(4)])


def shelf(desk: Desk) -> FeedShelf:
    return FeedShelf("https://skp.example", "id", desk.source())


async def test_within_a_second_nothing_is_asked_of_the_database(desk: Desk) -> None:
    shelved = shelf(desk)
    first = await shelved.feed("all")
    desk.tick += 0.99
    desk.version += 1
    assert shelved.kept("all") is first
    assert await shelved.feed("all") is first
    assert (desk.asked, desk.read) == (1, 1)


async def test_after_a_second_one_small_question_is_asked_and_the_same_bytes_stand(desk: Desk) -> None:
    shelved = shelf(desk)
    first = await shelved.feed("all")
    desk.tick += 1
    assert shelved.kept("all") is None
    assert await shelved.feed("all") is first
    assert (desk.asked, desk.read) == (2, 1)


async def test_of_many_who_ask_at_once_one_goes_to_the_database(desk: Desk) -> None:
    shelved = shelf(desk)
    answers = await asyncio.gather(*(shelved.feed("all") for _ in range(20)))
    assert len({id(one) for one in answers}) == 1
    assert (desk.asked, desk.read) == (1, 1)


async def test_only_a_changed_event_is_written_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    original = calendar.event_bytes

    def noted(event: calendar.CalendarEvent, *rest: object) -> bytes:
        written.append(event.uid)
        return original(event, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(calendar, "event_bytes", noted)
    shelved = shelf(desk)
    await shelved.feed("all")
    assert len(written) == 4
    written.clear()
    desk.events[2] = replace(desk.events[2], changed_at=CHANGED + timedelta(hours=1), sequence=2)
    desk.version, desk.tick = 2, desk.tick + 1
    await shelved.feed("all")
    assert written == [desk.events[2].uid]


async def test_a_new_day_in_the_associations_zone_moves_the_window(desk: Desk) -> None:
    shelved = shelf(desk)
    desk.now = datetime(2027, 6, 4, 16, 59, tzinfo=UTC)
    before = await shelved.feed("all")
    desk.tick += 1
    desk.now += timedelta(minutes=1)
    # 00.00 WIB on 5 June: the event of 6 March was 91 days ago.
    after = await shelved.feed("all")
    assert before is not None
    assert after is not None
    assert before.body.count(b"BEGIN:VEVENT") - after.body.count(b"BEGIN:VEVENT") == 1


async def test_an_event_that_cannot_be_written_is_tried_once_for_each_change(desk: Desk) -> None:
    desk.events[1] = replace(desk.events[1], title="", sessions=())
    shelved = shelf(desk)
    feed = await shelved.feed("all")
    assert feed is not None
    assert feed.body.count(b"BEGIN:VEVENT") == 3


async def test_chapters_have_their_own_events_and_unknown_names_have_no_feed(desk: Desk) -> None:
    shelved = shelf(desk)
    own = await shelved.feed("kalsel")
    assert own is not None
    assert own.body.count(b"BEGIN:VEVENT") == 2
    assert await shelved.feed("nowhere") is None


async def test_a_calendar_without_events_was_changed_when_the_association_began(desk: Desk) -> None:
    desk.events = []
    feed = await shelf(desk).feed("all")
    assert feed is not None
    assert feed.changed_at == CHANGED


@pytest.mark.parametrize("trouble", [DatabaseTrouble("database-busy"), ConnectionRefusedError("no server")])
async def test_while_the_database_is_away_apps_are_told_to_come_back(desk: Desk, trouble: Exception) -> None:
    feeds = Feeds("https://skp.example", desk.source())
    edge = Middleware(Edge, base_url="https://skp.example", answer_to=answer_to)
    app = Starlette(routes=[Route("/ics/{name}.ics", feeds)], middleware=[edge])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://skp.example") as client:
        assert (await client.get("/ics/all.ics")).status_code == 200
        desk.trouble, desk.tick = trouble, desk.tick + 1
        away = await client.get("/ics/all.ics")
        assert (away.status_code, away.headers["retry-after"]) == (503, "10")
        assert away.headers["content-type"] == "text/plain; charset=utf-8"
        desk.trouble = None
        assert (await client.get("/ics/all.ics")).status_code == 200
