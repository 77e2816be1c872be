"""The participants report of a Zoom meeting, in all its layouts."""

from __future__ import annotations

from collections.abc import Sequence

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.sheets.cells import header
from integrations.sheets.opening import Sheet
from integrations.zoom.head import Head, facts_of
from integrations.zoom.instants import clock_of_head, read_times
from integrations.zoom.outcome import reading_of
from integrations.zoom.rows import Found, read_timed, read_totals
from integrations.zoom.table import Table, TimeTexts
from integrations.zoom.words import columns_of


def is_head(columns: Sequence[str]) -> bool:
    """The titles of the block above the table: Zoom's "with meeting data", and the summary of its other reports."""
    return "topic" in columns and ("participants" in columns or "meeting_id" in columns)


def is_table(columns: Sequence[str]) -> bool:
    """The titles above the participants: a name, and either join, leave and minutes, or minutes alone."""
    known = set(columns)
    if "name" not in known or "attended" in known:
        return False
    if {"join", "leave"} <= known:
        return "minutes" in known or "total_minutes" in known
    return "total_minutes" in known or {"minutes", "guest"} <= known


def layout_of(columns: Sequence[str], *, block: bool) -> str:
    """The layout's id, as listed in this folder's README."""
    known = set(columns)
    if "join" not in known:
        return "Z5u" if "user_email" not in known else "Z2u" if block else "Z1u"
    if {"topic", "meeting_id"} <= known:
        return "Z6"
    if "attentiveness" in known or not {"email", "user_email"} & known:
        return "ZL"
    if "user_email" not in known:
        return "Z5"
    if block:
        return "Z2"
    if "waiting" in known:
        return "Z3b" if "disclaimer" in known else "Z3"
    return "Z1" if "guest" in known else "Z1c" if "consent" in known else "Z0"


def read_meeting(sheet: Sheet, titles: list[str], head: Head, options: ReadingOptions) -> Reading:
    """`titles` is the table's header row as it stands in the file; the sheet goes on below it."""
    columns = columns_of([header(cell) for cell in titles])
    sheet.lines_in_cells = False
    times = TimeTexts()
    table = Table(columns, times)
    table.take(sheet.records, lambda _: "")
    layout = layout_of(columns, block=head.line > 0)
    found = Found(problems=list(sheet.problems))
    if "join" in columns:
        clock, instants = read_times(times.minutes, [table], head.time_texts, options)
        read_timed(table, instants, found)
        return reading_of(found, layout, clock.time_zone, facts_of(head, clock), stated_line=head.line)
    head_clock = clock_of_head(head.time_texts, options)
    read_totals(table, found)
    facts = facts_of(head, head_clock)
    # The block counts joins, and these rows are people: the two numbers are different things.
    return reading_of(found, layout, head_clock.time_zone if head_clock else "", facts, evidence="duration_only")
