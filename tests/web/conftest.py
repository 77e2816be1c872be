from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web.builders import Seeded, running, seed


@pytest.fixture
async def client(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running service, on an empty installation."""
    async with running(database_url) as (_, client):
        yield client


@pytest.fixture
async def seeded(client: httpx.AsyncClient) -> Seeded:
    """The invented association on the database of `client`."""
    return await seed()
