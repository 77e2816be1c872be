"""Answers that an app may keep: strong entity tags, If-None-Match, HEAD (RFC 9110, 8.8.3 and 13.1.2).

If-Modified-Since is not looked at: when an event is removed from a feed, nothing in it is newer than before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.responses import Response

CALENDAR = b"text/calendar; charset=utf-8"
PUBLIC = b"public, max-age=900, no-transform"
PRIVATE = b"private, max-age=900, no-transform"
ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def etag_of(body: bytes) -> str:
    """The strong entity tag of these very bytes, with its quotes. Kept beside the bytes, not made for each request."""
    return f'"{sha256(body).hexdigest()}"'


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the asker has these bytes: `*`, or a list that names the tag. Weak tags count, as the RFC demands."""
    if if_none_match == etag:
        return True
    return if_none_match.strip() == "*" or etag in ENTITY_TAG.findall(if_none_match)


class FeedResponse(Response):
    """A response whose headers are known already: making them anew for each request costs as much as all the rest."""

    def __init__(self, status_code: int, body: bytes, raw_headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.status_code = status_code
        self.body = body
        self.background = None
        # A list of its own, because middleware adds to it.
        self.raw_headers = list(raw_headers)


def feed_response(
    body: bytes,
    etag: str,
    last_modified: datetime,
    headers: Headers,
    method: str,
    private: bool = False,
) -> Response:
    """A feed for GET and HEAD: 304 when the asker has it. `last_modified` is aware; `private` for token feeds."""
    asked = [value for name, value in headers.raw if name == b"if-none-match"]
    if asked and is_known(etag, b", ".join(asked).decode("latin-1")):
        return FeedResponse(304, b"", _kept(etag, last_modified, private))
    whole = _whole(etag, last_modified, private, len(body))
    return FeedResponse(200, b"" if method == "HEAD" else body, whole)


@lru_cache(maxsize=1024)
def _kept(etag: str, last_modified: datetime, private: bool) -> tuple[tuple[bytes, bytes], ...]:
    """The headers by which an answer is kept, in the 200 and in the 304."""
    changed = format_datetime(last_modified.astimezone(UTC), usegmt=True)
    return (
        (b"etag", etag.encode()),
        (b"last-modified", changed.encode()),
        (b"cache-control", PRIVATE if private else PUBLIC),
    )


@lru_cache(maxsize=1024)
def _whole(etag: str, last_modified: datetime, private: bool, octets: int) -> tuple[tuple[bytes, bytes], ...]:
    kept = _kept(etag, last_modified, private)
    return (*kept, (b"content-type", CALENDAR), (b"content-length", b"%d" % octets))
