"""A small association, a webinar and reports of who came, in a few lines each. Everybody is invented.

Times of a day are in Asia/Jakarta on DAY, written "09:00". A report is text with a line for each connection,
`name, e-mail, from-to`, read by `read_lines`; where the vendor's own layout matters, `zoom_report` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cpd.core.attendance import Connection, MeetingFacts, Problem, Reading
from cpd.core.credits import credits_text
from cpd.core.errors import FileRefused
from cpd.core.platform import ReadingOptions
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import accounts, association, deliveries, events, importing, packs
from cpd.ops.events import EventPlan, SessionPlan
from cpd.ops.idempotency import OnceKey
from cpd.ops.importing import ImportRequest, ImportResult, Reader
from cpd.ops.viewer import Role, Viewer, viewer_of
from cpd.store.tx import rows

DAY = date(2026, 6, 12)
NOW = datetime(2026, 6, 12, 12, tzinfo=UTC)
ZONE = "Asia/Jakarta"
PEOPLE = ("Sari Dewi Lestari", "Bagus Pratama Wijaya", "Ketut Ayu Larasati")


def at(clock: str, day: date = DAY) -> datetime:
    """A time of the day as an instant."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def email_of(name: str) -> str:
    return name.casefold().replace(" ", ".") + "@contoh.example"


@dataclass(frozen=True, slots=True)
class Association:
    """`organizer` is an administrator of everything; `members` are ids by name."""

    organizer: Viewer
    chapter_id: str
    programme_id: str
    members: Mapping[str, str] = field(default_factory=dict)


async def an_association(
    people: Sequence[str] = PEOPLE, *, certified: Iterable[str] | None = None, pack: str = "contoh-id"
) -> Association:
    """People are members with a certification from 2026 on (or only those who are `certified`)."""
    await association.found("Himpunan Contoh", ZONE, NOW)
    await packs.publish(builtin_pack_text(pack), f"{pack}.toml", NOW)
    programme_id = await association.programme_create("str", "STR", "Licence", pack, NOW)
    chapter_id = await association.chapter_create("jabar", "DPD Jawa Barat", "Jawa Barat", ZONE, NOW)
    holders = set(people if certified is None else certified)
    new = [
        association.NewMember(
            f"{number:05d}", name, chapter_id, [email_of(name)], "active", date(2020, 1, 1),
            date(2026, 1, 1) if name in holders else None,
        )
        for number, name in enumerate(people, 1)
    ]  # fmt: skip
    ids = await association.members_create(new, programme_id, NOW)
    organizer = await an_account("organizer@contoh.example", ("administrator", None))
    return Association(organizer, chapter_id, programme_id, dict(zip(people, ids, strict=True)))


async def an_account(email: str, *roles: tuple[Role, str | None], member_id: str | None = None) -> Viewer:
    account_id = await accounts.account_create(email, "Orang Contoh", roles, NOW, member_id=member_id)
    viewer = await viewer_of(account_id)
    assert viewer is not None
    return viewer


def session_plan(starts: str = "09:00", ends: str = "11:00", **changes: object) -> SessionPlan:
    plan = SessionPlan("Sesi", at(starts), at(ends), "learning", platform="zoom", platform_meeting_id="812 3456 7890")
    return replace(plan, **changes)  # type: ignore[arg-type]


