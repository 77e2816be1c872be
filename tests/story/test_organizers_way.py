from __future__ import annotations

import pytest

from cpd.ops.verifying import verify
from tests.story.association import an_event, zoom_report

pytestmark = pytest.mark.anyio

REPORT = zoom_report(
    "Ada Rahmawati,ada@surel.example,0,120",
    "Ada Rahmawati,ada@surel.example,5,118",
    "BUDI SANTOSA WIJAYA_DINSOS,budi@surel.example,0,40",
    "Sri Wahyuni,,0,120",
    "Tamu Undangan Umum,,0,120",
)


async def test_a_report_becomes_credits_and_a_balance_that_explains_itself(webinar):
    done = await webinar.imported(REPORT)
    assert done["userErrors"] == []
    assert done["summary"] | {"problems": None} == {
        "isNew": True,
        "layout": "Z5",
        "rows": 5,
        "people": 4,
        "matched": 2,
        "toReview": 1,
        "guests": 1,
        "entriesPosted": 1,
        "creditsPosted": "1.00",
        "entriesReversed": 0,
        "problems": None,
    }
    ada = await webinar.balance("ada")
    assert ada["creditBalance"] | {"standing": None} == {
        "earned": "1.00",
        "counted": "0.00",
        "pending": "1.00",
        "standing": None,
    }
    decision = ada["creditEntries"]["nodes"][0]["decision"]
    assert decision["presence"]["seconds"] == 7200
    assert decision["findings"][0]["code"] == "minimum-presence"
    assert "80 %" in decision["findings"][0]["message"]
    assert decision["findings"][0]["source"]
    assert await verify() == []


async def test_leaving_early_earns_nothing_and_says_why(webinar):
    await webinar.imported(REPORT)
    query = (
        "query($id: ID!) { member(id: $id) { creditBalance { earned } attendances(first: 5) { nodes {"
        " credits session { title } decision { presence { seconds intervals { startsAt endsAt } }"
        " findings { code passed message } } } } } }"
    )
    budi = (await webinar.ours.data("registrar", query, {"id": webinar.ours.members["budi"]}))["member"]
    (attended,) = budi["attendances"]["nodes"]
    assert (budi["creditBalance"]["earned"], attended["credits"]) == ("0.00", "0.00")
    assert attended["decision"]["presence"]["seconds"] == 2400
    assert [one["code"] for one in attended["decision"]["findings"] if not one["passed"]] == ["minimum-presence"]


async def test_whoever_is_not_certain_waits_for_a_person_whose_decision_posts_at_once(webinar):
    await webinar.imported(REPORT)
    (sri,) = await webinar.queue()
    assert sri["name"] == "Sri Wahyuni"
    assert sri["candidates"][0]["id"] == webinar.ours.members["sri"]
    assert sri["candidates"][0]["reasons"]
    given = {"id": sri["id"], "memberId": webinar.ours.members["sri"], "expectedVersion": sri["version"]}
    assigned = await webinar.ours.do("organizer", "attendeeAssign", given, "attendee { state version }")
    assert (assigned["userErrors"], assigned["attendee"]["state"]) == ([], "ASSIGNED")
    assert (await webinar.balance("sri"))["creditBalance"]["earned"] == "1.00"
    seen = {"id": sri["id"], "expectedVersion": sri["version"]}
    late = await webinar.ours.do("organizer", "attendeeDismiss", seen, "attendee { state }")
    assert late["userErrors"][0]["code"] == "ATTENDEE_DECIDED_MEANWHILE"
    restored = await webinar.ours.do("organizer", "attendeeRestore", {"id": sri["id"]}, "attendee { state }")
    assert restored["attendee"]["state"] == "REVIEW"
    after = await webinar.balance("sri")
    assert after["creditBalance"]["earned"] == "0.00"
    assert [one["kind"] for one in after["creditEntries"]["nodes"]] == ["REVERSAL", "AWARD"]
    assert await verify() == []


