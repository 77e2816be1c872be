"""Accounts, their roles, API tokens, and the one-time link that sets a new installation up."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from cpd.core.errors import ActionRefused, InputRefused, NotFound
from cpd.core.intervals import epoch
from cpd.ops import inputs
from cpd.ops.viewer import ROLES, Role, Viewer, viewer_of_digest
from cpd.store.ids import new_id
from cpd.store.models import Account, ApiToken
from cpd.store.tx import execute, in_tx, insert_many, row, row_held

TOKEN_PREFIX = "cpd_pat_"  # noqa: S105 - what tokens begin with, so that scanners find leaked ones
TOKEN_DAYS_MAX = 366
_SETUP_LIFE = timedelta(hours=24)


@in_tx
async def account_create(
    email: str,
    name: str,
    roles: Sequence[tuple[Role, str | None]],
    now: datetime,
    *,
    member_id: str | None = None,
    language: str = "id",
) -> str:
    """An account with its roles, each for a chapter (and what is below it) or, with None, for all."""
    account_id = new_id("acc", now)
    await Account.create(
        id=account_id,
        email=inputs.email(email, "email"),
        name=inputs.title(name, "name"),
        member_id=member_id,
        language=language,
        created_at=now,
    )
    for role, _ in roles:
        if role not in ROLES:
            raise InputRefused("role-unknown", field=("role",), text=role)
    records = [(new_id("rol", now), account_id, role, chapter_id) for role, chapter_id in roles]
    await insert_many("account_role", ("id", "account_id", "role", "chapter_id"), list(records))
    return account_id


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"


@in_tx
async def api_token_create(account_id: str, name: str, now: datetime, *, days: int = 90) -> tuple[str, str]:
    """A new token: its id, and the secret that is shown this once. Only a hash is kept."""
    if not 1 <= days <= TOKEN_DAYS_MAX:
        raise InputRefused("token-days", field=("days",), maximum=TOKEN_DAYS_MAX)
    body = secrets.token_hex(24)
    secret = f"{TOKEN_PREFIX}{body}{_checksum(body)}"
    token_id = new_id("tok", now)
    await ApiToken.create(
        id=token_id,
        account_id=account_id,
        sha256=_digest(secret),
        name=inputs.title(name, "name"),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token_id, secret


@in_tx
async def api_token_revoke(viewer: Viewer, token_id: str, now: datetime) -> str:
    """Ends one of the viewer's own tokens."""
    found = await row("SELECT account_id FROM api_token WHERE id = $1", token_id)
    if found is None or found["account_id"] != viewer.account_id:
        raise NotFound("not-found", what=token_id)
    await execute("UPDATE api_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", epoch(now), token_id)
    return token_id


async def viewer_of_token(secret: str, now: datetime) -> Viewer | None:
    """Whose token it is; None when it is not ours, expired or revoked. A typing error is told without the database."""
    body, checksum = secret.removeprefix(TOKEN_PREFIX)[:-8], secret[-8:]
    if not secret.startswith(TOKEN_PREFIX) or not secret.isascii() or _checksum(body) != checksum:
        return None
    return await viewer_of_digest(_digest(secret), epoch(now))


async def is_set_up() -> bool:
    """An account exists."""
    return await row("SELECT id FROM account LIMIT 1") is not None


@in_tx
async def setup_link_create(now: datetime) -> str:
    """The secret of a one-time set-up link, good for a day; earlier links end. Refused once an account exists."""
    if await is_set_up():
        raise ActionRefused("already-set-up")
    secret = secrets.token_urlsafe(24)
    await execute("DELETE FROM setup_link")
    await execute(
        "INSERT INTO setup_link (sha256, created_at, expires_at) VALUES ($1, $2, $3)",
        _digest(secret), epoch(now), epoch(now + _SETUP_LIFE),
    )  # fmt: skip
    return secret


async def check_setup_link(secret: str, now: datetime) -> None:
    """NotFound unless the link is the current one, unused and in time."""
    found = await row(
        "SELECT sha256 FROM setup_link WHERE sha256 = $1 AND used_at IS NULL AND expires_at > $2",
        _digest(secret), epoch(now),
    )  # fmt: skip
    if found is None:
        raise NotFound("not-found", what="setup")


@in_tx
async def set_up(secret: str, email: str, name: str, now: datetime) -> str:
    """Uses the link: the first administrator's account, and a token that is shown this once."""
    await row_held("SELECT sha256 FROM setup_link WHERE sha256 = $1", _digest(secret))
    await check_setup_link(secret, now)
    account_id = await account_create(email, name, [("administrator", None)], now)
    await execute("UPDATE setup_link SET used_at = $1", epoch(now))
    _, token = await api_token_create(account_id, "set-up", now, days=30)
    return token
