"""While an import is at work nobody looks for cycles, and afterwards it is as before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cpd.ops.collector import collector_at_rest


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_nothing_is_collected_inside_and_everything_is_as_before_outside() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_refusal_ends_the_rest_too() -> None:
    with pytest.raises(LookupError), collector_at_rest():
        raise LookupError
    assert gc.isenabled()


def test_who_works_without_the_collector_is_left_alone() -> None:
    gc.disable()
    with collector_at_rest():
        assert not gc.isenabled()
    assert not gc.isenabled()


@pytest.mark.parametrize("first_to_end", [0, 1])
def test_of_two_at_a_time_none_leaves_it_at_rest(first_to_end: int) -> None:
    both = [collector_at_rest(), collector_at_rest()]
    for one in both:
        one.__enter__()
    for one in (both[first_to_end], both[1 - first_to_end]):
        one.__exit__(None, None, None)
    assert gc.isenabled()
