"""The sections of a webinar report, with any of them missing or strange."""

from __future__ import annotations

import pytest

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.zoom.export import read_export

HOST = """\
Host Details,
Attended,User Name,Email,Join Time,Leave Time,Time in Session (minutes)
Yes,Rina,rina@contoh.example,"Jun 20, 2026 07:48:47","Jun 20, 2026 08:48:47",60
"""
ATTENDEES = """\
Attendee Details,
Attended,First Name,Last Name,Email,Join Time,Leave Time,Time in Session (minutes)
Yes,Ani,,ani@contoh.example,"Jun 20, 2026 07:50:00","Jun 20, 2026 08:50:00",60
"""
PHONE = """\
Other Attended,
User Name,Join Time,Leave Time,Time in Session (minutes)
62000***819,"Jun 20, 2026 8:49 AM","Jun 20, 2026 8:54 AM",5
"""


def read(text: str) -> Reading:
    reading = read_export(text.encode(), ReadingOptions("Asia/Jakarta"))
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (HOST + ATTENDEES + PHONE, ["host", "attendee", "phone"]),
        (ATTENDEES, ["attendee"]),
        (PHONE, ["phone"]),
        ("Attendee Report,\n\n" + ATTENDEES + "\n" + HOST, ["attendee", "host"]),
        (ATTENDEES.replace("Details,\n", "Details,,,\n,,,\n"), ["attendee"]),
        (ATTENDEES.replace("Details,", "Details"), ["attendee"]),
    ],
)
def test_any_section_may_be_missing(text: str, roles: list[str]) -> None:
    reading = read(text)
    assert [one.role for one in reading.connections] == roles
    assert (reading.layout, reading.problems) == ("W1", ())


def test_a_section_of_another_kind_is_shown_and_the_next_one_read() -> None:
    strange = "Panelist Details,\nTopic,Speaker\nEtika,Rina\n,\n"
    reading = read(ATTENDEES + strange + PHONE)
    assert [one.role for one in reading.connections] == ["attendee", "phone"]
    assert [(one.line, one.code) for one in reading.problems] == [
        (5, "section-not-understood"),
        (6, "row-not-understood"),
    ]


def test_a_section_at_the_end_of_a_cut_file_has_nobody() -> None:
    assert len(read(ATTENDEES + "Other Attended,\n").connections) == 1
    assert [one.code for one in read(ATTENDEES + "Other Attended,\nx,y\nz,").problems] == [
        "section-not-understood",
        "row-not-understood",
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('Maybe,Ani,,a@contoh.example,"Jun 20, 2026 07:50:00","Jun 20, 2026 08:50:00",60', "attended-not-understood"),
        ('No,Ani,,a@contoh.example,"Jun 20, 2026 07:50:00","Jun 20, 2026 08:50:00",60', "attended-not-understood"),
        ('Yes,Ani,,a@contoh.example,"Jun 20, 2026 07:50:00",--,--', "time-missing"),
        ('Yes,"Ani,,a@contoh.example,--,--,--', "quote-open"),
    ],
)
def test_a_row_that_says_two_things_is_a_problem(row: str, code: str) -> None:
    reading = read(f"{ATTENDEES}{row}\n{PHONE}")
    assert [(one.line, one.code) for one in reading.problems] == [(4, code)]
    assert len(reading.connections) == 2


def test_a_summary_that_counts_other_rows_is_shown_with_both_numbers() -> None:
    summary = 'Topic,Webinar ID,Actual Start Time,Unique Viewers,Total Users\nEtika,1,"Jun 20, 2026 7:48 AM",9, 3\n'
    reading = read(f"Attendee Report,\n{summary}{ATTENDEES}")
    assert [(one.line, one.code, dict(one.values)) for one in reading.problems] == [
        (3, "count-differs", {"line": 3, "stated": 3, "found": 1})
    ]
    assert reading.meeting.stated_people == 9
