"""A report becomes attendees and credits; again and again is once, a better one replaces, a person can take it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cpd.core.errors import ActionRefused, FileRefused, IdempotencyConflict, NotFound
from cpd.ops import deliveries
from cpd.ops.attendees import attendee_assign, attendee_dismiss
from cpd.ops.events import meeting_link
from cpd.ops.idempotency import once_key
from cpd.ops.importing import Counts, ImportRequest, attendance_import, attendance_import_undo
from cpd.ops.ledger import Posted
from cpd.ops.verifying import verify
from cpd.store.tx import row, rows
from integrations.reading import read_export
from tests.builders import (
    NOW,
    PEOPLE,
    a_webinar,
    an_account,
    an_association,
    attendee_ids,
    bring,
    posted,
    read_lines,
    report,
    session_plan,
    stays,
    zoom_report,
)
from tests.dump import dump
from tests.tampering import tamper

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE
WHOLE = [*stays(SARI, "09:00-10:00", "10:05-11:00"), *stays(BAGUS, "09:00-11:00"), "Tamu Jauh, , 09:00-11:00"]


async def states() -> list[str]:
    found = await rows("SELECT state FROM attendance_import ORDER BY created_at, id")
    return sorted(one["state"] for one in found)


async def test_a_report_says_who_was_there_and_what_they_earned(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    done = await bring(own, webinar, report(*WHOLE, "?"))
    assert done.is_new
    assert done.counts == Counts(rows=4, people=3, matched=2, to_review=0, guests=1, excluded=0, problems=1)
    assert done.posted == Posted(awards=2, awarded_credits=200)
    assert [one.line for one in done.problems] == [6]
    assert sorted(await posted()) == [f"{BAGUS}  award 1.00", f"{SARI}  award 1.00"]
    assert set(done.step_ms) == {"read", "match", "store", "award"}


@pytest.mark.parametrize("layout", ["text", "zoom"])
async def test_the_same_report_any_number_of_times_leaves_the_same_state(db: str, layout: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    content, read = (zoom_report(*WHOLE), read_export) if layout == "zoom" else (report(*WHOLE), read_lines)
    first = await bring(own, webinar, content, read=read)
    once = await dump()
    for again in range(2):
        done = await bring(own, webinar, content, read=read, now=NOW.replace(hour=13 + again))
        assert (done.is_new, done.import_id, done.posted) == (False, first.import_id, Posted())
        assert done.counts == first.counts
        assert await dump() == once
    assert await verify() == []


async def test_the_order_of_the_rows_makes_no_difference_to_the_credits(db: str) -> None:
    own = await an_association()
    one, other = await a_webinar(own), await a_webinar(own)
    await bring(own, one, report(*WHOLE))
    await bring(own, other, report(*reversed(WHOLE), WHOLE[0]))
    sums = (
        "SELECT session_id, sum(credits) AS credits, sum(presence_seconds) AS seconds FROM decision GROUP BY session_id"
    )
    found = await rows(sums)
    assert len({(one["credits"], one["seconds"]) for one in found}) == 1
    assert len(found) == 2


async def test_four_workers_with_the_same_report_leave_what_one_does(db: str) -> None:
    own = await an_association()
    webinar, other = await a_webinar(own), await a_webinar(own)
    done = await asyncio.gather(*[bring(own, webinar, report(*WHOLE)) for _ in range(4)])
    assert sorted(one.is_new for one in done) == [False, False, False, True]
    assert len({one.import_id for one in done}) == 1
    assert sum(one.posted.awards for one in done) == 2
    once = await dump()
    await bring(own, webinar, report(*WHOLE))
    assert await dump() == once
    await bring(own, other, report(*WHOLE))
    assert await verify() == []


async def test_a_corrected_report_replaces_and_lowers(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*WHOLE))
    done = await bring(own, webinar, report(*stays(SARI, "09:00-09:30"), *stays(BAGUS, "09:00-11:00")))
    assert done.is_new
    assert done.posted == Posted(reversals=1, reversed_credits=100)
    assert await states() == ["live", "replaced"]
    assert done.counts.people == 2
    assert await verify() == []


async def test_a_second_run_of_the_meeting_adds(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    first = await bring(own, webinar, report(*stays(SARI, "09:00-09:50")))
    second = await bring(own, webinar, report(*stays(SARI, "10:00-11:00")))
    assert first.posted == Posted()
    assert second.posted == Posted(awards=1, awarded_credits=100)
    assert await states() == ["live", "live"]
    assert await verify() == []


async def test_a_report_over_both_runs_replaces_both(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    for stretch in ("09:00-09:50", "10:00-11:00"):
        await bring(own, webinar, report(*stays(SARI, stretch)))
    done = await bring(own, webinar, report(*stays(SARI, "09:00-10:00")))
    assert await states() == ["live", "replaced", "replaced"]
    assert done.posted == Posted(reversals=1, reversed_credits=100)
    assert await attendance_import_undo(own.organizer, str(done.import_id), NOW) == Posted(
        awards=1, awarded_credits=100
    )
    assert await states() == ["live", "live", "undone"]
    assert await verify() == []


async def test_a_report_without_times_stands_for_the_whole_meeting(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    await bring(own, webinar, report(*stays(SARI, "120m")))
    await bring(own, webinar, report(*stays(BAGUS, "09:00-11:00")))
    assert await states() == ["live", "replaced", "replaced"]
    assert await verify() == []


async def test_undoing_gives_back_what_was_before(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*WHOLE))
    lower = await bring(own, webinar, report(*stays(SARI, "09:00-09:30")))
    assert lower.posted.reversals == 2
    undone = await attendance_import_undo(own.organizer, str(lower.import_id), NOW)
    assert undone == Posted(awards=2, awarded_credits=200)
    assert await states() == ["live", "undone"]
    assert await verify() == []
    with pytest.raises(ActionRefused, match="import-not-live"):
        await attendance_import_undo(own.organizer, str(lower.import_id), NOW)


async def test_undoing_the_only_import_takes_every_credit_back_and_importing_again_restores(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    first = await bring(own, webinar, report(*WHOLE))
    assert await attendance_import_undo(own.organizer, str(first.import_id), NOW) == Posted(0, 0, 2, 200)
    assert await verify() == []
    again = await bring(own, webinar, report(*WHOLE))
    assert (again.is_new, again.posted) == (True, Posted(awards=2, awarded_credits=200))
    assert again.import_id != first.import_id
    assert await states() == ["live", "undone"]
    assert await verify() == []


async def test_an_import_that_was_replaced_cannot_be_undone(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    first = await bring(own, webinar, report(*WHOLE))
    await bring(own, webinar, report(*WHOLE, "Lagi, , 09:00-10:00"))
    with pytest.raises(ActionRefused, match="import-not-live"):
        await attendance_import_undo(own.organizer, str(first.import_id), NOW)


async def test_a_dry_run_says_everything_and_writes_nothing(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await deliveries.keep(report(*WHOLE), NOW)
    before = await dump()
    done = await bring(own, webinar, report(*WHOLE), dry_run=True)
    assert await dump() == before
    assert (done.import_id, done.posted.awards, done.counts.matched) == (None, 2, 2)
    real = await bring(own, webinar, report(*WHOLE))
    assert replace(real, import_id=None, step_ms={}) == replace(done, step_ms={})


async def test_what_people_decided_survives_every_later_import(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*WHOLE))
    ids = await attendee_ids(webinar)
    await attendee_assign(own.organizer, ids["Tamu Jauh"], own.members[KETUT], NOW, role="speaker")
    await attendee_dismiss(own.organizer, ids[SARI], NOW)
    decided = (await dump())["attendee"]
    await bring(own, webinar, report(*WHOLE))
    await bring(own, webinar, report(*WHOLE, "Lagi, , 09:00-10:00"))
    kept = (await dump())["attendee"]
    assert set(decided) < set(kept)
    assert await verify() == []


async def test_a_name_that_a_person_confirmed_helps_the_next_import(db: str) -> None:
    own = await an_association()
    webinar, other = await a_webinar(own), await a_webinar(own)
    await bring(own, webinar, report("DPD-07 Ketut A. L., , 09:00-11:00"))
    ids = await attendee_ids(webinar)
    await attendee_assign(own.organizer, ids["DPD-07 Ketut A. L."], own.members[KETUT], NOW, remember_name=True)
    done = await bring(own, other, report("DPD-07 Ketut A. L., , 09:00-11:00"))
    assert (done.counts.matched + done.counts.to_review, done.counts.guests) == (1, 0)
    assert await row("SELECT count(*) AS n FROM member_alias") == {"n": 1}
    await attendee_assign(own.organizer, ids["DPD-07 Ketut A. L."], own.members[KETUT], NOW, remember_name=True)
    assert await row("SELECT count(*) AS n FROM member_alias") == {"n": 1}


async def test_a_report_of_another_meeting_is_refused(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    content = report(*WHOLE, meeting="99988877766")
    await deliveries.keep(content, NOW)
    before = await dump()
    with pytest.raises(ActionRefused) as refused:
        await bring(own, webinar, content)
    assert (refused.value.code, refused.value.values) == (
        "another-meeting",
        {"reported": "99988877766", "linked": "81234567890"},
    )
    assert await dump() == before


async def test_a_meeting_linked_without_a_number_takes_any_report(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own, session_plan(platform_meeting_id=""))
    assert (await bring(own, webinar, report(*WHOLE))).is_new


async def test_a_file_that_nobody_reads_is_refused_and_stays_as_evidence(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    with pytest.raises(FileRefused, match="layout-unknown"):
        await bring(own, webinar, b"!")
    assert await row("SELECT count(*) AS n FROM delivery") == {"n": 1}
    assert await states() == []


async def test_only_organizers_of_the_chapter_import_and_undo(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    done = await bring(own, webinar, report(*WHOLE))
    registrar = await an_account("reg@contoh.example", ("registrar", None), ("auditor", None))
    stranger = replace(own, organizer=registrar)
    with pytest.raises(NotFound):
        await bring(stranger, webinar, report(*WHOLE))
    with pytest.raises(NotFound):
        await attendance_import_undo(registrar, str(done.import_id), NOW)
    with pytest.raises(NotFound):
        await bring(own, webinar, report(*WHOLE), meeting_id="mtg_none")


async def test_an_idempotency_key_is_good_for_one_input(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    key = once_key("attendanceImport", "k-1", {"file": 1})
    first = await bring(own, webinar, report(*WHOLE), once=key)
    again = await bring(own, webinar, report(*WHOLE), once=key)
    assert (again.import_id, again.is_new) == (first.import_id, False)
    before = await dump()
    with pytest.raises(IdempotencyConflict):
        await bring(own, webinar, report(*WHOLE), once=once_key("attendanceImport", "k-1", {"file": 2}))
    assert await dump() == before


async def test_evidence_that_was_changed_is_not_imported(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    delivery_id = await deliveries.keep(report(*WHOLE), NOW)
    await tamper("UPDATE delivery SET sha256 = 'x'")
    with pytest.raises(ActionRefused, match="evidence-damaged"):
        await attendance_import(own.organizer, ImportRequest(webinar.meeting_id, delivery_id), read_lines, NOW)
    assert await states() == []


async def test_a_second_meeting_of_a_session_brings_its_own_people(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    overflow = await meeting_link(own.organizer, webinar.session_id, "zoom", "700 0000 0001", NOW)
    await bring(own, webinar, report(*stays(SARI, "09:00-10:00")))
    done = await bring(own, webinar, report(*stays(SARI, "10:00-11:00"), meeting="70000000001"), meeting_id=overflow)
    assert done.posted == Posted(awards=1, awarded_credits=100)
    assert await states() == ["live", "live"]
    assert await verify() == []
