"""What a registrar posts by hand: a reversal or an adjustment, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cpd.core.errors import ActionRefused, InputRefused
from cpd.core.rules.model import is_word
from cpd.ops import access, inputs, ledger
from cpd.ops.ledger import Draft
from cpd.ops.viewer import Viewer
from cpd.store.ids import new_id
from cpd.store.tx import in_tx, row


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
    why = inputs.title(wanted.reason, "reason")
    member = await access.member(viewer, wanted.member_id)
    access.chapter_for(viewer, member["chapter_id"], "registrar")
    if not wanted.credits:
        raise InputRefused("adjustment-zero", field=("credits",))
    if not is_word(wanted.category):
        raise InputRefused("not-a-word", field=("category",), text=wanted.category[:40])
    if wanted.earned_on > now.date():
        raise InputRefused("date-to-come", field=("earnedOn",), text=wanted.earned_on.isoformat())
    certified = await row(
        "SELECT id FROM certification WHERE member_id = $1 AND programme_id = $2", member["id"], wanted.programme_id
    )
    if certified is None:
        raise InputRefused("not-found", field=("programmeId",), what=wanted.programme_id)
    draft = Draft(
        ("adjustment", new_id("adj", now)), "adjustment", member["id"], wanted.programme_id, wanted.credits,
        wanted.category, wanted.earned_on.isoformat(), reason=why, account_id=viewer.account_id,
    )  # fmt: skip
    (entry_id,) = await ledger.post([draft], now)
    return entry_id
