"""Twice is once: the same key with the same input answers what the first time answered, and does nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from cpd.core.errors import IdempotencyConflict, InputRefused
from cpd.core.intervals import epoch
from cpd.ops.viewer import Viewer
from cpd.store.tx import execute, in_tx, row

KEY_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class OnceKey:
    """A client's key with the digest of everything it asked for."""

    deed: str
    key: str
    input_sha256: str


def once_key(deed: str, key: str | None, wanted: Mapping[str, object]) -> OnceKey | None:
    """The key of a deed, None when the client gave none. Refuses an empty or overlong one."""
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_CHARACTERS_MAX:
        raise InputRefused("idempotency-key-length", field=("idempotencyKey",), maximum=KEY_CHARACTERS_MAX)
    asked = orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS, default=str)
    return OnceKey(deed, key, hashlib.sha256(deed.encode() + b"\0" + asked).hexdigest())


async def begin(viewer: Viewer, once: OnceKey | None, now: datetime) -> str | None:
    """Inside the deed's database transaction: None to go on, or the answer of the first time.

    A second request with the same key waits here for the first. Raises IdempotencyConflict for another input.
    """
    if once is None:
        return None
    await execute(
        "INSERT INTO idempotency (account_id, key, deed, input_sha256, answer, created_at)"
        " VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (account_id, key) DO NOTHING",
        viewer.account_id, once.key, once.deed, once.input_sha256, epoch(now),
    )  # fmt: skip
    known = await row(
        "SELECT input_sha256, answer FROM idempotency WHERE account_id = $1 AND key = $2", viewer.account_id, once.key
    )
    if known is None or known["input_sha256"] != once.input_sha256:
        raise IdempotencyConflict("idempotency-conflict", field=("idempotencyKey",), key=once.key[:40])
    # The row is ours while it has no answer: whoever had it first committed its answer with it.
    return known["answer"] or None


async def finish(viewer: Viewer, once: OnceKey | None, answer: str) -> None:
    """Stores what was answered, in the same database transaction as the deed."""
    if once is not None:
        await execute(
            "UPDATE idempotency SET answer = $1 WHERE account_id = $2 AND key = $3",
            answer, viewer.account_id, once.key,
        )  # fmt: skip


@in_tx
async def do_once(viewer: Viewer, once: OnceKey | None, now: datetime, deed: Callable[[], Awaitable[str]]) -> str:
    """Does the deed, which answers an id, or answers the id of the first time."""
    answered = await begin(viewer, once, now)
    if answered is not None:
        return answered
    answer = await deed()
    await finish(viewer, once, answer)
    return answer
