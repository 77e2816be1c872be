"""Which events a viewer is shown: published ones to everybody, drafts to their organizers and to auditors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cpd.core.errors import NotFound
from cpd.core.intervals import epoch
from cpd.core.paging import KeyOrder
from cpd.ops import access
from cpd.ops.pages import Listing, where
from cpd.ops.viewer import Scope, Viewer
from cpd.store.tx import Row, row


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What is None does not limit. `status` "closed" is a published event whose credits are final."""

    chapter_id: str | None = None
    series_id: str | None = None
    kind: str | None = None
    status: str | None = None
    starts_after: datetime | None = None
    starts_before: datetime | None = None
    latest_first: bool = False


_FIRST_START = "(SELECT min(session.starts_at) FROM session WHERE session.event_id = event.id)"
_STATUS = {
    "draft": "event.status = 'draft'",
    "published": "event.status = 'published' AND event.closed_at IS NULL",
    "cancelled": "event.status = 'cancelled'",
    "closed": "event.closed_at IS NOT NULL",
}


def events_shown(viewer: Viewer | None, wanted: EventFilter) -> Listing:
    """Events by the start of their first session."""
    conditions = [_shown(viewer)]
    for column, value in (
        ("event.chapter_id = ?", wanted.chapter_id),
        ("event.series_id = ?", wanted.series_id),
        ("event.kind = ?", wanted.kind),
    ):
        if value is not None:
            conditions.append((column, (value,)))
    if wanted.status is not None:
        conditions.append((_STATUS[wanted.status], ()))
    if wanted.starts_after is not None:
        conditions.append((_with_session("ends_at > ?"), (epoch(wanted.starts_after),)))
    if wanted.starts_before is not None:
        conditions.append((_with_session("starts_at < ?"), (epoch(wanted.starts_before),)))
    condition, values = where(*conditions)
    return Listing(
        f"event.*, {_FIRST_START} AS first_start",
        "FROM event " + condition,
        values,
        KeyOrder("starts_desc" if wanted.latest_first else "starts", (int, str)),
        (_FIRST_START, "event.id"),
        ("first_start", "id"),
        descending=wanted.latest_first,
    )


def _with_session(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM session WHERE session.event_id = event.id AND session.{condition})"


def _shown(viewer: Viewer | None) -> tuple[str, tuple[object, ...]]:
    scope: Scope = frozenset() if viewer is None else viewer.chapters("organizer", "auditor")
    if scope is None:
        return ("1 = 1", ())
    if not scope:
        return ("event.published_at IS NOT NULL", ())
    chapters = sorted(scope)
    marks = ", ".join("?" * len(chapters))
    return (f"(event.published_at IS NOT NULL OR event.chapter_id IN ({marks}))", tuple(chapters))


async def event_shown(viewer: Viewer | None, *, event_id: str | None = None, slug: str | None = None) -> Row | None:
    """One event by id or slug, None when it is missing or not shown."""
    if event_id is None and slug is None:
        return None
    column = ("event.id = ?", (event_id,)) if event_id is not None else ("event.slug = ?", (slug,))
    condition, values = where(column, _shown(viewer))
    return await row(f"SELECT event.* FROM event {condition}", *values)


async def meeting_shown(viewer: Viewer, meeting_id: str) -> Row | None:
    """One meeting, None when it is missing or not the viewer's."""
    try:
        return await access.meeting(viewer, meeting_id, to_change=False)
    except NotFound:
        return None
