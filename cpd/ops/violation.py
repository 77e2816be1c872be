"""What an audit found wrong, and how its checks read long tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cpd.core.errors import Value
from cpd.store.tx import Row, rows

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Violation:
    """`invariant` is the number of the promise that does not hold, of the twelve of `cpd/docs/operations.md`.

    `code` has a sentence in `cpd.words`.
    """

    invariant: int
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Check(Protocol):
    """One question to the database, named as in the audit's report."""

    __name__: str

    def __call__(self) -> AsyncIterator[Violation]: ...


async def paged(sql: str, key: str, first: str | int, *, rows_at_once: int = ROWS_AT_ONCE) -> AsyncIterator[Row]:
    """All rows of a statement that has `key > $1`, sorted by that key, read so many at a time."""
    last = first
    while True:
        page = await rows(f"{sql} ORDER BY {key} LIMIT {rows_at_once}", last)
        for one in page:
            yield one
        if len(page) < rows_at_once:
            return
        last = page[-1][key.rpartition(".")[2]]
