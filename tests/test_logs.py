"""What is logged, and what is not."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from cpd.logs import REQUEST_ID, REQUESTS, Style, configure_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    REQUESTS.configure(None, "json")


def logged(out: io.StringIO) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in out.getvalue().splitlines()]


def configured(level: str = "info", style: Style = "json") -> io.StringIO:
    out = io.StringIO()
    configure_logging(level, style, out)
    return out


def test_our_lines_and_those_of_libraries_have_the_same_shape() -> None:
    out = configured()
    structlog.get_logger().warning("not ready", code="guards-missing")
    logging.getLogger("uvicorn.error").warning("Started %s", 7)
    ours, theirs = logged(out)
    assert (ours["event"], ours["level"], ours["code"]) == ("not ready", "warning", "guards-missing")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("Started 7", "warning", "uvicorn.error")
    assert {"timestamp"} <= ours.keys() & theirs.keys()


def test_lines_carry_the_id_of_the_request_that_is_answered() -> None:
    out = configured()
    token = REQUEST_ID.set("8f2c")
    structlog.get_logger().error("one")
    logging.getLogger("schema").error("two")
    REQUEST_ID.reset(token)
    structlog.get_logger().error("three")
    assert [line.get("request_id") for line in logged(out)] == ["8f2c", "8f2c", None]


def test_what_an_error_repeats_of_a_row_is_blotted_out() -> None:
    out = configured()
    try:
        raise ValueError("Key (email)=(sari@example.org), cpd_pat_00ff12 at postgresql://cpd:geheim@db/cpd")
    except ValueError as error:
        structlog.get_logger().error("request failed", exc_info=error)
        logging.getLogger("tortoise").exception("sari@example.org")
    for secret in ("sari@example.org", "cpd_pat_00ff12", "geheim"):
        assert secret not in out.getvalue()
    assert all("ValueError: Key (email)=(" in str(line["exception"]) for line in logged(out))


def test_below_the_level_nothing_is_written_and_wordy_libraries_only_warn() -> None:
    out = configured("warning")
    structlog.get_logger().info("quiet")
    logging.getLogger("anything").info("quiet")
    configured("debug")
    assert out.getvalue() == ""
    assert not logging.getLogger("tortoise").isEnabledFor(logging.INFO)
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert logging.getLogger("cpd").isEnabledFor(logging.DEBUG)


def test_lines_about_requests_are_written_together_after_a_moment() -> None:
    out = configured()

    async def two_requests() -> str:
        REQUESTS.add("8f2c", "GET", "/ics/{name}.ics", 200, 0.00123)
        REQUESTS.add("8f2d", "GET", "/", 200, 0.02)
        at_once = out.getvalue()
        await asyncio.sleep(0.3)
        return at_once

    assert asyncio.run(two_requests()) == ""
    first, _ = logged(out)
    assert {name: first[name] for name in ("event", "method", "route", "status", "ms", "request_id")} == {
        "event": "request",
        "method": "GET",
        "route": "/ics/{name}.ics",
        "status": 200,
        "ms": 1.23,
        "request_id": "8f2c",
    }
    assert str(first["timestamp"]).endswith("Z")


def test_text_is_for_reading_along() -> None:
    out = configured(style="text")

    async def request() -> None:
        REQUESTS.add("8f2c", "GET", "/", 200, 0.02)
        REQUESTS.write()

    asyncio.run(request())
    structlog.get_logger().warning("not ready")
    requested, other = out.getvalue().splitlines()
    assert requested.endswith("GET / 200 20.0 ms 8f2c")
    assert "not ready" in other


def test_requests_are_not_logged_above_info() -> None:
    out = configured("warning")

    async def request() -> None:
        REQUESTS.add("8f2c", "GET", "/", 200, 0.02)
        REQUESTS.write()

    asyncio.run(request())
    assert out.getvalue() == ""
