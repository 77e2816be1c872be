"""Bytes -> a sheet, judged by the bytes and never by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from cpd.core.attendance import Problem
from cpd.core.errors import FileRefused
from integrations.sheets import limits
from integrations.sheets.delimited import Delimited
from integrations.sheets.encoding import encoding_of
from integrations.sheets.workbook import Workbook, read_workbook

Record = tuple[int, list[str]]
"""The physical line (or sheet row) where a record starts, counted from 1, and its cells."""


class Sheet(Protocol):
    """Records from the top, once."""

    records: Iterator[Record]
    problems: list[Problem]
    """Lines that could not be taken apart; complete when the records are used up."""
    lines_in_cells: bool
    """May a quoted cell go over several lines from here on? Set to False where rows of people begin."""


OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "file-old-xls"),
    (b"%PDF", "file-pdf"),
    (b"\x1f\x8b", "file-not-table"),
    (b"\x89PNG", "file-not-table"),
    (b"\xff\xd8\xff", "file-not-table"),
    (b"Rar!", "file-not-table"),
    (b"7z\xbc\xaf", "file-not-table"),
)

_STRANGE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")


def open_sheet(content: bytes) -> Sheet:
    """A delimited text or an .xlsx workbook, ready to be read from the top.

    Raises FileRefused: file-empty, file-too-big, file-old-xls, file-pdf, file-html, file-not-table, encoding-unknown,
    and for workbooks what `read_workbook` refuses.
    """
    if len(content) > limits.FILE_BYTES:
        raise FileRefused("file-too-big", megabytes=limits.FILE_MEGABYTES)
    if not content.strip(b" \t\r\n\0"):
        raise FileRefused("file-empty")
    if content.startswith(b"PK"):
        workbook: Workbook = read_workbook(content)
        return workbook
    for start, code in OTHER_KINDS:
        if content.startswith(start):
            raise FileRefused(code)
    if _is_html(content[:2048]):
        raise FileRefused("file-html")
    return _delimited(content)


def _delimited(content: bytes) -> Delimited:
    text = encoding_of(content)
    sample = content[: limits.LINE_CHARACTERS].decode(text.name, "replace")
    # Real reports hold a stray control character at most; garbage is full of them.
    if len(_STRANGE.findall(sample)) > 8 + len(sample) // 200:
        raise FileRefused("file-not-table")
    return Delimited(content, text, sample)


def _is_html(start: bytes) -> bool:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<?xml"))
