"""What a calendar feed costs, side by side with the least it could cost: `python -m tests.benchmarks.feed`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Scope

from cpd.documents.calendar import CalendarEvent, EventPart, build_parts, feed_bytes
from cpd.documents.calendar_zones import zone_bytes
from cpd.web.conditional import etag_of, feed_response
from tests.documents.calendar_builders import CHANGED, FACTS, numbered, webinar

EVENTS = 1_000
REQUESTS = 2_000
ROUNDS = 7


def main() -> None:
    events = [numbered(number) for number in range(EVENTS)]
    parts, _ = build_parts(events, "id")
    body = feed_of(parts)
    print(f"{EVENTS:,} events, {len(body):,} octets")
    for name, milliseconds in building(events, parts):
        print(f"{name:<44}{milliseconds:>10.3f} ms")
    print(f"{'one request through the routes':<32}{'plain/s':>10}{'feed/s':>10}{'ratio':>8}")
    for name, plain, ours in asyncio.run(serving(body)):
        print(f"{name:<32}{plain:>10,.0f}{ours:>10,.0f}{ours / plain:>8.2f}")


def feed_of(parts: list[EventPart]) -> bytes:
    zones = frozenset[str]().union(*(part.zones for part in parts))
    return feed_bytes(FACTS, [part.content for part in parts], zones)


def building(events: list[CalendarEvent], parts: list[EventPart]) -> list[tuple[str, float]]:
    changed = webinar(changed_at=CHANGED + timedelta(hours=1))

    def after_one_change() -> None:
        fresh, _ = build_parts([changed], "id")
        etag_of(feed_of([*fresh, *parts[1:]]))

    def first_zone() -> None:
        zone_bytes.cache_clear()
        zone_bytes("Australia/Sydney")

    return [
        ("every event from nothing", fastest_ms(lambda: feed_of(build_parts(events, "id")[0]))),
        ("cached parts joined", fastest_ms(lambda: feed_of(parts))),
        ("after one change: one event, join, tag", fastest_ms(after_one_change)),
        ("a zone with summer time, once in a process", fastest_ms(first_zone)),
    ]


def fastest_ms(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(ROUNDS)) * 1_000


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


async def serving(body: bytes) -> list[tuple[str, float, float]]:
    """Requests per second of a plain response with the same bytes, and of the feed; the two take turns."""
    tag = etag_of(body)

    async def plain(_: Request) -> Response:
        return Response(body, media_type="text/calendar")

    async def empty(_: Request) -> Response:
        return Response(status_code=304)

    async def feed(request: Request) -> Response:
        return feed_response(body, tag, CHANGED, request.headers, request.method)

    # An app each, because a route costs more the later it stands.
    whole, nothing, ours = (Starlette(routes=[Route("/ics", answer)]) for answer in (plain, empty, feed))
    known = [(b"if-none-match", tag.encode())]
    rows = []
    for name, other, headers in (
        ("200", whole, []),
        ("304 beside the whole body", whole, known),
        ("304 beside an empty 304", nothing, known),
    ):
        rounds = [(await rate(other, headers), await rate(ours, headers)) for _ in range(ROUNDS)]
        rows.append((name, max(one for one, _ in rounds), max(feeds for _, feeds in rounds)))
    return rows


async def rate(app: Starlette, headers: list[tuple[bytes, bytes]]) -> float:
    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        pass

    started = perf_counter()
    for _ in range(REQUESTS):
        usual = [(b"host", b"cpd.example"), (b"user-agent", b"calendar app"), (b"accept", b"text/calendar")]
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": "/ics",
            "query_string": b"",
            "headers": usual + headers,
        }
        await app(scope, receive, send)
    return REQUESTS / (perf_counter() - started)


if __name__ == "__main__":
    main()
