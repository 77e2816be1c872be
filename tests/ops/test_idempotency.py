"""The same key with the same input is the same deed; with another input it is refused."""

from __future__ import annotations

import asyncio

import pytest

from cpd.core.errors import IdempotencyConflict, InputRefused
from cpd.ops.adjusting import Adjustment, entry_adjust
from cpd.ops.idempotency import OnceKey, do_once, once_key
from tests.builders import DAY, NOW, PEOPLE, Association, an_account, an_association, posted
from tests.dump import dump

pytestmark = pytest.mark.anyio


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


async def adjust_once(own: Association, once: OnceKey | None, credits: int = 100) -> str:
    wanted = Adjustment(own.members[PEOPLE[0]], own.programme_id, credits, "learning", DAY, "Saldo lama")
    return await do_once(own.organizer, once, NOW, lambda: entry_adjust(own.organizer, wanted, NOW))


async def test_the_same_key_and_input_answers_as_the_first_time(own: Association) -> None:
    key = once_key("entryAdjust", "k", {"credits": 100})
    first = await adjust_once(own, key)
    before = await dump()
    assert await adjust_once(own, key) == first
    assert await dump() == before


async def test_without_a_key_every_time_is_a_time_of_its_own(own: Association) -> None:
    assert await adjust_once(own, None) != await adjust_once(own, None)
    assert len(await posted()) == 2


async def test_the_same_key_with_another_input_or_deed_is_refused(own: Association) -> None:
    await adjust_once(own, once_key("entryAdjust", "k", {"credits": 100}))
    before = await dump()
    for other in (once_key("entryAdjust", "k", {"credits": 200}), once_key("entryReverse", "k", {"credits": 100})):
        with pytest.raises(IdempotencyConflict) as refused:
            await adjust_once(own, other)
        assert refused.value.field == ("idempotencyKey",)
    assert await dump() == before


async def test_requests_that_arrive_together_are_one(own: Association) -> None:
    key = once_key("entryAdjust", "k", {"credits": 100})
    done = await asyncio.gather(*[adjust_once(own, key) for _ in range(5)])
    assert len(set(done)) == 1
    assert len(await posted()) == 1


async def test_a_deed_that_failed_may_be_tried_again_under_its_key(own: Association) -> None:
    key = once_key("entryAdjust", "k", {"credits": 100})
    with pytest.raises(InputRefused):
        await adjust_once(own, key, credits=0)
    await adjust_once(own, key)
    assert len(await posted()) == 1


async def test_keys_of_two_accounts_have_nothing_to_do_with_each_other(own: Association) -> None:
    key = once_key("entryAdjust", "k", {"credits": 100})
    other = await an_account("other@contoh.example", ("registrar", None))
    await adjust_once(own, key)
    await adjust_once(Association(other, own.chapter_id, own.programme_id, own.members), key)
    assert len(await posted()) == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_is_neither_empty_nor_without_end(key: str) -> None:
    with pytest.raises(InputRefused, match="idempotency-key-length"):
        once_key("entryAdjust", key, {})


async def test_a_key_knows_its_input_whatever_its_order_and_no_key_is_none() -> None:
    assert once_key("a", None, {}) is None
    assert once_key("a", "k", {"x": 1, "y": DAY}) == once_key("a", "k", {"y": DAY, "x": 1})
    assert once_key("a", "k", {"x": 1}) != once_key("a", "k", {"x": "1"})
