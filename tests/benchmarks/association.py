"""An association for benchmarks: members with certifications, one event with one session and its meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cpd.core.rules.loading import builtin_pack_text
from cpd.demo.values import DemoMember
from cpd.ops import accounts, association, events, packs
from cpd.ops.viewer import Viewer, viewer_of
from cpd.store.tx import row

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


async def build(members: Sequence[DemoMember], starts_at: datetime, ends_at: datetime) -> tuple[Viewer, str]:
    """The organizer's viewer and the meeting's id."""
    await association.found("Bench", "Asia/Jakarta", NOW)
    await packs.publish(builtin_pack_text("contoh-id"), "contoh-id.toml", NOW)
    programme_id = await association.programme_create("STR", "STR", "STR", "contoh-id", NOW)
    chapter_id = await association.chapter_create("nasional", "Nasional", "", "Asia/Jakarta", NOW)
    new = [
        association.NewMember(
            one.number, one.full_name, chapter_id, one.emails, one.status, one.joined_on, one.certified_on
        )
        for one in members
    ]
    await association.members_create(new, programme_id, NOW)
    account_id = await accounts.account_create("bench@demo.example", "Bench", [("administrator", None)], NOW)
    viewer = await viewer_of(account_id)
    assert viewer is not None
    session = events.SessionPlan("Webinar", starts_at, ends_at, "learning", platform="zoom")
    plan = events.EventPlan(
        "Webinar", chapter_id, "webinar", "national", "live_online", "Asia/Jakarta", sessions=[session]
    )
    event_id = await events.event_create(viewer, plan, NOW - timedelta(days=30))
    await events.event_publish(viewer, event_id, NOW)
    meeting = await row("SELECT id FROM meeting")
    assert meeting is not None
    return viewer, str(meeting["id"])
