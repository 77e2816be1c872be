"""The attendee report of a Zoom webinar: a summary, then sections, each with its own header and any of them missing."""

from __future__ import annotations

from cpd.core.attendance import Problem, Reading
from cpd.core.platform import ReadingOptions
from integrations.sheets.cells import as_text, header
from integrations.sheets.opening import Record, Sheet
from integrations.zoom.head import Head, facts_of
from integrations.zoom.instants import read_times
from integrations.zoom.outcome import reading_of
from integrations.zoom.rows import Found, read_timed
from integrations.zoom.table import Table, TimeTexts
from integrations.zoom.words import SECTIONS, columns_of


def role_of_title(cells: list[str]) -> str:
    """The role of the people below a section's title row, "" when the row is none."""
    if not cells or any(cells[1:]):
        return ""
    return SECTIONS.get(header(cells[0]), "")


class Sections:
    """Reads section after section; `layout` is W1 for the wording of 2020, W2 since names are in one column."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.tables: list[Table] = []
        self.times = TimeTexts()
        self.problems: list[Problem] = []
        self.layout = "W1"

    def begin(self, role: str) -> bool:
        """Takes the header row below a title; False when it is not the header of a visit."""
        self._sheet.lines_in_cells = True
        record = self._next_filled()
        if record is None:
            return False
        line, titles = record
        headers = [header(cell) for cell in titles]
        columns = columns_of(headers)
        if not {"join", "leave", "minutes"} <= set(columns):
            text = as_text(titles)
            self.problems.append(Problem(line, "section-not-understood", {"line": line}, text))
            return False
        if "user name(original name)" in headers or "guest" in columns:
            self.layout = "W2"
        self.tables.append(Table(columns, self.times, role))
        self._sheet.lines_in_cells = False
        return True

    def read(self) -> None:
        """All rows to the end, below a header that `begin` has taken."""
        role = self._take()
        while role:
            role = self._take() if self.begin(role) else self._pass_over()

    def _take(self) -> str:
        return self.tables[-1].take(self._sheet.records, role_of_title)

    def _pass_over(self) -> str:
        """The rows of a section that is not understood, each one shown."""
        for line, cells in self._sheet.records:
            if role := role_of_title(cells):
                return role
            if text := as_text(cells):
                self.problems.append(Problem(line, "row-not-understood", {"line": line}, text))
        return ""

    def _next_filled(self) -> Record | None:
        for line, cells in self._sheet.records:
            if any(cell.strip() for cell in cells):
                return line, cells
        return None


def read_webinar(sections: Sections, sheet: Sheet, head: Head, options: ReadingOptions) -> Reading:
    """`sections` has begun its first section."""
    sections.read()
    clock, instants = read_times(sections.times.minutes, sections.tables, head.time_texts, options)
    found = Found(problems=[*sheet.problems, *sections.problems])
    for table in sections.tables:
        read_timed(table, instants, found)
    return reading_of(found, sections.layout, clock.time_zone, facts_of(head, clock), stated_line=head.line)
