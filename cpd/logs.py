"""Logging: one line for each message on standard error, JSON or text, ours and that of the libraries alike.

No e-mail addresses and no tokens: our messages never name them, and what a library's error repeats of a row is blotted
out. Lines about requests are written a few times a second: a write for each would cost as much as a cached answer.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

Style = Literal["json", "text"]

REQUEST_ID: ContextVar[str] = ContextVar("REQUEST_ID", default="")
"""Of the request that is being answered; every line that is logged meanwhile has it."""

_WRITE_SECONDS = 0.2
_SECRET = re.compile(r"cpd_pat_[0-9A-Za-z]+|[^\s@\"'(=<]+@[^\s@\"')>]+\.[^\s@\"')>]+|://[^\s/@]+:[^\s/@]+@")
_WORDY = ("tortoise", "aiosqlite", "asyncio", "httpx", "httpcore")
"""They log statements with their values at debug, and addresses with their secrets at info."""


def configure_logging(level: str, style: Style, stream: TextIO | None = None) -> None:
    """Once, at the start of a process. `stream` is standard error unless given."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        add_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.processors.format_exc_info,
        blot_secrets,
        cast("Processor", _json if style == "json" else structlog.dev.ConsoleRenderer(colors=False)),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    lines = logging.StreamHandler(out)
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    foreign = [structlog.stdlib.add_logger_name, *shared]
    lines.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[without_meta, *last], foreign_pre_chain=foreign))
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel(number)
    for name in _WORDY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    REQUESTS.configure(out if number <= logging.INFO else None, style)


class RequestLines:
    """Lines about requests, at info. Nothing is written before logging is configured."""

    def __init__(self) -> None:
        self._stream: TextIO | None = None
        self._style: Style = "json"
        self._waiting: list[str] = []

    def configure(self, stream: TextIO | None, style: Style) -> None:
        """`stream` None: the level is above info."""
        self.write()
        self._stream, self._style = stream, style

    def add(self, request_id: str, method: str, route: str, status: int, seconds: float) -> None:
        """Only in a running event loop. `route` is the address's pattern: addresses may hold secrets."""
        if self._stream is None:
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(_WRITE_SECONDS, self.write)
        line = {
            "event": "request",
            "request_id": request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "level": "info",
            "timestamp": datetime.now(UTC),
        }
        self._waiting.append(
            orjson.dumps(line, option=orjson.OPT_UTC_Z).decode() if self._style == "json" else _text(line)
        )

    def write(self) -> None:
        """Writes what waits; called once more before the process ends."""
        waiting, self._waiting = self._waiting, []
        if waiting and self._stream is not None:
            self._stream.write("\n".join(waiting) + "\n")
            self._stream.flush()


REQUESTS = RequestLines()


def _text(line: EventDict) -> str:
    at = f"{line['timestamp']:%Y-%m-%dT%H:%M:%S}Z"
    return f"{at} [info     ] {line['method']} {line['route']} {line['status']} {line['ms']} ms {line['request_id']}"


def _json(_logger: WrappedLogger, _method: str, line: EventDict) -> str:
    return orjson.dumps(line, default=str).decode()


def add_request_id(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """So that a reader who names the request's id can be helped."""
    request_id = REQUEST_ID.get()
    if request_id:
        line["request_id"] = request_id
    return line


def blot_secrets(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Only where a library may have put a row's values: in errors and in messages that are not ours."""
    if "exception" in line or "logger" in line:
        for name in ("event", "exception"):
            if isinstance(line.get(name), str):
                line[name] = _SECRET.sub("…", line[name])
    return line
