"""Pages of long lists, by key: where a page starts is a row's key, never a count of rows before it.

A row's key is the values it is sorted by, with its id last, so no two rows share one. An operation takes a PageRequest,
fetches `rows_wanted` rows beyond `key` (in reverse order when `backwards`), and gives them to `page_of`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cpd.core.errors import InputRefused

KeyValue = str | int
Key = tuple[KeyValue, ...]
Row = TypeVar("Row")

PAGE_ROWS_MAX = 100
CURSOR_CHARACTERS_MAX = 1_000
_INTEGER_MAX = 2**63 - 1  # What both databases hold.


class PageRefused(InputRefused):
    """Page arguments that ask for no page, for too large a one, or go on from a cursor that is not ours."""


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """One way to sort a list. Its cursors carry `name`, so that they are refused in another order of the same list.

    `types` are those of the key's values, the id last. Values must not be null: an operation sorts by a substitute.
    """

    name: str
    types: tuple[type[str] | type[int], ...]

    def __post_init__(self) -> None:
        if not self.types:
            raise ValueError("An order needs at least the id in its key.")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """At most `limit` rows beyond `key`; without a key from the list's start, or its end when `backwards`."""

    limit: int
    key: Key | None = None
    backwards: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= PAGE_ROWS_MAX:
            raise PageRefused("page-size-out-of-range", rows=self.limit, maximum=PAGE_ROWS_MAX)

    @property
    def rows_wanted(self) -> int:
        """How many rows to fetch: one more than the page, which tells whether there is another page."""
        return self.limit + 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in the list's own order, whichever way they were asked for, with what lies around them.

    On the side the request came from, "more" means that it went on from a cursor: that row lies there.
    """

    rows: tuple[Row, ...]
    key: Callable[[Row], Key]
    has_next: bool
    has_previous: bool


def page_request(
    order: KeyOrder,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> PageRequest:
    """The page that Relay's four arguments ask for.

    `first` goes with `after`, `last` with `before`; exactly one of the two numbers, 1 to 100. Refuses with PageRefused.
    """
    if first is not None and last is not None:
        raise PageRefused("page-both-ways", field=["last"])
    if first is not None:
        _require_absent("before", before, size_name="first")
        return _request(order, "first", first, "after", after)
    if last is not None:
        _require_absent("after", after, size_name="last")
        return _request(order, "last", last, "before", before)
    raise PageRefused("page-size-missing", field=["first"], maximum=PAGE_ROWS_MAX)


def _require_absent(cursor_name: str, cursor: str | None, *, size_name: str) -> None:
    if cursor is not None:
        raise PageRefused("page-cursor-on-the-wrong-side", field=[cursor_name], size=size_name, cursor=cursor_name)


def _request(order: KeyOrder, size_name: str, size: int, cursor_name: str, cursor: str | None) -> PageRequest:
    if not 1 <= size <= PAGE_ROWS_MAX:
        raise PageRefused("page-size-out-of-range", field=[size_name], rows=size, maximum=PAGE_ROWS_MAX)
    key = None if cursor is None else key_of_cursor(cursor, order, field=cursor_name)
    return PageRequest(size, key, backwards=size_name == "last")


def page_of(rows: Sequence[Row], request: PageRequest, key: Callable[[Row], Key]) -> Page[Row]:
    """The page from the rows fetched for `request`, in the order they were fetched, at most `rows_wanted` of them."""
    more, came_from_a_row = len(rows) > request.limit, request.key is not None
    kept = tuple(rows[: request.limit])
    if request.backwards:
        return Page(kept[::-1], key, has_next=came_from_a_row, has_previous=more)
    return Page(kept, key, has_next=more, has_previous=came_from_a_row)


def cursor_of(key: Key, order: KeyOrder) -> str:
    """A key as opaque text, safe in an address."""
    packed = json.dumps([order.name, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode("ascii")).rstrip(b"=").decode("ascii")


def key_of_cursor(cursor: str, order: KeyOrder, *, field: str = "after") -> Key:
    """The key in a cursor that `cursor_of` made for the same order; anything else is refused as `cursor-unknown`."""
    values = _unpacked(cursor)
    if values is None or not _fits(values, order) or cursor_of(tuple(values[1:]), order) != cursor:
        raise PageRefused("cursor-unknown", field=[field], cursor=cursor[:40])
    return tuple(values[1:])


def _unpacked(cursor: str) -> list[KeyValue] | None:
    if not cursor.isascii() or len(cursor) > CURSOR_CHARACTERS_MAX:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return values if isinstance(values, list) else None


def _fits(values: list[KeyValue], order: KeyOrder) -> bool:
    if len(values) != len(order.types) + 1 or values[0] != order.name:
        return False
    # `type(...) is` on purpose: True is an int to isinstance.
    return all(type(value) is kind and _storable(value) for value, kind in zip(values[1:], order.types, strict=True))


def _storable(value: KeyValue) -> bool:
    if isinstance(value, int):
        return -_INTEGER_MAX <= value <= _INTEGER_MAX
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
