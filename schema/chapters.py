"""Chapters, programmes, series and rule packs: what events and members belong to."""

from __future__ import annotations

from typing import Unpack

import graphene

from cpd.ops import association, packs
from cpd.store.tx import Row
from schema.context import Context
from schema.listings import PageArguments, listed
from schema.nodes import Node, findable
from schema.paging import Listing, connection_field
from schema.scalars import Date, TimeZone


class Chapter(graphene.ObjectType):
    """The association's national board, or a part of it in a province. Public."""

    class Meta:
        interfaces = (Node,)

    code = graphene.String(required=True, description="Short name; its calendar is /ics/<code>.ics.")
    name = graphene.String(required=True, description="Full name.")
    province = graphene.String(required=True, description="The province, empty for the national board.")
    time_zone = graphene.Field(TimeZone, required=True, description="Where its events are, unless they say otherwise.")
    parent = graphene.Field(lambda: Chapter, description="What it is a part of.")

    @staticmethod
    async def resolve_parent(chapter: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.chapter.load(chapter["parent_id"]) if chapter["parent_id"] else None


class Series(graphene.ObjectType):
    """Events that belong together. Public."""

    class Meta:
        interfaces = (Node,)

    slug = graphene.String(required=True, description="Short name for addresses.")
    title = graphene.String(required=True, description="In the reader's language.")

    @staticmethod
    def resolve_title(series: Row, info: graphene.ResolveInfo) -> str:
        return _title(series, info.context)


class Programme(graphene.ObjectType):
    """What is certified and renewed. Public."""

    class Meta:
        interfaces = (Node,)

    code = graphene.String(required=True, description="Short name.")
    title = graphene.String(required=True, description="In the reader's language.")
    pack_code = graphene.String(required=True, description="The rule pack whose editions hold for it.")

    @staticmethod
    def resolve_title(programme: Row, info: graphene.ResolveInfo) -> str:
        return _title(programme, info.context)


def _title(titled: Row, context: Context) -> str:
    return context.title({"id": titled["title_id"], "en": titled["title_en"]})


class RulePack(graphene.ObjectType):
    """One edition of one body's rules, as published; it never changes. Public."""

    class Meta:
        interfaces = (Node,)

    code = graphene.String(required=True, description="The body's pack.")
    edition = graphene.String(required=True, description="Which edition.")
    holds_from = graphene.Field(Date, required=True, description="The first day on which it holds.")
    title = graphene.String(required=True, description="In the reader's language.")
    note = graphene.String(required=True, description="What a reader should know about its figures.")
    certainty = graphene.String(required=True, description="primary, secondary or example: how sure its figures are.")
    source = graphene.String(required=True, description="Where its figures come from.")
    sha256 = graphene.String(required=True, description="Digest of its text.")
    content = graphene.String(required=True, description="Its text, TOML.")

    @staticmethod
    def resolve_holds_from(pack: Row, _info: graphene.ResolveInfo) -> object:
        return Date.parse_value(pack["holds_from"])

    @staticmethod
    async def resolve_title(pack: Row, info: graphene.ResolveInfo) -> str:
        return str(info.context.title((await packs.edition(pack["id"])).title))

    @staticmethod
    async def resolve_note(pack: Row, info: graphene.ResolveInfo) -> str:
        note = (await packs.edition(pack["id"])).note
        return str(info.context.title(note)) if note else ""

    @staticmethod
    async def resolve_certainty(pack: Row, _info: graphene.ResolveInfo) -> str:
        return (await packs.edition(pack["id"])).certainty

    @staticmethod
    async def resolve_source(pack: Row, _info: graphene.ResolveInfo) -> str:
        return (await packs.edition(pack["id"])).source


class ChapterQueries:
    """Root fields about chapters, programmes and rules."""

    chapters = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Chapter))), description="All chapters by code. Public."
    )
    programmes = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Programme))), description="All programmes by code. Public."
    )
    rule_packs = connection_field(
        lambda: RulePack,
        description="Published editions, by code and edition. Public.",
        code=graphene.Argument(graphene.String, description="Only this pack's."),
    )

    @staticmethod
    async def resolve_chapters(_root: None, _info: graphene.ResolveInfo) -> list[Row]:
        return await association.chapters()

    @staticmethod
    async def resolve_programmes(_root: None, _info: graphene.ResolveInfo) -> list[Row]:
        return await association.programmes()

    @staticmethod
    async def resolve_rule_packs(
        _root: None, _info: graphene.ResolveInfo, code: str | None = None, **page: Unpack[PageArguments]
    ) -> Listing[Row]:
        return await listed(packs.editions(code), page)


findable("chp", Chapter, lambda context, node_id: context.loaders.chapter.load(node_id))
findable("srs", Series, lambda context, node_id: context.loaders.series.load(node_id))
findable("prg", Programme, lambda context, node_id: context.loaders.programme.load(node_id))
findable("pck", RulePack, lambda _context, node_id: packs.published(node_id))
