"""Addresses of databases, column types and ids: the same on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cpd.core.errors import InputRefused
from cpd.store.columns import DayField, InstantField, instant, instant_or_none
from cpd.store.database import configuration, open_database
from cpd.store.ids import derived_id, new_id
from cpd.store.models import Chapter
from cpd.store.tx import in_tx, row


@pytest.mark.parametrize(
    ("url", "engine", "credentials"),
    [
        ("sqlite:///cpd.sqlite3", "cpd.store.sqlite", {"file_path": "cpd.sqlite3"}),
        ("sqlite:////var/lib/cpd.sqlite3", "cpd.store.sqlite", {"file_path": "/var/lib/cpd.sqlite3"}),
        ("sqlite:////a%20b/c.sqlite3", "cpd.store.sqlite", {"file_path": "/a b/c.sqlite3"}),
        (
            "postgresql://ada:p%40ss@db.example:6432/cpd",
            "cpd.store.postgresql",
            {"user": "ada", "password": "p@ss", "host": "db.example", "port": 6432, "database": "cpd"},
        ),
        (
            "postgres://localhost/cpd",
            "cpd.store.postgresql",
            {"user": "postgres", "password": None, "host": "localhost", "port": 5432, "database": "cpd"},
        ),
    ],
)
def test_an_address_names_an_engine_and_a_place(url: str, engine: str, credentials: dict[str, object]) -> None:
    found = configuration(url)["connections"]["default"]
    assert found["engine"] == engine
    assert credentials.items() <= found["credentials"].items()


@pytest.mark.parametrize("url", ["", "mysql://a/b", "sqlite://", "postgresql:///nohost", "postgresql://host", "cpd.db"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputRefused) as refused:
        configuration(url)
    assert refused.value.code == "database-url"
    assert "p@ss" not in str(refused.value)


def test_the_pool_is_as_big_as_asked() -> None:
    assert configuration("postgresql://h/d", pool_size=3)["connections"]["default"]["credentials"]["maxsize"] == 3


@pytest.mark.anyio
async def test_a_database_that_cannot_be_reached_is_an_error_when_it_is_opened() -> None:
    with pytest.raises(OSError, match=r"."):
        async with open_database("postgresql://postgres@127.0.0.1:1/none"):
            raise AssertionError("there is none")


@pytest.mark.anyio
async def test_instants_are_stored_as_seconds_whatever_zone_they_come_in(db: str) -> None:
    moment = datetime(2026, 6, 12, 9, tzinfo=timezone(timedelta(hours=7)))

    @in_tx
    async def add() -> None:
        await Chapter.create(id="chp_1", code="a", name="a", province="", time_zone="Asia/Jakarta", created_at=moment)

    await add()
    assert await row("SELECT created_at FROM chapter") == {"created_at": 1781229600}
    assert (await Chapter.get(id="chp_1")).created_at == moment
    assert await Chapter.filter(created_at__lte=moment).count() == 1


def test_columns_keep_none_and_take_what_is_there() -> None:
    moment = datetime(2026, 6, 12, 2, tzinfo=UTC)
    assert instant_or_none(None) is None
    assert instant_or_none(1781229600) == instant(1781229600) == moment
    assert InstantField().to_db_value(None, Chapter) is None
    assert InstantField().to_python_value(None) is None
    assert DayField().to_db_value(None, Chapter) is None
    assert DayField().to_db_value(date(2026, 6, 12), Chapter) == "2026-06-12"
    assert DayField().to_python_value("2026-06-12") == date(2026, 6, 12)
    assert DayField().to_python_value(None) is None


def test_new_ids_sort_by_age_and_derived_ones_follow_from_their_cause() -> None:
    early, late = new_id("mem", datetime(2026, 1, 1, tzinfo=UTC)), new_id("mem", datetime(2026, 1, 2, tzinfo=UTC))
    assert early < late
    assert early.startswith("mem_")
    assert len(early) == len("mem_") + 26
    assert derived_id("ent", "award", 1) == derived_id("ent", "award", 1)
    assert derived_id("ent", "award", 1) != derived_id("ent", "award", 2)
    assert derived_id("ent", "a", "b") != derived_id("ent", "ab")
