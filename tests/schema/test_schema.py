"""The contract: the checked-in SDL, its descriptions, and what may not change."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
)

from schema import SCHEMA

FILE = Path(__file__).parent.parent.parent / "schema" / "schema.graphql"


def test_the_checked_in_schema_is_the_one_that_is_served():
    """Regenerate with: .venv/bin/python -m tests.schema.write_sdl"""
    assert FILE.read_text("utf-8") == f"{SCHEMA}\n"


def test_everything_is_described():
    bare = []
    for name, kind in SCHEMA.graphql_schema.type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Boolean", "ID", "Float"):
            continue
        if not kind.description:
            bare.append(name)
        if isinstance(kind, GraphQLEnumType):
            bare += [f"{name}.{value}" for value, one in kind.values.items() if not one.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, one in kind.fields.items():
                if not one.description:
                    bare.append(f"{name}.{field}")
                for argument, given in getattr(one, "args", {}).items():
                    if not given.description:
                        bare.append(f"{name}.{field}({argument})")
    assert bare == []


def test_every_mutation_takes_one_input_and_says_why_not():
    mutation = SCHEMA.graphql_schema.mutation_type
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        assert "user_errors" in field.type.of_type.graphene_type._meta.fields, name
