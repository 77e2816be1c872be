"""Who may: one gate per noun. A gate answers with what is asked for, or raises NotFound, the same whether it is
missing or not the viewer's.

Organizers log events and see their attendance; registrars keep members, credits and rules; auditors read everything
and change nothing; administrators may all. Organizers and registrars may be limited to chapters.
"""

from __future__ import annotations

from cpd.core.errors import NotFound, SignInRequired
from cpd.ops.viewer import Role, Viewer
from cpd.store.tx import Row, row

ATTENDANCE_READERS: tuple[Role, ...] = ("organizer", "registrar", "auditor")
"""Who may see who was in: the attendance of an event of their chapters."""


def signed_in(viewer: Viewer | None) -> Viewer:
    """The viewer, or SignInRequired."""
    if viewer is None:
        raise SignInRequired("sign-in-required")
    return viewer


def chapter_for(viewer: Viewer, chapter_id: str, *roles: Role) -> None:
    """NotFound unless one of the roles is granted for the chapter."""
    if not viewer.may(*roles, chapter_id=chapter_id):
        raise NotFound("not-found", what=chapter_id)


async def _found(sql: str, thing_id: str, viewer: Viewer, *roles: Role) -> Row:
    found = await row(sql, thing_id)
    if found is None or not viewer.may(*roles, chapter_id=found["chapter_id"]):
        raise NotFound("not-found", what=thing_id)
    return found


_MEMBER = (
    "SELECT member.id, member.number, member.chapter_id, member.status, member.joined_on, person.full_name,"
    " person.display_name FROM member LEFT JOIN person ON person.member_id = member.id WHERE member.id = $1"
)


async def member(viewer: Viewer, member_id: str) -> Row:
    """A member's record: their own, or for registrars and auditors of the chapter."""
    found = await row(_MEMBER, member_id)
    if found is not None and (
        viewer.member_id == member_id or viewer.may("registrar", "auditor", chapter_id=found["chapter_id"])
    ):
        return found
    raise NotFound("not-found", what=member_id)


_EVENT = "SELECT * FROM event WHERE id = $1"


async def event_to_change(viewer: Viewer, event_id: str) -> Row:
    """An event that the viewer organizes."""
    return await _found(_EVENT, event_id, viewer, "organizer")


_SESSION = "SELECT session.*, event.chapter_id FROM session JOIN event ON event.id = session.event_id"


async def session_to_change(viewer: Viewer, session_id: str) -> Row:
    """A session of an event that the viewer organizes."""
    return await _found(_SESSION + " WHERE session.id = $1", session_id, viewer, "organizer")


_MEETING = (
    "SELECT meeting.*, session.event_id, event.chapter_id, event.level FROM meeting"
    " JOIN session ON session.id = meeting.session_id JOIN event ON event.id = session.event_id"
)


async def meeting(viewer: Viewer, meeting_id: str, *, to_change: bool) -> Row:
    """A meeting of an event that the viewer organizes, or (to read) registers or audits."""
    roles: tuple[Role, ...] = ("organizer",) if to_change else ATTENDANCE_READERS
    return await _found(_MEETING + " WHERE meeting.id = $1", meeting_id, viewer, *roles)


_IMPORT = (
    "SELECT attendance_import.*, meeting.session_id, event.chapter_id FROM attendance_import"
    " JOIN meeting ON meeting.id = attendance_import.meeting_id JOIN session ON session.id = meeting.session_id"
    " JOIN event ON event.id = session.event_id WHERE attendance_import.id = $1"
)


async def attendance_import(viewer: Viewer, import_id: str, *, to_change: bool) -> Row:
    """An import of a meeting that the viewer may see (or change)."""
    roles: tuple[Role, ...] = ("organizer",) if to_change else ATTENDANCE_READERS
    return await _found(_IMPORT, import_id, viewer, *roles)


_ATTENDEE = (
    "SELECT attendee.*, meeting.session_id, event.chapter_id FROM attendee"
    " JOIN meeting ON meeting.id = attendee.meeting_id JOIN session ON session.id = meeting.session_id"
    " JOIN event ON event.id = session.event_id WHERE attendee.id = $1"
)


async def attendee_to_change(viewer: Viewer, attendee_id: str) -> Row:
    """An attendee of an event that the viewer organizes."""
    return await _found(_ATTENDEE, attendee_id, viewer, "organizer")


_ENTRY = "SELECT entry.*, member.chapter_id FROM entry JOIN member ON member.id = entry.member_id WHERE entry.id = $1"


async def entry_to_change(viewer: Viewer, entry_id: str) -> Row:
    """An entry of a member whom the viewer registers."""
    return await _found(_ENTRY, entry_id, viewer, "registrar")
