"""The shape of a valid document: its parts, its depth, and its fields at the root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
)

INTROSPECTION: Mapping[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""The fields with which the schema itself is read."""


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The document's fragments by name."""
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


def operations_of(document: DocumentNode) -> list[OperationDefinitionNode]:
    """The document's operations, at least one in a valid document that is not made of fragments alone."""
    return [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]


@dataclass(slots=True)
class Shape:
    """Depth and root fields of operations in one valid document; fragments are measured once."""

    fragments: Mapping[str, FragmentDefinitionNode]
    _measured: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, selection_set: SelectionSetNode) -> tuple[int, int]:
        """(depth in fields, number of fields at the top) of a selection. Reading the schema counts as one deep."""
        depth = tops = 0
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                below = selection.selection_set
                nested = 0 if below is None or selection.name.value in INTROSPECTION else self.of(below)[0]
                depth, tops = max(depth, nested + 1), tops + 1
                continue
            nested, fields = self._fragment(selection)
            depth, tops = max(depth, nested), tops + fields
        return depth, tops

    def _fragment(self, selection: object) -> tuple[int, int]:
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set)
        assert isinstance(selection, FragmentSpreadNode)  # noqa: S101  # The grammar has no fourth kind.
        name = selection.name.value
        if name not in self._measured:
            self._measured[name] = self.of(self.fragments[name].selection_set)
        return self._measured[name]
