from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpd.core.intervals import Interval, total_seconds, union
from cpd.core.presence import core_of, presence

HOUR = 3600
SESSION = Interval(9 * HOUR, 10 * HOUR)


def clock(hours: int, minutes: int) -> int:
    return hours * HOUR + minutes * 60


def test_a_laptop_and_a_phone_are_one_presence():
    laptop, phone = Interval(clock(9, 0), clock(10, 0)), Interval(clock(9, 5), clock(10, 0))
    assert presence([laptop, phone], within=core_of(SESSION)).seconds == 60 * 60


def test_waiting_before_the_session_does_not_count():
    early = Interval(clock(8, 30), clock(9, 30))
    assert presence([early], within=core_of(SESSION)).seconds == 30 * 60


def test_ten_reconnects_lose_no_minute_to_rounding():
    pieces = [Interval(clock(9, 0) + 359 * step, clock(9, 0) + 359 * (step + 1)) for step in range(10)]
    assert presence(pieces, within=core_of(SESSION)).seconds == 3590


def test_leaving_during_a_break_costs_nothing():
    core = core_of(SESSION, [Interval(clock(9, 20), clock(9, 40))])
    stayed = presence([SESSION], within=core)
    left = presence([Interval(clock(9, 0), clock(9, 20)), Interval(clock(9, 40), clock(10, 0))], within=core)
    assert stayed.seconds == left.seconds == 40 * 60


def test_a_session_that_is_one_break_has_no_core():
    assert core_of(SESSION, [SESSION]) == ()
    assert presence([SESSION], within=()).seconds == 0


times = st.integers(0, 500)
stretches = st.lists(st.tuples(times, times).map(lambda pair: Interval(*pair)), max_size=12)


@given(stretches, stretches, times)
def test_presence_is_never_more_than_the_core_nor_than_the_union(connections, breaks, length):
    core = core_of(Interval(100, 100 + length), breaks)
    found = presence(connections, within=core)
    assert found.seconds <= min(total_seconds(core), total_seconds(union(connections)))
    assert union(found.intervals) == found.intervals
    assert presence([*connections, *connections], within=core) == found
    assert presence(connections[::-1], within=core) == found
