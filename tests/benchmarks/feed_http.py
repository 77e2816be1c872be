"""A feed of 1,000 events over HTTP, beside a static answer of the same bytes: `python -m tests.benchmarks.feed_http`.

Both are served by the same server in a process of its own, and asked in turns over eight kept connections.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cpd.app import build_app
from cpd.server import run
from cpd.settings import Settings
from cpd.store.database import open_database
from cpd.store.migrate import migrate
from cpd.store.tx import in_tx
from tests.web.builders import GraphQLStandIn, seed, webinar

EVENTS = 1_000
CONNECTIONS = 8
REQUESTS = {200: 2_000, 304: 6_000}
ROUNDS = 5
PATH = "/ics/all.ics"
_HOP = {"date", "content-length", "x-request-id"}


def main() -> None:
    if len(sys.argv) > 1:
        serve(*sys.argv[1:])
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        asyncio.run(fill(url))
        with served("feed", url) as ours:
            first = httpx.get(ours + PATH, headers={"accept-encoding": "identity"})
            (Path(folder) / "body").write_bytes(first.content)
            kept = "\n".join(f"{name}: {value}" for name, value in first.headers.items() if name not in _HOP)
            (Path(folder) / "headers").write_text(kept)
            print(
                f"{EVENTS:,} events, {len(first.content):,} octets, first answer {first.elapsed.total_seconds():.2f} s"
            )
            with served("static", folder) as static:
                asyncio.run(compare(ours, static, first.headers["etag"]))


async def fill(url: str) -> None:
    async with open_database(url):
        await migrate()
        await _publish_all()


@in_tx
async def _publish_all() -> None:
    seeded = await seed()
    for number in range(EVENTS):
        await seeded.publish(webinar(f"Webinar {number}", days=1 + number * 500 // EVENTS))


def serve(what: str, where: str, port: str) -> None:
    """One of the two, in this process."""
    url = where if what == "feed" else "sqlite:///unused.sqlite3"
    settings = Settings(database_url=url, base_url="https://skp.example")
    app = build_app(settings, GraphQLStandIn()) if what == "feed" else static_app(Path(where))
    run(app, settings, "127.0.0.1", int(port))


def static_app(folder: Path) -> Starlette:
    body = (folder / "body").read_bytes()
    headers = dict(line.split(": ", 1) for line in (folder / "headers").read_text().splitlines())

    async def whole(_: Request) -> Response:
        return Response(body, headers=headers)

    async def known(_: Request) -> Response:
        return Response(status_code=304, headers=headers)

    return Starlette(routes=[Route("/whole", whole), Route("/known", known)])


@contextmanager
def served(what: str, where: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.benchmarks.feed_http", what, where, str(port)]
    # The log goes where a log goes: into a file.
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stderr=log, env=dict(os.environ)) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    until = perf_counter() + 20
    while perf_counter() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError(port)


async def compare(ours: str, static: str, etag: str) -> None:
    print(f"{'over HTTP':<12}{'static/s':>10}{'feed/s':>10}{'ratio':>8}")
    for status, path in ((200, "/whole"), (304, "/known")):
        known = {"if-none-match": etag} if status == 304 else {}
        rounds = [
            (await rate(static, path, known, status), await rate(ours, PATH, known, status)) for _ in range(ROUNDS)
        ]
        plain, feed = max(one for one, _ in rounds), max(one for _, one in rounds)
        print(f"{status:<12}{plain:>10,.0f}{feed:>10,.0f}{feed / plain:>8.2f}")


async def rate(base: str, path: str, headers: dict[str, str], status: int) -> float:
    """Requests answered per second."""
    host, port = base.removeprefix("http://").split(":")
    asked = "".join(f"{name}: {value}\r\n" for name, value in {"host": host, **headers}.items())
    request = f"GET {path} HTTP/1.1\r\n{asked}\r\n".encode()
    each = REQUESTS[status] // CONNECTIONS
    started = perf_counter()
    await asyncio.gather(*(ask(host, int(port), request, each, status) for _ in range(CONNECTIONS)))
    return each * CONNECTIONS / (perf_counter() - started)


async def ask(host: str, port: int, request: bytes, times: int, status: int) -> None:
    async with connected(host, port) as (reader, writer):
        for _ in range(times):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 %d" % status):
                raise RuntimeError(head.decode())
            if status == 200:
                length = head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]
                await reader.readexactly(int(length))


@asynccontextmanager
async def connected(host: str, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
    try:
        yield reader, writer
    finally:
        writer.close()


if __name__ == "__main__":
    main()
