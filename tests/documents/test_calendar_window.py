from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.documents.calendar import EventPart, feed_bytes
from cpd.documents.calendar_window import PARTS_BYTES_MAX, feed_parts, is_inside, months_after
from tests.documents.calendar_builders import FACTS

TODAY = date(2027, 3, 6)


def part(days_away: int, size: int = 100, *, days: int = 1, cancelled: bool = False) -> EventPart:
    first = TODAY + timedelta(days=days_away)
    last = first + timedelta(days=days - 1)
    return EventPart(f"event{days_away}", first, last, cancelled, frozenset(), b"x" * size)


@pytest.mark.parametrize(
    ("first", "last", "cancelled", "inside"),
    [
        (date(2026, 12, 6), date(2026, 12, 6), False, True),
        (date(2026, 12, 5), date(2026, 12, 5), False, False),
        (date(2026, 12, 1), date(2026, 12, 6), False, True),
        (date(2028, 9, 6), date(2028, 9, 8), False, True),
        (date(2028, 9, 7), date(2028, 9, 7), False, False),
        (date(2027, 2, 4), date(2027, 2, 4), True, True),
        (date(2027, 2, 3), date(2027, 2, 3), True, False),
        (date(2028, 1, 1), date(2028, 1, 1), True, True),
    ],
)
def test_a_feed_goes_from_ninety_days_back_to_eighteen_months_ahead(first, last, cancelled, inside):
    assert is_inside(first, last, cancelled, TODAY) is inside


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2027, 8, 31), 18, date(2029, 2, 28)),
        (date(2026, 12, 31), 18, date(2028, 6, 30)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ],
)
def test_months_after_the_last_of_a_month(day, months, after):
    assert months_after(day, months) == after


def test_parts_stand_by_day():
    assert [one.uid for one in feed_parts([part(9), part(-80), part(2)], TODAY)] == ["event-80", "event2", "event9"]


def test_an_event_given_twice_stands_once():
    assert len(feed_parts([part(3), part(4), part(3)], TODAY)) == 2


def test_what_is_furthest_ahead_is_left_out_first():
    parts = [part(300), part(1), part(-20), part(40)]
    assert [one.uid for one in feed_parts(parts, TODAY, bytes_max=300)] == ["event-20", "event1", "event40"]


def test_an_event_that_goes_on_today_is_the_nearest():
    parts = [part(1), part(-5, days=20)]
    assert [one.uid for one in feed_parts(parts, TODAY, bytes_max=100)] == ["event-5"]


def test_a_small_event_far_ahead_does_not_pass_a_big_one_before_it():
    assert [one.uid for one in feed_parts([part(1), part(5, size=500), part(9)], TODAY, bytes_max=300)] == ["event1"]


def test_a_feed_stays_under_700_kilobytes():
    parts = feed_parts([part(days, size=5_000) for days in range(-90, 500)], TODAY)
    places = {"Asia/Jakarta", "Asia/Jayapura", "Africa/Casablanca", "Asia/Gaza", "America/Santiago"}
    assert 650_000 < len(feed_bytes(FACTS, [one.content for one in parts], places)) < 700_000


@given(st.lists(st.tuples(st.integers(-120, 600), st.integers(1, 400), st.booleans())), st.integers(0, 3_000))
def test_what_is_kept_fits_and_is_nearer_than_what_is_left_out(rows, bytes_max):
    parts = [part(days, size, cancelled=cancelled) for days, size, cancelled in rows]
    kept = feed_parts(parts, TODAY, bytes_max)
    left = [one for one in feed_parts(parts, TODAY, PARTS_BYTES_MAX) if one not in kept]
    assert sum(len(one.content) for one in kept) <= bytes_max

    def away(one: EventPart) -> int:
        return abs((one.first_day - TODAY).days)

    assert max(map(away, kept), default=0) <= min(map(away, left), default=999)
