"""Which encoding a text file has, told by its bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cpd.core.errors import FileRefused

CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Encoding:
    """`damaged_line` is the line of the first byte that does not fit, None when all of them do."""

    name: str
    damaged_line: int | None = None


def encoding_of(content: bytes) -> Encoding:
    """UTF-16 or UTF-8 by mark or by shape, else cp1252, which old spreadsheets write.

    A few broken bytes in a text that is otherwise UTF-8 or UTF-16 do not make it another encoding: the names of all
    the others would turn into nonsense. Raises FileRefused encoding-unknown.
    """
    sixteen = _sixteen_bit(content)
    if sixteen:
        return Encoding(sixteen, _line_of_damage(content, sixteen))
    damaged_line = _line_of_damage(content, "utf-8")
    if damaged_line is None:
        return Encoding("utf-8-sig")
    if _mostly_utf8(content):
        return Encoding("utf-8-sig", damaged_line)
    if _line_of_damage(content, "cp1252") is None:
        return Encoding("cp1252")
    raise FileRefused("encoding-unknown", line=damaged_line)


def _sixteen_bit(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:4096]
    # Latin text in 16 bits has a NUL in every second byte; which one says the byte order.
    if start[1::2].count(0) * 2 > len(start[1::2]):
        return "utf-16-le"
    if start[0::2].count(0) * 2 > len(start[0::2]):
        return "utf-16-be"
    return None


def _line_of_damage(content: bytes, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for at in range(0, len(content), CHUNK_BYTES):
        chunk = content[at : at + CHUNK_BYTES]
        try:
            line += decoder.decode(chunk, at + CHUNK_BYTES >= len(content)).count("\n")
        except UnicodeDecodeError as error:
            return line + bytes(error.object[: error.start]).decode(encoding, "replace").count("\n")
    return None


def _mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for one in text if one > "\x7f") - broken
    return whole >= broken
