"""Feeds as bytes, kept in this process and written anew only where an event changed.

The database is asked for the version of all feeds at most once a second. While that stands, and the day with it, a feed
costs a look into a dict. When it changes, the events are read again, and those that are as before keep their bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from time import monotonic
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from cpd import words
from cpd.documents.calendar import CalendarEvent, EventPart, FeedFacts, build_parts, feed_bytes
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_window import feed_parts
from cpd.ops import publishing
from cpd.ops.published import PublishedEvent
from cpd.ops.publishing import Association, FeedChapter
from cpd.web.conditional import etag_of

ALL = "all"
"""The name of the feed that has everything; other names are codes of chapters."""
FRESH_SECONDS = 1.0


class Feed(NamedTuple):
    """`changed_at`: the last change of an event in it."""

    body: bytes
    etag: str
    changed_at: datetime


class Written(NamedTuple):
    """An event and its bytes; None when it could not be written."""

    event: CalendarEvent
    part: EventPart | None


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that was read for one version on one day."""

    version: tuple[object, ...] = ()
    today: date = date.min
    association: Association | None = None
    chapters: Mapping[str, FeedChapter] = field(default_factory=dict)
    events: Sequence[PublishedEvent] = ()
    written: Mapping[str, Written] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the shelf gets its events, and what time it is."""

    version: Callable[[], Awaitable[tuple[object, ...]]] = publishing.calendar_version
    association: Callable[[], Awaitable[Association | None]] = publishing.association
    chapters: Callable[[], Awaitable[list[FeedChapter]]] = publishing.chapters
    events: Callable[..., Awaitable[list[PublishedEvent]]] = publishing.feed_events
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ticks: Callable[[], float] = monotonic


class FeedShelf:
    """The feeds in one language."""

    def __init__(self, base_url: str, language: Language, source: Source | None = None) -> None:
        self._base_url = base_url
        self._language = language
        self._source = source or Source()
        self._edition = Edition()
        self._feeds: dict[str, Feed] = {}
        self._fresh_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    def kept(self, name: str) -> Feed | None:
        """The feed, when it is here and was looked after within the last second."""
        return self._feeds.get(name) if self._source.ticks() < self._fresh_until else None

    async def feed(self, name: str) -> Feed | None:
        """The feed as it is now; None when there is none of this name. Raises what the database raises."""
        async with self._one_at_a_time:
            if self._source.ticks() >= self._fresh_until:
                await self._look_again()
            if name not in self._feeds and self._is_known(name):
                self._feeds[name] = await asyncio.to_thread(self._put_together, self._edition, name)
            return self._feeds.get(name)

    async def _look_again(self) -> None:
        ticks = self._source.ticks()
        # The version first: a change that comes between the two is found the next time.
        version, association = await self._source.version(), self._edition.association
        if version != self._edition.version:
            association = await self._source.association()
        zone = ZoneInfo(association.time_zone) if association else UTC
        today = self._source.now().astimezone(zone).date()
        if (version, today) != (self._edition.version, self._edition.today):
            self._edition = await self._read(version, today, association)
            self._feeds = {}
        self._fresh_until = ticks + FRESH_SECONDS

    async def _read(self, version: tuple[object, ...], today: date, association: Association | None) -> Edition:
        chapters = {one.code: one for one in await self._source.chapters()}
        events = await self._source.events(today, None, base_url=self._base_url, language=self._language)
        written = await asyncio.to_thread(self._write, [one.calendar for one in events], self._edition.written)
        return Edition(version, today, association, chapters, events, written)

    def _write(self, events: Sequence[CalendarEvent], before: Mapping[str, Written]) -> Mapping[str, Written]:
        written = {one.uid: before[one.uid] for one in events if one.uid in before and before[one.uid].event == one}
        parts, dropped = build_parts([one for one in events if one.uid not in written], self._language)
        by_uid = {part.uid: part for part in parts}
        for each in dropped:
            structlog.get_logger().error("event left out of the feeds", uid=each.uid, exc_info=each.error)
        return {one.uid: written.get(one.uid) or Written(one, by_uid.get(one.uid)) for one in events}

    def _is_known(self, name: str) -> bool:
        return self._edition.association is not None and (name == ALL or name in self._edition.chapters)

    def _put_together(self, edition: Edition, name: str) -> Feed:
        inside = [one for one in edition.events if name in (ALL, one.chapter_code)]
        written = [part for one in inside if (part := edition.written[one.calendar.uid].part) is not None]
        parts = feed_parts(written, edition.today)
        facts = self._facts(edition, name, [one.calendar for one in inside])
        body = feed_bytes(facts, [part.content for part in parts], {zone for part in parts for zone in part.zones})
        return Feed(body, etag_of(body), facts.changed_at)

    def _facts(self, edition: Edition, name: str, events: Sequence[CalendarEvent]) -> FeedFacts:
        association, chapter = edition.association, edition.chapters.get(name) if name != ALL else None
        if association is None:
            raise LookupError(name)
        return FeedFacts(
            title=f"{chapter.name} – {association.name}" if chapter else association.name,
            description=words.sentence("feed-description", {"name": association.name}, self._language),
            language=self._language,
            time_zone=(chapter or association).time_zone,
            changed_at=max((one.changed_at for one in events), default=association.created_at),
            url=f"{self._base_url}/",
            source_url=feed_address(self._base_url, name, self._language),
        )


def feed_address(base_url: str, name: str, language: Language) -> str:
    """Where a feed is fetched from. Indonesian is the language of an address that names none."""
    return f"{base_url}/ics/{name}.ics" + ("?lang=en" if language == "en" else "")
