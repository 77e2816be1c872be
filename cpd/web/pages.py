"""Public pages: what is coming, how to follow it, and one page for each event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cpd.documents.calendar import FeedFacts, build_parts, feed_bytes
from cpd.documents.calendar_times import Language
from cpd.ops import publishing
from cpd.ops.published import PublishedEvent
from cpd.web.conditional import CALENDAR
from cpd.web.feed_shelf import ALL, feed_address
from cpd.web.language import reader_language
from cpd.web.templating import page
from cpd.web.times import days_text, hours_in_zones, month_text

UPCOMING_MAX = 20


def _now() -> datetime:
    return datetime.now(UTC)


class Pages:
    """The public pages of one installation, which is reached at `base_url`."""

    def __init__(self, base_url: str, now: Callable[[], datetime] = _now) -> None:
        self._base_url = base_url
        self._now = now

    def routes(self) -> list[BaseRoute]:
        """The download comes before the page: its name ends in what would be a slug."""
        return [
            Route("/", self.home),
            Route("/events/{slug}.ics", self.event_download),
            Route("/events/{slug}", self.event),
        ]

    async def home(self, request: Request) -> Response:
        """The association, its next events, the feeds, and where programs find the API."""
        language = reader_language(request.scope)
        association = await publishing.association()
        if association is None:
            return page(request.scope, "empty.html")
        events = await publishing.upcoming_events(
            self._now(), base_url=self._base_url, language=language, limit=UPCOMING_MAX
        )
        chapters = await publishing.chapters()
        return page(
            request.scope,
            "home.html",
            association=association,
            events=events,
            feed=FeedLinks(feed_address(self._base_url, ALL, language)),
            chapter_feeds=[(one, FeedLinks(feed_address(self._base_url, one.code, language))) for one in chapters],
            graphql_url=f"{self._base_url}/graphql",
            hours_of=hours_in_zones,
            days=days_text,
            month=month_text,
        )

    async def event(self, request: Request) -> Response:
        """One published event; 404 for drafts, as for what was never there."""
        language = reader_language(request.scope)
        slug = request.path_params["slug"]
        event = await publishing.published_event(slug, base_url=self._base_url, language=language)
        association = await publishing.association()
        is_over = max(one.ends_at for one in event.calendar.sessions) <= self._now()
        is_cancelled = event.calendar.status == "cancelled"
        return page(
            request.scope,
            "event.html",
            association=association,
            event=event,
            is_cancelled=is_cancelled,
            is_over=is_over,
            join_url="" if is_cancelled or is_over else event.join_url,
            feed=FeedLinks(feed_address(self._base_url, event.chapter_code, language)),
            hours_of=hours_in_zones,
            days=days_text,
        )

    async def event_download(self, request: Request) -> Response:
        """One event as a file to be opened once. Its entries have the ids they have in the feeds."""
        language = reader_language(request.scope)
        slug = request.path_params["slug"]
        event = await publishing.published_event(slug, base_url=self._base_url, language=language)
        headers = {
            "content-type": CALENDAR.decode(),
            "content-disposition": f'attachment; filename="{event.slug}.ics"',
            "cache-control": "no-cache",
        }
        return Response(_one_event(event, language), headers=headers)


def _one_event(event: PublishedEvent, language: Language) -> bytes:
    parts, dropped = build_parts([event.calendar], language)
    for each in dropped:
        raise each.error
    facts = FeedFacts(
        title=event.calendar.title,
        description=event.chapter_name,
        language=language,
        time_zone=event.calendar.sessions[0].time_zone,
        changed_at=event.calendar.changed_at,
        url=event.calendar.url,
    )
    return feed_bytes(facts, [part.content for part in parts], {zone for part in parts for zone in part.zones})


class FeedLinks:
    """The addresses under which apps subscribe to one feed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.webcal = "webcal://" + address.split("://", 1)[1]
        self.google = "https://calendar.google.com/calendar/r?cid=" + quote(self.webcal, safe="")
