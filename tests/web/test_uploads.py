"""Putting a file where an upload asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from cpd.ops.deliveries import content_of, delivery_of_upload, upload_create
from cpd.store.tx import rows
from cpd.web.uploads import AT_ONCE_MAX, Uploads
from tests.web.builders import Seeded

pytestmark = pytest.mark.anyio

FILE = b"Name,Join Time\r\nSari,2026-06-12 09:00\r\n"


@pytest.fixture
async def address(seeded: Seeded) -> str:
    upload_id, secret = await upload_create(seeded.organizer, "laporan.csv", datetime.now(UTC))
    return f"/uploads/{upload_id}?secret={secret}"


def limited(**limits: float) -> httpx.AsyncClient:
    """The endpoint with other limits, on the database that is open."""
    app = Starlette(routes=[Route("/uploads/{id}", Uploads(**limits).put, methods=["PUT"])])  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://skp.example")


async def kept() -> int:
    [found] = await rows("SELECT count(*) AS n FROM delivery")
    return int(found["n"])


async def test_a_file_is_kept_as_it_is(client: httpx.AsyncClient, seeded: Seeded, address: str) -> None:
    answer = await client.put(address, content=FILE)
    assert (answer.status_code, answer.content) == (204, b"")
    upload_id = address.split("/")[2].split("?")[0]
    assert await content_of(await delivery_of_upload(seeded.organizer, upload_id)) == FILE


async def test_the_same_file_twice_is_once_and_another_one_is_refused(client: httpx.AsyncClient, address: str) -> None:
    assert [(await client.put(address, content=FILE)).status_code for _ in range(2)] == [204, 204]
    other = await client.put(address, content=b"something else")
    assert (other.status_code, other.json()["code"]) == (409, "upload-used")
    assert await kept() == 1


async def test_a_wrong_secret_an_unknown_upload_and_a_late_one_look_alike(
    client: httpx.AsyncClient, seeded: Seeded, address: str
) -> None:
    late_id, late_secret = await upload_create(seeded.organizer, "a.csv", datetime.now(UTC) - timedelta(hours=1))
    bodies = set()
    for path in (
        address[:-1] + "~",
        address.split("?")[0],
        "/uploads/upl_x?secret=y",
        f"/uploads/{late_id}?secret={late_secret}",
    ):
        answer = await client.put(path, content=FILE)
        assert answer.status_code == 404
        bodies.add((answer.json()["code"], answer.json()["message"]))
    assert [code for code, _ in bodies] == ["upload-unknown"]
    assert await kept() == 0


async def test_an_empty_file_is_refused(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.put(address, content=b"")
    assert (answer.status_code, answer.json()["code"]) == (400, "file-empty")


async def test_refusals_are_said_in_the_readers_language(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.put(address, content=b"", headers={"accept-language": "en"})
    assert answer.json()["message"] == "The file is empty. Download the report again."
    assert answer.json()["requestId"] == answer.headers["x-request-id"]


async def in_pieces() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield b"x" * 100_000


@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_over_the_limit_is_refused_whatever_it_says_of_itself(
    client: httpx.AsyncClient, address: str, declared: bool
) -> None:
    async with limited(bytes_max=1_000_000) as small:
        answer = await small.put(address, content=b"x" * 1_000_001 if declared else in_pieces())
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-big")
    assert "1 MB" in answer.json()["message"]
    assert await kept() == 0


async def test_a_file_of_just_the_limit_is_taken(client: httpx.AsyncClient, address: str) -> None:
    async with limited(bytes_max=1_000) as small:
        assert (await small.put(address, content=b"x" * 1_000)).status_code == 204


async def test_a_compressed_body_is_refused(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.put(address, content=FILE, headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "upload-compressed")


async def test_a_file_that_never_ends_is_given_up(client: httpx.AsyncClient, address: str) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(5)

    async with limited(seconds_max=0.05) as impatient:
        answer = await impatient.put(address, content=trickle())
    assert (answer.status_code, answer.json()["code"]) == (408, "upload-too-slow")
    assert await kept() == 0


async def test_more_files_than_memory_has_room_for_are_asked_to_come_back(
    client: httpx.AsyncClient, address: str
) -> None:
    gate = asyncio.Event()

    async def waiting() -> AsyncIterator[bytes]:
        yield b"x"
        await gate.wait()

    async with limited() as service:
        arriving = [asyncio.create_task(service.put(address, content=waiting())) for _ in range(AT_ONCE_MAX)]
        await asyncio.sleep(0.2)
        answer = await service.put(address, content=FILE)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        gate.set()
        assert [(await one).status_code for one in arriving] == [204] * AT_ONCE_MAX
        assert (await service.put(address, content=b"x")).status_code == 204


async def test_only_put_is_served(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (405, "page-method-not-served")
