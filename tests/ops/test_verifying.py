"""The audit: silent when all is well, and it finds whatever somebody with the database's password changed."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from cpd import words
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import decisions, ledger, packs, verifying
from cpd.ops.adjusting import Adjustment, entries_adjust, entry_reverse
from cpd.ops.attendees import attendee_assign, attendee_dismiss
from cpd.ops.events import event_close
from cpd.ops.verifying import Checkpoint, check_checkpoint, export_checkpoint, verify
from cpd.store.tx import Row, execute, in_tx, is_sqlite, row, rows
from tests.builders import (
    DAY,
    NOW,
    PEOPLE,
    Association,
    Webinar,
    a_webinar,
    an_association,
    at,
    attendee_ids,
    bring,
    report,
    session_plan,
    stays,
)
from tests.tampering import tamper

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


@pytest.fixture
async def webinar(own: Association) -> Webinar:
    """A history: awards, a correction, a person's decisions, a reversal and an adjustment by hand."""
    webinar = await a_webinar(own, session_plan(breaks=((at("10:00"), at("10:15")),)))
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00"), *stays(BAGUS, "09:00-11:00")))
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00"), *stays(BAGUS, "09:00-09:30"), "Tamu, , 09:00-11:00"))
    ids = await attendee_ids(webinar)
    await attendee_assign(own.organizer, ids["Tamu"], own.members[KETUT], NOW, role="speaker")
    await entries_adjust(own.organizer, [adjustment(own)], NOW)
    return webinar


def adjustment(own: Association) -> Adjustment:
    return Adjustment(own.members[SARI], own.programme_id, 250, "learning", DAY, "Saldo lama")


async def codes() -> set[str]:
    """What is wrong. Every violation has its sentence in both languages."""
    found = await verify()
    for one in found:
        for language in words.LANGUAGES:
            assert words.sentence(one.code, one.values, language)
    return {f"{one.invariant} {one.code}" for one in found}


async def the(sql: str) -> Row:
    found = await row(sql)
    assert found is not None
    return found


async def test_nothing_is_wrong_with_an_empty_database(db: str) -> None:
    assert await codes() == set()


async def test_nothing_is_wrong_after_a_history(own: Association, webinar: Webinar) -> None:
    assert await codes() == set()
    award = await the("SELECT id FROM entry WHERE seq = 4")
    await entry_reverse(own.organizer, award["id"], "Salah orang", NOW)
    assert await codes() == set()
    await bring(own, webinar, report(*stays(SARI, "09:00-10:59"), *stays(BAGUS, "09:00-11:00")))
    await attendee_dismiss(own.organizer, (await attendee_ids(webinar))["Tamu"], NOW)
    await event_close(own.organizer, webinar.event_id, NOW)
    assert await codes() == set()


async def test_an_edition_published_later_changes_nothing_that_was_decided(own: Association, webinar: Webinar) -> None:
    later = builtin_pack_text("contoh-id").replace('edition = "2026"', 'edition = "2026b"')
    later = later.replace("2020-01-01", "2026-01-01").replace('national = "1"', 'national = "9"')
    await packs.publish(later, "later.toml", NOW.replace(hour=20))
    assert await codes() == set()
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")), now=NOW.replace(hour=21))
    assert await codes() == set()


_AWARDED = "seq = (SELECT max(seq) FROM decision WHERE credits > 0)"
"""The last decision that gave credits: Ketut's, the speaker."""

