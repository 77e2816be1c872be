"""The poll report: who answered what, and when. An answer proves one moment of presence and no duration."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cpd.core.attendance import Connection, EvidenceCheck, Excluded, Problem, Reading
from cpd.core.errors import Value
from cpd.core.platform import ReadingOptions
from integrations.sheets.cells import as_text, clean, header, whole_number
from integrations.sheets.clock import Clock
from integrations.sheets.opening import Record, Sheet
from integrations.zoom.head import Head, facts_of
from integrations.zoom.instants import read_times
from integrations.zoom.outcome import reading_of
from integrations.zoom.rows import Found
from integrations.zoom.words import columns_of

COLUMNS = ["number", "name", "user_email", "submitted_at"]
ANONYMOUS = frozenset({"anonymous", "anonymous attendee"})

# Questions may be quoted over several lines. A line inside a cell that looks like the next answer is no question.
_SWALLOWED = re.compile(r"[\r\n]\s*\d+[,;\t][^\r\n]*[,;\t]")


def is_poll(columns: Sequence[str]) -> bool:
    """The titles above the answers; the questions stand in the rows."""
    return list(columns[: len(COLUMNS)]) == COLUMNS


def read_poll(sheet: Sheet, head: Head, options: ReadingOptions) -> Reading:
    """P1 with the report's summary above, P0 without.

    Every answer is a check with its questions, and an open connection of role respondent that lasts no time.
    """
    records = [record for record in sheet.records if any(record[1]) and not _is_title(record[1])]
    clock, _ = read_times([cells[3] for _, cells in records if len(cells) > 3], [], head.time_texts, options)
    found = Found(problems=list(sheet.problems))
    checks = tuple(check for record in records if (check := _answer(record, clock, found)))
    layout = "P1" if head.line else "P0"
    return reading_of(found, layout, clock.time_zone, facts_of(head, clock), evidence="instant", checks=checks)


def _is_title(cells: Sequence[str]) -> bool:
    # A file with several polls repeats both titles.
    headers = [header(cell) for cell in cells]
    return is_poll(columns_of(headers)) or (headers[0] in {"poll details", "poll report"} and not any(headers[1:]))


def _answer(record: Record, clock: Clock, found: Found) -> EvidenceCheck | None:
    line, cells = record
    problem = _problem_of(record, clock)
    if problem:
        found.problems.append(problem)
        found.refuse_too_many()
        return None
    name, email, at = clean(cells[1]), clean(cells[2]), clock.instant(cells[3])
    if not email and name.casefold() in ANONYMOUS:
        found.excluded.append(Excluded(line, "anonymous", name, email))
        return None
    found.connections.append(Connection(name, email, "", at, None, None, "respondent", line))
    texts = [clean(cell) for cell in cells[len(COLUMNS) :]]
    answers = tuple(pair for pair in zip(texts[::2], texts[1::2], strict=False) if any(pair))
    return EvidenceCheck("poll", name, email, "", at, line, answers)


def _problem_of(record: Record, clock: Clock) -> Problem | None:
    line, cells = record
    if len(cells) < len(COLUMNS) or whole_number(cells[0]) is None:
        return _problem(record, "row-not-understood")
    if any(_SWALLOWED.search(cell) for cell in cells):
        return _problem(record, "lines-in-one-answer", last_line=line + sum(cell.count("\n") for cell in cells))
    if not (clean(cells[1]) or clean(cells[2])):
        return _problem(record, "nobody-named")
    if clock.instant(cells[3]) is None:
        return _problem(record, "time-not-understood", text=clean(cells[3])[:60])
    return None


def _problem(record: Record, code: str, **values: Value) -> Problem:
    line, cells = record
    return Problem(line, code, {"line": line, **values}, as_text(cells))
