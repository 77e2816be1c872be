"""Which cycle a date is in, and to which date credit belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.cycles import cycle_number, cycle_on, earned_on, months_later, years_of
from cpd.core.errors import InputRefused


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("anchor", "months", "on", "starts_on", "ends_on"),
    [
        ("2021-03-15", 60, "2021-03-15", "2021-03-15", "2026-03-14"),
        ("2021-03-15", 60, "2026-03-14", "2021-03-15", "2026-03-14"),
        ("2021-03-15", 60, "2026-03-15", "2026-03-15", "2031-03-14"),
        ("2021-03-15", 60, "2021-03-14", "2016-03-15", "2021-03-14"),
        ("2025-12-01", 12, "2026-11-30", "2025-12-01", "2026-11-30"),
        ("2025-12-01", 12, "2026-12-01", "2026-12-01", "2027-11-30"),
        ("2023-04-01", 24, "2025-03-31", "2023-04-01", "2025-03-31"),
        ("2024-01-31", 1, "2024-02-29", "2024-01-31", "2024-02-29"),
        ("2024-01-31", 1, "2024-03-01", "2024-03-01", "2024-03-30"),
    ],
)
def test_a_date_is_in_the_cycle_counted_from_the_anchor(
    anchor: str, months: int, on: str, starts_on: str, ends_on: str
) -> None:
    assert cycle_on(day(anchor), months, day(on)) == (day(starts_on), day(ends_on))


def test_a_cycle_from_29_february_loses_no_day() -> None:
    anchor = day("2024-02-29")
    assert cycle_on(anchor, 60, anchor) == (anchor, day("2029-02-28"))
    assert cycle_on(anchor, 60, day("2029-03-01")) == (day("2029-03-01"), day("2034-02-28"))
    assert cycle_on(anchor, 12, day("2028-02-29")).starts_on == day("2028-02-29")


def test_a_december_activity_certified_in_january_is_in_decembers_cycle() -> None:
    assert cycle_on(day("2020-01-01"), 12, day("2025-12-30")).ends_on == day("2025-12-31")


days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(days, st.integers(1, 120), days)
def test_every_date_is_in_exactly_one_cycle(anchor: date, months: int, on: date) -> None:
    found = cycle_on(anchor, months, on)
    assert found.starts_on <= on <= found.ends_on
    following = cycle_on(anchor, months, found.ends_on + timedelta(days=1))
    assert following.starts_on == found.ends_on + timedelta(days=1)
    assert cycle_number(anchor, months, following.starts_on) == cycle_number(anchor, months, on) + 1


def test_the_anchor_starts_cycle_number_0() -> None:
    assert [cycle_number(day("2020-05-05"), 12, day(on)) for on in ("2020-05-05", "2020-05-04", "2021-05-05")] == [
        0,
        -1,
        1,
    ]


def test_years_are_counted_from_the_first_day_and_the_rest_is_shorter() -> None:
    assert years_of(day("2024-02-29"), day("2026-08-31")) == (
        (day("2024-02-29"), day("2025-02-28")),
        (day("2025-03-01"), day("2026-02-28")),
        (day("2026-03-01"), day("2026-08-31")),
    )


@given(days, st.integers(1, 9))
def test_the_years_cover_a_cycle_without_gap_or_overlap(starts_on: date, count: int) -> None:
    ends_on = months_later(starts_on, 12 * count) - timedelta(days=1)
    years = years_of(starts_on, ends_on)
    assert len(years) == count
    assert [one.starts_on for one in years[1:]] == [one.ends_on + timedelta(days=1) for one in years[:-1]]
    assert (years[0].starts_on, years[-1].ends_on) == (starts_on, ends_on)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Asia/Jayapura", "2026-12-31"), ("Asia/Makassar", "2026-12-31"), ("Pacific/Auckland", "2027-01-01")],
)
def test_credit_belongs_to_the_date_in_the_sessions_own_zone(zone: str, expected: str) -> None:
    """23:30 WIT on the last day of the year."""
    starts_at = datetime(2026, 12, 31, 14, 30, tzinfo=UTC)
    assert earned_on(starts_at, zone) == day(expected)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "WIT "])
def test_a_zone_that_is_not_one_is_refused(zone: str) -> None:
    with pytest.raises(InputRefused) as refused:
        earned_on(datetime(2026, 1, 1, tzinfo=UTC), zone)
    assert refused.value.code == "not-time-zone"
