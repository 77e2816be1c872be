"""The rules a document must keep: the standard ones, bounded in their work, and ours."""

from __future__ import annotations

from copy import copy

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    NameNode,
    OverlappingFieldsCanBeMergedRule,
    StringValueNode,
    ValidationContext,
    Visitor,
    specified_rules,
    visit,
)

from cpd.core.errors import InputRefused, SignInRequired
from schema.http_request import CONTROL_CHARACTERS

Rules = tuple[type[ASTValidationRule], ...]


class SchemaForSignedInRule(ASTValidationRule):
    """Strangers do not read the schema. `__typename` is no secret, and `__type` finds nothing: see `hide_types`."""

    def enter_field(self, node: FieldNode, *_args: object) -> None:
        if node.name.value == "__schema":
            cause = SignInRequired("schema-for-signed-in")
            self.report_error(GraphQLError(cause.code, node, original_error=cause))


class NoControlCharactersRule(ASTValidationRule):
    """PostgreSQL refuses NUL in a text and SQLite stores it: so nobody gets one in."""

    def enter_string_value(self, node: StringValueNode, *_args: object) -> None:
        if CONTROL_CHARACTERS.search(node.value):
            cause = InputRefused("text-has-control-character")
            self.report_error(GraphQLError(cause.code, node, original_error=cause))


def rules_for(comparisons: int, *, introspection_allowed: bool) -> Rules:
    """The rules for those who may read the schema, or for strangers.

    `comparisons` bounds how often fields of one name are compared. A document of two thousand equal fields would
    otherwise take a second to check; past the bound validation aborts.
    """

    class BoundedOverlapRule(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = comparisons

    standard = [BoundedOverlapRule if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules]
    own = (NoControlCharactersRule,) if introspection_allowed else (NoControlCharactersRule, SchemaForSignedInRule)
    return (*standard, *own)


class _HideTypes(Visitor):
    def enter_field(self, node: FieldNode, *_args: object) -> FieldNode | None:
        if node.name.value != "__type":
            return None
        hidden = copy(node)
        hidden.arguments = (ArgumentNode(name=NameNode(value="name"), value=StringValueNode(value="")),)
        return hidden


def hide_types(document: DocumentNode) -> DocumentNode:
    """A valid document for strangers: whichever type it asks for, there is none, as with anything not theirs to see."""
    hidden: DocumentNode = visit(document, _HideTypes())
    return hidden
