"""A small load generator: keep-alive connections that send the same bytes and count whole answers."""

from __future__ import annotations

import asyncio
from time import perf_counter


async def requests_per_second(host: str, port: int, request: bytes, *, seconds: float, connections: int = 16) -> float:
    """Whole answers a second over some connections. Raises RuntimeError on an answer that is not 200 or 304."""
    until = perf_counter() + seconds
    started = perf_counter()
    counts = await asyncio.gather(*(_one(host, port, request, until) for _ in range(connections)))
    return sum(counts) / (perf_counter() - started)


async def _one(host: str, port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    count = 0
    try:
        while perf_counter() < until:
            writer.write(request)
            await _answer(reader)
            count += 1
    finally:
        writer.close()
    return count


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    if status not in (200, 304):
        rest = await reader.read(2000)
        raise RuntimeError(f"answered {status}: {(head + rest).decode('utf-8', 'replace')}")
    place = head.lower().find(b"content-length:")
    if status == 200 and place >= 0:
        await reader.readexactly(int(head[place + 15 : head.index(b"\r\n", place)]))


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A POST of JSON as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def get(path: str, headers: dict[str, str]) -> bytes:
    """A GET as bytes."""
    lines = [f"GET {path} HTTP/1.1", "Host: bench", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()
