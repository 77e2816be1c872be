"""What organizers do with events."""

from __future__ import annotations

from datetime import datetime

import graphene

from cpd.core.errors import InputRefused
from cpd.ops import event_lists, events
from cpd.ops.idempotency import do_once, once_key
from cpd.store.tx import Row
from schema.context import Context
from schema.deeds import Given, deed, why_not
from schema.errors import REFUSALS, user_errors
from schema.events import Event, Meeting
from schema.scalars import DateTime, TimeZone
from schema.words import ActivityKind, ActivityLevel, ActivityMode, word_of


class BreakInput(graphene.InputObjectType):
    """Time of a session that earns nothing."""

    starts_at = DateTime(required=True, description="Its first moment.")
    ends_at = DateTime(required=True, description="The moment after it.")


class SessionInput(graphene.InputObjectType):
    """A session to be logged."""

    title = graphene.String(required=True, description="In the association's first language.")
    title_en = graphene.String(description="In English.")
    category = graphene.String(description="The rule pack's word, such as learning; left out when it earns nothing.")
    starts_at = DateTime(required=True, description="Its first moment.")
    ends_at = DateTime(required=True, description="The moment after it.")
    time_zone = TimeZone(description="The event's when left out.")
    location = graphene.String(description="Where in the place of the event.")
    breaks = graphene.List(graphene.NonNull(BreakInput), description="Times in it that earn nothing.")
    platform = graphene.String(description="zoom: also links the session to the meeting below.")
    platform_meeting_id = graphene.String(description="The platform's number of the meeting.")


class EventCreateInput(graphene.InputObjectType):
    """An event to be logged, with all of its sessions."""

    title = graphene.String(required=True, description="In the association's first language.")
    title_en = graphene.String(description="In English.")
    description = graphene.String(description="Plain text.")
    chapter_id = graphene.ID(required=True, description="Whose event it is; the viewer organizes for it.")
    series_id = graphene.ID(description="What it belongs to.")
    kind = ActivityKind(required=True, description="What kind of activity it is.")
    level = ActivityLevel(required=True, description="How far it reaches.")
    mode = ActivityMode(required=True, description="How people take part.")
    time_zone = TimeZone(required=True, description="Where it is.")
    location = graphene.String(description="Where.")
    join_url = graphene.String(description="Where one joins online.")
    slug = graphene.String(description="Short name for addresses; made from the title when left out.")
    programmes = graphene.List(graphene.NonNull(graphene.ID), description="What it earns for; all when left out.")
    sessions = graphene.List(graphene.NonNull(SessionInput), required=True, description="1 to 200 of them.")
    idempotency_key = graphene.String(description="The same key with the same input logs one event.")


class SessionChangeInput(graphene.InputObjectType):
    """What to change of a session; what is left out stays."""

    id = graphene.ID(required=True, description="Which.")
    title = graphene.String(description="In the association's first language.")
    title_en = graphene.String(description="In English.")
    starts_at = DateTime(description="Its first moment.")
    ends_at = DateTime(description="The moment after it.")
    location = graphene.String(description="Where in the place of the event.")
    breaks = graphene.List(graphene.NonNull(BreakInput), description="All of its breaks.")


class EventUpdateInput(graphene.InputObjectType):
    """What to change of an event; what is left out stays."""

    id = graphene.ID(required=True, description="Which.")
    expected_version = graphene.Int(description="Refused when somebody changed it since.")
    title = graphene.String(description="In the association's first language.")
    title_en = graphene.String(description="In English.")
    description = graphene.String(description="Plain text.")
    location = graphene.String(description="Where.")
    join_url = graphene.String(description="Where one joins online.")
    sessions = graphene.List(graphene.NonNull(SessionChangeInput), description="Sessions to change.")


