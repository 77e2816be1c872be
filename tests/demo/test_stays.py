from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.intervals import total_seconds, union
from cpd.demo.dice import Dice
from cpd.demo.stays import HABITS, Habit, MeetingTimes, stay

TIMES = MeetingTimes(opens=8_000, starts=10_000, ends=20_800, closes=22_000)
SEEDS = st.integers(0, 10_000).map(str)


@given(SEEDS, st.sampled_from([habit for habit, _ in HABITS]))
def test_nobody_is_there_before_the_meeting_opens_or_after_it_closes(seed: str, habit: Habit) -> None:
    for start, end in stay(Dice(seed), TIMES, habit):
        assert TIMES.opens <= start <= end <= TIMES.closes


@pytest.mark.parametrize("habit", ["dropped", "restless"])
@given(SEEDS)
def test_the_pieces_of_an_interrupted_stay_are_in_order_and_apart(habit: Habit, seed: str) -> None:
    pieces = stay(Dice(seed), TIMES, habit)
    assert len(pieces) >= 2
    assert union(pieces) == pieces


@given(SEEDS)
def test_two_devices_are_there_at_the_same_time(seed: str) -> None:
    pieces = stay(Dice(seed), TIMES, "two_devices")
    assert total_seconds(union(pieces)) < total_seconds(pieces)


@given(SEEDS)
def test_late_people_miss_the_first_fifth_and_early_people_the_last_seventh(seed: str) -> None:
    [late] = stay(Dice(seed), TIMES, "late")
    [early] = stay(Dice(seed), TIMES, "early")
    assert late.start >= TIMES.starts + TIMES.length // 5
    assert early.end <= TIMES.ends - TIMES.length * 15 // 100


@given(SEEDS)
def test_a_brief_visit_is_at_most_five_minutes(seed: str) -> None:
    assert total_seconds(stay(Dice(seed), TIMES, "brief")) <= 300
