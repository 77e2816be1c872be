"""Answers prove a moment; questions over several lines do not swallow people."""

from __future__ import annotations

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.zoom.export import read_export

HEADER = "#,User Name,User Email,Submitted Date/Time,\n"


def read(text: str) -> Reading:
    reading = read_export(text.encode(), ReadingOptions("Asia/Jakarta"))
    assert reading is not None
    return reading


def test_a_question_over_two_lines_belongs_to_its_answer() -> None:
    reading = read(
        HEADER + '1,Ani,,"May 19, 2026 10:06:10","Baris satu\nbaris dua",Ya,\n2,Budi,,"May 19, 2026 10:07",,,\n'
    )
    assert [one.answers for one in reading.checks] == [(("Baris satu baris dua", "Ya"),), ()]
    assert [(one.line, one.role, one.seconds, one.leave) for one in reading.connections] == [
        (2, "respondent", None, None),
        (4, "respondent", None, None),
    ]
    assert reading.evidence == "instant"


def test_a_quote_that_swallows_the_next_answers_is_a_problem_naming_its_lines() -> None:
    rows = '1,Ani,,"May 19, 2026 10:06:10","Tanya?,Ya,\n2,Budi,,May 19,x,y,\n3,Cici,,May 19,"x",y,\n'
    reading = read(HEADER + rows + '4,Dedi,,"May 19, 2026 10:06:10",Tanya?,Ya,\n')
    assert [one.name for one in reading.checks] == ["Dedi"]
    assert [(one.line, one.code, one.values["last_line"]) for one in reading.problems] == [
        (2, "lines-in-one-answer", 4)
    ]


def test_an_answer_of_nobody_is_a_problem() -> None:
    reading = read(HEADER + '1,,,"May 19, 2026 10:06:10",Tanya?,Ya,\n2,Budi\n')
    assert [one.code for one in reading.problems] == ["nobody-named", "row-not-understood"]
