from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cpd.cli import main

Run = Callable[..., Result]


@pytest.fixture
def cpd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CPD_LANGUAGE", "en")
    monkeypatch.delenv("CPD_DATABASE_URL", raising=False)

    def run(*arguments: object, **environment: str) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments], env=environment, catch_exceptions=False)

    return run


@pytest.fixture
def cpd_on(cpd: Run, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same on a fresh database."""
    monkeypatch.setenv("CPD_DATABASE_URL", database_url)
    return cpd
