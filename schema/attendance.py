"""Imports and attendees: what a report said, and who it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import graphene
import orjson

from cpd.ops import attendee_lists
from cpd.store.columns import instant, instant_or_none
from cpd.store.tx import Row
from cpd.words import sentence
from schema.context import Context
from schema.events import Meeting
from schema.listings import PageArguments, listed
from schema.members import Member
from schema.nodes import Node, findable
from schema.paging import Listing, connection_field
from schema.scalars import DateTime, TimeZone
from schema.words import ActivityRole, AttendeeState, ImportState, word_of


class ImportProblem(graphene.ObjectType):
    """A row that could not be used; the others were."""

    line = graphene.Int(required=True, description="The file's line or the sheet's row, 0 for the file as a whole.")
    code = graphene.String(required=True, description="What is wrong.")
    message = graphene.String(required=True, description="What is wrong, as a sentence in the reader's language.")
    text = graphene.String(required=True, description="The row as it stands in the file, cut at 200 characters.")

    @staticmethod
    def resolve_message(problem: Mapping[str, object], info: graphene.ResolveInfo) -> str:
        return sentence(str(problem["code"]), problem["values"], info.context.language)  # type: ignore[arg-type]


class ExcludedRow(graphene.ObjectType):
    """A row that is understood and is not attendance."""

    line = graphene.Int(required=True, description="The file's line or the sheet's row.")
    reason = graphene.String(required=True, description="waiting_room, no_show ...")
    name = graphene.String(required=True, description="The name in it.")

    @staticmethod
    def resolve_line(one: list[object], _info: graphene.ResolveInfo) -> object:
        return one[0]

    @staticmethod
    def resolve_reason(one: list[object], _info: graphene.ResolveInfo) -> object:
        return one[1]

    @staticmethod
    def resolve_name(one: list[object], _info: graphene.ResolveInfo) -> object:
        return one[2]


class AttendanceImport(graphene.ObjectType):
    """One report as it was imported. For the event's organizers, registrars and auditors."""

    class Meta:
        interfaces = (Node,)

    meeting = graphene.Field(Meeting, required=True, description="The meeting it is about.")
    state = graphene.Field(ImportState, required=True, description="Whether it counts.")
    layout = graphene.String(required=True, description="The layout that was recognised.")
    time_zone = graphene.Field(TimeZone, required=True, description="In which its local times were read.")
    evidence = graphene.String(required=True, description="intervals, or duration_only when it has no times.")
    connections = graphene.Int(required=True, description="Joins and leaves in it.")
    people = graphene.Int(required=True, description="Attendees in it.")
    created_at = graphene.Field(DateTime, required=True, description="When it was imported.")
    undone_at = graphene.Field(DateTime, description="When it was taken back.")
    problems = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(ImportProblem))), description="Rows that could not be used."
    )
    excluded = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(ExcludedRow))), description="Rows that are not attendance."
    )

    @staticmethod
    async def resolve_meeting(found: Row, info: graphene.ResolveInfo) -> Row:
        meeting: Row = await info.context.loaders.meeting.load(found["meeting_id"])
        return meeting

    @staticmethod
    def resolve_created_at(found: Row, _info: graphene.ResolveInfo) -> object:
        return instant(found["created_at"])

    @staticmethod
    def resolve_undone_at(found: Row, _info: graphene.ResolveInfo) -> object:
        return instant_or_none(found["undone_at"])

    @staticmethod
    def resolve_problems(found: Row, _info: graphene.ResolveInfo) -> object:
        return orjson.loads(found["problems"])

    @staticmethod
    def resolve_excluded(found: Row, _info: graphene.ResolveInfo) -> object:
        return orjson.loads(found["excluded"])


class Candidate(graphene.ObjectType):
    """A member that an attendee may be, with reasons that a person can check."""

    id = graphene.ID(required=True, description="The member's id, for attendeeAssign.")
    number = graphene.String(required=True, description="The member's number.")
    full_name = graphene.String(required=True, description="The member's name.")
    chapter = graphene.String(required=True, description="The name of the member's chapter.")
    reasons = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        description="Why it may be them, as sentences in the reader's language.",
    )


