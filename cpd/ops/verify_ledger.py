"""Whether the ledger is what was posted: its chain, its reversals, its awards and their decisions."""

from __future__ import annotations

from collections.abc import AsyncIterator

from cpd.core.errors import DatabaseTrouble
from cpd.ops.decisions import CONTENT, digest_of
from cpd.ops.ledger import COLUMNS, hash_of
from cpd.ops.violation import ROWS_AT_ONCE, Violation, paged
from cpd.store.guards import check_guards
from cpd.store.tx import row, rows


async def guards() -> AsyncIterator[Violation]:
    """The triggers that refuse to change what must never change."""
    try:
        await check_guards()
    except DatabaseTrouble as trouble:
        yield Violation(2, trouble.code, trouble.values)


async def chain() -> AsyncIterator[Violation]:
    """Every entry has the hash of its contents and of the one before it, none is missing, and the head is the last."""
    seq, previous = 0, ""
    async for entry in paged(f"SELECT {', '.join(COLUMNS)} FROM entry WHERE seq > $1", "seq", 0):
        if entry["seq"] != seq + 1:
            yield Violation(2, "chain-gap", {"after": seq, "next": entry["seq"]})
        if entry["previous_hash"] != previous:
            yield Violation(2, "chain-broken", {"seq": entry["seq"], "entry": entry["id"]})
        if hash_of(entry) != entry["hash"]:
            yield Violation(2, "entry-changed", {"seq": entry["seq"], "entry": entry["id"]})
        seq, previous = entry["seq"], entry["hash"]
    head = await row("SELECT seq, hash FROM ledger_head")
    if head is None or (head["seq"], head["hash"]) != (seq, previous):
        yield Violation(2, "head-differs", {"seq": seq, "head": -1 if head is None else head["seq"]})


async def decisions_unchanged() -> AsyncIterator[Violation]:
    """Every decision has the digest of its contents."""
    async for one in paged(f"SELECT seq, id, digest, {', '.join(CONTENT)} FROM decision WHERE seq > $1", "seq", 0):
        if digest_of([one[name] for name in CONTENT]) != one["digest"]:
            yield Violation(4, "decision-changed", {"decision": one["id"]})


_SAME = ("member_id", "programme_id", "category", "earned_on", "session_id", "rule", "pack_id")
_DIFFERENT = " OR ".join(f"coalesce(back.{one}, '') <> coalesce(entry.{one}, '')" for one in _SAME)
_REVERSALS = f"""
SELECT back.id FROM entry AS back LEFT JOIN entry ON entry.id = back.reverses_id
WHERE back.kind = 'reversal' AND (entry.id IS NULL OR entry.kind = 'reversal' OR entry.seq >= back.seq
      OR entry.credits + back.credits <> 0 OR {_DIFFERENT})
"""
_REVERSED_TWICE = (
    "SELECT reverses_id AS id FROM entry WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1"
)


async def reversals() -> AsyncIterator[Violation]:
    """Every reversal cancels exactly one earlier entry, and no entry is cancelled twice."""
    for one in await rows(f"{_REVERSALS} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(2, "reversal-differs", {"entry": one["id"]})
    for one in await rows(f"{_REVERSED_TWICE} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(2, "reversed-twice", {"entry": one["id"]})


LIVE = "entry.kind = 'award' AND NOT EXISTS (SELECT 1 FROM entry AS back WHERE back.reverses_id = entry.id)"
"""An award that nobody took back."""

_TWO_LIVE = f"""
SELECT session_id, member_id FROM entry WHERE {LIVE}
GROUP BY session_id, member_id, programme_id, rule HAVING count(*) > 1
"""


async def one_live_award() -> AsyncIterator[Violation]:
    """At most one for each member, session, programme and rule."""
    for one in await rows(f"{_TWO_LIVE} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(6, "two-live-awards", {"member": one["member_id"], "session": one["session_id"]})


_DECIDED = ("session_id", "member_id", "programme_id", "credits", "category", "earned_on", "rule")
_UNDECIDED = f"""
SELECT entry.id FROM entry
LEFT JOIN decision ON decision.id = entry.decision_id
LEFT JOIN rule_pack ON rule_pack.id = entry.pack_id
WHERE entry.kind = 'award' AND (decision.id IS NULL OR rule_pack.id IS NULL OR decision.pack_id <> entry.pack_id
      OR {" OR ".join(f"decision.{one} <> entry.{one}" for one in _DECIDED)})
"""


async def awards_decided() -> AsyncIterator[Violation]:
    """Every award has its decision, and says the same: credits, rule, category, date, pack edition."""
    for one in await rows(f"{_UNDECIDED} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(4, "award-differs", {"entry": one["id"]})


NEWEST = (
    "NOT EXISTS (SELECT 1 FROM decision AS later WHERE later.session_id = decision.session_id"
    " AND later.member_id = decision.member_id AND later.programme_id = decision.programme_id"
    " AND later.number > decision.number)"
)
"""The decision that holds about a member in a session for a programme."""

_SAME_PLACE = (
    "entry.session_id = decision.session_id AND entry.member_id = decision.member_id"
    " AND entry.programme_id = decision.programme_id"
)
_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM entry WHERE entry.session_id = settled.session_id AND entry.member_id = settled.member_id"
    " AND entry.programme_id = settled.programme_id AND entry.rule = settled.rule AND entry.kind = 'reversal'"
    " AND entry.account_id IS NOT NULL)"
)
_DIFFERENT_SUM = f"""
SELECT settled.id FROM (
    SELECT decision.id, decision.session_id, decision.member_id, decision.programme_id, decision.rule, decision.credits,
           coalesce((SELECT sum(entry.credits) FROM entry WHERE {_SAME_PLACE} AND {LIVE}), 0) AS posted
    FROM decision WHERE {NEWEST}
) AS settled
WHERE settled.credits <> settled.posted AND NOT (settled.posted = 0 AND {_TAKEN_BACK})
"""


async def decisions_settled() -> AsyncIterator[Violation]:
    """What holds about a member in a session is what is posted, unless a person took the award back."""
    for one in await rows(f"{_DIFFERENT_SUM} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(1, "decision-unsettled", {"decision": one["id"]})
