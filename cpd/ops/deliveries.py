"""Bytes as they arrived, kept first and by their digest; uploads are the way in for files."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from datetime import datetime, timedelta

from cpd.core.errors import ActionRefused, InputRefused, NotFound
from cpd.core.intervals import epoch
from cpd.ops.viewer import Viewer
from cpd.store.ids import derived_id, new_id
from cpd.store.models import Upload
from cpd.store.tx import Row, execute, in_tx, row

UPLOAD_BYTES_MAX = 50_000_000
_UPLOAD_LIFE = timedelta(minutes=30)
_NAME_CHARACTERS_MAX = 120


@in_tx
async def keep(content: bytes, now: datetime) -> str:
    """Keeps bytes as evidence and answers the delivery's id; the same bytes are kept once."""
    if len(content) > UPLOAD_BYTES_MAX:
        raise InputRefused("file-too-big", megabytes=UPLOAD_BYTES_MAX // 1_000_000)
    # Fifty megabytes are a quarter of a second of work.
    sha256 = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
    delivery_id = derived_id("dlv", sha256)
    await execute(
        "INSERT INTO delivery (id, sha256, size_bytes, content, received_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING",
        delivery_id, sha256, len(content), content, epoch(now),
    )  # fmt: skip
    return delivery_id


async def content_of(delivery_id: str) -> bytes:
    """The bytes of a delivery, checked against their digest."""
    found = await row("SELECT sha256, content FROM delivery WHERE id = $1", delivery_id)
    if found is None:
        raise NotFound("not-found", what=delivery_id)
    content = bytes(found["content"])
    if hashlib.sha256(content).hexdigest() != found["sha256"]:
        raise ActionRefused("evidence-damaged", delivery=delivery_id)
    return content


def plain_name(file_name: str) -> str:
    """A file's name as it may be shown: no folders, no control characters, 120 characters at most."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", file_name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return name[-_NAME_CHARACTERS_MAX:] or "file"


@in_tx
async def upload_create(viewer: Viewer, file_name: str, now: datetime) -> tuple[str, str]:
    """A place to put one file to: its id and the secret of its address, good for half an hour and for one file."""
    if viewer.chapters("organizer") == frozenset():
        raise NotFound("not-found", what="upload")
    secret = secrets.token_urlsafe(32)
    upload_id = new_id("upl", now)
    await Upload.create(
        id=upload_id,
        account_id=viewer.account_id,
        file_name=plain_name(file_name),
        token_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        created_at=now,
        expires_at=now + _UPLOAD_LIFE,
    )
    return upload_id, secret


async def open_upload(upload_id: str, secret: str, now: datetime) -> Row:
    """The upload that this address is for; NotFound when it is unknown, too late, or the secret is wrong."""
    found = await row("SELECT * FROM upload WHERE id = $1", upload_id)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if (
        found is None
        or not secrets.compare_digest(found["token_sha256"].encode(), digest.encode())
        or found["expires_at"] < epoch(now)
    ):
        raise NotFound("not-found", what="upload")
    return found


@in_tx
async def upload_put(upload_id: str, secret: str, content: bytes, now: datetime) -> str:
    """Keeps the file of an upload. The same file again is fine; another one is refused ("upload-used")."""
    upload = await open_upload(upload_id, secret, now)
    if not content:
        raise InputRefused("file-empty")
    delivery_id = await keep(content, now)
    if upload["delivery_id"] not in (None, delivery_id):
        raise ActionRefused("upload-used")
    await execute("UPDATE upload SET delivery_id = $1 WHERE id = $2", delivery_id, upload_id)
    return delivery_id


async def delivery_of_upload(viewer: Viewer, upload_id: str) -> str:
    """The delivery that the viewer's own upload became. NotFound, or ActionRefused("upload-empty")."""
    found = await row("SELECT account_id, delivery_id FROM upload WHERE id = $1", upload_id)
    if found is None or found["account_id"] != viewer.account_id:
        raise NotFound("not-found", what=upload_id)
    if found["delivery_id"] is None:
        raise ActionRefused("upload-empty")
    return str(found["delivery_id"])
