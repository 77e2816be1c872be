"""The JSON Schemas say the same as the loaders, for an editor's sake."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from cpd.core.rules.loading import builtin_pack_text, builtin_packs
from cpd.core.rules.pack_needs import _NEEDS

RULES = resources.files("cpd.core.rules")
README = (RULES / "README.md").read_text("utf-8")


def schema(name: str) -> Draft202012Validator:
    document = json.loads((RULES / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_json(toml_text: str) -> object:
    return json.loads(json.dumps(tomllib.loads(toml_text), default=date.isoformat))


def readme(language: str, number: int) -> str:
    return README.split(f"```{language}\n")[number + 1].split("\n```")[0]


@pytest.mark.parametrize("name", builtin_packs())
def test_shipped_packs_are_valid(name: str) -> None:
    schema("pack").validate(as_json(builtin_pack_text(name)))


def test_the_readmes_examples_are_valid() -> None:
    schema("pack").validate(as_json(readme("toml", 0)))
    schema("pack").validate(
        as_json(readme("toml", 0).split("[cycle]")[0] + readme("toml", 1) + "\n" + readme("toml", 2))
    )
    schema("case").validate(json.loads(readme("json", 0)))
    schema("case").validate(json.loads(readme("json", 1)))
    schema("cycle").validate(json.loads(readme("json", 2)))


def test_every_need_is_in_the_schema_and_in_the_readme() -> None:
    document = json.loads((RULES / "pack.schema.json").read_text("utf-8"))
    needs = [one["properties"]["needs"]["const"] for one in document["properties"]["conditions"]["items"]["oneOf"]]
    assert needs == list(_NEEDS)
    assert all(f"| `{one}` |" in README for one in needs)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("pack", {}),
        ("case", {"kind": "webinar", "role": "participant", "category": "learning"}),
        ("case", {"kind": "W", "role": "participant", "category": "learning", "earned_on": "2026-06-12"}),
        ("case", {"kind": "a", "role": "b", "category": "c", "minutes": 1, "session": {}}),
        ("cycle", {"cycle": {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "required": 5}}),
        ("cycle", {"cycle": {"starts_on": "2026-01-01"}}),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(name: str, document: object) -> None:
    assert not schema(name).is_valid(document)
