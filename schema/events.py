"""Events, sessions and meetings: what organizers log and everybody reads."""

from __future__ import annotations

from typing import Unpack

import graphene

from cpd.ops import access, event_lists
from cpd.ops.events import clearing
from cpd.store.columns import instant, instant_or_none
from cpd.store.tx import Row
from schema.chapters import Chapter, Programme, Series
from schema.context import Context
from schema.listings import PageArguments, listed
from schema.nodes import Node, findable
from schema.paging import Listing, connection_field
from schema.scalars import DateTime, TimeZone
from schema.words import ActivityKind, ActivityLevel, ActivityMode, EventStatus, word_of


class Break(graphene.ObjectType):
    """Time of a session that earns nothing."""

    starts_at = graphene.Field(DateTime, required=True, description="Its first moment.")
    ends_at = graphene.Field(DateTime, required=True, description="The moment after it.")

    @staticmethod
    def resolve_starts_at(pause: Row, _info: graphene.ResolveInfo) -> object:
        return instant(pause["starts_at"])

    @staticmethod
    def resolve_ends_at(pause: Row, _info: graphene.ResolveInfo) -> object:
        return instant(pause["ends_at"])


class Meeting(graphene.ObjectType):
    """One run of a session on a platform. For the event's organizers, registrars and auditors."""

    class Meta:
        interfaces = (Node,)

    platform = graphene.String(required=True, description="zoom, teams ...")
    platform_meeting_id = graphene.String(required=True, description="The platform's number of it, digits only.")
    session = graphene.Field(lambda: Session, required=True, description="What it is a run of.")

    @staticmethod
    async def resolve_session(meeting: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.session.load(meeting["session_id"])
        return found


class Session(graphene.ObjectType):
    """One part of an event with its own time and category. As public as its event."""

    class Meta:
        interfaces = (Node,)

    title = graphene.String(required=True, description="In the reader's language where there is one.")
    category = graphene.String(description="The rule pack's word for what it earns; null when it earns nothing.")
    starts_at = graphene.Field(DateTime, required=True, description="Its first moment.")
    ends_at = graphene.Field(DateTime, required=True, description="The moment after it.")
    time_zone = graphene.Field(TimeZone, required=True, description="Where it is; credit belongs to the date there.")
    location = graphene.String(required=True, description="Where in the place of the event, may be empty.")
    breaks = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Break))), description="Times in it that earn nothing."
    )
    event = graphene.Field(lambda: Event, required=True, description="What it is a part of.")
    meetings = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Meeting))),
        description="Its runs on platforms; empty for those who may not see its attendance.",
    )

    @staticmethod
    def resolve_title(session: Row, info: graphene.ResolveInfo) -> str:
        return _in_language(session, info.context)

    @staticmethod
    def resolve_category(session: Row, _info: graphene.ResolveInfo) -> str | None:
        return session["category"] or None

    @staticmethod
    def resolve_starts_at(session: Row, _info: graphene.ResolveInfo) -> object:
        return instant(session["starts_at"])

    @staticmethod
    def resolve_ends_at(session: Row, _info: graphene.ResolveInfo) -> object:
        return instant(session["ends_at"])

    @staticmethod
    async def resolve_breaks(session: Row, info: graphene.ResolveInfo) -> list[Row]:
        found: list[Row] = await info.context.loaders.breaks_of_session.load(session["id"])
        return found

    @staticmethod
    async def resolve_event(session: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.event.load(session["event_id"])
        return found

    @staticmethod
    async def resolve_meetings(session: Row, info: graphene.ResolveInfo) -> list[Row]:
        viewer = info.context.viewer
        event = await info.context.loaders.event.load(session["event_id"])
        if viewer is None or not viewer.may(*access.ATTENDANCE_READERS, chapter_id=event["chapter_id"]):
            return []
        found: list[Row] = await info.context.loaders.meetings_of_session.load(session["id"])
        return found


class Clearing(graphene.ObjectType):
    """What became of the people who were in: credited, not eligible and unresolved add up to people."""

    people = graphene.Int(required=True, description="Attendees of all meetings.")
    credited = graphene.Int(required=True, description="Of them, matched to members who were awarded credits.")
    not_eligible = graphene.Int(required=True, description="Guests, and members whom the rules gave nothing.")
    unresolved = graphene.Int(required=True, description="Still in the review queue.")


class Event(graphene.ObjectType):
    """What an organizer logs and a calendar shows. Public once published."""

    class Meta:
        interfaces = (Node,)

    slug = graphene.String(required=True, description="Short name for addresses.")
    title = graphene.String(required=True, description="In the reader's language where there is one.")
    description = graphene.String(required=True, description="Plain text, may be empty.")
    kind = graphene.Field(ActivityKind, required=True, description="What kind of activity it is.")
    level = graphene.Field(ActivityLevel, required=True, description="How far it reaches.")
    mode = graphene.Field(ActivityMode, required=True, description="How people take part.")
    status = graphene.Field(EventStatus, required=True, description="Where it is between first note and end.")
    time_zone = graphene.Field(TimeZone, required=True, description="Where it is.")
    location = graphene.String(required=True, description="Where, may be empty.")
    join_url = graphene.String(required=True, description="Where one joins online, may be empty.")
    version = graphene.Int(required=True, description="For expectedVersion.")
    published_at = graphene.Field(DateTime, description="When it was shown to everybody.")
    closed_at = graphene.Field(DateTime, description="When its credits became final.")
    chapter = graphene.Field(Chapter, required=True, description="Whose event it is.")
    series = graphene.Field(Series, description="What it belongs to.")
    programmes = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Programme))), description="Which programmes it earns for."
    )
    sessions = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Session))), description="Its parts by time; at most 200."
    )
    clearing = graphene.Field(
        Clearing, description="What became of the people; null for those who may not see its attendance."
    )

    @staticmethod
    def resolve_title(event: Row, info: graphene.ResolveInfo) -> str:
        return _in_language(event, info.context)

    @staticmethod
    def resolve_status(event: Row, _info: graphene.ResolveInfo) -> str:
        return "closed" if event["closed_at"] is not None else str(event["status"])

    @staticmethod
    def resolve_published_at(event: Row, _info: graphene.ResolveInfo) -> object:
        return instant_or_none(event["published_at"])

    @staticmethod
    def resolve_closed_at(event: Row, _info: graphene.ResolveInfo) -> object:
        return instant_or_none(event["closed_at"])

    @staticmethod
    async def resolve_chapter(event: Row, info: graphene.ResolveInfo) -> Row:
        found: Row = await info.context.loaders.chapter.load(event["chapter_id"])
        return found

    @staticmethod
    async def resolve_series(event: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.series.load(event["series_id"]) if event["series_id"] else None

    @staticmethod
    async def resolve_programmes(event: Row, info: graphene.ResolveInfo) -> list[Row]:
        found: list[Row] = await info.context.loaders.programmes_of_event.load(event["id"])
        return found

    @staticmethod
    async def resolve_sessions(event: Row, info: graphene.ResolveInfo) -> list[Row]:
        found: list[Row] = await info.context.loaders.sessions_of_event.load(event["id"])
        return found

    @staticmethod
    async def resolve_clearing(event: Row, info: graphene.ResolveInfo) -> object | None:
        viewer = info.context.viewer
        if viewer is None or not viewer.may(*access.ATTENDANCE_READERS, chapter_id=event["chapter_id"]):
            return None
        return await clearing(event["id"])


def _in_language(titled: Row, context: Context) -> str:
    return str(titled["title_en"] or titled["title"]) if context.language == "en" else str(titled["title"])


class EventFilter(graphene.InputObjectType):
    """Which events; what is left out does not limit."""

    chapter_id = graphene.ID(description="Of this chapter.")
    series_id = graphene.ID(description="Of this series.")
    kind = ActivityKind(description="Of this kind.")
    status = EventStatus(description="With this status; drafts are shown to their organizers only.")
    starts_after = DateTime(description="With a session that ends after this moment.")
    starts_before = DateTime(description="With a session that starts before this moment.")


class EventOrder(graphene.Enum):
    """By which time events are listed."""

    STARTS_AT_ASC = "starts_at_asc"
    STARTS_AT_DESC = "starts_at_desc"

    @property
    def description(self) -> str:
        return {"starts_at_asc": "The earliest first.", "starts_at_desc": "The latest first."}[self.value]


class EventQueries:
    """Root fields about events."""

    event = graphene.Field(
        Event,
        id=graphene.ID(description="Its id."),
        slug=graphene.String(description="Or its slug."),
        description="One event; null when it is missing or not shown to the viewer. Public.",
    )
    events = connection_field(
        lambda: Event,
        description="Events by time. Public: published ones, and for organizers and auditors their drafts.",
        filter=graphene.Argument(EventFilter, description="Which."),
        order_by=graphene.Argument(EventOrder, description="STARTS_AT_ASC when left out."),
    )
    meeting = graphene.Field(
        Meeting,
        id=graphene.ID(required=True, description="Its id."),
        description="One meeting; null when it is missing or not the viewer's.",
    )

    @staticmethod
    async def resolve_event(
        _root: None,
        info: graphene.ResolveInfo,
        id: str | None = None,
        slug: str | None = None,
    ) -> Row | None:
        return await event_lists.event_shown(info.context.viewer, event_id=id, slug=slug)

    @staticmethod
    async def resolve_events(
        _root: None,
        info: graphene.ResolveInfo,
        filter: EventFilter | None = None,
        order_by: object = "starts_at_asc",
        **page: Unpack[PageArguments],
    ) -> Listing[Row]:
        given = dict(filter or {})
        wanted = event_lists.EventFilter(
            chapter_id=given.get("chapter_id"),
            series_id=given.get("series_id"),
            kind=word_of(given["kind"]) if given.get("kind") else None,
            status=word_of(given["status"]) if given.get("status") else None,
            starts_after=given.get("starts_after"),
            starts_before=given.get("starts_before"),
            latest_first=word_of(order_by) == "starts_at_desc",
        )
        return await listed(event_lists.events_shown(info.context.viewer, wanted), page)

    @staticmethod
    async def resolve_meeting(_root: None, info: graphene.ResolveInfo, id: str) -> Row | None:
        return await event_lists.meeting_shown(info.context.signed_in(), id)


async def _event(context: Context, node_id: str) -> Row | None:
    return await event_lists.event_shown(context.viewer, event_id=node_id)


async def _session(context: Context, node_id: str) -> Row | None:
    session = await context.loaders.session.load(node_id)
    return session if session is not None and await _event(context, session["event_id"]) else None


async def _meeting(context: Context, node_id: str) -> Row | None:
    return None if context.viewer is None else await event_lists.meeting_shown(context.viewer, node_id)


findable("evt", Event, _event)
findable("ses", Session, _session)
findable("mtg", Meeting, _meeting)
