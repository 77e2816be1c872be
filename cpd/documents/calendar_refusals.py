"""Events that no calendar may show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cpd.core.errors import InputRefused
from cpd.documents.calendar_events import CalendarEvent, CalendarSession
from cpd.documents.calendar_text import one_line


def refuse_broken(event: CalendarEvent) -> None:
    """Refuses an event that apps would show wrongly or take for another one."""
    if event.last_day < event.first_day:
        raise InputRefused("calendar-ends-before-start", title=event.title)
    uids = [*([event.uid] if event.has_umbrella else []), *(session.uid for session in event.sessions)]
    if len(set(uids)) < len(uids):
        raise InputRefused("calendar-uid-twice", title=event.title)
    _refuse_unnamed(event)
    for session in event.sessions:
        _refuse_unnamed(session)
        _refuse_wrong_times(session)


def _refuse_unnamed(entry: CalendarEvent | CalendarSession) -> None:
    if not one_line(entry.uid) or one_line(entry.uid) != entry.uid:
        raise InputRefused("calendar-uid-missing", title=entry.title)
    if not one_line(entry.title):
        raise InputRefused("calendar-title-missing", uid=entry.uid)
    refuse_naive(entry.title, (entry.created_at, entry.changed_at))


def _refuse_wrong_times(session: CalendarSession) -> None:
    refuse_naive(session.title, (session.starts_at, session.ends_at))
    # Feeds are written in whole seconds: a shorter session would end when it starts.
    if session.ends_at - session.starts_at < timedelta(seconds=1):
        raise InputRefused("calendar-ends-before-start", title=session.title)


def refuse_naive(title: str, times: Iterable[datetime]) -> None:
    if any(at.utcoffset() is None for at in times):
        raise InputRefused("calendar-time-without-zone", title=title)
