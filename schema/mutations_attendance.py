"""What organizers do with reports and attendees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import graphene

from cpd.core.attendance import Problem
from cpd.core.platform import ReadingOptions
from cpd.ops import attendee_lists, attendees, deliveries, importing
from cpd.ops.idempotency import do_once, once_key
from cpd.ops.importing import ImportResult
from cpd.ops.ledger import Posted
from schema.attendance import AttendanceImport, Attendee, ImportProblem
from schema.context import Context
from schema.deeds import Given, deed, why_not
from schema.errors import REFUSALS, user_errors
from schema.scalars import Credits, TimeZone
from schema.words import ActivityRole, DateOrder, word_of

Decide = Callable[[], Awaitable[Posted]]


class UploadCreateInput(graphene.InputObjectType):
    """A file to be brought."""

    file_name = graphene.String(required=True, description="Its name, to show.")


class UploadCreatePayload(graphene.ObjectType):
    """Where to bring it."""

    upload_id = graphene.ID(description="For attendanceImport.")
    url = graphene.String(description="PUT the file's bytes here within 30 minutes; 50 MB at most.")
    user_errors = why_not()


class AttendanceImportInput(graphene.InputObjectType):
    """A report to be imported."""

    upload_id = graphene.ID(required=True, description="The upload that was filled.")
    meeting_id = graphene.ID(required=True, description="The meeting it is about.")
    time_zone = TimeZone(description="Of the file's local times; the session's when left out.")
    date_order = DateOrder(description="Of the file's dates, when the file cannot tell.")
    dry_run = graphene.Boolean(default_value=False, description="Only say what it would do.")
    idempotency_key = graphene.String(description="The same key with the same input imports once.")


class ImportSummary(graphene.ObjectType):
    """What an import found and did, or would do."""

    is_new = graphene.Boolean(required=True, description="False when the same report was imported before and counts.")
    layout = graphene.String(required=True, description="The layout that was recognised.")
    rows = graphene.Int(required=True, description="Rows that were understood.")
    people = graphene.Int(required=True, description="Attendees in the report.")
    matched = graphene.Int(required=True, description="Attendees of the meeting that are members.")
    to_review = graphene.Int(required=True, description="Attendees that a person has to look at.")
    guests = graphene.Int(required=True, description="Attendees that are no members.")
    excluded = graphene.Int(required=True, description="Rows that are not attendance.")
    entries_posted = graphene.Int(required=True, description="Awards posted.")
    credits_posted = graphene.Field(Credits, required=True, description="Their sum.")
    entries_reversed = graphene.Int(required=True, description="Awards taken back.")
    credits_reversed = graphene.Field(Credits, required=True, description="Their sum, as a positive number.")
    problems = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(ImportProblem))), description="Rows that could not be used."
    )

    @staticmethod
    def of(result: ImportResult) -> ImportSummary:
        counts, posted = result.counts, result.posted
        return ImportSummary(
            is_new=result.is_new,
            layout=result.layout,
            rows=counts.rows,
            people=counts.people,
            matched=counts.matched,
            to_review=counts.to_review,
            guests=counts.guests,
            excluded=counts.excluded,
            entries_posted=posted.awards,
            credits_posted=posted.awarded_credits,
            entries_reversed=posted.reversals,
            credits_reversed=posted.reversed_credits,
            problems=_problems(result.problems),
        )


def _problems(problems: Sequence[Problem]) -> list[Mapping[str, object]]:
    return [{"line": one.line, "code": one.code, "values": one.values, "text": one.text} for one in problems]


class AttendanceImportPayload(graphene.ObjectType):
    """The import and what it did."""

    attendance_import = graphene.Field(AttendanceImport, description="Null when nothing was done, or on a dry run.")
    summary = graphene.Field(ImportSummary, description="What it found; null when nothing could be done.")
    user_errors = why_not()


class AttendanceImportUndoInput(graphene.InputObjectType):
    """An import to be taken back."""

    id = graphene.ID(required=True, description="Which.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class AttendanceImportUndoPayload(graphene.ObjectType):
    """The import after it; credits are settled to what is left."""

    attendance_import = graphene.Field(AttendanceImport, description="Null when nothing was done.")
    user_errors = why_not()


class AttendeeAssignInput(graphene.InputObjectType):
    """Who an attendee is."""

    id = graphene.ID(required=True, description="Which attendee.")
    member_id = graphene.ID(required=True, description="A candidate, or a member of a chapter the viewer organizes.")
    role = ActivityRole(description="What they did; PARTICIPANT when left out.")
    remember_name = graphene.Boolean(default_value=False, description="Match this display name to them from now on.")
    expected_version = graphene.Int(description="Refused, saying what was decided, when somebody decided since.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class AttendeeDismissInput(graphene.InputObjectType):
    """An attendee who is no member."""

    id = graphene.ID(required=True, description="Which attendee.")
    reason = graphene.String(description="Why.")
    expected_version = graphene.Int(description="Refused, saying what was decided, when somebody decided since.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class AttendeeRestoreInput(graphene.InputObjectType):
    """An attendee to be put back into the review queue."""

    id = graphene.ID(required=True, description="Which attendee.")
    expected_version = graphene.Int(description="Refused, saying what was decided, when somebody decided since.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class AttendeePayload(graphene.ObjectType):
    """The attendee after it; credits are settled at once."""

    attendee = graphene.Field(Attendee, description="Null when nothing was done.")
    user_errors = why_not()


class AttendanceMutations:
    """Root fields that change attendance. For organizers of the event's chapter."""

    upload_create = deed(UploadCreatePayload, UploadCreateInput, "Opens a place for a file. For organizers.")
    attendance_import = deed(
        AttendanceImportPayload,
        AttendanceImportInput,
        "Imports a report: matches its people, decides and posts credits; all or nothing. For organizers.",
    )
    attendance_import_undo = deed(
        AttendanceImportUndoPayload, AttendanceImportUndoInput, "Takes an import back. For organizers."
    )
    attendee_assign = deed(AttendeePayload, AttendeeAssignInput, "Says who an attendee is. For organizers.")
    attendee_dismiss = deed(AttendeePayload, AttendeeDismissInput, "Says that it is no member. For organizers.")
    attendee_restore = deed(AttendeePayload, AttendeeRestoreInput, "Takes such a decision back. For organizers.")

    @staticmethod
    async def resolve_upload_create(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> UploadCreatePayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            upload_id, secret = await deliveries.upload_create(viewer, input["file_name"], context.now)
        except REFUSALS as refused:
            return UploadCreatePayload(user_errors=user_errors(refused, context.language))
        url = f"{context.base_url}/uploads/{upload_id}?secret={secret}"
        return UploadCreatePayload(upload_id=upload_id, url=url, user_errors=[])

    @staticmethod
    async def resolve_attendance_import(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> AttendanceImportPayload:
        context: Context = info.context
        viewer = context.signed_in()
        order: Any = word_of(input["date_order"]) if input.get("date_order") else None
        try:
            request = importing.ImportRequest(
                input["meeting_id"],
                await deliveries.delivery_of_upload(viewer, input["upload_id"]),
                ReadingOptions(input.get("time_zone"), order),
                dry_run=input["dry_run"],
                once=once_key("attendanceImport", input.get("idempotency_key"), input),
            )
            result = await importing.attendance_import(viewer, request, context.read, context.now)
        except REFUSALS as refused:
            return AttendanceImportPayload(user_errors=user_errors(refused, context.language))
        stored = await attendee_lists.import_shown(viewer, result.import_id) if result.import_id else None
        return AttendanceImportPayload(attendance_import=stored, summary=ImportSummary.of(result), user_errors=[])

    @staticmethod
    async def resolve_attendance_import_undo(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> AttendanceImportUndoPayload:
        context: Context = info.context
        viewer = context.signed_in()

        async def undo() -> str:
            await importing.attendance_import_undo(viewer, input["id"], context.now)
            return str(input["id"])

        try:
            once = once_key("attendanceImportUndo", input.get("idempotency_key"), input)
            import_id = await do_once(viewer, once, context.now, undo)
        except REFUSALS as refused:
            return AttendanceImportUndoPayload(user_errors=user_errors(refused, context.language))
        stored = await attendee_lists.import_shown(viewer, import_id)
        return AttendanceImportUndoPayload(attendance_import=stored, user_errors=[])

    @staticmethod
    async def resolve_attendee_assign(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> AttendeePayload:
        context: Context = info.context
        viewer = context.signed_in()

        async def assign() -> Posted:
            resolved = await attendees.attendee_assign(
                viewer,
                input["id"],
                input["member_id"],
                context.now,
                expected_version=input.get("expected_version"),
                role=word_of(input["role"]) if input.get("role") else "participant",
                remember_name=input["remember_name"],
            )
            return resolved.posted

        return await _resolve(context, "attendeeAssign", input, assign)

    @staticmethod
    async def resolve_attendee_dismiss(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> AttendeePayload:
        context: Context = info.context
        viewer = context.signed_in()

        async def dismiss() -> Posted:
            resolved = await attendees.attendee_dismiss(
                viewer,
                input["id"],
                context.now,
                expected_version=input.get("expected_version"),
                reason=input.get("reason") or "",
            )
            return resolved.posted

        return await _resolve(context, "attendeeDismiss", input, dismiss)

    @staticmethod
    async def resolve_attendee_restore(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> AttendeePayload:
        context: Context = info.context
        viewer = context.signed_in()

        async def restore() -> Posted:
            resolved = await attendees.attendee_restore(
                viewer, input["id"], context.now, expected_version=input.get("expected_version")
            )
            return resolved.posted

        return await _resolve(context, "attendeeRestore", input, restore)


async def _resolve(context: Context, name: str, given: Given, decide: Decide) -> AttendeePayload:
    viewer = context.signed_in()

    async def run() -> str:
        await decide()
        return str(given["id"])

    try:
        once = once_key(name, given.get("idempotency_key"), given)
        attendee_id = await do_once(viewer, once, context.now, run)
    except REFUSALS as refused:
        return AttendeePayload(user_errors=user_errors(refused, context.language))
    return AttendeePayload(attendee=await attendee_lists.attendee_shown(viewer, attendee_id), user_errors=[])
