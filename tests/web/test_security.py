"""Headers, request ids, and what is said when something fails."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import orjson
import pytest
import structlog
from starlette.responses import StreamingResponse
from starlette.routing import Route

from cpd.app import build_app
from cpd.core.errors import ActionRefused, NotFound
from cpd.logs import REQUESTS, configure_logging
from cpd.settings import Settings
from tests.web.builders import BASE_URL, Seeded, running, webinar

pytestmark = pytest.mark.anyio

EVERYWHERE = [
    "/", "/events/etika-praktik", "/events/etika-praktik.ics", "/events/none", "/ics/all.ics", "/ics/none.ics",
    "/setup/none", "/uploads/none", "/static/none/none", "/healthz", "/readyz", "/graphql", "/graphql?fail", "/none",
]  # fmt: skip
EXPECTED = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=63072000",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    configure_logging("info", "json", out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    REQUESTS.configure(None, "json")


def lines(out: io.StringIO) -> list[dict[str, object]]:
    REQUESTS.write()
    return [orjson.loads(line) for line in out.getvalue().splitlines()]


async def test_every_answer_has_every_security_header(client: httpx.AsyncClient, seeded: Seeded) -> None:
    await seeded.publish(webinar())
    ids = set()
    for path in EVERYWHERE:
        answer = await client.get(path)
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED, path
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        ids.add(answer.headers["x-request-id"])
    assert len(ids) == len(EVERYWHERE)


async def test_without_https_browsers_are_not_told_to_insist_on_it(database_url: str) -> None:
    async with running(database_url, "http://127.0.0.1:8000") as (_, client):
        assert "strict-transport-security" not in (await client.get("/")).headers


async def test_a_request_id_is_ours_and_not_the_askers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz", headers={"x-request-id": "forged"})
    assert answer.headers["x-request-id"] != "forged"


async def test_a_mistake_of_ours_is_a_500_that_tells_nothing_and_a_line_that_tells_all(
    client: httpx.AsyncClient, log: io.StringIO
) -> None:
    answer = await client.get("/graphql?fail")
    assert answer.status_code == 500
    assert answer.json() == {
        "code": "page-failed",
        "message": answer.json()["message"],
        "requestId": answer.headers["x-request-id"],
    }
    [failed] = [line for line in lines(log) if line["event"] == "request failed"]
    assert failed["request_id"] == answer.headers["x-request-id"]
    assert "ZeroDivisionError" in str(failed["exception"])
    assert "sari@example.org" not in log.getvalue()
    assert "cpd_pat_00ff" not in log.getvalue()


async def test_the_log_has_the_pattern_of_an_address_and_nothing_that_stands_in_it(
    client: httpx.AsyncClient, seeded: Seeded, log: io.StringIO
) -> None:
    await client.get("/setup/geheim")
    await client.put("/uploads/upl_1?secret=geheim", content=b"x")
    await client.get("/nowhere/geheim?email=sari@example.org", headers={"authorization": "Bearer geheim"})
    requests = [(one["method"], one["route"], one["status"]) for one in lines(log) if one["event"] == "request"]
    assert requests == [("GET", "/setup/{secret}", 404), ("PUT", "/uploads/{id}", 404), ("GET", "", 404)]
    assert "geheim" not in log.getvalue()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("not-found", what="x"), 404),
        (ConnectionResetError("no server"), 503),
        (ActionRefused("event-closed"), 500),
        (RuntimeError("mistake"), 500),
    ],
)
async def test_whatever_a_page_raises_is_answered(database_url: str, error: Exception, status: int) -> None:
    async def fails(*_: object) -> None:
        raise error

    async with running(database_url) as (app, client):
        app.router.routes.append(Route("/fails", fails))
        answer = await client.get("/fails")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-request-id"] in answer.text
    assert "Traceback" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_an_answer_that_breaks_off_is_cut_and_not_completed(database_url: str, log: io.StringIO) -> None:
    async def breaks(*_: object) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"half"
            raise RuntimeError("mistake")

        return StreamingResponse(body())

    app = build_app(Settings(database_url=database_url, base_url=BASE_URL), Route("/graphql", breaks))
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        with pytest.raises(RuntimeError, match="mistake"):
            await client.get("/graphql")
    assert "request failed" in [line["event"] for line in lines(log)]


async def test_a_slash_too_many_is_not_redirected_by_what_the_host_header_says(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz/", headers={"host": "evil.example"})
    assert answer.status_code == 404
