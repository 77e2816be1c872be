"""Day or month first is decided by the whole file, and asked when the file cannot tell."""

from __future__ import annotations

import pytest

from cpd.core.attendance import Reading
from cpd.core.errors import FileRefused
from cpd.core.platform import DateOrder, ReadingOptions
from integrations.zoom.export import read_export

HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
BLOCK = "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
NEW_HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes)\n"


def read(text: str, order: DateOrder | None = None) -> Reading:
    reading = read_export(text.encode(), ReadingOptions("Asia/Jakarta", order))
    assert reading is not None
    return reading


def visit(join: str, leave: str, minutes: int = 60, name: str = "Ani") -> str:
    return f'{name},,"{join}","{leave}",{minutes}\n'


def joined(reading: Reading) -> list[str]:
    return [f"{one.join:%Y-%m-%d}" for one in reading.connections]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        pytest.param(visit("13/04/2026 08:00", "13/04/2026 09:00"), ["2026-04-13"], id="a day over 12 comes first"),
        pytest.param(visit("04/13/2026 08:00", "04/13/2026 09:00"), ["2026-04-13"], id="a day over 12 comes second"),
        pytest.param(visit("2026/04/05 08:00", "2026/04/05 09:00"), ["2026-04-05"], id="the year comes first"),
        pytest.param(visit("06/06/26 08:00", "06/06/26 09:00"), ["2026-06-06"], id="both orders mean the same day"),
        pytest.param(
            visit("05/04/2026 08:00", "05/04/2026 09:00") + visit("13/04/2026 08:00", "13/04/2026 09:00"),
            ["2026-04-05", "2026-04-13"],
            id="one row tells for all",
        ),
        pytest.param(
            visit("06/05/2026 23:30", "06/06/2026 00:30"), ["2026-06-05"], id="a row over midnight lasts as it says"
        ),
        pytest.param(
            visit("05/06/2026 23:30", "06/06/2026 00:30"), ["2026-06-05"], id="a row over midnight, day first"
        ),
    ],
)
def test_the_file_tells_the_order(rows: str, days: list[str]) -> None:
    assert joined(read(HEADER + rows)) == days


@pytest.mark.parametrize("time", ["08:00:00", "08:00:00 AM", "8:00", "8:00:00 pm"])
def test_a_file_that_cannot_tell_is_refused_with_a_question(time: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(HEADER + visit(f"06/05/2026 {time}", f"06/05/2026 {time}", 0))
    assert (refused.value.code, refused.value.field) == ("date-order-unknown", ("date_order",))
    assert refused.value.values == {"text": "06/05/2026"}


@pytest.mark.parametrize(("order", "day"), [("mdy", "2026-06-05"), ("dmy", "2026-05-06")])
def test_the_answer_to_the_question_is_followed(order: DateOrder, day: str) -> None:
    assert joined(read(HEADER + visit("06/05/2026 08:00", "06/05/2026 09:00"), order)) == [day]


def test_a_stated_year_first_reads_two_digits() -> None:
    assert joined(read(HEADER + visit("26/05/06 08:00", "26/05/06 09:00"), "ymd")) == ["2026-05-06"]


def test_an_answer_that_no_date_fits_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read(HEADER + visit("06/18/2026 08:00", "06/18/2026 09:00"), "dmy")
    assert refused.value.code == "date-order-contradicted"


def test_two_orders_in_one_file_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read(HEADER + visit("18/06/2026 08:00", "18/06/2026 09:00") + visit("06/19/2026 08:00", "06/19/2026 09:00"))
    assert refused.value.code == "date-order-mixed"
    assert refused.value.values == {"one": "06/19/2026", "other": "18/06/2026"}


def test_dates_that_a_spreadsheet_half_converted_are_refused() -> None:
    rows = visit("2026-05-06 08:00:00", "2026-05-06 09:00:00") + visit("06/18/2026 08:00", "06/18/2026 09:00")
    with pytest.raises(FileRefused) as refused:
        read(HEADER + rows)
    assert refused.value.code == "date-order-mixed"


def test_one_slip_among_many_dates_is_a_problem_of_its_row() -> None:
    rows = "".join(visit(f"06/{day}/2026 08:00", f"06/{day}/2026 09:00") for day in range(13, 31))
    rows += "".join(visit(f"07/{day}/2026 08:00", f"07/{day}/2026 09:00") for day in range(13, 31))
    reading = read(HEADER + rows + visit("31/12/2026 08:00", "31/12/2026 09:00"))
    assert len(reading.connections) == 36
    assert [(one.line, one.code) for one in reading.problems] == [(38, "time-not-understood")]


def test_the_block_above_the_rows_tells_the_order() -> None:
    block = BLOCK + "Rapat,1,Rina,60,06/05/2026 08:00:00,06/13/2026 09:00:00,1\n\n"
    assert joined(read(block + NEW_HEADER + visit("06/05/2026 08:00", "06/05/2026 09:00"))) == ["2026-06-05"]


def test_the_block_tells_it_by_naming_the_month() -> None:
    block = BLOCK + 'Rapat,1,Rina,60,"May 06, 2026 8:00 AM","May 06, 2026 9:00 AM",1\n\n'
    assert joined(read(block + NEW_HEADER + visit("06/05/2026 08:00", "06/05/2026 09:00"))) == ["2026-05-06"]


def test_a_row_over_midnight_that_fits_neither_order_tells_nothing() -> None:
    with pytest.raises(FileRefused, match="date-order-unknown"):
        read(HEADER + visit("06/05/2026 23:30", "06/07/2026 00:30", 7) + visit("bukan", "06/07/2026 00:30", 7))


def test_a_row_over_midnight_without_minutes_tells_nothing() -> None:
    with pytest.raises(FileRefused, match="date-order-unknown"):
        read(HEADER + visit("06/05/2026 23:30", "06/06/2026 00:30").replace(",60", ","))


def test_a_file_without_times_never_asks() -> None:
    text = BLOCK + "Rapat,1,Rina,60,06/05/2026 08:00:00,06/05/2026 09:00:00,1\n\n"
    text += "Name (original name),Email,Total duration (minutes),Guest\nAni,,60,No\n"
    reading = read(text)
    assert (reading.evidence, reading.meeting.starts_at) == ("duration_only", None)


def test_the_night_that_the_clock_is_changed_is_read_in_its_zone() -> None:
    rows = visit("2026-03-29 01:30:00", "2026-03-29 03:30:00") + visit(
        "2026-03-28 23:00:00", "2026-03-29 03:30:00", 210
    )
    reading = read_export((HEADER + rows).encode(), ReadingOptions("Europe/Paris"))
    assert reading is not None
    assert [one.seconds for one in reading.connections] == [3600, 12_600]
    assert reading.problems == ()
