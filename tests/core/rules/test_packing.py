"""The best whole amounts within limits that overlap."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.rules.packing import Limit, best_amounts


def test_a_crossing_limit_is_left_for_two_entries_that_fit_beside_it() -> None:
    """The first amount is in both limits: taking it would cost the other two."""
    limits = [Limit((1, 1, 0), 1), Limit((1, 0, 1), 1)]
    assert best_amounts((1, 1, 1), (1, 1, 1), limits) == [0, 1, 1]


def test_an_answer_in_halves_is_branched_to_whole_amounts() -> None:
    """Three limits on each pair: with fractions a half of each would be 1.5, in whole amounts one is all there is."""
    limits = [Limit((1, 1, 0), 1), Limit((1, 0, 1), 1), Limit((0, 1, 1), 1)]
    assert sum(best_amounts((1, 1, 1), (1, 1, 1), limits)) == 1


def test_nothing_is_taken_when_nothing_fits() -> None:
    assert best_amounts((1, 1), (5, 5), [Limit((1, 1), 0)]) == [0, 0]


def test_bounds_alone_are_enough() -> None:
    assert best_amounts((1, 2), (5, 7), []) == [5, 7]


_SIZE = 3
numbers = st.lists(st.integers(0, 2), min_size=_SIZE, max_size=_SIZE)


@settings(max_examples=400, deadline=None)
@given(
    weights=st.lists(st.integers(1, 4), min_size=_SIZE + 1, max_size=_SIZE + 1),
    bounds=st.lists(st.integers(0, 4), min_size=_SIZE + 1, max_size=_SIZE + 1),
    drawn=st.lists(st.tuples(numbers, st.integers(0, 6)), max_size=4),
    reaching=numbers,
    reached=st.integers(0, 2),
)
def test_it_is_as_good_as_trying_everything(
    weights: list[int], bounds: list[int], drawn: list[tuple[list[int], int]], reaching: list[int], reached: int
) -> None:
    """Three amounts under limits of any shape, and a fourth that some of them reach for."""
    limits = [Limit([*coefficients, 0], at_most) for coefficients, at_most in drawn]
    limits.append(Limit([*(-one for one in reaching), 1], reached))

    def fits(amounts: tuple[int, ...]) -> bool:
        return all(
            sum(one * amount for one, amount in zip(limit.coefficients, amounts, strict=True)) <= limit.at_most
            for limit in limits
        )

    def worth(amounts: tuple[int, ...]) -> int:
        return sum(weight * amount for weight, amount in zip(weights, amounts, strict=True))

    found = tuple(best_amounts(weights, bounds, limits))
    assert fits(found)
    everything = product(*(range(one + 1) for one in bounds))
    assert worth(found) == max(worth(amounts) for amounts in everything if fits(amounts))
