"""The ledger: what was posted, never changed, chained by hashes. Nothing else touches its tables.

Whoever posts holds the head of the chain until the end of the database transaction, so that postings follow one
another, and what was read about an event's entries still holds when its differences are posted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from cpd.core.intervals import epoch
from cpd.store.ids import derived_id
from cpd.store.tx import Row, among, execute, insert_many, row_held, rows

EntryKind = Literal["award", "reversal", "adjustment", "carry_over", "expiry"]

CORRECTED = "corrected"
"""The reason of a reversal that `settle` posts: the evidence or its matching says something else now."""


class AwardKey(NamedTuple):
    """At most one live award for each."""

    session_id: str
    member_id: str
    programme_id: str
    rule: str


class Award(NamedTuple):
    """What the ledger should hold for a key: credits in hundredths, above zero."""

    key: AwardKey
    credits: int
    category: str
    earned_on: str
    pack_id: str
    decision_id: str
    activity: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain. `cause` makes its id, so that the same cause is the same entry."""

    cause: tuple[str | int, ...]
    kind: EntryKind
    member_id: str
    programme_id: str
    credits: int
    category: str
    earned_on: str
    session_id: str | None = None
    decision_id: str | None = None
    pack_id: str | None = None
    rule: str = ""
    activity: str = "{}"
    generation: int = 0
    reverses_id: str | None = None
    reason: str = ""
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """How many entries were posted, and their credits in hundredths (`reversed_credits` as a positive number)."""

    awards: int = 0
    awarded_credits: int = 0
    reversals: int = 0
    reversed_credits: int = 0


COLUMNS = (
    "seq", "id", "kind", "member_id", "programme_id", "credits", "category", "earned_on", "posted_at", "session_id",
    "decision_id", "pack_id", "rule", "activity", "generation", "reverses_id", "reason", "account_id",
    "previous_hash", "hash",
)  # fmt: skip
_HASHED = COLUMNS[:-1]


def chain_hash(values: Sequence[object]) -> str:
    """SHA-256 over an entry's columns in order (all but its own hash), unit separators between, None as NUL."""
    text = "\x1f".join(["\0" if value is None else str(value) for value in values])
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(entry: Mapping[str, object]) -> str:
    """The hash that a stored entry must have."""
    return chain_hash([entry[column] for column in _HASHED])


async def hold_head() -> Row:
    """The head of the chain (`seq`, `hash`), ours until the end of the database transaction."""
    head = await row_held("SELECT seq, hash FROM ledger_head WHERE id = 'head'")
    if head is None:
        raise LookupError("the ledger has no head: this database was not made by our migrations")
    return head


async def post(drafts: Sequence[Draft], now: datetime) -> list[str]:
    """Appends the drafts to the chain in their order and answers their ids."""
    if not drafts:
        return []
    head = await hold_head()
    seq, previous = head["seq"], head["hash"]
    posted_at = epoch(now)
    records: list[tuple[object, ...]] = []
    for draft in drafts:
        seq += 1
        values = (
            seq, derived_id("ent", *draft.cause), draft.kind, draft.member_id, draft.programme_id, draft.credits,
            draft.category, draft.earned_on, posted_at, draft.session_id, draft.decision_id, draft.pack_id, draft.rule,
            draft.activity, draft.generation, draft.reverses_id, draft.reason, draft.account_id, previous,
        )  # fmt: skip
        previous = chain_hash(values)
        records.append((*values, previous))
    await insert_many("entry", COLUMNS, records)
    await execute("UPDATE ledger_head SET seq = $1, hash = $2 WHERE id = 'head'", seq, previous)
    return [str(record[1]) for record in records]


async def settle(
    awards: Iterable[Award], sessions: Sequence[str], now: datetime, *, members: Sequence[str] | None = None
) -> Posted:
    """Makes the live awards of the sessions (of these members; None is everybody) what `awards` says.

    Posts only differences: a missing award, a reversal for one that should not be, both for one that changed. The
    same twice posts nothing. What a person reversed by hand stays reversed.
    """
    await hold_head()
    wanted = {award.key: award for award in awards}
    past = await _past(sessions, members)
    drafts: list[Draft] = []
    for key in sorted(past.keys() | wanted.keys()):
        drafts.extend(_differences(key, wanted.get(key), past.get(key, _Past())))
    await post(drafts, now)
    up = [draft.credits for draft in drafts if draft.kind == "award"]
    down = [-draft.credits for draft in drafts if draft.kind == "reversal"]
    return Posted(len(up), sum(up), len(down), sum(down))


@dataclass(slots=True)
class _Past:
    """What was posted for one key: the live award, the number of awards so far, whether a person took the last back."""

    live: Row | None = None
    generation: int = 0
    held: bool = False


_PAST = (
    "SELECT entry.id, entry.kind, session_id, member_id, programme_id, rule, credits, category, earned_on, pack_id,"
    " decision_id, activity, generation, reverses_id, account_id FROM entry WHERE session_id {sessions}{members}"
    " AND kind IN ('award', 'reversal') ORDER BY seq"
)


async def _past(sessions: Sequence[str], members: Sequence[str] | None) -> dict[AwardKey, _Past]:
    among_sessions = among(sessions, 1)
    among_members = "" if members is None else " AND member_id " + among(members, 1 + len(sessions))
    past: dict[AwardKey, _Past] = {}
    for entry in await rows(_PAST.format(sessions=among_sessions, members=among_members), *sessions, *(members or ())):
        key = AwardKey(entry["session_id"], entry["member_id"], entry["programme_id"], entry["rule"])
        one = past.setdefault(key, _Past())
        if entry["kind"] == "award":
            one.live, one.generation, one.held = entry, entry["generation"], False
        elif one.live is not None and entry["reverses_id"] == one.live["id"]:
            one.live, one.held = None, entry["account_id"] is not None
    return past


def _differences(key: AwardKey, award: Award | None, past: _Past) -> list[Draft]:
    if past.held or (award is not None and past.live is not None and _is_same(award, past.live)):
        return []
    drafts = []
    if past.live is not None:
        drafts.append(reversal(past.live, CORRECTED, None))
    if award is not None:
        drafts.append(_award(award, past.generation + 1))
    return drafts


def _award(award: Award, generation: int) -> Draft:
    key = award.key
    return Draft(
        ("award", *key, generation), "award", key.member_id, key.programme_id, award.credits, award.category,
        award.earned_on, key.session_id, award.decision_id, award.pack_id, key.rule, award.activity, generation,
    )  # fmt: skip


def _is_same(award: Award, live: Row) -> bool:
    return (award.credits, award.category, award.earned_on, award.pack_id, award.activity) == (
        live["credits"], live["category"], live["earned_on"], live["pack_id"], live["activity"],
    )  # fmt: skip


def reversal(entry: Row, reason: str, account_id: str | None) -> Draft:
    """The entry that takes another one back. Its id comes from that one, so that there is never a second."""
    return Draft(
        ("reversal", entry["id"]), "reversal", entry["member_id"], entry["programme_id"], -entry["credits"],
        entry["category"], entry["earned_on"], entry["session_id"], entry["decision_id"], entry["pack_id"],
        entry["rule"], entry["activity"], entry["generation"], entry["id"], reason, account_id,
    )  # fmt: skip
