"""What a registrar posts by hand: a reversal or an adjustment, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cpd.core.errors import ActionRefused, InputRefused, NotFound
from cpd.core.rules.model import is_word
from cpd.ops import access, inputs, ledger
from cpd.ops.ledger import Draft
from cpd.ops.viewer import Viewer
from cpd.store.ids import new_id
from cpd.store.tx import among, in_tx, row, rows

_MEMBERS_AT_ONCE = 500


@in_tx
async def entry_reverse(viewer: Viewer, entry_id: str, reason: str, now: datetime) -> str:
    """Takes an entry back and answers the reversal's id. It stays taken back whatever is imported later.

    Refused for a reversal, for what was reversed before, and without a reason.
    """
    why = inputs.title(reason, "reason")
    entry = await access.entry_to_change(viewer, entry_id)
    await ledger.hold_head()
    if entry["kind"] == "reversal":
        raise ActionRefused("reversal-of-reversal")
    if await row("SELECT id FROM entry WHERE reverses_id = $1", entry_id) is not None:
        raise ActionRefused("entry-reversed-already")
    (reversal_id,) = await ledger.post([ledger.reversal(entry, why, viewer.account_id)], now)
    return reversal_id


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Credits (hundredths, either sign) for a member, on a date, with the reason."""

    member_id: str
    programme_id: str
    credits: int
    category: str
    earned_on: date
    reason: str


@in_tx
async def entry_adjust(viewer: Viewer, wanted: Adjustment, now: datetime) -> str:
    """Posts an adjustment and answers its id. Refused for nothing, a date to come, or another programme."""
    (entry_id,) = await entries_adjust(viewer, [wanted], now)
    return entry_id


@in_tx
async def entries_adjust(viewer: Viewer, wanted: Sequence[Adjustment], now: datetime) -> list[str]:
    """Posts adjustments, all or none, such as the balances that an association brings along from its old records.

    Refused as a whole when one of them is, with its field.
    """
    ids = sorted({one.member_id for one in wanted})
    # A statement has room for so many values only; for more members, everybody is looked at.
    only = among(ids, 1) if len(ids) <= _MEMBERS_AT_ONCE else "IS NOT NULL"
    values = ids if len(ids) <= _MEMBERS_AT_ONCE else []
    members = await rows(f"SELECT id, chapter_id FROM member WHERE id {only}", *values)
    chapters = {one["id"]: one["chapter_id"] for one in members}
    found = await rows(f"SELECT member_id, programme_id FROM certification WHERE member_id {only}", *values)
    certified = {(one["member_id"], one["programme_id"]) for one in found}
    drafts = []
    for one in wanted:
        if one.member_id not in chapters:
            raise NotFound("not-found", what=one.member_id)
        access.chapter_for(viewer, chapters[one.member_id], "registrar")
        _check(one, now)
        if (one.member_id, one.programme_id) not in certified:
            raise InputRefused("not-found", field=("programmeId",), what=one.programme_id)
        drafts.append(_draft(viewer, one, now))
    return await ledger.post(drafts, now)


def _check(wanted: Adjustment, now: datetime) -> None:
    if not wanted.credits:
        raise InputRefused("adjustment-zero", field=("credits",))
    if not is_word(wanted.category):
        raise InputRefused("not-a-word", field=("category",), text=wanted.category[:40])
    if wanted.earned_on > now.date():
        raise InputRefused("date-to-come", field=("earnedOn",), text=wanted.earned_on.isoformat())


def _draft(viewer: Viewer, wanted: Adjustment, now: datetime) -> Draft:
    return Draft(
        ("adjustment", new_id("adj", now)), "adjustment", wanted.member_id, wanted.programme_id, wanted.credits,
        wanted.category, wanted.earned_on.isoformat(), reason=inputs.title(wanted.reason, "reason"),
        account_id=viewer.account_id,
    )  # fmt: skip
