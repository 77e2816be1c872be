"""The two tables of `cpd match`, read from CSV, and its answer as one JSON document.

UTF-8, commas between columns, titles in the first line in any order; other columns are passed over. A table that is
broken anywhere is refused whole: half a roster would turn members into strangers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from cpd.core.errors import FileRefused
from cpd.core.matching import Attendee, Match, RosterMember
from cpd.core.roster import MemberStatus
from cpd.words import sentence

ROSTER_COLUMNS = ("id", "full_name", "chapter", "emails", "status", "aliases")
ATTENDEE_COLUMNS = ("id", "name", "email", "registrant_id", "chapter")

_STATUSES: dict[str, MemberStatus] = {
    "": "active",
    "active": "active",
    "lapsed": "lapsed",
    "honorary": "honorary",
    "deceased": "deceased",
}
_CELL_MAX = 10_000

Json = dict[str, object]


def roster_from_csv(content: bytes, file: str) -> list[RosterMember]:
    """Columns ROSTER_COLUMNS; `;` divides several e-mails or aliases of one cell, an empty status is active.

    `file` is its name in refusals. Raises FileRefused with the line: missing column, no rows, not UTF-8, an id twice
    or missing, no name, an unknown status, a row with more or fewer cells than titles.
    """
    members = []
    for line, (member_id, full_name, chapter, emails, status, aliases) in _rows(content, file, ROSTER_COLUMNS):
        if not full_name:
            raise FileRefused("table-cell-empty", file=file, line=line, column="full_name")
        known = _STATUSES.get(status.casefold())
        if known is None:
            raise FileRefused("table-status-unknown", file=file, line=line, text=status[:40])
        members.append(RosterMember(member_id, full_name, chapter, _several(emails), known, _several(aliases)))
    return members


def attendees_from_csv(content: bytes, file: str) -> list[Attendee]:
    """Columns ATTENDEE_COLUMNS, any but the id may be empty. Refuses what `roster_from_csv` refuses."""
    return [
        Attendee(attendee_id, (name,) if name else (), email, registrant_id, chapter)
        for _, (attendee_id, name, email, registrant_id, chapter) in _rows(content, file, ATTENDEE_COLUMNS)
    ]


def matches_to_json(matches: Sequence[Match], language: str | None = None) -> list[Json]:
    """`[{"attendee","outcome","member","candidates":[{"member","reasons"}]}]`, reasons as sentences of a language.

    Without a language the reasons are their codes.
    """
    said = {reason: reason for match in matches for one in match.candidates for reason in one.reasons}
    if language is not None:
        said = {reason: sentence(reason, {}, language) for reason in said}
    return [
        {
            "attendee": match.attendee,
            "outcome": match.outcome,
            "member": match.member,
            "candidates": [
                {"member": one.member, "reasons": [said[reason] for reason in one.reasons]} for one in match.candidates
            ],
        }
        for match in matches
    ]


def _several(cell: str) -> tuple[str, ...]:
    return tuple(text for text in (one.strip() for one in cell.split(";")) if text)


def _rows(content: bytes, file: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Line and cells in the order of `columns`, blanks around them trimmed; the first column is the id."""
    records = _records(_text(content, file), file)
    _, titles = next(records, (1, []))
    at = _columns_at([title.strip().casefold() for title in titles], file, columns)
    lines: dict[str, int] = {}
    for line, cells in records:
        if len(cells) != len(titles):
            raise FileRefused("table-row-uneven", file=file, line=line, cells=len(cells), columns=len(titles))
        row = [cells[column].strip() for column in at]
        if not row[0]:
            raise FileRefused("table-cell-empty", file=file, line=line, column=columns[0])
        if row[0] in lines:
            raise FileRefused("table-id-twice", file=file, line=line, text=row[0][:40], first_line=lines[row[0]])
        lines[row[0]] = line
        yield line, row
    if not lines:
        raise FileRefused("table-no-rows", file=file)


def _columns_at(titles: Sequence[str], file: str, columns: Sequence[str]) -> list[int]:
    for column in columns:
        if titles.count(column) != 1:
            code = "table-column-missing" if column not in titles else "table-column-twice"
            raise FileRefused(code, file=file, line=1, column=column, columns=",".join(columns))
    return [titles.index(column) for column in columns]


def _text(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("table-not-utf8", file=file, line=content[: error.start].count(b"\n") + 1) from error
    if "\0" in text:
        raise FileRefused("table-not-utf8", file=file, line=text[: text.index("\0")].count("\n") + 1)
    return text


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they stand on, empty ones passed over. A quoted cell over several lines swallows people."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    end = 0
    try:
        for cells in reader:
            start, end = end + 1, reader.line_num
            if start != end:
                raise FileRefused("table-quote-open", file=file, line=start)
            if any(len(cell) > _CELL_MAX for cell in cells):
                raise FileRefused("table-cell-too-long", file=file, line=start, characters=_CELL_MAX)
            if any(cell.strip() for cell in cells):
                yield start, cells
    except csv.Error as error:
        raise FileRefused("table-quote-open", file=file, line=end + 1) from error
