"""The VEVENTs of an event: an all-day umbrella, and one timed entry for each session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Event, vDuration, vUri

from cpd.documents.calendar_description import description
from cpd.documents.calendar_events import CalendarEvent, CalendarSession, Status
from cpd.documents.calendar_text import EscapedText, categories, one_line, uri
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_zones import zone
from cpd.words import sentence


def umbrella(event: CalendarEvent, language: Language) -> Event:
    entry = _entry(event, event.status, language)
    entry.add("DTSTART", event.first_day)
    entry.add("DTEND", event.last_day + timedelta(days=1))
    entry["TRANSP"] = EscapedText("TRANSPARENT")
    _put_text(entry, "LOCATION", one_line(event.location))
    _put_text(entry, "DESCRIPTION", description(event, event.status, language), language)
    return entry


def timed(session: CalendarSession, event: CalendarEvent, language: Language, alarm_minutes: int) -> Event:
    """A session's entry; that of a cancelled event is cancelled with it, and has nothing left to join."""
    status: Status = "cancelled" if event.status == "cancelled" else session.status
    entry = _entry(session, status, language)
    starts_at, ends_at = _local_times(session)
    entry.add("DTSTART", starts_at)
    entry.add("DTEND", ends_at)
    _put_text(entry, "RELATED-TO", event.uid if event.has_umbrella else session.umbrella_uid)
    _put_text(entry, "DESCRIPTION", description(session, status, language), language)
    entry["TRANSP"] = EscapedText("TRANSPARENT" if status == "cancelled" else "OPAQUE")
    join_url = "" if status == "cancelled" else uri(session.join_url)
    # Many apps show nothing but the location, so a session online has its join page there.
    _put_text(entry, "LOCATION", one_line(session.location) or join_url)
    if join_url:
        entry["CONFERENCE"] = _conference(join_url, language)
    if alarm_minutes and status == "confirmed":
        entry.add_component(_alarm(session, alarm_minutes))
    return entry


def _local_times(session: CalendarSession) -> tuple[datetime, datetime]:
    """In the session's zone; in UTC when one falls into the hour that a zone has twice as summer ends."""
    where = zone(session.time_zone)
    starts_at, ends_at = session.starts_at.astimezone(where), session.ends_at.astimezone(where)
    if starts_at.fold or ends_at.fold:
        return session.starts_at.astimezone(UTC), session.ends_at.astimezone(UTC)
    return starts_at, ends_at


def _entry(of: CalendarSession | CalendarEvent, status: Status, language: Language) -> Event:
    """What an umbrella and a session's entry have in common."""
    entry = Event()
    entry["UID"] = EscapedText(of.uid)
    entry.add("DTSTAMP", of.changed_at)
    entry.add("LAST-MODIFIED", of.changed_at)
    entry.add("CREATED", of.created_at)
    entry.add("SEQUENCE", of.sequence)
    title = one_line(of.title)
    if status == "cancelled":
        title = sentence("calendar-cancelled-title", {"title": title}, language)
    _put_text(entry, "SUMMARY", title, language)
    entry["STATUS"] = EscapedText(status.upper())
    if of.url:
        entry["URL"] = vUri(uri(of.url))
    named = [one_line(category) for category in of.categories]
    if any(named):
        entry["CATEGORIES"] = categories(named)
    return entry


def _put_text(entry: Event, name: str, text: str, language: Language | None = None) -> None:
    """Nothing is written for an empty text."""
    if text:
        entry[name] = EscapedText(text, params={"LANGUAGE": language} if language else None)


def _conference(join_url: str, language: Language) -> vUri:
    # The library's `Conference` quotes the features into one unknown value; a list here is written unquoted.
    label = sentence("calendar-join-label", {}, language)
    features = ["AUDIO", "VIDEO", "CHAT"]
    return vUri(join_url, params={"VALUE": "URI", "FEATURE": features, "LABEL": label, "LANGUAGE": language})


def _alarm(session: CalendarSession, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm["ACTION"] = EscapedText("DISPLAY")
    alarm["DESCRIPTION"] = EscapedText(one_line(session.title))
    alarm["TRIGGER"] = vDuration(timedelta(minutes=-minutes))
    return alarm
