"""Text that is safe in a calendar: one line or several, escaped, without control characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from icalendar import vCategory, vText

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Surrogates cannot be written as UTF-8, and a byte order mark inside a text is a leftover of some file.
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
NAME_SEPARATORS = re.compile(r"[,;\\]")
LINE_OCTETS_MAX = 75
URI_SAFE = "!#$%&'()*+,-./:;=?@[]_~"


class EscapedText(vText):
    r"""A TEXT value by RFC 5545, 3.3.11. The library reads `\N` as a line break and would cut "C:\New" in two."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def lines(text: str) -> str:
    r"""Text of several lines: every kind of line break is `\n`, tabs are blanks, control characters are gone."""
    return UNWRITABLE.sub("", LINE_BREAK.sub("\n", text)).replace("\t", " ").strip()


def one_line(text: str) -> str:
    """Text of one line, with single blanks."""
    return " ".join(lines(text).split())


def calendar_name(text: str) -> str:
    """A name without comma, semicolon and backslash: several apps show the escaping of a calendar's name."""
    return one_line(NAME_SEPARATORS.sub(" ", text))


def uri(address: str) -> str:
    """An address in ASCII without blanks: what may not stand in a URI is written in percent form."""
    return quote(UNWRITABLE.sub("", address).strip(), safe=URI_SAFE)


def folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, never cut inside a character or an escape (RFC 5545, 3.1).

    The library folds one character at a time, which costs a fifth of the time an event takes.
    """
    rest = line.encode()
    pieces = []
    octets = LINE_OCTETS_MAX
    while len(rest) > octets:
        cut = _cut(rest, octets)
        pieces.append(rest[:cut])
        rest = rest[cut:]
        octets = LINE_OCTETS_MAX - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def _cut(line: bytes, octets: int) -> int:
    """Where to cut: before an octet that begins a character, and not after the backslash of an escape."""
    while line[octets] & 0b1100_0000 == 0b1000_0000:
        octets -= 1
    piece = line[:octets]
    backslashes = len(piece) - len(piece.rstrip(b"\\"))
    return octets - backslashes % 2


def categories(names: Iterable[str]) -> vCategory:
    """CATEGORIES, of which each name is escaped on its own. Empty names are left out."""
    listed = vCategory([])
    listed.cats = [EscapedText(name) for name in names if name]
    return listed
