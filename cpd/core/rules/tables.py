"""Strict reading of keyed tables (TOML, JSON): every mistake is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

from cpd.core.credits import NotCreditsError, credits_from_decimal_text, credits_from_text
from cpd.core.errors import InputRefused, Value

_Kind = TypeVar("_Kind")
_TEXT_LENGTH_MAX = 2_000
_LARGEST = 1_000_000_000
_SOME_DAY = date(2000, 1, 1)
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


class Table:
    """One table of a document. Each method takes a key out; `close` notes the keys that nobody asked for.

    A value that cannot be taken is noted in `mistakes`, and a harmless one of the right type stands in for it, so
    that all mistakes are found in one reading. `key` in a mistake counts list places from 1 (`awards[2].source`),
    `field` from 0, as the API does. A key without default must be there.
    """

    def __init__(self, values: Mapping[str, object], file: str, mistakes: list[InputRefused]) -> None:
        self._left = dict(values)
        self._file = file
        self._path: tuple[str, ...] = ()
        self.mistakes = mistakes

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, default: str | None = None) -> str:
        """Text that a page can show: not empty, no control characters, at most 2,000 characters."""
        value = self._taken(key, default)
        if value is default:
            return default or ""
        if isinstance(value, str) and value.strip() and len(value) <= _TEXT_LENGTH_MAX and _is_plain(value):
            return value
        self.mistake("value-not-text", key)
        return ""

    def whole(self, key: str, least: int, most: int = _LARGEST, default: int | None = None) -> int:
        """A whole number between the two bounds, both inside."""
        value = self._taken(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        if value is not None:
            self.mistake("value-not-whole-number", key, least=least, most=most)
        return least

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self._taken(key, default)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.mistake("value-not-true-or-false", key)
        return False

    def credits(self, key: str, least: int = 0, default: int | None = None) -> int:
        """Hundredths from a whole number or from text such as "0.5"; a bare decimal would be a float, and is refused.

        `default` is in hundredths.
        """
        if key not in self._left and default is not None:
            return default
        value = self._taken(key, None)
        if isinstance(value, float):
            self.mistake("value-is-bare-decimal", key, text=repr(value))
            return 100
        if isinstance(value, int) and not isinstance(value, bool):
            value = _shown(value)
        return self._amount(key, value, least, credits_from_decimal_text)

    def exact_credits(self, key: str) -> int:
        """Hundredths, of either sign, from text with exactly two decimals."""
        return self._amount(key, self._taken(key, None), None, credits_from_text)

    def day(self, key: str, default: date | None = None) -> date:
        """A date of the years 1900 to 2999, as TOML writes it or as text 2026-06-12."""
        value = self._taken(key, default)
        day = _read(date.fromisoformat, value) if isinstance(value, str) and len(value) == 10 else value
        if isinstance(day, date) and not isinstance(day, datetime) and 1900 <= day.year < 3000:
            return day
        if value is not None:
            self.mistake("value-not-date", key, text=_shown(value))
        return _SOME_DAY

    def instant(self, key: str) -> datetime:
        """An RFC 3339 time with its offset, of the years 1970 to 2999."""
        value = self._taken(key, None)
        found = _read(datetime.fromisoformat, value) if isinstance(value, str) and len(value) > 10 else None
        if found is not None and found.utcoffset() is not None and 1970 <= found.year < 3000:
            return found
        if value is not None:
            self.mistake("value-not-time", key, text=_shown(value))
        return _SOME_INSTANT

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """One of some words."""
        value = self._taken(key, default)
        if isinstance(value, str) and (value in choices or value == default):
            return value
        if value is not None:
            self.mistake("value-not-a-choice", key, text=_shown(value), choices=", ".join(choices))
        return next(iter(choices), "")

    def words(self, key: str, is_known: Callable[[str], bool], known: str) -> frozenset[str]:
        """A list of words, empty when the key is not there. `known` says in a mistake what can be written."""
        found = self._list(key)
        for one in found:
            if not isinstance(one, str) or not is_known(one):
                self.mistake("value-not-a-choice", key, text=_shown(one), choices=known)
        return frozenset(one for one in found if isinstance(one, str))

    def texts(self, key: str) -> list[str]:
        """A list of texts, empty when the key is not there."""
        found = self._list(key)
        if not all(isinstance(one, str) and one for one in found):
            self.mistake("value-not-text", key)
        return [one for one in found if isinstance(one, str)]

    def table(self, key: str) -> Table:
        """A table inside this one; an empty one stands in for what is missing."""
        value = self._taken(key, None)
        if value is not None and not isinstance(value, dict):
            self.mistake("value-not-table", key)
        return self._inner(value if isinstance(value, dict) else {}, (key,))

    def tables(self, key: str) -> list[Table]:
        """A list of tables, empty when the key is not there."""
        inner: list[Table] = []
        for place, one in enumerate(self._list(key)):
            if isinstance(one, dict):
                inner.append(self._inner(one, (key, str(place))))
            else:
                self.mistake("value-not-table", key)
        return inner

    def holds_table(self, key: str) -> bool:
        """Whether a key that may hold one value or a table holds a table."""
        return isinstance(self._left.get(key), dict)

    def left(self) -> tuple[str, ...]:
        """The keys that nobody has taken yet."""
        return tuple(self._left)

    def close(self) -> None:
        """Every key that is left is unknown."""
        for key in self._left:
            self.mistake("key-unknown", key)

    def mistake(self, code: str, key: str, /, **values: Value) -> None:
        """Notes a mistake at a key of this table; "" is the table itself."""
        path = (*self._path, key) if key else self._path
        self.mistakes.append(InputRefused(code, field=path, file=self._file, key=_written(path), **values))

    def _taken(self, key: str, default: _Kind) -> object | _Kind:
        if key not in self._left and default is None:
            self.mistake("key-missing", key)
        return self._left.pop(key, default)

    def _amount(self, key: str, value: object, least: int | None, reading: Callable[[str], int]) -> int:
        if value is None:
            return 100
        try:
            amount = reading(value) if isinstance(value, str) else None
        except NotCreditsError:
            amount = None
        if amount is None or (least is not None and amount < least):
            self.mistake("value-not-credits", key, text=_shown(value))
            return 100
        return amount

    def _list(self, key: str) -> list[object]:
        value = self._left.pop(key, [])
        if isinstance(value, list):
            return value
        self.mistake("value-not-list", key)
        return []

    def _inner(self, values: Mapping[str, object], path: tuple[str, ...]) -> Table:
        inner = Table(values, self._file, self.mistakes)
        inner._path = self._path + path
        return inner


def _is_plain(text: str) -> bool:
    return all(character == "\n" or character.isprintable() for character in text)


def _read(reading: Callable[[str], _Kind], text: str) -> _Kind | None:
    try:
        return reading(text)
    except ValueError:
        return None


def _shown(value: object) -> str:
    # A number of many thousand digits has no text: Python refuses to write it.
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "…"
    return type(value).__name__ if isinstance(value, list | dict) else str(value)[:60]


def _written(path: tuple[str, ...]) -> str:
    written = ""
    for part in path:
        written += f"[{int(part) + 1}]" if part.isdigit() else f".{part}"
    return written.removeprefix(".")
