"""A member's credits: the balance with its reasons, and the entries behind it.

The balance is the hot read of the service: one statement, then `cpd.core.rules.balance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson

from cpd.core.errors import NotFound
from cpd.core.paging import KeyOrder, Page, PageRequest
from cpd.core.rules.anchors import HolderFacts, member_cycle
from cpd.core.rules.balance import balance
from cpd.core.rules.model import Balance, Cycle, LedgerLine
from cpd.core.rules.pack import Pack
from cpd.ops import packs
from cpd.ops.pages import Listing, where
from cpd.store.tx import Row, rows

_BALANCE = """
SELECT certification.programme_id, certification.certified_on, certification.number AS certification_number,
       programme.code AS programme_code, programme.title_id, programme.title_en, programme.pack_code,
       (SELECT rule_pack.id FROM rule_pack WHERE rule_pack.code = programme.pack_code AND rule_pack.holds_from <= $2
        ORDER BY rule_pack.holds_from DESC, rule_pack.edition DESC LIMIT 1) AS pack_id,
       entry.id, entry.kind, entry.credits, entry.category, entry.earned_on, entry.reverses_id, entry.activity,
       event.closed_at, entry.session_id, session.event_id
FROM certification
JOIN programme ON programme.id = certification.programme_id
LEFT JOIN entry ON entry.member_id = certification.member_id AND entry.programme_id = certification.programme_id
LEFT JOIN session ON session.id = entry.session_id
LEFT JOIN event ON event.id = session.event_id
WHERE certification.member_id = $1
ORDER BY certification.created_at, certification.id, entry.seq
"""


@dataclass(frozen=True, slots=True)
class MemberBalance:
    """A balance with the programme and the cycle it is about."""

    programme: Row
    cycle: Cycle
    pack: Pack
    balance: Balance


async def balance_of(member_id: str, programme_id: str | None, on: date) -> MemberBalance | None:
    """The member's balance on a day, in the cycle that day is in; None without a certification that has cycles.

    Without `programme_id` it is the member's first certification.
    """
    found = await rows(_BALANCE, member_id, on.isoformat())
    own = [one for one in found if programme_id in (None, one["programme_id"])]
    if not own:
        return None
    first = own[0]
    entries = [one for one in own if one["id"] is not None and one["programme_id"] == first["programme_id"]]
    return await _balance(first, entries, on)


async def _balance(certification: Row, entries: list[Row], on: date) -> MemberBalance | None:
    if certification["pack_id"] is None:
        return None
    pack = await packs.edition(certification["pack_id"])
    if pack.cycle is None:
        return None
    facts = HolderFacts(certified_on=date.fromisoformat(certification["certified_on"]))
    cycle = member_cycle(pack.cycle, facts, on)
    lines = [line for one in entries if cycle.starts_on <= (line := ledger_line(one)).earned_on <= cycle.closes_on]
    return MemberBalance(_programme(certification), cycle, pack, balance(lines, cycle, pack, on))


def _programme(certification: Row) -> Row:
    names = ("title_id", "title_en", "pack_code")
    found = {name: certification[name] for name in names}
    return {"id": certification["programme_id"], "code": certification["programme_code"], **found}


def ledger_line(entry: Row) -> LedgerLine:
    """A stored entry as the rules see it. Credit for an event is pending until its organizer closes it."""
    activity = orjson.loads(entry["activity"])
    return LedgerLine(
        id=entry["id"],
        credits=entry["credits"],
        category=entry["category"],
        earned_on=date.fromisoformat(entry["earned_on"]),
        pending=entry["session_id"] is not None and entry["closed_at"] is None,
        kind=entry["kind"],
        reverses=entry["reverses_id"] or "",
        activity_kind=activity.get("kind", ""),
        role=activity.get("role", ""),
        mode=activity.get("mode", ""),
        level=activity.get("level", ""),
        activity=entry["event_id"] or "",
    )


BY_DATE = KeyOrder("earned", (str, int))

_ENTRY_COLUMNS = (
    "entry.*, session.event_id, back.id AS reversed_by_id, decision.findings, decision.intervals,"
    " decision.presence_seconds, decision.role AS decision_role, rule_pack.code AS pack_code, rule_pack.edition"
)
_ENTRY_SOURCE = (
    "FROM entry LEFT JOIN session ON session.id = entry.session_id"
    " LEFT JOIN entry AS back ON back.reverses_id = entry.id"
    " LEFT JOIN decision ON decision.id = entry.decision_id"
    " LEFT JOIN rule_pack ON rule_pack.id = entry.pack_id "
)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries: of one programme, from and to a date (both inside)."""

    programme_id: str | None = None
    earned_from: date | None = None
    earned_to: date | None = None


def entries_of(member_id: str, wanted: EntryFilter) -> Listing:
    """A member's entries, the newest date first."""
    conditions: list[tuple[str, tuple[object, ...]]] = [("entry.member_id = ?", (member_id,))]
    if wanted.programme_id is not None:
        conditions.append(("entry.programme_id = ?", (wanted.programme_id,)))
    if wanted.earned_from is not None:
        conditions.append(("entry.earned_on >= ?", (wanted.earned_from.isoformat(),)))
    if wanted.earned_to is not None:
        conditions.append(("entry.earned_on <= ?", (wanted.earned_to.isoformat(),)))
    condition, values = where(*conditions)
    return Listing(
        _ENTRY_COLUMNS,
        _ENTRY_SOURCE + condition,
        values,
        BY_DATE,
        ("entry.earned_on", "entry.seq"),
        ("earned_on", "seq"),
        descending=True,
    )


async def entry_page(member_id: str, wanted: EntryFilter, request: PageRequest) -> Page[Row]:
    """A page of a member's entries, each with its decision."""
    return await entries_of(member_id, wanted).page(request)


async def entries_by_id(ids: list[str]) -> list[Row]:
    """Entries with their decisions, in the order asked for; missing ones are left out."""
    condition, values = where(
        *[("entry.id IN (" + ", ".join("?" * len(ids)) + ")", tuple(ids))] if ids else [("1 = 0", ())]
    )
    found = {one["id"]: one for one in await rows(f"SELECT {_ENTRY_COLUMNS} {_ENTRY_SOURCE}{condition}", *values)}
    return [found[one] for one in ids if one in found]


_NEWEST = (
    "NOT EXISTS (SELECT 1 FROM decision AS later WHERE later.session_id = decision.session_id"
    " AND later.member_id = decision.member_id AND later.programme_id = decision.programme_id"
    " AND later.number > decision.number)"
)


def decisions_of(member_id: str) -> Listing:
    """What holds about each session the member was matched in, also where nothing was earned; the newest first."""
    condition, values = where(("decision.member_id = ?", (member_id,)), (_NEWEST, ()))
    return Listing(
        "decision.*, rule_pack.code AS pack_code, rule_pack.edition",
        "FROM decision LEFT JOIN rule_pack ON rule_pack.id = decision.pack_id " + condition,
        values,
        KeyOrder("earned", (str, int)),
        ("decision.earned_on", "decision.seq"),
        ("earned_on", "seq"),
        descending=True,
    )


async def member_by_number(number: str) -> str:
    """A member's id by number. NotFound when there is none."""
    found = await rows("SELECT id FROM member WHERE number = $1", number)
    if not found:
        raise NotFound("not-found", what=number)
    return str(found[0]["id"])
