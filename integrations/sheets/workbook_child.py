"""Run alone by `workbook.py`: a workbook on standard input -> one JSON `[row, [cells]]` a line on standard output.

A hostile workbook can make the parser abort its process or eat all memory; here that costs nobody anything. Imports
only the standard library and the parser, so that it starts fast. Exit codes: 0 done, those below, and anything
else: not a workbook that can be read within the limits.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import TextIO

TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_MUCH_TEXT = 3, 4, 5

Cell = int | float | str | bool | time | date | datetime | timedelta


def main(memory_bytes: int, cpu_seconds: int, rows: int, columns: int, characters: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return copy(sys.stdin.buffer.read(), sys.stdout, rows, columns, characters)


def copy(content: bytes, out: TextIO, rows: int, columns: int, characters: int) -> int:
    """The first sheet that is not empty, within the limits; answers the exit code."""
    # Imported under the limits on purpose.
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if sheet.height > rows:
            return TOO_MANY_ROWS
        if sheet.width > columns:
            return TOO_MANY_COLUMNS
        first_row = sheet.start[0] + 1
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True), first_row):
            # One long text can stand in every cell, so a small workbook can be a huge table.
            characters -= out.write(json.dumps([row, [as_text(cell) for cell in cells]]) + "\n")
            if characters < 0:
                return TOO_MUCH_TEXT
        return 0
    return 0


def as_text(cell: Cell) -> str:
    """A date becomes an ISO text, which has one order only; a whole number loses its `.0`."""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        # The file holds a fraction of a day, which is seldom a whole number of seconds.
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
