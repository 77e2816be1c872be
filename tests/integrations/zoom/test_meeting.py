"""Rows of a meeting report that a person has to look at, and those that are nobody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.zoom.export import read_export
from integrations.zoom.table import TimeTexts

TIMED = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
TOTALS = "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
ANI = "Ani,,06/18/2026 08:00:00 AM,06/18/2026 09:00:00 AM,60,Yes,\n"


def read(text: str) -> Reading:
    reading = read_export(text.encode(), ReadingOptions("Asia/Jakarta"))
    assert reading is not None
    return reading


def problems(reading: Reading) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in reading.problems]


def test_a_leave_before_its_join_is_shown_with_both_times() -> None:
    reading = read(TIMED + ANI + "Budi,,06/18/2026 08:00:31 PM,06/18/2026 08:00:30 AM,60,Yes,\n")
    assert reading.problems[0].values == {
        "line": 3,
        "join": "06/18/2026 08:00:31 PM",
        "leave": "06/18/2026 08:00:30 AM",
    }
    assert "Budi" in reading.problems[0].text


def test_blank_rows_are_nobody_and_stray_text_is_shown() -> None:
    reading = read(TIMED + ANI + ",,,,,,\n\n , ,\n,,,,,,dicetak oleh panitia\n")
    assert problems(reading) == [(6, "row-not-understood")]
    assert reading.problems[0].text == "dicetak oleh panitia"


def test_the_same_row_twice_is_kept_twice() -> None:
    assert [one.line for one in read(TIMED + ANI * 2).connections] == [2, 3]


def test_reports_pasted_together_repeat_their_titles() -> None:
    assert len(read(TIMED + ANI + TIMED + ANI).connections) == 2
    reading = read(TOTALS + "Ani,,60,No\n" + TOTALS + "Budi,,30,\n,,5,\n")
    assert [(one.name, one.seconds, one.role) for one in reading.connections] == [
        ("Ani", 3600, "member"),
        ("Budi", 1800, ""),
    ]
    assert problems(reading) == [(5, "nobody-named")]


@pytest.mark.parametrize("minutes", ["7", "x", "", "1_0"])
def test_minutes_that_do_not_agree_are_shown_once_and_the_times_are_used(minutes: str) -> None:
    row = f"Budi,,06/18/2026 08:00:00 AM,06/18/2026 09:00:00 AM,{minutes},Yes,\n"
    reading = read(TIMED + ANI + row * 3)
    assert problems(reading) == [(3, "minutes-disagree")]
    assert reading.problems[0].values["count"] == 3
    assert [one.seconds for one in reading.connections] == [3600] * 4


def test_an_e_mail_without_a_name_is_somebody() -> None:
    reading = read(TIMED + ANI.replace("Ani,", ",ani@contoh.example").replace(",,", ",", 1))
    assert [(one.name, one.email) for one in reading.connections] == [("", "ani@contoh.example")]


TEXTS = st.one_of(
    st.from_regex(r"[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})?( AM| PM)?", fullmatch=True),
    st.sampled_from(
        [
            "Jun 20, 2026 9:04 AM",
            "Jun 20, 2026 07:48:47",
            "25/03/2021    18:35",
            "7:45",
            ":59",
            ":59 AM",
            "08:00 :59",
            "a:xM:59",
            "--",
        ]
    ),
    st.text(max_size=12),
)


@given(st.lists(TEXTS, max_size=12))
def test_a_time_kept_as_a_number_is_the_same_text_again_but_for_zero_seconds(texts: list[str]) -> None:
    times = TimeTexts()
    numbers = [times.number(text) for text in texts]
    written = [re.sub(r"(:..):00( AM| PM)?\Z", r"\1\2", text, flags=re.DOTALL) for text in texts]
    assert [times.text(number) for number in numbers] == written
