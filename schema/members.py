"""Members, their certifications, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Unpack

import graphene

from cpd.core.errors import NotFound
from cpd.ops import access, balances, member_lists
from cpd.ops.viewer import Viewer
from cpd.store.columns import instant
from cpd.store.tx import Row
from schema.chapters import Chapter, Programme
from schema.context import Context
from schema.credits import CreditBalance, CreditEntry, Decision
from schema.events import Session
from schema.listings import PageArguments, listed
from schema.nodes import Node, findable
from schema.paging import Listing, connection_field
from schema.scalars import Credits, Date, DateTime, Locale
from schema.words import MemberStatus, RoleName, word_of


class Certification(graphene.ObjectType):
    """A member's standing in a programme. As the member."""

    id = graphene.ID(required=True, description="Opaque.")
    number = graphene.String(required=True, description="The certificate's number.")
    certified_on = graphene.Field(Date, required=True, description="The certificate's date.")
    programme = graphene.Field(Programme, required=True, description="What is certified.")

    @staticmethod
    def resolve_certified_on(certification: Row, _info: graphene.ResolveInfo) -> date:
        return date.fromisoformat(certification["certified_on"])

    @staticmethod
    async def resolve_programme(certification: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.programme.load(certification["programme_id"])
        return found


class Attendance(graphene.ObjectType):
    """What was decided about a member in a session, also where nothing was earned."""

    id = graphene.ID(required=True, description="Opaque.")
    session = graphene.Field(Session, required=True, description="The session.")
    programme = graphene.Field(Programme, required=True, description="The programme it was decided for.")
    credits = graphene.Field(Credits, required=True, description="What it earned.")
    earned_on = graphene.Field(Date, required=True, description="The date it belongs to.")
    decided_at = graphene.Field(DateTime, required=True, description="When it was decided.")
    decision = graphene.Field(Decision, required=True, description="Why.")

    @staticmethod
    async def resolve_session(decided: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.session.load(decided["session_id"])
        return found

    @staticmethod
    async def resolve_programme(decided: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.programme.load(decided["programme_id"])
        return found

    @staticmethod
    def resolve_earned_on(decided: Row, _info: graphene.ResolveInfo) -> date:
        return date.fromisoformat(decided["earned_on"])

    @staticmethod
    def resolve_decided_at(decided: Row, _info: graphene.ResolveInfo) -> object:
        return instant(decided["decided_at"])

    @staticmethod
    def resolve_decision(decided: Row, _info: graphene.ResolveInfo) -> Row:
        return decided


class CreditEntryFilter(graphene.InputObjectType):
    """Which entries; what is left out does not limit."""

    programme = graphene.ID(description="Of this programme.")
    earned_from = Date(description="Earned on this date or later.")
    earned_to = Date(description="Earned on this date or earlier.")


class Member(graphene.ObjectType):
    """A person who can earn credits. For themselves, and for registrars and auditors of their chapter."""

    class Meta:
        interfaces = (Node,)

    number = graphene.String(required=True, description="The association's number.")
    full_name = graphene.String(required=True, description="As the association has it, titles and all.")
    display_name = graphene.String(required=True, description="As it is shown.")
    chapter = graphene.Field(Chapter, required=True, description="Their chapter.")
    status = graphene.Field(MemberStatus, required=True, description="Their standing in the association.")
    certifications = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Certification))), description="What they are certified in."
    )
    credit_balance = graphene.Field(
        CreditBalance,
        programme=graphene.ID(description="The programme; their first certification when left out."),
        on=graphene.Argument(Date, description="The day; today when left out."),
        description="What counts in the cycle of a day; null without a certification that has cycles.",
    )
    credit_entries = connection_field(
        lambda: CreditEntry,
        description="The ledger's lines about them, the newest date first.",
        filter=graphene.Argument(CreditEntryFilter, description="Which."),
    )
    attendances = connection_field(
        lambda: Attendance, description="Sessions they were in, the newest first, with what was decided and why."
    )

    @staticmethod
    def resolve_full_name(member: Row, _info: graphene.ResolveInfo) -> str:
        return member["full_name"] or ""

    @staticmethod
    def resolve_display_name(member: Row, _info: graphene.ResolveInfo) -> str:
        return member["display_name"] or ""

    @staticmethod
    async def resolve_chapter(member: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.chapter.load(member["chapter_id"])
        return found

    @staticmethod
    async def resolve_certifications(member: Row, info: graphene.ResolveInfo) -> list[Row]:
        found: list[Row] = await info.context.loaders.certifications_of_member.load(member["id"])
        return found

    @staticmethod
    async def resolve_credit_balance(
        member: Row, info: graphene.ResolveInfo, programme: str | None = None, on: date | None = None
    ) -> Mapping[str, object] | None:
        found = await balances.balance_of(member["id"], programme, on or info.context.today)
        return None if found is None else CreditBalance.of(found, info.context)

    @staticmethod
    async def resolve_credit_entries(
        member: Row,
        _info: graphene.ResolveInfo,
        filter: CreditEntryFilter | None = None,
        **page: Unpack[PageArguments],
    ) -> Listing[Row]:
        given = dict(filter or {})
        wanted = balances.EntryFilter(given.get("programme"), given.get("earned_from"), given.get("earned_to"))
        return await listed(balances.entries_of(member["id"], wanted), page)

    @staticmethod
    async def resolve_attendances(
        member: Row, _info: graphene.ResolveInfo, **page: Unpack[PageArguments]
    ) -> Listing[Row]:
        return await listed(balances.decisions_of(member["id"]), page)


class Account(graphene.ObjectType):
    """A sign-in. For itself."""

    id = graphene.ID(required=True, description="Opaque.")
    name = graphene.String(required=True, description="As it is shown.")
    language = graphene.Field(Locale, required=True, description="The language of its sentences.")


class Role(graphene.ObjectType):
    """Something an account may do, and where."""

    role = graphene.Field(RoleName, required=True, description="What.")
    chapters = graphene.Field(
        graphene.List(graphene.NonNull(Chapter)), description="For which chapters; null is for all of them."
    )

    @staticmethod
    async def resolve_chapters(grant: tuple[str, frozenset[str] | None], info: graphene.ResolveInfo) -> object | None:
        _, scope = grant
        return None if scope is None else await info.context.loaders.chapter.load_many(sorted(scope))

    @staticmethod
    def resolve_role(grant: tuple[str, frozenset[str] | None], _info: graphene.ResolveInfo) -> str:
        return grant[0]


class ViewerType(graphene.ObjectType):
    """Who is asking."""

    class Meta:
        name = "Viewer"

    account = graphene.Field(Account, required=True, description="The sign-in.")
    member = graphene.Field(Member, description="The member it belongs to, if any.")
    roles = graphene.Field(graphene.NonNull(graphene.List(graphene.NonNull(Role))), description="What it may do.")

    @staticmethod
    def resolve_account(viewer: Viewer, _info: graphene.ResolveInfo) -> object:
        return {"id": viewer.account_id, "name": viewer.name, "language": viewer.language}

    @staticmethod
    async def resolve_member(viewer: Viewer, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.member.load(viewer.member_id) if viewer.member_id else None

    @staticmethod
    def resolve_roles(viewer: Viewer, _info: graphene.ResolveInfo) -> object:
        return sorted(viewer.grants.items())


class MemberFilter(graphene.InputObjectType):
    """Which members; what is left out does not limit."""

    chapter_id = graphene.ID(description="Of this chapter.")
    status = MemberStatus(description="With this status.")
    name = graphene.String(description="With these letters in their name, whatever the case.")


class MemberOrder(graphene.Enum):
    """By what members are listed."""

    NUMBER = "number"
    NAME = "name"

    @property
    def description(self) -> str:
        return {"number": "By the association's number.", "name": "By full name."}[self.value]


class MemberQueries:
    """Root fields about members and the viewer."""

    viewer = graphene.Field(ViewerType, description="Who is asking; null when nobody is signed in.")
    member = graphene.Field(
        Member,
        id=graphene.ID(description="Their id."),
        number=graphene.String(description="Or their number."),
        description="One member; null when missing or not the viewer's. For themselves, registrars and auditors.",
    )
    members = connection_field(
        lambda: Member,
        description="Members of the viewer's chapters. For registrars and auditors.",
        filter=graphene.Argument(MemberFilter, description="Which."),
        order_by=graphene.Argument(MemberOrder, description="NUMBER when left out."),
    )

    @staticmethod
    def resolve_viewer(_root: None, info: graphene.ResolveInfo) -> Viewer | None:
        viewer: Viewer | None = info.context.viewer
        return viewer

    @staticmethod
    async def resolve_member(
        _root: None,
        info: graphene.ResolveInfo,
        id: str | None = None,
        number: str | None = None,
    ) -> Row | None:
        viewer = info.context.signed_in()
        return await member_lists.member_shown(viewer, member_id=id, number=number)

    @staticmethod
    async def resolve_members(
        _root: None,
        info: graphene.ResolveInfo,
        filter: MemberFilter | None = None,
        order_by: object = "number",
        **page: Unpack[PageArguments],
    ) -> Listing[Row]:
        given = dict(filter or {})
        wanted = member_lists.MemberFilter(
            chapter_id=given.get("chapter_id"),
            status=word_of(given["status"]) if given.get("status") else None,
            name=given.get("name"),
            by_name=word_of(order_by) == "name",
        )
        return await listed(member_lists.members_shown(info.context.signed_in(), wanted), page)


async def _member(context: Context, node_id: str) -> Row | None:
    if context.viewer is None:
        return None
    try:
        return await access.member(context.viewer, node_id)
    except NotFound:
        return None


findable("mem", Member, _member)