def event_plan(chapter_id: str, *sessions: SessionPlan, **changes: object) -> EventPlan:
    plan = EventPlan(
        "Etika praktik", chapter_id, "webinar", "national", "live_online", ZONE, sessions or (session_plan(),)
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Webinar:
    event_id: str
    session_ids: tuple[str, ...]
    meeting_ids: tuple[str, ...]

    @property
    def session_id(self) -> str:
        return self.session_ids[0]

    @property
    def meeting_id(self) -> str:
        return self.meeting_ids[0]


async def a_webinar(own: Association, *sessions: SessionPlan, **changes: object) -> Webinar:
    """A published event of one session from 09:00 to 11:00, or of these."""
    plan = event_plan(own.chapter_id, *sessions, **changes)
    event_id = await events.event_create(own.organizer, plan, NOW - timedelta(days=30))
    await events.event_publish(own.organizer, event_id, NOW - timedelta(days=20))
    found = await rows(
        "SELECT session.id, meeting.id AS meeting_id FROM session LEFT JOIN meeting ON meeting.session_id = session.id"
        " WHERE event_id = $1 ORDER BY position",
        event_id,
    )
    return Webinar(event_id, tuple(one["id"] for one in found), tuple(one["meeting_id"] for one in found))


def report(*lines: str, meeting: str = "81234567890") -> bytes:
    """`report("Sari Dewi Lestari, sari@contoh.example, 09:00-11:00")`; only a name stands for name and e-mail."""
    return "\n".join([meeting, *lines]).encode()


def stays(name: str, *stretches: str) -> list[str]:
    """A member's lines under their own name and e-mail: `stays("Sari Dewi Lestari", "09:00-10:00", "10:05-11:00")`."""
    return [f"{name}, {email_of(name)}, {stretch}" for stretch in stretches]


def read_lines(content: bytes, options: ReadingOptions, platform: str) -> Reading:
    """The reader of `report`'s text. A line "?" is a problem, "30m" instead of times are stated minutes."""
    text = content.decode()
    if text.startswith("!"):
        raise FileRefused("layout-unknown", platforms=platform)
    meeting, *lines = text.splitlines()
    connections, problems = [], []
    for number, line in enumerate(lines, 2):
        if line == "?":
            problems.append(Problem(number, "row-short", {"columns": 1}, line))
            continue
        connections.append(_connection(line, number))
    evidence = "intervals" if all(one.join for one in connections) else "duration_only"
    return Reading(
        platform,
        "T1",
        options.time_zone or ZONE,
        evidence,
        MeetingFacts(platform_id=meeting),
        tuple(connections),
        problems=tuple(problems),
    )


def _connection(line: str, number: int) -> Connection:
    name, email, stretch = (cell.strip() for cell in line.rsplit(",", 2))
    if stretch.endswith("m"):
        return Connection(name, email, "", None, None, int(stretch[:-1]) * 60, "", number)
    joined, left = (at(clock) for clock in stretch.split("-"))
    return Connection(name, email, "", joined, left, int((left - joined).total_seconds()), "", number)


def zoom_report(*lines: str, meeting: str = "812 3456 7890") -> bytes:
    """The same lines in the layout in which Zoom writes the participants of a meeting."""
    table = ["Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room"]
    for line in lines:
        one = _connection(line, 0)
        assert one.join is not None
        assert one.leave is not None
        joined, left = (
            moment.astimezone(ZoneInfo(ZONE)).strftime("%m/%d/%Y %I:%M:%S %p") for moment in (one.join, one.leave)
        )
        table.append(f"{one.name},{one.email},{joined},{left},{-(-(one.seconds or 0) // 60)},Yes,No")
    head = ["Topic,ID,Host,Duration (minutes),Start time,End time,Participants"]
    head.append(
        f"Etika praktik,{meeting},Ketut (ketut@contoh.example),120,06/12/2026 09:00:00 AM,"
        f"06/12/2026 11:00:00 AM,{len(lines)}"
    )
    return "\n".join(["\ufeff" + head[0], head[1], "", *table, ""]).encode()


async def bring(
    own: Association,
    webinar: Webinar,
    content: bytes,
    *,
    meeting_id: str | None = None,
    now: datetime = NOW,
    read: Reader = read_lines,
    dry_run: bool = False,
    once: OnceKey | None = None,
) -> ImportResult:
    """Keeps the bytes and imports them as the attendance of the webinar."""
    delivery_id = await deliveries.keep(content, now)
    options = ReadingOptions(date_order="mdy")
    request = ImportRequest(meeting_id or webinar.meeting_id, delivery_id, options, dry_run=dry_run, once=once)
    return await importing.attendance_import(own.organizer, request, read, now)


_ENTRIES = (
    "SELECT person.full_name, entry.kind, entry.credits, entry.rule FROM entry"
    " JOIN person ON person.member_id = entry.member_id ORDER BY entry.seq"
)


async def posted() -> list[str]:
    """Every entry as `Sari Dewi Lestari  award 1.00`, in the order of the chain."""
    return [f"{one['full_name']}  {one['kind']} {credits_text(one['credits'])}" for one in await rows(_ENTRIES)]


async def attendee_ids(webinar: Webinar) -> dict[str, str]:
    """Attendees of the webinar's first meeting by display name."""
    found = await rows("SELECT id, name FROM attendee WHERE meeting_id = $1", webinar.meeting_id)
    return {one["name"]: one["id"] for one in found}
