"""Rule packs as stored: published editions, and which one holds on a date."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache

from cpd.core.errors import ActionRefused
from cpd.core.paging import KeyOrder
from cpd.core.rules.loading import load_pack
from cpd.core.rules.pack import Pack
from cpd.ops.pages import Listing, where
from cpd.store.ids import derived_id
from cpd.store.models import RulePack
from cpd.store.tx import Row, in_tx, row

_loaded: dict[str, Pack] = {}
"""Editions never change, so what was loaded once stays."""


@in_tx
async def publish(content: str, file_name: str, now: datetime) -> str:
    """Stores an edition and answers its id; the same content twice is the same edition.

    Raises PackRefused with every mistake, ActionRefused("pack-edition-exists") when the edition was published with
    other content: a change is a new edition.
    """
    pack = load_pack(content, file_name)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    pack_id = derived_id("pck", pack.code, pack.edition)
    existing = await RulePack.get_or_none(id=pack_id)
    if existing is None:
        await RulePack.create(
            id=pack_id,
            code=pack.code,
            edition=pack.edition,
            holds_from=pack.holds_from,
            content=content,
            sha256=sha256,
            published_at=now,
        )
    elif existing.sha256 != sha256:
        raise ActionRefused("pack-edition-exists", code=pack.code, edition=pack.edition)
    return pack_id


async def edition(pack_id: str) -> Pack:
    """A published edition by its id."""
    if pack_id not in _loaded:
        found = await row("SELECT code, edition, content FROM rule_pack WHERE id = $1", pack_id)
        if found is None:
            raise LookupError(pack_id)
        _loaded[pack_id] = _load(found["content"], f"{found['code']} {found['edition']}")
    return _loaded[pack_id]


@lru_cache(maxsize=256)
def _load(content: str, name: str) -> Pack:
    return load_pack(content, name)


async def in_force(pack_code: str, on: date) -> str | None:
    """The id of the edition that holds on a date: the one that began last."""
    found = await row(
        "SELECT id FROM rule_pack WHERE code = $1 AND holds_from <= $2 ORDER BY holds_from DESC, edition DESC LIMIT 1",
        pack_code,
        on.isoformat(),
    )
    return None if found is None else str(found["id"])


def editions(code: str | None) -> Listing:
    """Published editions (of one pack), by code and edition."""
    condition, values = where(*([("code = ?", (code,))] if code is not None else []))
    keys = ("code", "edition", "id")
    return Listing("*", "FROM rule_pack " + condition, values, KeyOrder("code", (str, str, str)), keys, keys)


async def published(pack_id: str) -> Row | None:
    """A published edition's row."""
    return await row("SELECT * FROM rule_pack WHERE id = $1", pack_id)
