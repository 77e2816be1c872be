"""Fresh databases for a test that needs one for each of its examples."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import SERVER_URL, on_server, send_to_server


@pytest.fixture
def fresh_copy(migrated_template: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes another migrated database and answers its address; all are dropped after the test."""
    made: list[str] = []

    def make() -> str:
        name = f"cpd_test_{secrets.token_hex(6)}"
        if not SERVER_URL:
            shutil.copyfile(migrated_template, tmp_path / name)
            return f"sqlite:///{tmp_path}/{name}"
        asyncio.run(send_to_server(f"CREATE DATABASE {name} TEMPLATE {migrated_template} STRATEGY wal_log"))
        made.append(name)
        return on_server(name)

    yield make
    for name in made:
        asyncio.run(send_to_server(f"DROP DATABASE {name} WITH (FORCE)"))
