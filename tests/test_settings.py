"""Settings: read from the environment, refused by name, and each of them documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

import cpd
from cpd.settings import Settings

OPERATIONS = Path(cpd.__file__).parent / "docs" / "operations.md"


def test_every_setting_is_in_the_table_of_operations_with_its_default() -> None:
    documented = dict(re.findall(r"^\| `(CPD_[A-Z_]+)` \| `([^`]+)` \|", OPERATIONS.read_text(), re.MULTILINE))
    fields = Settings.model_fields
    assert documented == {f"CPD_{name.upper()}": str(field.default) for name, field in fields.items()}
    assert all(field.description for field in fields.values())


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPD_BASE_URL", "https://skp.example/")
    monkeypatch.setenv("CPD_DATABASE_URL", "postgresql://cpd@db.example/cpd")
    monkeypatch.setenv("CPD_POOL_SIZE", "3")
    settings = Settings()
    assert (settings.base_url, settings.pool_size) == ("https://skp.example", 3)
    assert settings.database_url == "postgresql://cpd@db.example/cpd"


@pytest.mark.parametrize(
    "address",
    [
        "skp.example",
        "ftp://skp.example",
        "https://",
        "https://skp.example/cpd",
        "https://skp.example?x=1",
        "https://user@skp.example",
        "https://skp .example",
        "https://skp.exämple",
        "javascript:alert(1)",
    ],
)
def test_a_base_url_is_an_origin_and_nothing_more(address: str) -> None:
    with pytest.raises(ValidationError, match="base_url"):
        Settings(base_url=address)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://root:geheim@db/cpd"),
        ("database_url", "sqlite:///"),
        ("database_url", "postgresql://u:geheim@db:port/cpd"),
        ("pool_size", "1"),
        ("requests_max", "0"),
        ("log_level", "loud"),
        ("log_format", "xml"),
    ],
)
def test_a_setting_that_cannot_be_taken_is_named_and_its_value_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CPD_{name.upper()}", value)
    with pytest.raises(ValidationError, match=name) as refused:
        Settings()
    assert "geheim" not in str(refused.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().pool_size = 3  # type: ignore[misc]
