"""A file that cannot be a report ends in one sentence, quickly, and takes nobody down."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.errors import FileRefused
from cpd.core.platform import ReadingOptions
from cpd.words import LANGUAGES, sentence, sentence_of
from integrations.reading import read_export

HEADER = b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
TOTALS = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
ROW = b"Ani,,06/18/2026 08:00,06/18/2026 09:00,60\n"


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def workbook_of_two_far_cells() -> bytes:
    """A few kilobytes whose sheet spans 17,179,869,184 cells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Name (Original Name)")
        sheet.write(1_048_575, 16_383, "x")
    return file.getvalue()


def workbook_with_sheet(xml: bytes) -> bytes:
    """A real workbook whose first sheet is replaced."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet()
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return changed.getvalue()


def sheet(*cells: str) -> bytes:
    rows = "".join(f'<row><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()


REFUSED = {
    "nothing": (b"", "file-empty"),
    "blanks": (b"\xef\xbb\xbf\r\n \r\n"[3:], "file-empty"),
    "a header and nobody": (HEADER, "no-rows"),
    "a header and padding": (HEADER + b",,,,\n" * 9, "no-rows"),
    "over 50 MB": (b"x" * (50 * 1024 * 1024 + 1), "file-too-big"),
    "more than 500,000 rows": (HEADER + b"\n" * 500_001, "too-many-rows"),
    "more than 500 columns": (b"," * 600, "too-many-columns"),
    "one endless line": (HEADER + b"x" * 100_001, "line-too-long"),
    "one endless cell": (HEADER + b'"' + b"x" * 100_001 + b'",a,b,c,d', "line-too-long"),
    "a quote never closed above the table": (b'"Topik,\n' + b"a,b,c\n" * 300, "quote-never-closed"),
    "long lines in one quote": (b'"' + (b"x" * 90_000 + b"\n") * 3, "quote-never-closed"),
    "rows that all are nobody's": (HEADER + b"x,\n" * 30_000, "too-many-problems"),
    "quotes in every row": (HEADER + b'"x,y\n' * 30_000, "too-many-problems"),
    "totals that are none": (TOTALS + b"x,,y\n" * 30_000, "too-many-problems"),
    "answers that are none": (b"#,User Name,User Email,Submitted Date/Time\n" + b"x\n" * 30_000, "too-many-problems"),
    "an old .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-old-xls"),
    "a web page called .xls": (b"\xef\xbb\xbf\r\n <!DOCTYPE html><table><tr><td>Name</td></tr></table>", "file-html"),
    "a PDF": (b"%PDF-1.7\n%", "file-pdf"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "file-not-table"),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), "file-not-table"),
    "control characters": (bytes(range(1, 9)) * 50, "file-not-table"),
    "bytes of no encoding": (b"Name,\x81\x8d\x8f\n\xff", "encoding-unknown"),
    "another table": (b"Nama,Instansi\nAni,Dinsos\n", "layout-unknown"),
    "a registration report": (
        b"Attendee Details,\nFirst Name,Last Name,Email\nAni,B,a@contoh.example",
        "layout-unknown",
    ),
    "a section without header": (b"Attendee Details,\n", "layout-unknown"),
    "an archive of something": (archive(a=b"1"), "zip-not-workbook"),
    "an archive cut off": (archive(xl__workbook=b"1" * 99)[:-30], "zip-broken"),
    "an archive with a broken directory": (archive(a=b"1").replace(b"PK\x01\x02", b"PK\x09\x02"), "zip-broken"),
    "only the first bytes of an archive": (b"PK\x03\x04", "zip-broken"),
    "a bomb by size": (archive(**{f"xl__{at}": bytes(9_000_000) for at in range(6)}), "zip-bomb"),
    "a bomb by ratio": (archive(**{"xl__workbook.xml": bytes(2_000_000)}), "zip-bomb"),
    "a bomb by members": (archive(**{f"{at}": b"" for at in range(1001)}), "zip-bomb"),
    "a directory without end": (archive(**{f"{'x' * 200}{at}": b"" for at in range(2000)}), "zip-bomb"),
    "a workbook that is none": (archive(**{"xl__workbook.xml": b"<x/>"}), "workbook-broken"),
    "a workbook that spans too much": (workbook_of_two_far_cells(), "workbook-broken"),
    "a workbook with an absurd row": (workbook_with_sheet(sheet("A1", "A4294967295")), "workbook-broken"),
    "an empty workbook": (workbook_with_sheet(sheet()), "layout-unknown"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_hostile_file_is_refused_with_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_export(content, ReadingOptions("Asia/Jakarta"))
    assert refused.value.code == code
    for language in LANGUAGES:
        assert "{" not in sentence_of(refused.value, language)


def test_a_quote_in_every_row_costs_no_more_than_the_rows() -> None:
    content = HEADER + b'"Ani,,06/18/2026 08:00,06/18/2026 09:00,60\n' * 9_000 + ROW
    reading = read_export(content, ReadingOptions("Asia/Jakarta"))
    assert [one.line for one in reading.connections] == [9_002]
    assert len(reading.problems) == 9_000


def test_a_report_that_was_cut_off_shows_its_last_row() -> None:
    reading = read_export(HEADER + ROW + ROW[:28], ReadingOptions("Asia/Jakarta"))
    assert [(one.line, one.code) for one in reading.problems] == [(3, "time-not-understood")]


def test_garbage_never_ends_in_anything_but_a_refusal() -> None:
    noise = random.Random(7)
    for size in (10, 1_000, 100_000):
        with pytest.raises(FileRefused):
            read_export(noise.randbytes(size), ReadingOptions("Asia/Jakarta"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 300), st.booleans())
def test_damage_anywhere_in_a_report_is_read_or_refused(damage: bytes, at: int, replacing: bool) -> None:
    report = HEADER + ROW * 5
    damaged = report[:at] + damage + report[at + (len(damage) if replacing else 0) :]
    try:
        reading = read_export(damaged, ReadingOptions("Asia/Jakarta"))
    except FileRefused as refused:
        sentences = [sentence_of(refused, "id")]
        names = []
    else:
        sentences = [sentence(one.code, one.values, "id") for one in reading.problems]
        names = [one.name for one in reading.connections]
    assert all(sentences)
    assert not any("\0" in name for name in names)
