"""Every way of writing a time that was seen in a report."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.platform import DateOrder
from integrations.sheets.clock import Clock
from integrations.sheets.dates import seconds_of_day

JAKARTA = ZoneInfo("Asia/Jakarta")


def local(text: str, order: DateOrder | None = None) -> str | None:
    instant = Clock(order, JAKARTA).instant(text)
    return instant and f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "order", "meant"),
    [
        ("04/20/2023 07:29:43 AM", "mdy", "2023-04-20 07:29:43"),
        ("04/20/2023 12:00:00 AM", "mdy", "2023-04-20 00:00:00"),
        ("04/20/2023 12:30:00 PM", "mdy", "2023-04-20 12:30:00"),
        ("Aug 12, 2026 10:00 AM", None, "2026-08-12 10:00:00"),
        ("Mar 28, 2020 09:07:39", None, "2020-03-28 09:07:39"),
        ("28 March 2020 09:07", None, "2020-03-28 09:07:00"),
        ("1/26/2021 7:45", "mdy", "2021-01-26 07:45:00"),
        ("10/03/23 08:42", "dmy", "2023-03-10 08:42:00"),
        ("2020/12/8 8:35", None, "2020-12-08 08:35:00"),
        ("2021-01-23 13:08:11", None, "2021-01-23 13:08:11"),
        ("2021-01-23T13:08:11.250", None, "2021-01-23 13:08:11"),
        ("9/16/2022, 8:26:53 AM", "mdy", "2022-09-16 08:26:53"),
        ("2/1/25, 9:04:01 pm", "dmy", "2025-01-02 21:04:01"),
        ("13/04/2021 à 09:01:31", "dmy", "2021-04-13 09:01:31"),
        ("25.03.2021, 09:30:17", "dmy", "2021-03-25 09:30:17"),
        ("7/20/23, 4:16:29\u202fPM", "mdy", "2023-07-20 16:16:29"),
        ("7/20/23 4:16\u00a0p. m.", "mdy", "2023-07-20 16:16:00"),
        ('="2021-06-14 17:00:00"', None, "2021-06-14 17:00:00"),
        ("25/03/2021 09.00", "dmy", "2021-03-25 09:00:00"),
        ("25 Maret 2021 pukul 09.00.12", None, "2021-03-25 09:00:12"),
        ("Kamis, 25 Agustus 2022 09.00", None, "2022-08-25 09:00:00"),
        ("3 Mei 2021 14.05", None, "2021-05-03 14:05:00"),
        ("44097.78125", None, "2020-09-23 18:45:00"),
    ],
)
def test_a_time_as_reports_write_it(text: str, order: DateOrder | None, meant: str) -> None:
    assert local(text, order) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "--",
        "NA",
        "06/18/2026",
        "08:00",
        "02/30/2026 08:00",
        "13/13/2026 08:00",
        "06/18/2026 24:00",
        "06/18/2026 08:60",
        "06/18/2026 08:00:60",
        "06/18/2026 13:00 AM",
        "06/18/1926 08:00",
        "06/18/2126 08:00",
        "Jux 18, 2026 08:00",
        "٠٦/18/2026 08:00",
        "06/18/2026 ٠٨:00",
        "06/18/2026" + " " * 60 + "08:00",
        "1e5.5",
    ],
)
def test_a_text_that_is_no_time(text: str) -> None:
    assert local(text, "mdy") is None


def test_numbers_without_an_order_are_no_date() -> None:
    assert local("06/18/2026 08:00") is None


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001 - written without a zone
def test_a_time_written_in_any_shape_is_read_back(written: datetime) -> None:
    written = written.replace(microsecond=0)
    shapes: list[tuple[str, DateOrder]] = [
        ("%m/%d/%Y %I:%M:%S %p", "mdy"),
        ("%d/%m/%Y %H.%M.%S", "dmy"),
        ("%Y-%m-%d %H:%M:%S", "ymd"),
        ("%b %d, %Y %H:%M:%S", "mdy"),
    ]
    for shape, order in shapes:
        assert local(f"{written:{shape}}", order) == f"{written:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "seconds"), [("9.03", 32_580), ("12:00 am", 0), ("21:15:01", 76_501), ("jam 9", None)]
)
def test_a_time_of_day_is_seconds_after_midnight(text: str, seconds: int | None) -> None:
    assert seconds_of_day(text) == seconds
