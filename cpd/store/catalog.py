"""Our tables as the database itself describes them: columns, keys, and who must be there before whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from cpd.store.migrate import table_names
from cpd.store.tx import Row, is_sqlite, rows


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in their order, `key` the columns of the primary key, `has_bytes`: a row of it may be big."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    parents: frozenset[str]
    has_bytes: bool

    async def pages(self, rows_at_once: int) -> AsyncIterator[list[Row]]:
        """Every row in the order of the key, so many at a time."""
        key, count = ", ".join(self.key), len(self.key)
        beyond = f" WHERE ({key}) > ({', '.join(f'${number}' for number in range(1, count + 1))})"
        selected = f"SELECT {', '.join(self.columns)} FROM {self.name}"
        last: tuple[object, ...] = ()
        while True:
            sql = f"{selected}{beyond if last else ''} ORDER BY {key} LIMIT {rows_at_once}"
            page = await rows(sql, *last)
            if page:
                yield page
            if len(page) < rows_at_once:
                return
            last = tuple(page[-1][name] for name in self.key)


async def tables() -> list[Table]:
    """All of ours, each after those that it refers to."""
    found = [await _table(name) for name in await table_names()]
    ordered: list[Table] = []
    placed: set[str] = set()
    while found:
        ready = [one for one in found if one.parents <= placed]
        if not ready:
            raise LookupError("tables that refer to each other: " + ", ".join(one.name for one in found))
        ordered += ready
        placed |= {one.name for one in ready}
        found = [one for one in found if one.name not in placed]
    return ordered


_SQLITE_COLUMNS = "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid"
_SQLITE_PARENTS = 'SELECT "table" AS parent FROM pragma_foreign_key_list($1)'
_POSTGRESQL_COLUMNS = """
SELECT attname AS name, format_type(atttypid, atttypmod) AS type,
       coalesce(array_position(pg_index.indkey::smallint[], attnum), -1) + 1 AS pk
FROM pg_attribute
LEFT JOIN pg_index ON pg_index.indrelid = attrelid AND indisprimary
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_POSTGRESQL_PARENTS = (
    "SELECT parent.relname AS parent FROM pg_constraint JOIN pg_class AS parent ON parent.oid = confrelid"
    " WHERE contype = 'f' AND conrelid = to_regclass($1)"
)


async def _table(name: str) -> Table:
    columns = await rows(_SQLITE_COLUMNS if is_sqlite() else _POSTGRESQL_COLUMNS, name)
    parents = await rows(_SQLITE_PARENTS if is_sqlite() else _POSTGRESQL_PARENTS, name)
    key = sorted((one["pk"], one["name"]) for one in columns if one["pk"])
    return Table(
        name,
        tuple(one["name"] for one in columns),
        tuple(column for _, column in key),
        frozenset(one["parent"] for one in parents) - {name},
        any(one["type"] in ("BLOB", "bytea") for one in columns),
    )
