"""What the demo association consists of. The words are those of the product; the loader turns them into rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from cpd.core.intervals import Interval

MemberStatus = Literal["active", "lapsed", "honorary", "deceased"]
EventStatus = Literal["published", "cancelled"]


class Bilingual(NamedTuple):
    """The same text in Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class DemoChapter:
    """`code` is a URL slug; `province` and `parent` are "" and None for the national board only."""

    code: str
    name: str
    province: str
    time_zone: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class DemoMember:
    """`emails`: all verified, the first is the main one; may be empty.

    `certified_on` is the date of the certificate that starts the first five-year cycle, None when not certified.
    """

    number: str
    full_name: str
    chapter_code: str
    emails: tuple[str, ...]
    status: MemberStatus
    joined_on: date
    certified_on: date | None


@dataclass(frozen=True, slots=True)
class DemoProgramme:
    """`pack` is the code of the rule pack."""

    code: str
    titles: Bilingual
    pack: str


@dataclass(frozen=True, slots=True)
class DemoSeries:
    slug: str
    titles: Bilingual
    description: Bilingual


class DemoBreak(NamedTuple):
    """Time inside a session that earns nothing: a ceremony, a meal, a prayer. UTC."""

    titles: Bilingual
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DemoSession:
    """Times are UTC. `category` is None when the session earns no credit.

    `platform` and `platform_meeting_id` (digits only) are "" when nothing is held online.
    """

    titles: Bilingual
    starts_at: datetime
    ends_at: datetime
    category: str | None
    breaks: tuple[DemoBreak, ...]
    platform: str
    platform_meeting_id: str


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """`time_zone` is the IANA zone of the place where it is held; `series` is a series' slug or None."""

    slug: str
    titles: Bilingual
    description: Bilingual
    kind: str
    level: str
    mode: str
    chapter_code: str
    series: str | None
    time_zone: str
    status: EventStatus
    location: str
    sessions: tuple[DemoSession, ...]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One attendee of a meeting as the report will show them, and who it truly was.

    `member_number` is the truth, "" for somebody who is no member; no report contains it. `display` is the name on
    the screen, `first` and `last` what was typed when registering. `waiting` is time spent before being let in.
    """

    member_number: str
    display: str
    first: str
    last: str
    email: str
    institution: str
    stretches: tuple[Interval, ...]
    waiting: tuple[Interval, ...] = ()
