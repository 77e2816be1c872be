"""What an entry's description says, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from cpd.documents.calendar_events import CalendarEvent, CalendarSession, Status
from cpd.documents.calendar_text import lines, one_line, uri
from cpd.documents.calendar_times import Language, in_zones
from cpd.documents.calendar_zones import zone
from cpd.words import sentence


def description(of: CalendarSession | CalendarEvent, status: Status, language: Language) -> str:
    """Plain text: what changed, when in every zone, what it is worth, where to go."""
    return lines("\n".join(_description_lines(of, status, language)))


def _description_lines(of: CalendarSession | CalendarEvent, status: Status, language: Language) -> Iterator[str]:
    said: dict[str, str] = {}
    if status == "cancelled":
        yield sentence("calendar-cancelled", {}, language)
    if isinstance(of, CalendarSession):
        yield in_zones(of.starts_at, of.ends_at, _shown_zones(of), language)
        said["calendar-speakers"] = "; ".join(map(one_line, of.speakers))
    # Who cannot join any more earns nothing either: a cancelled entry promises neither.
    if status == "confirmed":
        said["calendar-credits"] = one_line(of.credits_text)
        said["calendar-join"] = uri(of.join_url) if isinstance(of, CalendarSession) else ""
    for code, value in said.items():
        if value:
            yield sentence(code, {"value": value}, language)
    yield from of.description_lines
    if of.url:
        yield sentence("calendar-page", {"value": uri(of.url)}, language)


def _shown_zones(session: CalendarSession) -> tuple[str, ...]:
    own = zone(session.time_zone)
    if any(zone(name) == own for name in session.shown_zones):
        return session.shown_zones
    return (session.time_zone, *session.shown_zones)
