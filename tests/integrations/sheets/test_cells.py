"""What a cell means, read strictly."""

from __future__ import annotations

import pytest

from integrations.sheets.cells import clean, header, whole_number, yes_or_no


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Ani ", "Ani"),
        ('="2021-06-14 17:00:00"', "2021-06-14 17:00:00"),
        ('="a ""b"""', 'a "b"'),
        ("=1+1", "=1+1"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'Aisyah", "'Aisyah"),
        ("a\0b\x07c\x85d", "abcd"),
        ("baris\r\nbaru", "baris  baru"),
        ("Ni\u00a0Luh", "Ni\u00a0Luh"),
        ("\u202eterbalik", "\u202eterbalik"),
    ],
)
def test_a_cell_is_cleaned_of_what_nobody_wrote(cell: str, text: str) -> None:
    assert clean(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "Duration (Minutes)",
        " duration(minutes) ",
        "\ufeffDuration\u00a0(Minutes)",
        "ÿþDuration （Minutes）",
        "DURATION  (minutes)",
    ],
)
def test_titles_are_compared_without_their_dress(cell: str) -> None:
    assert header(cell) == "duration(minutes)"


@pytest.mark.parametrize(("cell", "number"), [("158", 158), (" 548", 548), ('="12"', 12), ("007", 7)])
def test_plain_digits_are_a_number(cell: str, number: int) -> None:
    assert whole_number(cell) == number


@pytest.mark.parametrize("cell", ["", "1_000", "1e3", "nan", "-5", "+5", "5.0", "1,000", "٣", "9" * 10, "²"])
def test_nothing_else_is_a_number(cell: str) -> None:
    assert whole_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "verdict"), [("Yes", True), ("Ya", True), ("TIDAK", False), ("no ", False), ("?", None)]
)
def test_yes_and_no_in_the_languages_of_reports(cell: str, verdict: bool | None) -> None:
    assert yes_or_no(cell) is verdict
