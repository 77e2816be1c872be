"""How many fields the answer to a valid document may hold.

The cost depends on variables (`first: $n`), so it is compiled once per document to a list of sums, each of which only
refers to earlier ones. Adding them up for one request takes time in proportion to the document, however often its
fragments are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from schema.shape import INTROSPECTION

_SIZES = ("first", "last", "ids")


@dataclass(frozen=True, slots=True)
class VariableSize:
    """A list's size that a variable gives: its number, or the number of its elements. `default` when it is not sent."""

    name: str
    default: int

    def of(self, variables: Mapping[str, object]) -> int:
        value = variables.get(self.name, self.default)
        if isinstance(value, list):
            return len(value)
        # JSON may write a whole number as 100.0. What is no number is refused by the coercion of variables.
        return max(int(value), 0) if isinstance(value, int | float) else self.default


Size = int | VariableSize


@dataclass(frozen=True, slots=True)
class Sum:
    """`own` fields, and for each part the sum at an index times a size."""

    own: int
    parts: tuple[tuple[Size, int], ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """The sums of one operation; the last one is the operation's."""

    sums: tuple[Sum, ...]

    def of(self, variables: Mapping[str, object]) -> int:
        """How many fields the answer may hold. Reads variables as they were sent."""
        totals: list[int] = []
        for one in self.sums:
            total = one.own
            for size, index in one.parts:
                total += totals[index] * (size if isinstance(size, int) else size.of(variables))
            totals.append(total)
        return totals[-1]


def cost_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    list_size: int,
    *,
    reading_schema: bool = False,
) -> Cost:
    """The cost of one operation of a valid document. `list_size` is assumed of lists that say no size.

    What is asked of the schema itself is counted by itself, with `reading_schema`: its lists are long, and cheap.
    """
    root = schema.get_root_type(operation.operation)
    compiler = _Compiler(schema, fragments, list_size, _defaults(operation, list_size), reading_schema)
    if root is not None:
        compiler.selection(operation.selection_set, root, None, at_root=True)
    return Cost(tuple(compiler.sums) or (Sum(0, ()),))


def _defaults(operation: OperationDefinitionNode, list_size: int) -> dict[str, int]:
    return {
        one.variable.name.value: _literal_size(one.default_value, list_size)
        for one in operation.variable_definitions or ()
    }


def _literal_size(value: ValueNode | None, list_size: int) -> int:
    if isinstance(value, ListValueNode):
        return len(value.values)
    return max(int(value.value), 0) if isinstance(value, IntValueNode) else list_size


@dataclass(slots=True)
class _Compiler:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    list_size: int
    defaults: Mapping[str, int]
    reading_schema: bool
    sums: list[Sum] = field(default_factory=list)
    _compiled: dict[tuple[str, Size | None, bool], int] = field(default_factory=dict)

    def selection(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType, asked: Size | None, *, at_root: bool = False
    ) -> int:
        """The index of the sum of a selection. `asked` is the size that the field around it was given."""
        own = 0
        parts: list[tuple[Size, int]] = []
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                if at_root and (selection.name.value in INTROSPECTION) != self.reading_schema:
                    continue
                own += 1
                parts += self._below(selection, parent, asked)
            else:
                parts.append((1, self._fragment(selection, parent, asked, at_root)))
        self.sums.append(Sum(own, tuple(parts)))
        return len(self.sums) - 1

    def _fragment(self, selection: object, parent: GraphQLNamedType, asked: Size | None, at_root: bool) -> int:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            on = parent if condition is None else self.schema.type_map[condition.name.value]
            return self.selection(selection.selection_set, on, asked, at_root=at_root)
        assert isinstance(selection, FragmentSpreadNode)  # noqa: S101  # The grammar has no fourth kind.
        key = selection.name.value, asked, at_root
        if key not in self._compiled:
            fragment = self.fragments[selection.name.value]
            on = self.schema.type_map[fragment.type_condition.name.value]
            self._compiled[key] = self.selection(fragment.selection_set, on, asked, at_root=at_root)
        return self._compiled[key]

    def _below(self, node: FieldNode, parent: GraphQLNamedType, asked: Size | None) -> Sequence[tuple[Size, int]]:
        if node.selection_set is None:
            return ()
        output = self._output(node.name.value, parent)
        own_size = self._size(node)
        child = get_named_type(output)
        if not _is_list(output):
            return ((1, self.selection(node.selection_set, child, own_size)),)
        # In a connection the size stands at the connection, and its lists (edges, nodes) have that many.
        size = own_size if own_size is not None else asked if asked is not None else self.list_size
        return ((size, self.selection(node.selection_set, child, None)),)

    def _output(self, name: str, parent: GraphQLNamedType) -> GraphQLOutputType:
        if name in INTROSPECTION:
            return INTROSPECTION[name].type
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)  # noqa: S101  # Validated before.
        output: GraphQLOutputType = parent.fields[name].type
        return output

    def _size(self, node: FieldNode) -> Size | None:
        for argument in node.arguments or ():
            if argument.name.value in _SIZES:
                value = argument.value
                if isinstance(value, VariableNode):
                    name = value.name.value
                    return VariableSize(name, self.defaults.get(name, self.list_size))
                return _literal_size(value, self.list_size)
        return None


def _is_list(output: GraphQLOutputType) -> bool:
    inner = output.of_type if isinstance(output, GraphQLNonNull) else output
    return isinstance(inner, GraphQLList)
