"""What counts under caps is the largest total, whatever the order of posting."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.rules.counting import Share, counted

A, B, C, D = 0, 1, 2, 3
"""Windows by number."""


def share(credits: int, *windows: int) -> Share:
    return Share(credits, sum(1 << one for one in windows))


def test_everything_counts_below_the_caps() -> None:
    assert counted([share(3, A), share(2, A, B)], {A: 5, B: 2}, {}) == [3, 2]


def test_the_earlier_entry_counts_first_under_one_cap() -> None:
    assert counted([share(3, A), share(3, A), share(9)], {A: 4}, {}) == [3, 1, 9]


def test_nested_caps_hold_together() -> None:
    assert counted([share(3, A, B), share(3, A), share(3, A, B)], {A: 7, B: 4}, {}) == [3, 3, 1]


def test_an_entry_in_two_crossing_caps_gives_way_to_two_that_fit() -> None:
    assert counted([share(2, A, B), share(2, A), share(2, B)], {A: 2, B: 2}, {}) == [0, 2, 2]


def test_among_equal_totals_the_earlier_entry_counts_as_fully_as_it_can() -> None:
    """Either the first two, or the last two, or a mixture: all are 4."""
    shares = [share(2, A, C), share(2, B, D), share(2, A, D), share(2, B, C)]
    assert counted(shares, {A: 2, B: 2, C: 2, D: 2}, {}) == [2, 2, 0, 0]


def test_among_equal_totals_a_minimum_is_served_before_the_order() -> None:
    """Self-study is capped at 10; the ethics in it are needed, the general hours before them are not."""
    assert counted([share(10, A), share(2, A, B)], {A: 10}, {B: 2}) == [8, 2]


def test_a_minimum_never_lowers_the_total() -> None:
    """To serve the minimum with the first would cost two others."""
    shares = [share(2, A, B, C), share(2, A), share(2, B)]
    assert counted(shares, {A: 2, B: 2}, {C: 2}) == [0, 2, 2]


def test_a_cap_of_nothing_lets_nothing_count() -> None:
    assert counted([share(3, A), share(2, B)], {A: 0}, {}) == [0, 2]


shares = st.lists(st.builds(Share, st.integers(1, 3), st.integers(0, 15)), min_size=1, max_size=5)
limits = st.dictionaries(st.integers(0, 3), st.integers(0, 6), max_size=4)


def reached(one: list[Share], taken: tuple[int, ...], window: int) -> int:
    return sum(amount for each, amount in zip(one, taken, strict=True) if each.mask >> window & 1)


@settings(max_examples=400, deadline=None)
@given(shares, limits, limits)
def test_it_is_what_trying_everything_finds(
    given_shares: list[Share], caps: dict[int, int], minimums: dict[int, int]
) -> None:
    """Largest total, then least missing of the minimums, then the first entry most, the second most ..."""

    def merit(taken: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        met = sum(min(minimum, reached(given_shares, taken, one)) for one, minimum in minimums.items())
        return sum(taken), met, taken

    allowed = (
        taken
        for taken in product(*(range(one.credits + 1) for one in given_shares))
        if all(reached(given_shares, taken, window) <= cap for window, cap in caps.items())
    )
    assert tuple(counted(given_shares, caps, minimums)) == max(allowed, key=merit)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(Share, st.integers(1, 2_000), st.integers(0, 63)), max_size=30), limits)
def test_no_cap_is_ever_passed(given_shares: list[Share], caps: dict[int, int]) -> None:
    taken = tuple(counted(given_shares, caps, {}))
    assert all(reached(given_shares, taken, window) <= cap for window, cap in caps.items())
    assert all(0 <= amount <= one.credits for amount, one in zip(taken, given_shares, strict=True))


@pytest.mark.parametrize("seed", range(3))
def test_an_unaffected_entry_counts_in_full_beside_crossing_caps(seed: int) -> None:
    taken = counted([share(2, A, B), share(2, A), share(2, B), share(5 + seed)], {A: 2, B: 2}, {})
    assert taken[-1] == 5 + seed
