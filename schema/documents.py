"""Documents parsed, checked and measured once, and remembered by their text.

Parsing and checking take some ten times as long as answering, so both the good and the bad outcome are kept, the
latter as what is to be said. The standard rules run first: what measures depth and cost relies on a document without
fragment cycles.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Visitor,
    get_introspection_query,
    parse,
    validate,
    visit,
)
from graphql.validation.validate import ValidationAbortedError

from cpd.core.errors import CpdError
from schema.costs import Cost, cost_of
from schema.errors import Reader, RequestRefused, Shown, cause_of, shown, shown_plain
from schema.limits import LimitExceeded, Limits
from schema.shape import Shape, fragments_of, operations_of
from schema.validation import hide_types, rules_for


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document: "query", "mutation" or "subscription", and what it costs."""

    kind: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be executed, with its operations by name (the nameless one under "")."""

    node: DocumentNode
    operations: Mapping[str, Operation]

    def operation(self, name: str | None) -> Operation:
        """The operation that is meant, or RequestRefused when that is none or not clear."""
        if name is not None:
            if name not in self.operations:
                raise RequestRefused("operation-unknown", status=400, well_formed=True, name=name[:80])
            return self.operations[name]
        if len(self.operations) != 1:
            raise RequestRefused("operation-not-named", status=400, well_formed=True, count=len(self.operations))
        return next(iter(self.operations.values()))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a document: an error of ours, or the code and the words of the parser or checker."""

    cause: CpdError | None
    code: str
    message: str
    locations: tuple[tuple[int, int], ...] = ()

    def shown(self, reader: Reader) -> Shown:
        """As an entry of `errors`, in the reader's language where the words are ours."""
        entry = shown_plain(self.code, self.message, reader) if self.cause is None else shown(self.cause, reader)
        if self.locations:
            entry["locations"] = [{"line": line, "column": column} for line, column in self.locations]
        return entry


@dataclass(frozen=True, slots=True)
class Unusable:
    """A document that may not be executed."""

    mistakes: tuple[Mistake, ...]


class Documents:
    """Every document met lately, by its text and by whether its sender may read the schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self._kept: OrderedDict[tuple[str, bool], Document | Unusable] = OrderedDict()
        self._characters = 0
        # Reading the whole schema once is what tools do; much more than that in one request is not.
        self._schema_cost_limit = 2 * self._schema_cost(parse(get_introspection_query()))
        self._rules = {
            allowed: rules_for(limits.comparisons, introspection_allowed=allowed) for allowed in (True, False)
        }

    def get(self, text: str, *, introspection_allowed: bool) -> Document | Unusable:
        """The document, parsed and checked now or before. A text beyond the limits is not even kept."""
        key = (text, introspection_allowed)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if len(text) > self.limits.document_characters:
            cause = LimitExceeded("query-too-long", limit=self.limits.document_characters, actual=len(text))
            return Unusable((_our_mistake(cause),))
        found = self._read(text, introspection_allowed)
        self._keep(key, found)
        return found

    def _keep(self, key: tuple[str, bool], found: Document | Unusable) -> None:
        self._kept[key] = found
        self._characters += len(key[0])
        while len(self._kept) > self.limits.cached_documents or self._characters > self.limits.cached_characters:
            (text, _), _ = self._kept.popitem(last=False)
            self._characters -= len(text)

    def _read(self, text: str, introspection_allowed: bool) -> Document | Unusable:
        try:
            node = parse(text, max_tokens=self.limits.tokens)
        except GraphQLSyntaxError as error:
            return Unusable((self._syntax_mistake(error),))
        errors = validate(
            self.schema,
            node,
            self._rules[introspection_allowed],
            max_errors=self.limits.validation_errors,
            hide_suggestions=not introspection_allowed,
        )
        if errors:
            mistakes = [self._validation_mistake(error) for error in errors]
            return Unusable(tuple(mistakes if introspection_allowed else _for_strangers(mistakes)))
        return self._measured(node if introspection_allowed else hide_types(node))

    def _syntax_mistake(self, error: GraphQLSyntaxError) -> Mistake:
        # The parser has one class for all it refuses, and stops counting at the limit.
        if error.description.endswith("Parsing aborted."):
            return _our_mistake(LimitExceeded("query-too-many-tokens", limit=self.limits.tokens))
        return Mistake(None, "GRAPHQL_PARSE_FAILED", error.message, _locations(error))

    def _validation_mistake(self, error: GraphQLError) -> Mistake:
        cause = cause_of(error)
        if isinstance(cause, CpdError):
            return Mistake(cause, "", "", _locations(error))
        if isinstance(error, ValidationAbortedError) and error.message == "Validation aborted.":
            return _our_mistake(LimitExceeded("query-too-complex", limit=self.limits.comparisons))
        return Mistake(None, "GRAPHQL_VALIDATION_FAILED", error.message, _locations(error))

    def _measured(self, node: DocumentNode) -> Document | Unusable:
        fragments = fragments_of(node)
        exceeded = self._exceeded(node, Shape(fragments))
        if exceeded is not None:
            return Unusable((_our_mistake(exceeded),))
        operations = {
            one.name.value if one.name else "": Operation(
                one.operation.value, cost_of(self.schema, one, fragments, self.limits.list_size)
            )
            for one in operations_of(node)
        }
        return Document(node, operations)

    def _exceeded(self, node: DocumentNode, shape: Shape) -> LimitExceeded | None:
        shapes = [shape.of(one.selection_set) for one in operations_of(node)]
        measured = (
            ("query-too-deep", self.limits.depth, max(depth for depth, _ in shapes)),
            ("query-too-many-root-fields", self.limits.root_fields, max(tops for _, tops in shapes)),
            ("query-too-many-aliases", self.limits.aliases, _aliases(node)),
            ("query-too-costly", self._schema_cost_limit, self._schema_cost(node)),
        )
        for code, limit, actual in measured:
            if actual > limit:
                return LimitExceeded(code, limit=limit, actual=actual)
        return None

    def _schema_cost(self, node: DocumentNode) -> int:
        """What the costliest operation asks of the schema itself."""
        fragments, size = fragments_of(node), self.limits.list_size
        return max(
            cost_of(self.schema, one, fragments, size, reading_schema=True).of({}) for one in operations_of(node)
        )


class _CountAliases(Visitor):
    count = 0

    def enter_field(self, node: FieldNode, *_args: object) -> None:
        self.count += node.alias is not None


def _aliases(node: DocumentNode) -> int:
    counter = _CountAliases()
    visit(node, counter)
    return counter.count


def _our_mistake(cause: CpdError) -> Mistake:
    return Mistake(cause, "", "")


def _for_strangers(mistakes: list[Mistake]) -> list[Mistake]:
    """Our own sentences, and of the checker's the first only: a list of them is what rebuilds a schema by guessing."""
    ours = [mistake for mistake in mistakes if mistake.cause is not None]
    return ours or mistakes[:1]


def _locations(error: GraphQLError) -> tuple[tuple[int, int], ...]:
    return tuple((place.line, place.column) for place in error.locations or ())
