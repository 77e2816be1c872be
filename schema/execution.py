"""A short way for the commonest field: a scalar or enum that is read from its parent as it is.

graphql-core makes a resolve-info and an argument dictionary for each of them, which costs several times the reading.
Whatever is not plainly such a field, and whatever does not come out plainly, goes the stock way and answers as it
does: reading a value a second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from graphene.types.resolver import dict_or_attr_resolver
from graphql import ExecutionContext, FieldNode, GraphQLNonNull, GraphQLObjectType, is_leaf_type
from graphql.pyutils import AwaitableOrValue, Path, Undefined

_PLAIN = frozenset({str, int, bool, date, datetime})
"""Types of values that are neither awaited nor errors nor absent."""


class _Leaf(NamedTuple):
    """How a field is read and written."""

    name: str
    default: object
    serialize: Callable[[Any], Any]


class LeafExecution(ExecutionContext):
    """Executes as graphql-core does, with the short way for leaves."""

    _leaves: dict[tuple[GraphQLObjectType, str], _Leaf | None] = {}  # noqa: RUF012 - shared on purpose: types do not change

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,  # noqa: ANN401 - as graphql-core has it
        field_nodes: list[FieldNode],
        path: Path,
    ) -> AwaitableOrValue[Any]:
        """One field of an object, see the "Executing fields" section of the GraphQL specification."""
        key = (parent_type, field_nodes[0].name.value)
        if key not in self._leaves:
            self._leaves[key] = _leaf(*key)
        leaf = self._leaves[key]
        if leaf is not None and self.middleware_manager is None:
            value = (
                source.get(leaf.name, leaf.default)
                if isinstance(source, dict)
                else getattr(source, leaf.name, leaf.default)
            )
            if type(value) in _PLAIN:
                written = _written(leaf, value)
                if written is not Undefined:
                    return written
        return super().execute_field(parent_type, source, field_nodes, path)


def _written(leaf: _Leaf, value: object) -> object:
    try:
        written = leaf.serialize(value)
    except Exception:  # noqa: BLE001 - the stock way meets the same error, and places it
        return Undefined
    return Undefined if written is None else written


def _leaf(parent_type: GraphQLObjectType, name: str) -> _Leaf | None:
    field = parent_type.fields.get(name)
    if field is None or field.args or not isinstance(field.resolve, partial):
        return None
    if field.resolve.func is not dict_or_attr_resolver or field.resolve.keywords:
        return None
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if not is_leaf_type(kind):
        return None
    attribute, default = field.resolve.args
    return _Leaf(attribute, default, kind.serialize)
