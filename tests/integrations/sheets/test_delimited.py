"""Records keep their physical lines, and a quote costs its own line only."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.errors import FileRefused
from integrations.sheets.opening import open_sheet

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_table_of_single_lines_comes_back_with_its_lines(rows: list[list[str]], end: str) -> None:
    file = io.StringIO(newline="")
    # Enough commas to be sure of the delimiter, and a text that no other kind of file begins with.
    csv.writer(file, lineterminator=end).writerows([["Nama", *"abcdefghij"] * 5, *rows])
    sheet = open_sheet(file.getvalue().encode())
    next(sheet.records)
    sheet.lines_in_cells = False
    assert list(sheet.records) == [(line, row) for line, row in enumerate(rows, 2)]
    assert sheet.problems == []


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b;c,d", ["a", "b;c", "d"]),
        ("a;b,c;d", ["a", "b,c", "d"]),
        ("a\tb, c\td", ["a", "b, c", "d"]),
        ("sep=;\na;b,c,d,e", ["a", "b,c,d,e"]),
        ('"sep=;"\na;b,c,d,e', ["a", "b,c,d,e"]),
        ('a;"b,c,d,e,f,g"', ["a", "b,c,d,e,f,g"]),
    ],
)
def test_the_delimiter_is_the_one_that_parts_the_text(text: str, cells: list[str]) -> None:
    *_, (line, found) = open_sheet(text.encode()).records
    assert (line, found) == (1 + text.count("\n"), cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_told_by_the_bytes(encoding: str) -> None:
    content = "Nama,Ibu kota\nJosé,Ñuñoa\n".encode(encoding)
    records = list(open_sheet(content).records)
    assert records[1] == (2, ["José", "Ñuñoa"])


@pytest.mark.parametrize(
    "content",
    [
        "Nama,Kota\nSiti Ö,Ü\nAñi,Ö\n".encode().replace(b"i,", b"i\xff,"),
        "Nama,Kota\nSiti Ö,Ü".encode()[:-1],
        "\ufeffNama,Kota\nSiti".encode("utf-16-le") + b"x",
    ],
)
def test_damaged_letters_are_shown_and_do_not_change_the_others(content: bytes) -> None:
    sheet = open_sheet(content)
    records = list(sheet.records)
    assert records[1][1][0].startswith("Siti")
    assert [(one.code, one.line >= 2) for one in sheet.problems] == [("text-damaged", True)]


def test_a_quote_that_is_not_closed_costs_its_own_line_only() -> None:
    sheet = open_sheet(b'a,b\n"x,1\ny,2\nz "tinggi" 3"5,3\n5"x,"terbuka\nq,4')
    next(sheet.records)
    sheet.lines_in_cells = False
    assert list(sheet.records) == [(3, ["y", "2"]), (4, ['z "tinggi" 3"5', "3"]), (6, ["q", "4"])]
    assert [(one.line, one.text) for one in sheet.problems] == [(2, '"x,1'), (5, '5"x,"terbuka')]


def test_titles_may_go_over_lines_and_the_next_record_knows_its_line() -> None:
    assert list(open_sheet(b'a,"b\n""c""\nd"\ne,f').records) == [(1, ["a", 'b\n"c"\nd']), (4, ["e", "f"])]


def test_a_sample_with_an_endless_quote_still_has_a_delimiter() -> None:
    with pytest.raises(FileRefused, match="quote-never-closed"):
        list(open_sheet(b'a;b\n"' + b"c;d\n" * 60_000).records)