# The history's entries are 1 and 2 two awards, 3 the reversal of one, 4 the speaker's award, 5 the adjustment.
_TAMPERED: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "more credits": (("UPDATE entry SET credits = 900 WHERE seq = 1",), {"2 entry-changed", "4 award-differs"}),
    "another member": (
        ("UPDATE entry SET member_id = (SELECT member_id FROM entry WHERE seq = 3) WHERE seq = 4",),
        {"2 entry-changed", "4 award-differs"},
    ),
    "another reason": (("UPDATE entry SET reason = 'x' WHERE kind = 'adjustment'",), {"2 entry-changed"}),
    "an entry taken away": (("DELETE FROM entry WHERE seq = 3",), {"2 chain-gap", "2 chain-broken"}),
    "the last entry taken away": (("DELETE FROM entry WHERE seq = 5",), {"2 head-differs"}),
    "a head moved": (("UPDATE ledger_head SET seq = seq + 1",), {"2 head-differs"}),
    "a head of other contents": (("UPDATE ledger_head SET hash = 'x'",), {"2 head-differs"}),
    "no head": (("DELETE FROM ledger_head",), {"2 head-differs"}),
    "a hash redone": (
        ("UPDATE entry SET hash = 'x' WHERE seq = 1",),
        {"2 entry-changed", "2 chain-broken"},
    ),
    "a reversal of less": (("UPDATE entry SET credits = -50 WHERE kind = 'reversal'",), {"2 reversal-differs"}),
    "a reversal of another's": (
        ("UPDATE entry SET member_id = (SELECT member_id FROM entry WHERE seq = 4) WHERE seq = 3",),
        {"2 reversal-differs"},
    ),
    "an award without its decision's credits": (
        ("UPDATE decision SET credits = 700 WHERE {awarded}",),
        {"4 decision-changed", "4 award-differs", "1 decision-unsettled", "4 credits-differ"},
    ),
    "findings rewritten": (
        ("UPDATE decision SET findings = '[]' WHERE {awarded}",),
        {"4 decision-changed"},
    ),
    "presence rewritten": (
        ("UPDATE decision SET presence_seconds = presence_seconds + 60 WHERE {awarded}",),
        {"4 decision-changed", "7 presence-differs"},
    ),
    "intervals moved": (
        ("UPDATE decision SET intervals = '[[1,6301]]' WHERE {awarded}",),
        {"4 decision-changed", "7 presence-differs"},
    ),
    "findings that are no JSON": (
        ("UPDATE decision SET findings = '[' WHERE {awarded}",),
        {"4 decision-changed", "7 check-failed"},
    ),
    "bytes of the evidence": (
        ("UPDATE delivery SET sha256 = 'x' WHERE id = (SELECT min(id) FROM delivery)",),
        {"3 evidence-changed"},
    ),
    "size of the evidence": (
        ("UPDATE delivery SET size_bytes = 1 WHERE id = (SELECT min(id) FROM delivery)",),
        {"3 evidence-changed"},
    ),
    "a connection taken away": (
        ("DELETE FROM stay WHERE attendee_id = (SELECT id FROM attendee WHERE state = 'assigned')",),
        {"3 import-incomplete", "3 award-untraced", "7 presence-differs"},
    ),
    "a connection made longer": (
        ("UPDATE stay SET connections = '[[1,9999999999,1,\"\",2]]' WHERE import_id IN"
         " (SELECT id FROM attendance_import WHERE state = 'live')",),
        {"7 presence-differs"},
    ),
    "an attendee given away": (
        (
            "UPDATE attendee SET member_id = (SELECT member_id FROM attendee WHERE state = 'assigned')"
            " WHERE state = 'auto'",
        ),
        {"3 award-untraced", "7 presence-differs"},
    ),
    "a role given": (
        ("UPDATE attendee SET role = 'moderator' WHERE state = 'assigned'",),
        {"3 role-differs"},
    ),
    "a session made longer": (
        ("UPDATE session SET ends_at = ends_at + 7200",),
        {"4 credits-differ"},
    ),
    "a break taken away": (("DELETE FROM session_break",), {"7 presence-differs"}),
    "a kind of event": (("UPDATE event SET level = 'local'",), {"4 credits-differ"}),
    "a pack's content": (("UPDATE rule_pack SET content = replace(content, '80', '70')",), {"4 pack-changed"}),
    "a pack's own edition": (("UPDATE rule_pack SET edition = '2031'",), {"4 pack-changed"}),
    "an undone import": (
        ("UPDATE attendance_import SET state = 'undone' WHERE state = 'live'",),
        {"3 award-untraced", "7 presence-differs"},
    ),
    "an award of nobody's": (
        ("UPDATE entry SET decision_id = (SELECT max(id) FROM decision WHERE credits = 0) WHERE kind = 'award'",),
        {"2 entry-changed", "4 award-differs"},
    ),
    "an entry of nobody's": (
        (
            "UPDATE entry SET kind = 'carry_over', account_id = NULL WHERE kind = 'adjustment'",
        ),
        {"2 entry-changed", "3 award-untraced"},
    ),
    "dates that are none": (("UPDATE entry SET earned_on = '2026-99-99'",), {"1 check-failed", "2 entry-changed"}),
}  # fmt: skip


