"""The main job on the demo: both reports imported for real, and what came of it as values to print."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from time import perf_counter

from cpd.core.credits import credits_text
from cpd.core.platform import ReadingOptions
from cpd.demo.build import ROLES, built, demo_email
from cpd.demo.events import REPORTED_MEETING, REPORTED_WEBINAR, demo_event
from cpd.demo.zoom_report import meeting_report, webinar_report
from cpd.demo.zoom_text import REPORT_TIME_ZONE
from cpd.ops import accounts, balances, deliveries, events, importing
from cpd.ops.decisions import findings_of
from cpd.ops.importing import ImportRequest, ImportResult, Reader
from cpd.ops.viewer import Viewer, viewer_of
from cpd.store.tx import Row, row, rows
from cpd.words import sentence

TOKEN_DAYS = 7


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """One report's way through the chain. `credits_posted` is text with two decimals; times in milliseconds."""

    event: str
    meeting: str
    file: str
    bytes: int
    is_new: bool
    layout: str
    rows: int
    people: int
    matched: int
    to_review: int
    guests: int
    excluded: int
    problems: int
    entries_posted: int
    credits_posted: str
    entries_reversed: int
    step_ms: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShownBalance:
    """A member's balance in words."""

    number: str
    name: str
    programme: str
    cycle: str
    unit: str
    required: str
    earned: str
    counted: str
    pending: str
    remaining: str
    standing: str
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Everything that the demo prints; `tokens` by role."""

    association: str
    members: int
    chapters: int
    events: int
    is_new: bool
    build_ms: int
    reports: list[ImportedReport]
    balances: list[ShownBalance]
    tokens: dict[str, str]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


async def run_demo(read: Reader, now: datetime, language: str) -> DemoResult:
    """Builds what is missing, imports both reports, and shows three balances. A second run posts nothing new."""
    started = perf_counter()
    demo = await built(now)
    build_ms = round((perf_counter() - started) * 1000)
    organizer = await _viewer("organizer")
    webinar, meeting = demo_event(demo.events, REPORTED_WEBINAR), demo_event(demo.events, REPORTED_MEETING)
    files = (
        (webinar.slug, "attendee_report.csv", webinar_report(demo.members, webinar)),
        (meeting.slug, "participants.csv", meeting_report(demo.members, meeting)),
    )
    reports = [await _import(organizer, slug, name, content, read, now) for slug, name, content in files]
    await _close(organizer, webinar.slug, now)
    tokens = await demo_tokens(now)
    shown = [await _balance(number, now, language) for number in await _three_members()]
    return DemoResult(
        association=(await _one("SELECT name FROM instance"))["name"],
        members=len(demo.members),
        chapters=(await _one("SELECT count(*) AS n FROM chapter"))["n"],
        events=len(demo.events),
        is_new=demo.is_new or any(one.entries_posted or one.entries_reversed for one in reports),
        build_ms=build_ms,
        reports=reports,
        balances=[one for one in shown if one is not None],
        tokens=tokens,
    )


async def _one(sql: str, *values: object) -> Row:
    found = await row(sql, *values)
    if found is None:
        raise LookupError(sql)
    return found


async def _viewer(role: str) -> Viewer:
    account = await _one("SELECT id FROM account WHERE email = $1", f"{role}@demo.example")
    found = await viewer_of(account["id"])
    if found is None:
        raise LookupError(role)
    return found


async def _import(
    organizer: Viewer, slug: str, name: str, content: bytes, read: Reader, now: datetime
) -> ImportedReport:
    meeting = await _one(
        "SELECT meeting.id FROM meeting JOIN session ON session.id = meeting.session_id"
        " JOIN event ON event.id = session.event_id WHERE event.slug = $1 ORDER BY session.position",
        slug,
    )
    delivery_id = await deliveries.keep(content, now)
    request = ImportRequest(meeting["id"], delivery_id, ReadingOptions(time_zone=REPORT_TIME_ZONE))
    result = await importing.attendance_import(organizer, request, read, now)
    return _report((slug, meeting["id"], name), content, result)


def _report(names: tuple[str, str, str], content: bytes, result: ImportResult) -> ImportedReport:
    slug, meeting_id, name = names
    counts, posted = result.counts, result.posted
    return ImportedReport(
        event=slug,
        meeting=meeting_id,
        file=name,
        bytes=len(content),
        is_new=result.is_new,
        layout=result.layout,
        rows=counts.rows,
        people=counts.people,
        matched=counts.matched,
        to_review=counts.to_review,
        guests=counts.guests,
        excluded=counts.excluded,
        problems=counts.problems,
        entries_posted=posted.awards,
        credits_posted=credits_text(posted.awarded_credits),
        entries_reversed=posted.reversals,
        step_ms=result.step_ms,
    )


async def _close(organizer: Viewer, slug: str, now: datetime) -> None:
    event = await _one("SELECT id FROM event WHERE slug = $1", slug)
    await events.event_close(organizer, event["id"], now)


async def demo_tokens(now: datetime) -> dict[str, str]:
    tokens: dict[str, str] = {}
    for role in ROLES:
        account = await _one("SELECT id FROM account WHERE email = $1", demo_email(role))
        _, tokens[role] = await accounts.api_token_create(account["id"], "demo", now, days=TOKEN_DAYS)
    return tokens


_EXAMPLES = """
SELECT member.number, count(*) AS n, sum(CASE WHEN decision.credits = 0 THEN 1 ELSE 0 END) AS empty_count
FROM decision JOIN member ON member.id = decision.member_id
JOIN certification ON certification.member_id = member.id
GROUP BY member.number ORDER BY empty_count, n DESC, member.number
"""


async def _three_members() -> list[str]:
    """The demo account's own, one who came twice, and one who earned nothing, with the reason."""
    own = await _one(
        "SELECT member.number FROM account JOIN member ON member.id = account.member_id WHERE account.email = $1",
        demo_email("member"),
    )
    found = [one["number"] for one in await rows(_EXAMPLES) if one["number"] != own["number"]]
    return [own["number"], *found[:1], *found[-1:]]


async def _balance(number: str, now: datetime, language: str) -> ShownBalance | None:
    member = await _one(
        "SELECT member.id, person.full_name FROM member JOIN person ON person.member_id = member.id"
        " WHERE member.number = $1",
        number,
    )
    found = await balances.balance_of(member["id"], None, now.date())
    if found is None:
        return None
    balance = found.balance
    return ShownBalance(
        number=number,
        name=member["full_name"],
        programme=found.programme["title_en" if language == "en" else "title_id"],
        cycle=f"{found.cycle.starts_on.isoformat()} - {found.cycle.ends_on.isoformat()}",
        unit=found.pack.unit[language],
        required=credits_text(balance.required),
        earned=credits_text(balance.earned),
        counted=credits_text(balance.counted),
        pending=credits_text(balance.pending),
        remaining=credits_text(balance.remaining),
        standing=balance.standing.value,
        reasons=await _reasons(member["id"], language),
    )


async def _reasons(member_id: str, language: str) -> list[str]:
    decided = await rows(
        "SELECT decision.credits, decision.findings, session.title, session.title_en FROM decision"
        " JOIN session ON session.id = decision.session_id WHERE decision.member_id = $1 ORDER BY decision.seq",
        member_id,
    )
    reasons = []
    for one in decided:
        title = one["title_en"] if language == "en" and one["title_en"] else one["title"]
        said = " ".join(sentence(each.code, each.values, language) for each in findings_of(one["findings"]))
        reasons.append(f"{credits_text(one['credits'])}  {title}: {said}")
    return reasons
