"""Everything in the database in one canonical form: equal dumps are equal states, on either engine."""

from __future__ import annotations

import hashlib

from cpd.store.catalog import Table, tables

_GIVEN_OUT = {"decision": "seq"}
"""Numbers from the database itself, with gaps where a transaction was rolled back; only their order says anything."""


async def dump() -> dict[str, list[str]]:
    """Each table with its rows as text, sorted; bytes as their SHA-256."""
    return {table.name: await _rows_of(table) for table in await tables()}


async def _rows_of(table: Table) -> list[str]:
    columns = [name for name in table.columns if name != _GIVEN_OUT.get(table.name)]
    found = []
    async for page in table.pages(500):
        found += [repr([_plain(one[name]) for name in columns]) for one in page]
    return sorted(found)


def _plain(value: object) -> object:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
