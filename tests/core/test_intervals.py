"""Intervals as the sets of their seconds: whatever is said about the ones must hold for the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.intervals import Interval, clip, epoch, interval, is_union, subtract, total_seconds, union

ANY = st.lists(st.builds(Interval, st.integers(0, 60), st.integers(0, 60)), max_size=8)
UNIONS = ANY.map(union)


def seconds_in(intervals: Iterable[Interval]) -> set[int]:
    return {second for one in intervals for second in range(one.start, one.end)}


@given(ANY)
def test_a_union_covers_the_same_time_once(given_ones: list[Interval]) -> None:
    merged = union(given_ones)
    assert seconds_in(merged) == seconds_in(given_ones)
    assert total_seconds(merged) == len(seconds_in(given_ones))
    assert is_union(merged)


@given(UNIONS)
def test_a_union_of_a_union_is_itself(merged: tuple[Interval, ...]) -> None:
    assert union(merged) == merged
    assert union(reversed(merged)) == merged
    assert all(isinstance(one, Interval) for one in union(merged))


@pytest.mark.parametrize(
    ("intervals", "is_one"),
    [
        ("", True),
        ("1-2", True),
        ("1-2 3-4", True),
        ("1-2 2-3", False),
        ("1-3 2-4", False),
        ("3-4 1-2", False),
        ("1-1", False),
        ("2-1", False),
        ("0-1 5-5", False),
    ],
)
def test_a_union_is_sorted_apart_and_without_empty_ones(intervals: str, *, is_one: bool) -> None:
    edges = [one.split("-") for one in intervals.split()]
    assert is_union(Interval(int(start), int(end)) for start, end in edges) is is_one


@given(UNIONS, UNIONS)
def test_what_is_clipped_is_the_time_in_both(one: tuple[Interval, ...], within: tuple[Interval, ...]) -> None:
    clipped = clip(one, within)
    assert seconds_in(clipped) == seconds_in(one) & seconds_in(within)
    assert is_union(clipped)
    assert clip(clipped, within) == clipped


@given(UNIONS, UNIONS)
def test_what_is_subtracted_is_gone(one: tuple[Interval, ...], holes: tuple[Interval, ...]) -> None:
    left = subtract(one, holes)
    assert seconds_in(left) == seconds_in(one) - seconds_in(holes)
    assert is_union(left)


@given(ANY)
def test_lengths_add_up_and_none_is_below_zero(intervals: list[Interval]) -> None:
    assert total_seconds(intervals) == sum(one.seconds for one in intervals)
    assert all(one.seconds == len(range(one.start, one.end)) for one in intervals)


def test_parts_of_a_second_are_dropped_in_every_zone() -> None:
    jakarta = timezone(timedelta(hours=7))
    starts_at = datetime(2026, 6, 12, 9, 0, 0, 999_999, tzinfo=jakarta)
    ends_at = datetime(2026, 6, 12, 3, 0, 1, tzinfo=UTC)
    between = interval(starts_at, ends_at)
    assert between.seconds == 3601
    assert between.starts_at == datetime(2026, 6, 12, 2, tzinfo=UTC)
    assert between.ends_at == ends_at


def test_a_moment_before_1970_is_rounded_down_too() -> None:
    assert epoch(datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)) == -1


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        epoch(datetime(2026, 6, 12))  # noqa: DTZ001
