"""The GraphQL schema: Query and Mutation put together from the nouns."""

from __future__ import annotations

import graphene

from schema import nodes
from schema.attendance import AttendanceImport, AttendanceQueries, Attendee
from schema.chapters import Chapter, ChapterQueries, Programme, RulePack, Series
from schema.credits import CreditEntry
from schema.events import Event, EventQueries, Meeting, Session
from schema.members import Member, MemberQueries
from schema.mutations_attendance import AttendanceMutations
from schema.mutations_credits import CreditMutations, TokenMutations
from schema.mutations_events import EventMutations
from schema.nodes import Node
from schema.scalars import cite_specifications

NODES_MAX = 100


class Query(AttendanceQueries, MemberQueries, EventQueries, ChapterQueries, graphene.ObjectType):
    """Everything that can be read. What is not the viewer's looks as if it were not there."""

    node = graphene.Field(
        Node, id=graphene.ID(required=True, description="Its id."), description="Anything that has an id, or null."
    )
    nodes = graphene.Field(
        graphene.NonNull(graphene.List(Node)),
        ids=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(graphene.ID))), description="Up to 100 ids."
        ),
        description="Several things by id, null for each that is missing or not the viewer's.",
    )

    @staticmethod
    async def resolve_node(_root: None, info: graphene.ResolveInfo, id: str) -> object | None:
        return await nodes.find(info.context, id)

    @staticmethod
    async def resolve_nodes(_root: None, info: graphene.ResolveInfo, ids: list[str]) -> list[object | None]:
        return [await nodes.find(info.context, one) for one in ids[:NODES_MAX]]


class Mutation(AttendanceMutations, EventMutations, CreditMutations, TokenMutations, graphene.ObjectType):
    """Everything that can be done. Each does all of it or nothing, and says why not in `userErrors`."""


SCHEMA = cite_specifications(
    graphene.Schema(
        query=Query,
        mutation=Mutation,
        types=[
            AttendanceImport,
            Attendee,
            Chapter,
            Programme,
            RulePack,
            Series,
            CreditEntry,
            Event,
            Meeting,
            Session,
            Member,
        ],
    )
)
