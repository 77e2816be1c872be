"""Reports that were saved as .xlsx."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
import xlsxwriter

from cpd.core.attendance import Reading
from cpd.core.errors import FileRefused
from cpd.core.platform import ReadingOptions
from integrations.reading import read_export
from integrations.sheets import limits
from integrations.sheets.workbook_child import TOO_MANY_COLUMNS, TOO_MANY_ROWS, TOO_MUCH_TEXT, copy

HEADER = ("ÿþName (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest")
Cell = str | int | float | bool | datetime | None


def workbook(*rows: tuple[Cell, ...], from_row: int = 0) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("kosong")
        sheet = book.add_worksheet("laporan")
        as_date = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, cells in enumerate(rows, from_row):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, as_date)
                else:
                    sheet.write(row, column, cell)
    return file.getvalue()


def read(content: bytes) -> Reading:
    return read_export(content, ReadingOptions("Asia/Jakarta"))


def test_date_cells_are_read_whatever_they_look_like() -> None:
    join, leave = datetime(2020, 12, 8, 8, 35, 1), datetime(2020, 12, 8, 9, 40, 59)  # noqa: DTZ001 - cells are local
    reading = read(workbook(HEADER, ("Ani", "ani@contoh.example", join, leave, 66, True), from_row=4))
    (one,) = reading.connections
    assert (f"{one.join:%m-%d %H:%M:%S}", one.seconds, one.role, one.line) == ("12-08 01:35:01", 3958, "guest", 6)
    assert reading.problems == ()


def test_bare_serial_numbers_are_days_since_1899() -> None:
    # 44097.78125 is 2020-09-23 18:45.
    reading = read(workbook(HEADER, ("Ani", "", 44097.78125, 44097.8125, 45.0, False)))
    (one,) = reading.connections
    assert (f"{one.join:%Y-%m-%d %H:%M}", one.seconds, one.role) == ("2020-09-23 11:45", 2700, "member")


def test_text_cells_are_read_as_in_a_csv() -> None:
    rows = [("Ani", None, "06/18/2026 08:00:00 AM", "06/18/2026 09:00:00 AM", "60", "Tidak"), (None,), ("x",)]
    reading = read(workbook(HEADER, *rows))
    assert [one.name for one in reading.connections] == ["Ani"]
    assert [(one.line, one.code) for one in reading.problems] == [(4, "time-missing")]


def test_a_workbook_with_too_many_columns_is_refused() -> None:
    with pytest.raises(FileRefused, match="too-many-columns"):
        read(workbook(("x",) * 501))


def test_a_workbook_with_too_many_rows_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(500_000, 0, "b")
    with pytest.raises(FileRefused, match="too-many-rows"):
        read(file.getvalue())


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKBOOK_WALL_SECONDS", 0.001)
    with pytest.raises(FileRefused, match="workbook-broken"):
        read(workbook(HEADER))


@pytest.mark.parametrize(
    ("rows", "columns", "characters", "code"),
    [(9, 9, 999, 0), (1, 9, 999, TOO_MANY_ROWS), (9, 1, 999, TOO_MANY_COLUMNS), (9, 9, 20, TOO_MUCH_TEXT)],
)
def test_the_child_keeps_to_its_limits(rows: int, columns: int, characters: int, code: int) -> None:
    content = workbook(("Nama", 1.0, 1.5, True), ("Ani", datetime(2026, 6, 18, 8), False), from_row=2)  # noqa: DTZ001
    out = io.StringIO()
    assert copy(content, out, rows, columns, characters) == code
    written = '[3, ["Nama", "1", "1.5", "Yes"]]\n[4, ["Ani", "2026-06-18 08:00:00", "No", ""]]\n'
    assert out.getvalue() == (written if code == 0 else written[:33] if code == TOO_MUCH_TEXT else "")


def test_a_workbook_of_empty_sheets_has_no_rows() -> None:
    out = io.StringIO()
    assert copy(workbook(), out, 9, 9, 99) == 0
    assert out.getvalue() == ""
