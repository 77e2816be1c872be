"""`/ics/all.ics` and `/ics/<chapter>.ics`: what calendar apps subscribe to.

Apps give up on a feed that answers with a redirect, a cookie, compression, or a page; so there are none of those here.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from cpd.documents.calendar_times import Language
from cpd.web.conditional import feed_response
from cpd.web.feed_shelf import FeedShelf, Source
from cpd.web.language import chosen_language
from cpd.web.problems import problem

_ALLOW = {"allow": "GET, HEAD"}


class Feeds:
    """The ASGI endpoint of all public feeds. Indonesian, unless the address says `?lang=en`."""

    def __init__(self, base_url: str, source: Source | None = None) -> None:
        self._shelves: dict[Language, FeedShelf] = {
            "id": FeedShelf(base_url, "id", source),
            "en": FeedShelf(base_url, "en", source),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await problem(scope, 405, "page-method-not-served", {}, _ALLOW)(scope, receive, send)
            return
        # What the browser asks for plays no part: an app that follows a feed must always get the same one.
        shelf = self._shelves[chosen_language(scope) or "id"]
        name = scope["path_params"]["name"]
        feed = shelf.kept(name) or await shelf.feed(name)
        if feed is None:
            response = problem(scope, 404, "feed-unknown")
        else:
            response = feed_response(feed.body, feed.etag, feed.changed_at, Headers(scope=scope), method)
        await response(scope, receive, send)
