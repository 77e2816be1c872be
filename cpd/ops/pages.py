"""One page of a long list as SQL: rows beyond a key, by the columns that sort it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cpd.core.paging import KeyOrder, Page, PageRequest, page_of
from cpd.store.tx import Row, row, rows


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be paged: what is selected from where, and the columns that sort it (the id last).

    `source` is FROM and WHERE with placeholders `$1 ...` for `values`. `key_columns` are as in the statement,
    `key_names` as in the rows. `descending` turns the whole order round.
    """

    columns: str
    source: str
    values: tuple[object, ...]
    order: KeyOrder
    key_columns: tuple[str, ...]
    key_names: tuple[str, ...]
    descending: bool = False

    async def page(self, request: PageRequest) -> Page[Row]:
        down = self.descending != request.backwards
        direction = "DESC" if down else "ASC"
        beyond, values = "", list(self.values)
        if request.key is not None:
            marks = ", ".join(f"${len(values) + 1 + index}" for index in range(len(request.key)))
            beyond = f" AND ({', '.join(self.key_columns)}) {'<' if down else '>'} ({marks})"
            values += request.key
        order = ", ".join(f"{column} {direction}" for column in self.key_columns)
        sql = f"SELECT {self.columns} {self.source}{beyond} ORDER BY {order} LIMIT {request.rows_wanted}"
        return page_of(await rows(sql, *values), request, lambda one: tuple(one[name] for name in self.key_names))

    async def count(self) -> int:
        """How many there are in all; a statement of its own, so only when it was asked for."""
        found = await row(f"SELECT count(*) AS n {self.source}", *self.values)
        return 0 if found is None else int(found["n"])


def where(*conditions: tuple[str, Sequence[object]]) -> tuple[str, tuple[object, ...]]:
    """`WHERE ... AND ...` with its values; each condition has `?` for its own values, numbered here."""
    parts = ["1 = 1"]
    values: list[object] = []
    for condition, own in conditions:
        numbered = condition
        for value in own:
            values.append(value)
            numbered = numbered.replace("?", f"${len(values)}", 1)
        parts.append(numbered)
    return "WHERE " + " AND ".join(parts), tuple(values)
