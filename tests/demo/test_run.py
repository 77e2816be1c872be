from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from cpd.core.attendance import attendee_key
from cpd.demo.audience import meeting_audience, webinar_audience
from cpd.demo.events import REPORTED_MEETING, REPORTED_WEBINAR, demo_event, demo_events
from cpd.demo.people import demo_members
from cpd.demo.run import run_demo
from cpd.ops.verifying import verify
from cpd.store.tx import rows
from integrations.reading import read_export

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 6, 12, 3, tzinfo=UTC)


async def test_nobody_is_credited_for_somebody_else_and_nine_in_ten_known_people_are_matched(db):
    """The demo knows who its attendees truly are, and no report says so."""
    await run_demo(read_export, NOW, "en")
    members, events = demo_members(NOW.date()), demo_events(NOW.date())
    webinar = webinar_audience(members, demo_event(events, REPORTED_WEBINAR).sessions[0])
    visitors = [webinar.host, *webinar.panelists, *webinar.attendees]
    visitors += meeting_audience(members, demo_event(events, REPORTED_MEETING).sessions[0])
    truth = defaultdict(set)
    for one in visitors:
        truth[attendee_key(one.email, "", one.display)].add(one.member_number)
    found = await rows(
        "SELECT attendee.email, attendee.name, attendee.state, member.number FROM attendee"
        " LEFT JOIN member ON member.id = attendee.member_id"
    )
    wrong, known, matched = [], 0, 0
    for one in found:
        truly = truth.get(attendee_key(one["email"], "", one["name"]), {""})
        if one["state"] == "auto" and truly != {one["number"]}:
            wrong.append((one["name"], one["number"], truly))
        known += truly != {""}
        matched += one["state"] == "auto"
    assert wrong == []
    assert matched >= 0.9 * known > 300


async def test_a_second_run_changes_nothing(db):
    first = await run_demo(read_export, NOW, "id")
    before = await rows("SELECT id, hash FROM entry ORDER BY seq")
    again = await run_demo(read_export, NOW, "id")
    assert (first.is_new, again.is_new) == (True, False)
    assert await rows("SELECT id, hash FROM entry ORDER BY seq") == before
    assert [one.entries_posted for one in again.reports] == [0, 0]
    assert await verify() == []
