"""Exact answers to small questions of the form: the best whole amounts within limits that overlap.

Maximize a weighted sum of amounts, each within its own bound, subject to sums of some of them being at most a limit.
The simplex method in whole numbers (fraction-free pivots, bounds kept out of the tableau), with branching where an
amount comes out as a fraction. No float, no tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Limit(NamedTuple):
    """The sum of coefficient x amount is at most `at_most`, which is not below zero."""

    coefficients: Sequence[int]
    at_most: int


def best_amounts(weights: Sequence[int], bounds: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """Whole amounts from zero to their bounds, with the largest weighted sum within the limits.

    A limit with a coefficient below zero is there to reach for something: the one amount in it with a coefficient of
    one has a weight above zero, stands in no other limit and comes after every amount that it reaches with.
    """
    best: list[int] = [0] * len(weights)
    best_sum = 0
    # Each open question is the least and the most that branching leaves to each amount.
    questions: list[tuple[list[int], list[int]]] = [([0] * len(weights), list(bounds))]
    while questions:
        least, most = questions.pop()
        left = [Limit(one.coefficients, one.at_most - _weighted(one.coefficients, least)) for one in limits]
        if any(one.at_most < 0 for one in left):
            continue
        amounts, divisor = _Tableau(weights, [high - low for low, high in zip(least, most, strict=True)], left).best()
        amounts = [amount + low * divisor for amount, low in zip(amounts, least, strict=True)]
        bound = _weighted(weights, amounts) // divisor
        if bound <= best_sum:
            continue
        # The amounts come before what they reach, and what they reach is whole when they are.
        place = next((place for place, amount in enumerate(amounts) if amount % divisor), None)
        if place is None:
            best, best_sum = [amount // divisor for amount in amounts], bound
            continue
        whole = amounts[place] // divisor
        questions.append((least, [*most[:place], whole, *most[place + 1 :]]))
        questions.append(([*least[:place], whole + 1, *least[place + 1 :]], most))
    return best


def _weighted(weights: Sequence[int], amounts: Sequence[int]) -> int:
    return sum(weight * amount for weight, amount in zip(weights, amounts, strict=True))


class _Tableau:
    """One row per limit, its right side last, and below them the weights; all of it over one divisor.

    A column is a variable that is at zero, a row's variable is not. A variable that is at its bound is turned round:
    it stands for what is missing to the bound. Variables from `len(bounds)` on are the room left in a limit.
    """

    def __init__(self, weights: Sequence[int], bounds: Sequence[int], limits: Sequence[Limit]) -> None:
        count = len(bounds)
        self._rows = [[*one.coefficients, one.at_most] for one in limits]
        self._rows.append([*(-weight for weight in weights), 0])
        self._bounds = bounds
        self._columns = list(range(count))
        self._basis = list(range(count, count + len(limits)))
        self._is_turned = [False] * (count + len(limits))
        self._divisor = 1

    def best(self) -> tuple[list[int], int]:
        """The best amounts when fractions are allowed, as numerators over one divisor."""
        while (column := self._entering()) is not None:
            row = self._leaving(column)
            if row is None:
                self._turn_column(column)
                continue
            if self._rows[row][column] < 0:
                self._turn_row(row)
            self._pivot(row, column)
        amounts = [0] * len(self._bounds)
        for row, variable in enumerate(self._basis):
            if variable < len(amounts):
                amounts[variable] = self._rows[row][-1]
        for variable, bound in enumerate(self._bounds):
            if self._is_turned[variable]:
                amounts[variable] = bound * self._divisor - amounts[variable]
        return amounts, self._divisor

    def _entering(self) -> int | None:
        """Bland's rule: of the columns that would improve the sum, the lowest variable. It never runs in circles."""
        weights = self._rows[-1]
        improving = [place for place in range(len(self._columns)) if weights[place] < 0]
        return min(improving, key=self._columns.__getitem__, default=None)

    def _leaving(self, column: int) -> int | None:
        """The row that stops the column first, None when its own bound does; among equals, the lowest variable."""
        entering = self._columns[column]
        found, variable = None, entering
        # How far the column can go is a fraction: `room` / `pace`.
        room, pace = (self._bounds[entering], 1) if entering < len(self._bounds) else (1, 0)
        for row, basic in enumerate(self._basis):
            step, at = self._rows[row][column], self._rows[row][-1]
            if step < 0:
                if basic >= len(self._bounds):
                    continue
                step, at = -step, self._bounds[basic] * self._divisor - at
            if step and (at * pace, basic) < (room * step, variable):
                found, variable, room, pace = row, basic, at, step
        return found

    def _turn_column(self, column: int) -> None:
        variable = self._columns[column]
        bound = self._bounds[variable]
        for row in self._rows:
            row[-1] -= row[column] * bound
            row[column] = -row[column]
        self._is_turned[variable] = not self._is_turned[variable]

    def _turn_row(self, row: int) -> None:
        variable = self._basis[row]
        turned = [-one for one in self._rows[row]]
        turned[-1] += self._bounds[variable] * self._divisor
        self._rows[row] = turned
        self._is_turned[variable] = not self._is_turned[variable]

    def _pivot(self, row: int, column: int) -> None:
        """Exchanges a column and a row. Every division here is without remainder."""
        rows, divisor = self._rows, self._divisor
        pivot_row = rows[row]
        pivot = pivot_row[column]
        for place, other in enumerate(rows):
            factor = other[column]
            if place == row or (not factor and pivot == divisor):
                continue
            exchanged = [
                (mine * pivot - factor * theirs) // divisor for mine, theirs in zip(other, pivot_row, strict=True)
            ]
            exchanged[column] = -factor
            rows[place] = exchanged
        pivot_row[column] = divisor
        self._divisor = pivot
        self._basis[row], self._columns[column] = self._columns[column], self._basis[row]
