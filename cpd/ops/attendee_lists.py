"""Which imports and attendees a viewer is shown: those of events of the chapters they organize, register or audit."""

from __future__ import annotations

from dataclasses import dataclass

from cpd.core.errors import NotFound
from cpd.core.paging import KeyOrder
from cpd.ops import access
from cpd.ops.pages import Listing, where
from cpd.ops.viewer import Viewer
from cpd.store.tx import Row, row


@dataclass(frozen=True, slots=True)
class AttendeeFilter:
    """What is None does not limit; `states` always does."""

    event_id: str | None = None
    meeting_id: str | None = None
    states: tuple[str, ...] = ("review",)


_SOURCE = (
    "FROM attendee JOIN meeting ON meeting.id = attendee.meeting_id JOIN session ON session.id = meeting.session_id"
    " JOIN event ON event.id = session.event_id "
)
_WAS_IN = (
    "EXISTS (SELECT 1 FROM stay JOIN attendance_import ON attendance_import.id = stay.import_id"
    " WHERE stay.attendee_id = attendee.id AND attendance_import.state = 'live')"
)


def attendees_shown(viewer: Viewer, wanted: AttendeeFilter) -> Listing:
    """Attendees of live imports, by name."""
    marks = ", ".join("?" * len(wanted.states)) or "NULL"
    conditions: list[tuple[str, tuple[object, ...]]] = [(f"attendee.state IN ({marks})", wanted.states), (_WAS_IN, ())]
    conditions += _in_scope(viewer)
    if wanted.event_id is not None:
        conditions.append(("session.event_id = ?", (wanted.event_id,)))
    if wanted.meeting_id is not None:
        conditions.append(("attendee.meeting_id = ?", (wanted.meeting_id,)))
    condition, values = where(*conditions)
    keys = ("attendee.name", "attendee.id")
    return Listing("attendee.*", _SOURCE + condition, values, KeyOrder("name", (str, str)), keys, ("name", "id"))


def _in_scope(viewer: Viewer) -> list[tuple[str, tuple[object, ...]]]:
    scope = viewer.chapters(*access.ATTENDANCE_READERS)
    if scope is None:
        return []
    marks = ", ".join("?" * len(scope)) or "NULL"
    return [(f"event.chapter_id IN ({marks})", tuple(sorted(scope)))]


async def attendee_shown(viewer: Viewer, attendee_id: str) -> Row | None:
    """One attendee, None when missing or not the viewer's."""
    condition, values = where(("attendee.id = ?", (attendee_id,)), *_in_scope(viewer))
    return await row(f"SELECT attendee.* {_SOURCE}{condition}", *values)


async def import_shown(viewer: Viewer, import_id: str) -> Row | None:
    """One import, None when missing or not the viewer's."""
    try:
        return await access.attendance_import(viewer, import_id, to_change=False)
    except NotFound:
        return None
