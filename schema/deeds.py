"""What all mutations share: one `input`, and a payload that says why nothing was done."""

from __future__ import annotations

from typing import Any

import graphene

from schema.errors import UserError

Given = dict[str, Any]
"""An input object as graphene gives it: names in snake_case, scalars parsed."""


def deed(payload: type[graphene.ObjectType], given: type[graphene.InputObjectType], description: str) -> graphene.Field:
    """A root field of Mutation."""
    argument = graphene.Argument(graphene.NonNull(given), description="What to do.")
    return graphene.Field(graphene.NonNull(payload), input=argument, description=description)


def why_not() -> graphene.Field:
    """The `userErrors` of a payload."""
    errors = graphene.NonNull(graphene.List(graphene.NonNull(UserError)))
    return graphene.Field(errors, description="Why nothing was done; empty when it was.")
