"""Which of Zoom's reports a file is, told by the titles in its first records."""

from __future__ import annotations

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.sheets import limits
from integrations.sheets.cells import header
from integrations.sheets.opening import open_sheet
from integrations.zoom.head import Head
from integrations.zoom.meeting import is_head, is_table, read_meeting
from integrations.zoom.poll import is_poll, read_poll
from integrations.zoom.webinar import Sections, read_webinar, role_of_title
from integrations.zoom.words import columns_of


def read_export(content: bytes, options: ReadingOptions) -> Reading | None:
    """The reading of a meeting, webinar or poll report, or None when it is none of them."""
    sheet = open_sheet(content)
    head = Head()
    titles_above: list[str] = []
    for (line, cells), _ in zip(sheet.records, range(limits.SEARCHED_RECORDS), strict=False):
        if role := role_of_title(cells):
            sections = Sections(sheet)
            return read_webinar(sections, sheet, head, options) if sections.begin(role) else None
        columns = columns_of([header(cell) for cell in cells])
        if is_table(columns):
            return read_meeting(sheet, cells, head, options)
        if is_poll(columns):
            return read_poll(sheet, head, options)
        if titles_above:
            head.take(line, titles_above, cells)
        elif columns[:1] == ["generated_at"]:
            head.cells["generated_at"] = cells[1] if len(cells) > 1 else ""
        titles_above = columns if is_head(columns) else []
    return None