@pytest.mark.parametrize("case", _TAMPERED)
async def test_what_was_tampered_with_is_found(webinar: Webinar, case: str) -> None:
    statements, expected = _TAMPERED[case]
    await tamper(*[one.replace("{awarded}", _AWARDED) for one in statements])
    assert expected <= await codes()


async def test_a_chain_that_was_made_anew_is_told_by_the_checkpoint(own: Association, webinar: Webinar) -> None:
    early = await export_checkpoint()
    assert await check_checkpoint(early) == []
    await entries_adjust(own.organizer, [adjustment(own)], NOW)
    late = await export_checkpoint()
    assert late["seq"] == early["seq"] + 1
    assert await check_checkpoint(early) == await check_checkpoint(late) == []
    await _make_the_chain_anew()
    found = await verify()
    assert [one for one in found if one.invariant == 2] == []
    assert [one.code for one in await check_checkpoint(early)] == ["checkpoint-differs"]
    assert [one.invariant for one in await check_checkpoint(Checkpoint(seq=99, hash="x"))] == [11]
    assert await check_checkpoint(Checkpoint(seq=0, hash="")) == []


async def _make_the_chain_anew() -> None:
    """What an attacker does who knows how entries are hashed: a new amount, and all hashes to fit."""
    statements, previous = [], ""
    for entry in await rows("SELECT * FROM entry ORDER BY seq"):
        changed = {**entry, "previous_hash": previous}
        if entry["kind"] == "adjustment":
            changed["credits"] = 9_000
        previous = ledger.hash_of(changed)
        statements.append(_REDONE.format(**{**changed, "hash": previous}))
    await tamper(*statements, _HEAD.format(hash=previous))


_REDONE = "UPDATE entry SET credits = {credits}, previous_hash = '{previous_hash}', hash = '{hash}' WHERE seq = {seq}"
_HEAD = "UPDATE ledger_head SET hash = '{hash}'"


async def test_a_ledger_that_was_never_used_has_an_empty_checkpoint(db: str) -> None:
    assert await export_checkpoint() == {"seq": 0, "hash": ""}
    await tamper("DELETE FROM ledger_head")
    with pytest.raises(LookupError, match="head"):
        await export_checkpoint()


async def test_missing_triggers_are_told(webinar: Webinar) -> None:
    await tamper(guards_stay_away=True)
    found = [one for one in await verify() if one.code == "guards-missing"]
    assert len(found) == 1
    assert "entry_no_update" in str(found[0].values["names"])


async def test_two_live_awards_for_the_same_are_told(webinar: Webinar) -> None:
    @in_tx
    async def award_again() -> None:
        entry = await the("SELECT * FROM entry WHERE seq = 4")
        award = ledger.Draft(
            ("award", "again"), "award", entry["member_id"], entry["programme_id"], entry["credits"], entry["category"],
            entry["earned_on"], entry["session_id"], entry["decision_id"], entry["pack_id"], entry["rule"],
            entry["activity"], entry["generation"] + 1,
        )  # fmt: skip
        await ledger.post([award], NOW)

    await award_again()
    assert await codes() == {"6 two-live-awards", "1 decision-unsettled"}


async def test_a_second_reversal_is_told(webinar: Webinar) -> None:
    if is_sqlite():
        pytest.skip("a table's UNIQUE cannot be taken away here")
    await tamper("ALTER TABLE entry DROP CONSTRAINT entry_reverses_id_key")

    @in_tx
    async def reverse_again() -> None:
        award = await the("SELECT * FROM entry WHERE id = (SELECT reverses_id FROM entry WHERE seq = 3)")
        draft = ledger.reversal(award, "again", None)
        await ledger.post([ledger.Draft(**{**_fields(draft), "cause": ("again",)})], NOW)

    await reverse_again()
    assert "2 reversed-twice" in await codes()


