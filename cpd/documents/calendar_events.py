"""What a calendar shows, as values: sessions, events, feeds, and events as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from cpd.documents.calendar_times import INDONESIA, Language

Status = Literal["confirmed", "cancelled"]


@dataclass(frozen=True, slots=True)
class CalendarSession:
    """One timed entry.

    `uid`: from the session's id and the instance's namespace, the same in mail and in every feed. `starts_at` and
    the other times are aware; `time_zone` is the IANA name of the place or of the invitation. `sequence`: as stored,
    raised when time, place, title or status change. `join_url`: our page, never the platform's own address.
    `credits_text`: as a reader sees it, "2.00 SKP, Pembelajaran", or "". `umbrella_uid`: names an umbrella that is
    written in another part; the umbrella of the session's own event is found without it. `shown_zones`: in which
    zones the description tells the time; the session's own comes first when it is not among them.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    status: Status = "confirmed"
    location: str = ""
    join_url: str = ""
    url: str = ""
    description_lines: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    credits_text: str = ""
    umbrella_uid: str = ""
    shown_zones: tuple[str, ...] = INDONESIA


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What an organizer logs: its sessions, and an all-day umbrella when it lasts several days or has no sessions.

    `last_day` belongs to the event. A broken value is refused when it is written, not when it is made, so that
    `build_parts` can leave out one row and keep the others.
    """

    uid: str
    title: str
    first_day: date
    last_day: date
    sequence: int
    created_at: datetime
    changed_at: datetime
    status: Status = "confirmed"
    location: str = ""
    url: str = ""
    description_lines: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    credits_text: str = ""
    sessions: tuple[CalendarSession, ...] = ()

    @property
    def has_umbrella(self) -> bool:
        return self.last_day > self.first_day or not self.sessions


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """The head of a feed.

    `changed_at`: the last change of anything in it. `time_zone`: shown by apps as the feed's own. `url`: its page for
    people; `source_url`: its own address, "" for a private feed, whose address is a secret. `color`: a CSS name.
    `refresh_hours`: how often apps are asked to come back.
    """

    title: str
    description: str
    language: Language
    time_zone: str
    changed_at: datetime
    url: str = ""
    source_url: str = ""
    color: str = "teal"
    refresh_hours: int = 6


class EventPart(NamedTuple):
    """One event as written: what a feed is joined from, and what is needed to choose it."""

    uid: str
    first_day: date
    last_day: date
    cancelled: bool
    zones: frozenset[str]
    content: bytes


class Dropped(NamedTuple):
    """An event that could not be written, for the log."""

    uid: str
    error: Exception
