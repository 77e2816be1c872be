from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cpd.web.conditional import etag_of, feed_response, is_known

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
TAG = etag_of(BODY)
CHANGED = datetime(2026, 11, 20, 4, 15, tzinfo=UTC)
OTHER = '"0123"'


def answer(if_none_match: str | None = None, method: str = "GET", private: bool = False) -> Response:
    asked = {} if if_none_match is None else {"if-none-match": if_none_match}
    return feed_response(BODY, TAG, CHANGED, Headers(asked), method, private)


def test_the_tag_is_strong_and_of_these_very_bytes():
    assert TAG.startswith('"')
    assert TAG.endswith('"')
    assert etag_of(BODY) == TAG != etag_of(BODY + b" ")


def test_a_feed_is_sent_with_all_that_apps_need_to_keep_it():
    assert dict(answer().headers) == {
        "etag": TAG,
        "last-modified": "Fri, 20 Nov 2026 04:15:00 GMT",
        "cache-control": "public, max-age=900, no-transform",
        "content-type": "text/calendar; charset=utf-8",
        "content-length": str(len(BODY)),
    }
    assert answer().body == BODY


def test_a_private_feed_is_kept_by_nobody_in_between():
    assert answer(private=True).headers["cache-control"] == "private, max-age=900, no-transform"
    assert answer(TAG, private=True).headers["cache-control"] == "private, max-age=900, no-transform"


@pytest.mark.parametrize(
    "if_none_match",
    [TAG, f"W/{TAG}", "*", " * ", f"{OTHER}, {TAG}", f'W/{OTHER},W/{TAG} , "a,b"', f'"", {TAG}', f'"a, b",{TAG}'],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_bytes_is_told_so(if_none_match, method):
    told = answer(if_none_match, method)
    assert told.status_code == 304
    assert told.body == b""
    assert dict(told.headers) == {
        "etag": TAG,
        "last-modified": "Fri, 20 Nov 2026 04:15:00 GMT",
        "cache-control": "public, max-age=900, no-transform",
    }


@pytest.mark.parametrize(
    "if_none_match",
    [None, "", OTHER, f"W/{OTHER}", TAG.strip('"'), TAG[:-2] + '"', TAG.upper(), '"*"', "**", f'"x{TAG[1:]}', TAG[:-1]],
)
def test_who_has_other_bytes_gets_these(if_none_match):
    assert answer(if_none_match).status_code == 200
    assert answer(if_none_match).body == BODY


def test_head_says_the_same_without_the_bytes():
    head = answer(method="HEAD")
    assert (head.status_code, head.body) == (200, b"")
    assert dict(head.headers) == dict(answer().headers)


def test_the_last_change_is_told_in_gmt():
    wita = timezone(timedelta(hours=8))
    response = feed_response(BODY, TAG, CHANGED.astimezone(wita), Headers({}), "GET")
    assert response.headers["last-modified"] == "Fri, 20 Nov 2026 04:15:00 GMT"


def test_tags_in_two_header_lines_are_one_list():
    headers = Headers(raw=[(b"if-none-match", OTHER.encode()), (b"if-none-match", TAG.encode())])
    assert feed_response(BODY, TAG, CHANGED, headers, "GET").status_code == 304


def test_a_date_does_not_hide_that_an_event_was_removed():
    headers = Headers({"if-modified-since": "Sat, 21 Nov 2026 00:00:00 GMT"})
    assert feed_response(BODY, TAG, CHANGED, headers, "GET").status_code == 200


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_no_header_breaks_the_answer_or_is_taken_for_our_tag(header):
    assert is_known(TAG, header) is (header.strip() == "*")


@pytest.mark.anyio
async def test_a_server_answers_get_and_head_and_nothing_else():
    async def feed(request: Request) -> Response:
        return feed_response(BODY, TAG, CHANGED, request.headers, request.method)

    app = Starlette(routes=[Route("/ics/kalsel.ics", feed, methods=["GET"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cpd.example") as client:
        first = await client.get("/ics/kalsel.ics")
        again = await client.get("/ics/kalsel.ics", headers={"If-None-Match": first.headers["etag"]})
        head = await client.head("/ics/kalsel.ics")
        sent = await client.post("/ics/kalsel.ics")
    assert (first.status_code, first.content) == (200, BODY)
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content, head.headers) == (200, b"", first.headers)
    assert sent.status_code == 405
    assert not {"set-cookie", "content-disposition", "content-encoding"} & set(first.headers)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