async def test_a_dry_run_says_everything_and_writes_nothing(webinar):
    tried = await webinar.imported(REPORT, dryRun=True)
    assert tried["attendanceImport"] is None
    assert (tried["summary"]["entriesPosted"], tried["summary"]["creditsPosted"]) == (1, "1.00")
    assert await webinar.queue("REVIEW, AUTO, NONE") == []
    assert (await webinar.balance("ada"))["creditBalance"]["earned"] == "0.00"


async def test_the_same_report_again_posts_nothing_and_an_undo_takes_everything_back(webinar):
    first = await webinar.imported(REPORT)
    again = await webinar.imported(REPORT)
    assert again["attendanceImport"]["id"] == first["attendanceImport"]["id"]
    assert (again["summary"]["isNew"], again["summary"]["entriesPosted"]) == (False, 0)
    given = {"id": first["attendanceImport"]["id"]}
    undone = await webinar.ours.do("organizer", "attendanceImportUndo", given, "attendanceImport { state undoneAt }")
    assert undone["attendanceImport"]["state"] == "UNDONE"
    assert (await webinar.balance("ada"))["creditBalance"]["earned"] == "0.00"
    twice = await webinar.ours.do("organizer", "attendanceImportUndo", given, "attendanceImport { state }")
    assert twice["userErrors"][0]["code"] == "IMPORT_NOT_LIVE"
    assert await verify() == []


async def test_a_corrected_report_lowers_as_well_as_raises_and_undoing_it_restores(webinar):
    await webinar.imported(REPORT)
    corrected = zoom_report("Ada Rahmawati,ada@surel.example,0,20", "Budi Santosa Wijaya,budi@surel.example,0,119")
    done = await webinar.imported(corrected)
    assert (done["summary"]["entriesPosted"], done["summary"]["entriesReversed"]) == (1, 1)
    assert (await webinar.balance("ada"))["creditBalance"]["earned"] == "0.00"
    assert (await webinar.balance("budi"))["creditBalance"]["earned"] == "1.00"
    await webinar.ours.do(
        "organizer", "attendanceImportUndo", {"id": done["attendanceImport"]["id"]}, "attendanceImport { id }"
    )
    ada = await webinar.balance("ada")
    assert ada["creditBalance"]["earned"] == "1.00"
    assert [one["kind"] for one in ada["creditEntries"]["nodes"]] == ["AWARD", "REVERSAL", "AWARD"]
    assert await verify() == []


async def test_an_idempotency_key_answers_again_and_refuses_another_input(webinar):
    given = an_event(webinar.ours.chapters["jabar"], title="Sekali", idempotencyKey="k-1")
    first = await webinar.ours.do("organizer", "eventCreate", given, "event { id }")
    again = await webinar.ours.do("organizer", "eventCreate", given, "event { id }")
    other = await webinar.ours.do("organizer", "eventCreate", given | {"title": "Lain"}, "event { id }")
    assert first["event"]["id"] == again["event"]["id"]
    assert (other["event"], other["userErrors"][0]["code"]) == (None, "IDEMPOTENCY_CONFLICT")


async def test_a_report_of_another_meeting_is_refused_whole(webinar):
    block = (
        b"Topic,ID,Host,Duration (minutes),Start time,End time,Participants\r\n"
        b"X,111222333,H (h@x.example),60,01/15/2026 09:00:00 AM,01/15/2026 10:00:00 AM,1\r\n\r\n"
    )
    done = await webinar.imported(block + REPORT.removeprefix(b"\xef\xbb\xbf"))
    assert done["attendanceImport"] is None
    assert done["userErrors"][0]["code"] == "ANOTHER_MEETING"
    assert "111222333" in done["userErrors"][0]["message"]


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x00\x01\x02\x03" * 50, b"nama;nilai\r\nx;y\r\n"])
async def test_a_file_that_is_no_report_ends_in_one_sentence_and_nothing_is_stored(webinar, content):
    done = await webinar.imported(content)
    assert done["attendanceImport"] is None
    assert len(done["userErrors"]) == 1
    assert len(done["userErrors"][0]["message"]) > 20
    assert await webinar.queue("REVIEW, AUTO, NONE") == []


