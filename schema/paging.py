"""Relay connections over `cpd.core.paging`: https://relay.dev/graphql/connections.htm

graphene's own ConnectionField gives every row when nobody limits it. Here `first` or `last` is required, and what is
not asked for (cursors, the total) is not computed. A connection in this module is Relay's, not an attendee's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import graphene

from cpd.core.paging import PAGE_ROWS_MAX, KeyOrder, Page, cursor_of

Row = TypeVar("Row")
NodeType = type[graphene.ObjectType] | type[graphene.Interface] | type[graphene.Union]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What the resolver of a connection returns. `total` is called when `totalCount` is asked for, and may do I/O."""

    page: Page[Row]
    order: KeyOrder
    total: Callable[[], Awaitable[int]]

    def cursor(self, row: Row) -> str:
        """Where this row is in the list."""
        return cursor_of(self.page.key(row), self.order)


@dataclass(frozen=True, slots=True)
class _Edge(Generic[Row]):
    listing: Listing[Row]
    node: Row


class PageInfo(graphene.ObjectType):
    """What lies around a page. Going on from a cursor, the side it came from counts as having a page."""

    has_next_page = graphene.Boolean(required=True, description="Whether there are nodes after these.")
    has_previous_page = graphene.Boolean(required=True, description="Whether there are nodes before these.")
    start_cursor = graphene.String(description="The first node's cursor, for `before`. Null when the page is empty.")
    end_cursor = graphene.String(description="The last node's cursor, for `after`. Null when the page is empty.")

    @staticmethod
    def resolve_has_next_page(listing: Listing[object], _info: graphene.ResolveInfo) -> bool:
        return listing.page.has_next

    @staticmethod
    def resolve_has_previous_page(listing: Listing[object], _info: graphene.ResolveInfo) -> bool:
        return listing.page.has_previous

    @staticmethod
    def resolve_start_cursor(listing: Listing[object], _info: graphene.ResolveInfo) -> str | None:
        rows = listing.page.rows
        return listing.cursor(rows[0]) if rows else None

    @staticmethod
    def resolve_end_cursor(listing: Listing[object], _info: graphene.ResolveInfo) -> str | None:
        rows = listing.page.rows
        return listing.cursor(rows[-1]) if rows else None


def _edges(listing: Listing[Row], _info: graphene.ResolveInfo) -> list[_Edge[Row]]:
    return [_Edge(listing, row) for row in listing.page.rows]


def _nodes(listing: Listing[Row], _info: graphene.ResolveInfo) -> tuple[Row, ...]:
    return listing.page.rows


def _page_info(listing: Listing[Row], _info: graphene.ResolveInfo) -> Listing[Row]:
    return listing


def _total_count(listing: Listing[Row], _info: graphene.ResolveInfo) -> Awaitable[int]:
    return listing.total()


def _cursor(edge: _Edge[Row], _info: graphene.ResolveInfo) -> str:
    return edge.listing.cursor(edge.node)


_CONNECTIONS: dict[NodeType, type[graphene.ObjectType]] = {}


def connection_for(node_type: NodeType) -> type[graphene.ObjectType]:
    """The XConnection (and XEdge) of a node type X, the same one whenever it is asked for.

    A field of it resolves to a Listing, whose rows resolve as X.
    """
    if node_type not in _CONNECTIONS:
        _CONNECTIONS[node_type] = _connection(node_type)
    return _CONNECTIONS[node_type]


def _connection(node_type: NodeType) -> type[graphene.ObjectType]:
    name = node_type._meta.name
    edge: type[graphene.ObjectType] = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"A {name} and where it is in the list.",
            "cursor": graphene.String(
                required=True, description="Where it is, for `after` and `before`.", resolver=_cursor
            ),
            "node": graphene.Field(node_type, required=True, description=f"The {name}."),
        },
    )
    connection: type[graphene.ObjectType] = type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"One page of a list of {name}.",
            "edges": _list(edge, "The nodes of this page with their cursors.", _edges),
            "nodes": _list(node_type, "The nodes of this page.", _nodes),
            "page_info": graphene.Field(
                PageInfo, required=True, description="What lies around it.", resolver=_page_info
            ),
            "total_count": graphene.Int(
                required=True, description="How many there are on all pages; counted when asked.", resolver=_total_count
            ),
        },
    )
    return connection


def _list(of: NodeType, description: str, resolver: Callable[..., object]) -> graphene.Field:
    every = graphene.NonNull(graphene.List(graphene.NonNull(of)))
    return graphene.Field(every, description=description, resolver=resolver)


def connection_field(
    node_type: Callable[[], NodeType], *, description: str, **arguments: graphene.Argument
) -> graphene.Field:
    """A field with a connection and its four arguments, `first` or `last` being required.

    `node_type` is a function, so that nodes may refer to one another. The resolver gets the arguments by these names
    and passes them to `cpd.core.paging.page_request`.
    """
    size = f"1 to {PAGE_ROWS_MAX}; this or `{{}}` is required."
    paging = {
        "first": graphene.Int(description=f"How many from the start, {size.format('last')}"),
        "after": graphene.String(description="With `first`: go on after this cursor."),
        "last": graphene.Int(description=f"How many from the end, {size.format('first')}"),
        "before": graphene.String(description="With `last`: go on before this cursor."),
    }
    return graphene.Field(
        lambda: connection_for(node_type()), required=True, description=description, **arguments, **paging
    )
