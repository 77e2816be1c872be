"""What those see who watch over the service."""

from __future__ import annotations

import httpx
import pytest

from cpd.app import build_app
from cpd.core.errors import DatabaseTrouble
from cpd.ops.readiness import check_ready, shipped_migrations
from cpd.settings import Settings
from cpd.store.database import open_database
from cpd.store.tx import execute, in_tx, is_sqlite
from tests.web.builders import GraphQLStandIn

pytestmark = pytest.mark.anyio


@in_tx
async def change(sql: str) -> None:
    await execute(sql)


async def without_a_guard() -> None:
    await change("DROP TRIGGER entry_no_update" + ("" if is_sqlite() else " ON entry"))


async def test_a_migrated_database_is_ready(client: httpx.AsyncClient) -> None:
    assert ((await client.get("/healthz")).status_code, (await client.get("/readyz")).json()) == (200, {"ready": True})


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("", "guards-missing"),
        ("DELETE FROM tortoise_migrations WHERE name = 'm0001_foundation'", "migrations-missing"),
        ("DROP TABLE tortoise_migrations", "database-unreachable"),
    ],
)
async def test_a_database_that_cannot_be_trusted_is_not_ready(client: httpx.AsyncClient, deed: str, code: str) -> None:
    await (change(deed) if deed else without_a_guard())
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "code": code})
    assert answer.headers["retry-after"] == "10"
    assert (await client.get("/healthz")).status_code == 200


async def test_a_database_of_a_newer_version_is_refused(db: str) -> None:
    values = "('models', 'm9999_later', '2026-01-01T00:00:00Z')"
    await change(f"INSERT INTO tortoise_migrations (app, name, applied_at) VALUES {values}")
    with pytest.raises(DatabaseTrouble) as refused:
        await check_ready()
    assert (refused.value.code, refused.value.values) == ("database-newer", {"names": "m9999_later"})


async def test_the_service_does_not_start_on_a_database_without_its_guards(database_url: str) -> None:
    async with open_database(database_url):
        await without_a_guard()
    app = build_app(Settings(database_url=database_url), GraphQLStandIn())
    with pytest.raises(DatabaseTrouble, match="guards-missing"):
        async with app.router.lifespan_context(app):
            pass


def test_the_shipped_migrations_are_those_in_the_folder() -> None:
    assert shipped_migrations()[0] == "m0001_foundation"
    assert all(name.startswith("m0") for name in shipped_migrations())