class EventStepInput(graphene.InputObjectType):
    """An event to publish, cancel or close."""

    id = graphene.ID(required=True, description="Which.")
    expected_version = graphene.Int(description="Refused when somebody changed it since.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class MeetingLinkInput(graphene.InputObjectType):
    """A session and the meeting it takes place in."""

    session_id = graphene.ID(required=True, description="Which session.")
    platform = graphene.String(required=True, description="zoom.")
    platform_meeting_id = graphene.String(required=True, description="The platform's number of it.")


class EventPayload(graphene.ObjectType):
    """The event after it."""

    event = graphene.Field(Event, description="Null when nothing was done.")
    user_errors = why_not()


class MeetingLinkPayload(graphene.ObjectType):
    """The meeting after it."""

    meeting = graphene.Field(Meeting, description="Null when nothing was done.")
    user_errors = why_not()


def _breaks(given: Given) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((one["starts_at"], one["ends_at"]) for one in given.get("breaks") or ())


def _session_plan(given: Given, context: Context) -> events.SessionPlan:
    platform = given.get("platform") or ""
    if platform and platform not in context.platforms:
        raise InputRefused("platform-unknown", field=("platform",), text=platform[:40])
    return events.SessionPlan(
        title=given["title"],
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
        category=given.get("category") or "",
        title_en=given.get("title_en") or "",
        time_zone=given.get("time_zone") or "",
        location=given.get("location") or "",
        breaks=_breaks(given),
        platform=platform,
        platform_meeting_id=given.get("platform_meeting_id") or "",
    )


def _plan(given: Given, context: Context) -> events.EventPlan:
    return events.EventPlan(
        title=given["title"],
        chapter_id=given["chapter_id"],
        kind=word_of(given["kind"]),
        level=word_of(given["level"]),
        mode=word_of(given["mode"]),
        time_zone=given["time_zone"],
        sessions=[_session_plan(one, context) for one in given["sessions"]],
        title_en=given.get("title_en") or "",
        description=given.get("description") or "",
        location=given.get("location") or "",
        join_url=given.get("join_url") or "",
        slug=given.get("slug") or "",
        series_id=given.get("series_id"),
        programmes=given.get("programmes"),
    )


def _change(given: Given) -> events.EventChange:
    sessions = [
        events.SessionChange(
            one["id"],
            one.get("title"),
            one.get("title_en"),
            one.get("starts_at"),
            one.get("ends_at"),
            one.get("location"),
            _breaks(one) if one.get("breaks") is not None else None,
        )
        for one in given.get("sessions") or ()
    ]
    return events.EventChange(
        title=given.get("title"),
        title_en=given.get("title_en"),
        description=given.get("description"),
        location=given.get("location"),
        join_url=given.get("join_url"),
        sessions=sessions,
    )


async def _payload(context: Context, event_id: str) -> EventPayload:
    event: Row | None = await event_lists.event_shown(context.viewer, event_id=event_id)
    return EventPayload(event=event, user_errors=[])


class EventMutations:
    """Root fields that change events. For organizers of the event's chapter."""

    event_create = deed(EventPayload, EventCreateInput, "Logs an event as a draft. For organizers.")
    event_update = deed(
        EventPayload, EventUpdateInput, "Changes an event; credits follow when times changed. For organizers."
    )
    event_publish = deed(EventPayload, EventStepInput, "Shows an event to everybody and in feeds. For organizers.")
    event_cancel = deed(EventPayload, EventStepInput, "Cancels an event; feeds show it so. For organizers.")
    event_close = deed(EventPayload, EventStepInput, "Makes the credits of an event final. For organizers.")
    meeting_link = deed(MeetingLinkPayload, MeetingLinkInput, "Ties a session to a meeting. For organizers.")

    @staticmethod
    async def resolve_event_create(_root: None, info: graphene.ResolveInfo, input: Given) -> EventPayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            plan = _plan(input, context)
            once = once_key("eventCreate", input.get("idempotency_key"), input)
            event_id = await do_once(viewer, once, context.now, lambda: events.event_create(viewer, plan, context.now))
        except REFUSALS as refused:
            return EventPayload(user_errors=user_errors(refused, context.language))
        return await _payload(context, event_id)

    @staticmethod
    async def resolve_event_update(_root: None, info: graphene.ResolveInfo, input: Given) -> EventPayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            event_id = await events.event_update(
                viewer, input["id"], _change(input), context.now, expected_version=input.get("expected_version")
            )
        except REFUSALS as refused:
            return EventPayload(user_errors=user_errors(refused, context.language))
        return await _payload(context, event_id)

    @staticmethod
    async def resolve_event_publish(_root: None, info: graphene.ResolveInfo, input: Given) -> EventPayload:
        return await _step(info.context, "eventPublish", events.event_publish, input)

    @staticmethod
    async def resolve_event_cancel(_root: None, info: graphene.ResolveInfo, input: Given) -> EventPayload:
        return await _step(info.context, "eventCancel", events.event_cancel, input)

    @staticmethod
    async def resolve_event_close(_root: None, info: graphene.ResolveInfo, input: Given) -> EventPayload:
        return await _step(info.context, "eventClose", events.event_close, input)

    @staticmethod
    async def resolve_meeting_link(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> MeetingLinkPayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            if input["platform"] not in context.platforms:
                raise InputRefused("platform-unknown", field=("platform",), text=input["platform"][:40])
            meeting_id = await events.meeting_link(
                viewer, input["session_id"], input["platform"], input["platform_meeting_id"], context.now
            )
        except REFUSALS as refused:
            return MeetingLinkPayload(user_errors=user_errors(refused, context.language))
        return MeetingLinkPayload(meeting=await event_lists.meeting_shown(viewer, meeting_id), user_errors=[])


async def _step(context: Context, name: str, step: events.Step, given: Given) -> EventPayload:
    viewer = context.signed_in()
    try:
        once = once_key(name, given.get("idempotency_key"), given)
        event_id = await do_once(
            viewer,
            once,
            context.now,
            lambda: step(viewer, given["id"], context.now, expected_version=given.get("expected_version")),
        )
    except REFUSALS as refused:
        return EventPayload(user_errors=user_errors(refused, context.language))
    return await _payload(context, event_id)