async def test_closing_makes_credits_final_and_the_clearing_adds_up(webinar):
    await webinar.imported(REPORT)
    fields = "event { status clearing { people credited notEligible unresolved } }"
    closed = await webinar.ours.do("organizer", "eventClose", {"id": webinar.event}, fields)
    assert closed["event"] == {
        "status": "CLOSED",
        "clearing": {"people": 4, "credited": 1, "notEligible": 2, "unresolved": 1},
    }
    assert (await webinar.balance("ada"))["creditBalance"]["pending"] == "0.00"
    moved = await webinar.ours.do("organizer", "eventCancel", {"id": webinar.event}, "event { id }")
    assert moved["userErrors"][0]["code"] == "EVENT_CLOSED"


async def test_a_registrars_reversal_holds_against_later_imports(webinar):
    await webinar.imported(REPORT)
    entry = (await webinar.balance("ada"))["creditEntries"]["nodes"][0]["id"]
    given = {"id": entry, "reason": "Tanda tangan palsu"}
    done = await webinar.ours.do("registrar", "entryReverse", given, "entry { kind credits reverses { id } }")
    assert done["entry"] == {"kind": "REVERSAL", "credits": "-1.00", "reverses": {"id": entry}}
    assert (await webinar.imported(REPORT))["summary"]["entriesPosted"] == 0
    again = await webinar.ours.do("registrar", "entryReverse", given, "entry { id }")
    assert again["userErrors"][0]["code"] == "ENTRY_REVERSED_ALREADY"
    assert await verify() == []


async def test_a_registrar_adjusts_with_a_reason(webinar):
    given = {
        "memberId": webinar.ours.members["ada"],
        "programmeId": webinar.ours.programme,
        "credits": "2.50",
        "category": "service",
        "earnedOn": "2026-01-20",
        "reason": "Saldo lama",
    }
    done = await webinar.ours.do("registrar", "entryAdjust", given, "entry { kind credits reason earnedOn }")
    assert done["entry"] == {"kind": "ADJUSTMENT", "credits": "2.50", "reason": "Saldo lama", "earnedOn": "2026-01-20"}
    for change, code in (
        ({"credits": "0.00"}, "ADJUSTMENT_ZERO"),
        ({"earnedOn": "2999-01-01"}, "DATE_TO_COME"),
        ({"reason": " "}, "VALUE_NEEDED"),
        ({"category": "Not a word"}, "NOT_A_WORD"),
    ):
        refused = await webinar.ours.do("registrar", "entryAdjust", given | change, "entry { id }")
        assert refused["userErrors"][0]["code"] == code


async def test_shortening_a_session_settles_the_difference(webinar):
    await webinar.imported(REPORT)
    query = "query($id: ID!) { event(id: $id) { version sessions { id startsAt } } }"
    event = (await webinar.ours.data("organizer", query, {"id": webinar.event}))["event"]
    session = event["sessions"][0]
    ends_at = session["startsAt"][:11] + "02:45:00Z"
    given = {
        "id": webinar.event,
        "expectedVersion": event["version"],
        "sessions": [{"id": session["id"], "endsAt": ends_at}],
    }
    done = await webinar.ours.do("organizer", "eventUpdate", given, "event { version sessions { endsAt } }")
    assert done["event"]["sessions"][0]["endsAt"] == ends_at
    assert (await webinar.balance("budi"))["creditBalance"]["earned"] == "1.00"
    late = await webinar.ours.do("organizer", "eventUpdate", given, "event { id }")
    assert late["userErrors"][0]["code"] == "EVENT_CHANGED_MEANWHILE"
    assert await verify() == []
