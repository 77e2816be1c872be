from __future__ import annotations

from collections import Counter

import pytest

from cpd.demo.dice import Dice


def test_the_same_seed_falls_the_same_way_everywhere() -> None:
    dice = Dice("a", "b")
    assert [dice.below(1000) for _ in range(6)] == [459, 183, 2, 256, 627, 828]


def test_other_seed_words_fall_otherwise() -> None:
    one, other = Dice("a", "b"), Dice("b", "a")
    assert [one.below(1000) for _ in range(6)] != [other.below(1000) for _ in range(6)]


def test_numbers_stay_between_their_bounds() -> None:
    dice = Dice("bounds")
    assert {dice.between(3, 6) for _ in range(200)} == {3, 4, 5, 6}
    assert dice.between(9, 2) == 9


def test_weights_decide_how_often() -> None:
    dice = Dice("weights")
    counts = Counter(dice.weighted((("often", 9), ("never", 0), ("rarely", 1))) for _ in range(1000))
    assert set(counts) == {"often", "rarely"}
    assert counts["often"] > 800


def test_no_weight_is_no_choice() -> None:
    with pytest.raises(ValueError, match="no choice has any weight"):
        Dice("none").weighted((("never", 0),))


def test_shuffling_keeps_everything_and_leaves_the_source_alone() -> None:
    source = tuple(range(50))
    mixed = Dice("cards").shuffled(source)
    assert mixed != list(source)
    assert sorted(mixed) == list(source)