class Attendee(graphene.ObjectType):
    """An identity that a platform reported. For the event's organizers, registrars and auditors."""

    class Meta:
        interfaces = (Node,)

    name = graphene.String(required=True, description="The display name as first seen.")
    names = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))), description="All its display names."
    )
    email = graphene.String(required=True, description="As the platform gave it; empty when it gave none.")
    state = graphene.Field(AttendeeState, required=True, description="Who it is, as far as is known.")
    role = graphene.Field(ActivityRole, required=True, description="What they did there.")
    evidence = graphene.String(required=True, description="What the match stands on; empty without one.")
    version = graphene.Int(required=True, description="For expectedVersion.")
    meeting = graphene.Field(Meeting, required=True, description="Where they were.")
    member = graphene.Field(
        Member, description="The member they are; null while nobody knows, or for those who may not see the member."
    )
    candidates = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Candidate))), description="Up to three members it may be."
    )
    decided_at = graphene.Field(DateTime, description="When a person decided.")

    @staticmethod
    def resolve_names(attendee: Row, _info: graphene.ResolveInfo) -> object:
        return orjson.loads(attendee["names"])

    @staticmethod
    async def resolve_meeting(attendee: Row, info: graphene.ResolveInfo) -> Row:
        meeting: Row = await info.context.loaders.meeting.load(attendee["meeting_id"])
        return meeting

    @staticmethod
    async def resolve_member(attendee: Row, info: graphene.ResolveInfo) -> Row | None:
        if attendee["member_id"] is None:
            return None
        member: Row = await info.context.loaders.member.load(attendee["member_id"])
        viewer = info.context.signed_in()
        shown = viewer.may("registrar", "auditor", chapter_id=member["chapter_id"])
        return member if shown or viewer.member_id == member["id"] else None

    @staticmethod
    async def resolve_candidates(attendee: Row, info: graphene.ResolveInfo) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for one in orjson.loads(attendee["candidates"]):
            member = await info.context.loaders.member.load(one["member"])
            chapter = await info.context.loaders.chapter.load(member["chapter_id"])
            reasons = [sentence(reason, {}, info.context.language) for reason in one["reasons"]]
            found.append({**member, "chapter": chapter["name"], "reasons": reasons})
        return found

    @staticmethod
    def resolve_decided_at(attendee: Row, _info: graphene.ResolveInfo) -> object:
        return instant_or_none(attendee["decided_at"])


class AttendeeFilter(graphene.InputObjectType):
    """Which attendees; what is left out does not limit."""

    event_id = graphene.ID(description="Of this event.")
    meeting_id = graphene.ID(description="Of this meeting.")
    states = graphene.List(graphene.NonNull(AttendeeState), description="In these states; REVIEW alone when left out.")


class AttendanceQueries:
    """Root fields about imports and the review queue."""

    attendance_import = graphene.Field(
        AttendanceImport,
        id=graphene.ID(required=True, description="Its id."),
        description="One import; null when missing or not the viewer's.",
    )
    unmatched_attendees = connection_field(
        lambda: Attendee,
        description="The review queue of the viewer's chapters, by name. For organizers, registrars and auditors.",
        filter=graphene.Argument(AttendeeFilter, description="Which."),
    )

    @staticmethod
    async def resolve_attendance_import(_root: None, info: graphene.ResolveInfo, id: str) -> Row | None:
        return await attendee_lists.import_shown(info.context.signed_in(), id)

    @staticmethod
    async def resolve_unmatched_attendees(
        _root: None,
        info: graphene.ResolveInfo,
        filter: AttendeeFilter | None = None,
        **page: Unpack[PageArguments],
    ) -> Listing[Row]:
        given = dict(filter or {})
        states = tuple(word_of(state) for state in given.get("states") or ("review",))
        wanted = attendee_lists.AttendeeFilter(given.get("event_id"), given.get("meeting_id"), states)
        return await listed(attendee_lists.attendees_shown(info.context.signed_in(), wanted), page)


async def _import(context: Context, node_id: str) -> Row | None:
    return None if context.viewer is None else await attendee_lists.import_shown(context.viewer, node_id)


async def _attendee(context: Context, node_id: str) -> Row | None:
    return None if context.viewer is None else await attendee_lists.attendee_shown(context.viewer, node_id)


findable("imp", AttendanceImport, _import)
findable("att", Attendee, _attendee)
