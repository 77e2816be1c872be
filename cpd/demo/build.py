"""The demo association becomes rows: everything but its reports, in one database transaction, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cpd.core.errors import ActionRefused
from cpd.core.rules.loading import builtin_pack_text, builtin_packs
from cpd.demo.audience import webinar_audience
from cpd.demo.events import REPORTED_WEBINAR, demo_event, demo_events
from cpd.demo.history import REASON, openings
from cpd.demo.people import demo_members
from cpd.demo.programme import ASSOCIATION, PROGRAMME, SERIES
from cpd.demo.provinces import CHAPTERS
from cpd.demo.values import DemoEvent, DemoMember, DemoSession
from cpd.ops import accounts, adjusting, association, events, packs
from cpd.ops.viewer import Role, Viewer, viewer_of
from cpd.store.columns import instant
from cpd.store.tx import in_tx, row

ROLES: tuple[Role, ...] = ("member", "organizer", "registrar", "auditor", "administrator")
_TIME_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo as values again: `today` is the day it was built, which all of its dates follow from."""

    today: date
    is_new: bool
    members: tuple[DemoMember, ...]
    events: tuple[DemoEvent, ...]


async def built(now: datetime) -> Demo:
    """The demo in this database, built if it is not there yet. Refuses a database that holds something else."""
    known = await row("SELECT name, created_at FROM instance")
    if known is None:
        today = now.date()
        demo = Demo(today, True, demo_members(today), demo_events(today))
        await _build(demo, now)
        return demo
    if await row("SELECT id FROM account WHERE email = $1", demo_email("organizer")) is None:
        raise ActionRefused("not-a-demo-database", name=known["name"])
    today = instant(known["created_at"]).date()
    return Demo(today, False, demo_members(today), demo_events(today))


@in_tx
async def _build(demo: Demo, now: datetime) -> None:
    await association.found(ASSOCIATION.id, _TIME_ZONE, now)
    for name in builtin_packs():
        await packs.publish(builtin_pack_text(name), f"{name}.toml", now)
    programme_id = await association.programme_create(
        PROGRAMME.code, PROGRAMME.titles.id, PROGRAMME.titles.en, PROGRAMME.pack, now
    )
    chapters = await _chapters(now)
    members = await _members(demo.members, chapters, programme_id, now)
    organizer, registrar = await _accounts(demo, members, now)
    await _openings(registrar, demo, members, programme_id, now)
    series = {one.slug: await association.series_create(one.slug, one.titles.id, one.titles.en, now) for one in SERIES}
    for event in demo.events:
        await _event(organizer, event, chapters[event.chapter_code], series.get(event.series or ""), now)


async def _chapters(now: datetime) -> dict[str, str]:
    ids: dict[str, str] = {}
    for one in CHAPTERS:
        parent_id = ids[one.parent] if one.parent else None
        ids[one.code] = await association.chapter_create(
            one.code, one.name, one.province, one.time_zone, now, parent_id=parent_id
        )
    return ids


async def _members(
    members: tuple[DemoMember, ...], chapters: dict[str, str], programme_id: str, now: datetime
) -> dict[str, str]:
    new = [
        association.NewMember(
            one.number,
            one.full_name,
            chapters[one.chapter_code],
            one.emails,
            one.status,
            one.joined_on,
            one.certified_on,
        )
        for one in members
    ]
    ids = await association.members_create(new, programme_id, now)
    return {one.number: member_id for one, member_id in zip(members, ids, strict=True)}


async def _accounts(demo: Demo, members: dict[str, str], now: datetime) -> tuple[Viewer, Viewer]:
    """One account for each role, the member's for somebody who came; answers the organizer and the registrar."""
    webinar = demo_event(demo.events, REPORTED_WEBINAR)
    attendees = webinar_audience(demo.members, webinar.sessions[0]).attendees
    remembered = {one.number for one in openings(demo.members, demo.today)}
    came = next(one.member_number for one in attendees if one.email and one.member_number in remembered)
    ids: dict[Role, str] = {}
    for role in ROLES:
        member_id = members[came] if role == "member" else None
        ids[role] = await accounts.account_create(
            demo_email(role), f"Demo {role}", [(role, None)], now, member_id=member_id
        )
    return await _viewer(ids["organizer"]), await _viewer(ids["registrar"])


async def _viewer(account_id: str) -> Viewer:
    found = await viewer_of(account_id)
    if found is None:
        raise LookupError(account_id)
    return found


async def _openings(registrar: Viewer, demo: Demo, members: dict[str, str], programme_id: str, now: datetime) -> None:
    wanted = [
        adjusting.Adjustment(members[one.number], programme_id, one.credits, one.category, one.earned_on, REASON)
        for one in openings(demo.members, demo.today)
    ]
    await adjusting.entries_adjust(registrar, wanted, now)


def demo_email(role: Role) -> str:
    """The address of the demo account of a role."""
    return f"{role}@demo.example"


async def _event(viewer: Viewer, event: DemoEvent, chapter_id: str, series_id: str | None, now: datetime) -> None:
    logged_at = min([now, *(one.starts_at - timedelta(days=30) for one in event.sessions)])
    event_id = await events.event_create(
        viewer,
        events.EventPlan(
            title=event.titles.id,
            title_en=event.titles.en,
            description=event.description.id,
            chapter_id=chapter_id,
            kind=event.kind,
            level=event.level,
            mode=event.mode,
            time_zone=event.time_zone,
            location=event.location,
            slug=event.slug,
            series_id=series_id,
            sessions=[_session(one) for one in event.sessions],
        ),
        logged_at,
    )
    await events.event_publish(viewer, event_id, logged_at)
    if event.status == "cancelled":
        await events.event_cancel(viewer, event_id, now)


def _session(session: DemoSession) -> events.SessionPlan:
    return events.SessionPlan(
        title=session.titles.id,
        title_en=session.titles.en,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        category=session.category or "",
        breaks=[(one.starts_at, one.ends_at) for one in session.breaks],
        platform=session.platform,
        platform_meeting_id=session.platform_meeting_id,
    )