def _fields(draft: ledger.Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in ledger.Draft.__dataclass_fields__}


async def test_attendance_that_nobody_decided_about_is_told(own: Association, webinar: Webinar) -> None:
    @in_tx
    async def match_by_hand() -> None:
        await execute(
            "UPDATE attendee SET member_id = $1, state = 'auto' WHERE name = 'Orang Lain'", own.members[BAGUS]
        )

    other = await a_webinar(own)
    await bring(own, other, report("Orang Lain, , 09:00-11:00"))
    assert await codes() == set()
    await match_by_hand()
    assert await codes() == {"8 attendance-undecided"}


_REPACKED = "UPDATE rule_pack SET content = '{content}', sha256 = '{digest}'"
_SPEAKERS = f"SELECT * FROM decision WHERE {_AWARDED}"
_REDECIDED = "UPDATE decision SET credits = 700, digest = '{digest}' WHERE {awarded}"


async def test_a_pack_that_cannot_be_read_is_told_once_and_nothing_else_of_it(webinar: Webinar) -> None:
    content = "[pack]"
    digest = hashlib.sha256(content.encode()).hexdigest()
    await tamper(_REPACKED.format(content=content, digest=digest))
    assert await codes() == {"4 pack-unreadable"}


async def test_a_decision_redone_with_its_digest_is_still_told(webinar: Webinar) -> None:
    """Whoever also makes the digest fit is found by working the decision out again."""
    decision = await the(_SPEAKERS)
    content = {name: decision[name] for name in decisions.CONTENT} | {"credits": 700}
    await tamper(_REDECIDED.format(digest=decisions.digest_of(list(content.values())), awarded=_AWARDED))
    found = await codes()
    assert "4 decision-changed" not in found
    assert "4 credits-differ" in found


async def test_an_event_that_does_not_clear_is_told(webinar: Webinar, monkeypatch: pytest.MonkeyPatch) -> None:
    async def one_short(_event_id: str) -> verifying.verify_evidence.events.Clearing:
        return verifying.verify_evidence.events.Clearing(people=2, credited=1, not_eligible=1, unresolved=0)

    monkeypatch.setattr(verifying.verify_evidence.events, "clearing", one_short)
    assert await codes() == {"8 clearing-differs"}


async def test_a_balance_that_is_not_the_sum_is_told(webinar: Webinar, monkeypatch: pytest.MonkeyPatch) -> None:
    told = verifying.balances.ledger_line
    monkeypatch.setattr(verifying.balances, "ledger_line", lambda entry: told(entry)._replace(credits=1))
    assert "1 balance-differs" in await codes()


async def test_of_very_many_violations_some_are_shown(webinar: Webinar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SHOWN_MAX", 2)
    await tamper("UPDATE entry SET reason = 'x'")
    found = [one for one in await verify() if one.code in ("entry-changed", "violations-more")]
    assert [one.code for one in found] == ["entry-changed", "entry-changed", "violations-more"]
    assert found[-1].values == {"code": "entry-changed"}


async def test_it_is_about_one_moment_and_goes_on_beside_the_service(own: Association, webinar: Webinar) -> None:
    async def work() -> None:
        for _ in range(12):
            await entries_adjust(own.organizer, [adjustment(own)], NOW)

    audits = [verify() for _ in range(4)]
    found = await asyncio.gather(work(), *audits)
    assert found[1:] == [[], [], [], []]


async def test_long_tables_are_read_in_pages(
    own: Association, webinar: Webinar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_MEMBERS_AT_ONCE", 1)
    monkeypatch.setattr("cpd.ops.violation.ROWS_AT_ONCE", 2)
    many = [adjustment(own) for _ in range(30)]
    await entries_adjust(own.organizer, many, NOW)
    assert await codes() == set()
