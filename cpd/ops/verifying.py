"""The ledger's own audit: every promise that a database can be asked about, and the head of the chain as a proof.

Everything is read from one snapshot, so that it may run beside the service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import TypedDict

from cpd.core.errors import CpdError
from cpd.ops import balances, verify_decisions, verify_evidence, verify_ledger
from cpd.ops.violation import Check, Violation
from cpd.store.snapshot import snapshot
from cpd.store.tx import row, rows

__all__ = ["Checkpoint", "Violation", "check_checkpoint", "export_checkpoint", "verify"]

SHOWN_MAX = 100
"""Violations told by one check; after so many it says that there are more and stops."""
_MEMBERS_AT_ONCE = 1_000


class Checkpoint(TypedDict):
    """The last entry at some moment: what stands before it can never be changed without being seen."""

    seq: int
    hash: str


async def verify() -> list[Violation]:
    """Everything that does not hold; empty when all is well. Changes nothing."""
    found: list[Violation] = []
    async with snapshot():
        for invariant, check in CHECKS:
            try:
                found += await _told(check)
            except _UNREADABLE as error:
                reason = f"{type(error).__name__}: {error}"[:200]
                found.append(Violation(invariant, "check-failed", {"check": check.__name__, "reason": reason}))
    return found


_UNREADABLE = (ValueError, TypeError, LookupError, CpdError)
"""How a stored value shows that nobody of ours wrote: text that is no JSON, no date, no word we know."""


async def _told(check: Check) -> list[Violation]:
    told: list[Violation] = []
    async for violation in check():
        if len(told) == SHOWN_MAX:
            return [*told, Violation(violation.invariant, "violations-more", {"code": violation.code})]
        told.append(violation)
    return told


async def sums() -> AsyncIterator[Violation]:
    """What a balance says was earned in a cycle is the sum of the entries in it, for every member and cycle."""
    last = ("", "")
    while True:
        page = await rows(f"{_HOLDERS} LIMIT {_MEMBERS_AT_ONCE}", *last)
        for one in page:
            async for violation in _sums_of(one["member_id"], one["programme_id"], one["newest"]):
                yield violation
        if len(page) < _MEMBERS_AT_ONCE:
            return
        last = (page[-1]["member_id"], page[-1]["programme_id"])


_HOLDERS = """
SELECT member_id, programme_id, max(earned_on) AS newest FROM entry WHERE (member_id, programme_id) > ($1, $2)
GROUP BY member_id, programme_id ORDER BY member_id, programme_id
"""
_SUM = """
SELECT CAST(coalesce(sum(credits), 0) AS BIGINT) AS credits FROM entry
WHERE member_id = $1 AND programme_id = $2 AND earned_on BETWEEN $3 AND $4
"""
_BEFORE = "SELECT max(earned_on) AS newest FROM entry WHERE member_id = $1 AND programme_id = $2 AND earned_on < $3"


async def _sums_of(member_id: str, programme_id: str, newest: str | None) -> AsyncIterator[Violation]:
    """Cycle by cycle, from the newest that has an entry back to the first."""
    while newest is not None:
        shown = await balances.balance_of(member_id, programme_id, date.fromisoformat(newest))
        first = newest
        if shown is not None:
            first = shown.cycle.starts_on.isoformat()
            found = await row(_SUM, member_id, programme_id, first, shown.cycle.closes_on.isoformat())
            credits = 0 if found is None else found["credits"]
            not_counted = sum(one.credits for one in shown.balance.uncounted)
            if not credits == shown.balance.earned == shown.balance.counted + not_counted:
                values = {"member": member_id, "shown": shown.balance.earned, "sum": credits}
                yield Violation(1, "balance-differs", values)
        before = await row(_BEFORE, member_id, programme_id, first)
        newest = None if before is None else before["newest"]


CHECKS: tuple[tuple[int, Check], ...] = (
    (1, sums),
    (1, verify_ledger.decisions_settled),
    (2, verify_ledger.guards),
    (2, verify_ledger.chain),
    (2, verify_ledger.reversals),
    (3, verify_evidence.deliveries),
    (3, verify_evidence.imports),
    (3, verify_evidence.awards_traced),
    (4, verify_evidence.rule_packs),
    (4, verify_ledger.awards_decided),
    (4, verify_ledger.decisions_unchanged),
    (6, verify_ledger.one_live_award),
    (7, verify_decisions.decisions_follow),
    (8, verify_evidence.clearing),
)
"""Each with the promise it is about. Those about certificates, chapters and crashes are not questions to a database."""


async def export_checkpoint() -> Checkpoint:
    """The head of the chain, to be kept where whoever can change this database cannot."""
    head = await row("SELECT seq, hash FROM ledger_head")
    if head is None:
        raise LookupError("the ledger has no head: this database was not made by our migrations")
    return Checkpoint(seq=head["seq"], hash=head["hash"])


async def check_checkpoint(checkpoint: Checkpoint) -> list[Violation]:
    """Whether the chain still goes through an earlier checkpoint; `verify` says whether it is whole from there."""
    if not checkpoint["seq"]:
        return []
    entry = await row("SELECT hash FROM entry WHERE seq = $1", checkpoint["seq"])
    if entry is None or entry["hash"] != checkpoint["hash"]:
        return [Violation(11, "checkpoint-differs", {"seq": checkpoint["seq"]})]
    return []
