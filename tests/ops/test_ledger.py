"""The ledger: only ever added to, each entry once, each tied to the one before it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tortoise.exceptions import IntegrityError

from cpd.core.errors import ActionRefused, InputRefused, NotFound
from cpd.ops import ledger
from cpd.ops.adjusting import Adjustment, entries_adjust, entry_adjust, entry_reverse
from cpd.ops.ledger import Award, AwardKey, Draft, Posted
from cpd.store.ids import derived_id
from cpd.store.tx import Row, execute, in_tx, row, rows
from tests.builders import (
    DAY,
    NOW,
    PEOPLE,
    Association,
    a_webinar,
    an_account,
    an_association,
    bring,
    posted,
    report,
    stays,
)
from tests.dump import dump

pytestmark = pytest.mark.anyio

SARI = PEOPLE[0]


@in_tx
async def settle(*awards: Award, session_id: str, members: list[str] | None = None) -> Posted:
    return await ledger.settle(awards, [session_id], NOW, members=members)


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


@pytest.fixture
async def award(own: Association) -> Award:
    """Sari's credit for a webinar, which the ledger holds already."""
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    entry = await row("SELECT * FROM entry")
    assert entry is not None
    return as_award(entry)


def as_award(entry: Row) -> Award:
    key = AwardKey(entry["session_id"], entry["member_id"], entry["programme_id"], entry["rule"])
    return Award(
        key, entry["credits"], entry["category"], entry["earned_on"], entry["pack_id"], entry["decision_id"],
        entry["activity"],
    )  # fmt: skip


async def test_settling_twice_posts_nothing(award: Award) -> None:
    before = await dump()
    assert await settle(award, session_id=award.key.session_id) == Posted()
    assert await dump() == before


async def test_a_lower_award_is_a_reversal_and_a_new_award(award: Award) -> None:
    done = await settle(award._replace(credits=50), session_id=award.key.session_id)
    assert done == Posted(awards=1, awarded_credits=50, reversals=1, reversed_credits=100)
    assert await posted() == [f"{SARI}  award 1.00", f"{SARI}  reversal -1.00", f"{SARI}  award 0.50"]


@pytest.mark.parametrize(
    "change", [{"category": "service"}, {"earned_on": "2026-06-13"}, {"activity": '{"kind":"workshop"}'}]
)
async def test_the_same_credits_for_something_else_are_posted_anew(award: Award, change: dict[str, str]) -> None:
    done = await settle(award._replace(**change), session_id=award.key.session_id)  # type: ignore[arg-type]
    assert (done.awards, done.reversals) == (1, 1)


async def test_an_award_that_should_not_be_is_reversed_and_may_come_back(award: Award) -> None:
    assert await settle(session_id=award.key.session_id) == Posted(reversals=1, reversed_credits=100)
    assert await settle(session_id=award.key.session_id) == Posted()
    assert await settle(award, session_id=award.key.session_id) == Posted(awards=1, awarded_credits=100)
    generations = await rows("SELECT generation FROM entry WHERE kind = 'award' ORDER BY seq")
    assert [one["generation"] for one in generations] == [1, 2]


async def test_ids_follow_from_what_caused_the_entry(award: Award) -> None:
    await settle(award._replace(credits=50), session_id=award.key.session_id)
    first, back, second = await rows("SELECT id, reverses_id FROM entry ORDER BY seq")
    assert first["id"] == derived_id("ent", "award", *award.key, 1)
    assert back == {"id": derived_id("ent", "reversal", first["id"]), "reverses_id": first["id"]}
    assert second["id"] == derived_id("ent", "award", *award.key, 2)


async def test_settling_for_some_members_leaves_the_others_alone(own: Association, award: Award) -> None:
    other = own.members[PEOPLE[1]]
    assert await settle(session_id=award.key.session_id, members=[other]) == Posted()
    assert await settle(session_id=award.key.session_id, members=[award.key.member_id]) == Posted(0, 0, 1, 100)


async def test_every_entry_carries_the_hash_of_itself_and_of_the_one_before(own: Association, award: Award) -> None:
    await settle(award._replace(credits=50), session_id=award.key.session_id)
    previous = ""
    for entry in await rows("SELECT * FROM entry ORDER BY seq"):
        assert entry["previous_hash"] == previous
        assert entry["hash"] == ledger.hash_of(entry)
        previous = entry["hash"]
    assert await row("SELECT seq, hash FROM ledger_head") == {"seq": 3, "hash": previous}


def test_the_hash_tells_apart_none_nothing_and_where_a_value_ends() -> None:
    found = {ledger.chain_hash(one) for one in ([None], [""], ["a", "b"], ["ab", ""], ["", "ab"], [None, None])}
    assert len(found) == 6


async def test_of_many_who_settle_at_once_one_posts(award: Award) -> None:
    higher = award._replace(credits=200)
    done = await asyncio.gather(*[settle(higher, session_id=award.key.session_id) for _ in range(6)])
    assert sorted(one.awards for one in done) == [0, 0, 0, 0, 0, 1]
    assert len(await posted()) == 3


async def test_nothing_is_posted_for_nothing(db: str) -> None:
    @in_tx
    async def post_nothing() -> list[str]:
        return await ledger.post([], NOW)

    assert await post_nothing() == []


async def test_a_ledger_without_a_head_is_a_broken_database(award: Award) -> None:
    @in_tx
    async def behead() -> None:
        await execute("DELETE FROM ledger_head")
        await ledger.hold_head()

    with pytest.raises(LookupError, match="head"):
        await behead()


# -- What a registrar does by hand


async def the_entry(kind: str = "award") -> Row:
    found = await row("SELECT * FROM entry WHERE kind = $1 ORDER BY seq DESC", kind)
    assert found is not None
    return found


async def test_what_a_person_took_back_stays_taken_back(own: Association, award: Award) -> None:
    entry = await the_entry()
    await entry_reverse(own.organizer, entry["id"], "Nama sama, orang lain", NOW)
    assert await posted() == [f"{SARI}  award 1.00", f"{SARI}  reversal -1.00"]
    assert await settle(award, session_id=award.key.session_id) == Posted()
    assert await settle(award._replace(credits=300), session_id=award.key.session_id) == Posted()
    assert await settle(session_id=award.key.session_id) == Posted()
    back = await the_entry("reversal")
    assert (back["reason"], back["account_id"]) == ("Nama sama, orang lain", own.organizer.account_id)


async def test_an_entry_is_reversed_once(own: Association, award: Award) -> None:
    entry = await the_entry()
    await entry_reverse(own.organizer, entry["id"], "Salah", NOW)
    before = await dump()
    with pytest.raises(ActionRefused, match="entry-reversed-already"):
        await entry_reverse(own.organizer, entry["id"], "Salah", NOW)
    with pytest.raises(ActionRefused, match="reversal-of-reversal"):
        await entry_reverse(own.organizer, (await the_entry("reversal"))["id"], "Salah", NOW)

    @in_tx
    async def reverse_again() -> None:
        await ledger.post([ledger.reversal(entry, "Salah", None)], NOW)

    with pytest.raises(IntegrityError):
        await reverse_again()
    assert await dump() == before


async def test_of_many_who_reverse_at_once_one_does(own: Association, award: Award) -> None:
    entry = await the_entry()
    tries = [entry_reverse(own.organizer, entry["id"], "Salah", NOW) for _ in range(5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["ActionRefused"] * 4 + ["str"]
    assert len(await posted()) == 2


async def test_a_reversal_needs_a_reason_and_a_registrar(own: Association, award: Award) -> None:
    entry = await the_entry()
    stranger = await an_account("org@contoh.example", ("organizer", own.chapter_id))
    before = await dump()
    with pytest.raises(InputRefused, match="value-needed"):
        await entry_reverse(own.organizer, entry["id"], "  ", NOW)
    with pytest.raises(NotFound):
        await entry_reverse(stranger, entry["id"], "Salah", NOW)
    with pytest.raises(NotFound):
        await entry_reverse(own.organizer, "ent_none", "Salah", NOW)
    assert await dump() == before


def adjustment(own: Association, **changes: object) -> Adjustment:
    wanted = Adjustment(own.members[SARI], own.programme_id, 250, "learning", DAY, "Saldo lama")
    return replace(wanted, **changes)  # type: ignore[arg-type]


async def test_an_adjustment_is_an_entry_of_its_own_each_time(own: Association) -> None:
    first = await entry_adjust(own.organizer, adjustment(own), NOW)
    second = await entry_adjust(own.organizer, adjustment(own, credits=-50), NOW)
    assert first != second
    assert await posted() == [f"{SARI}  adjustment 2.50", f"{SARI}  adjustment -0.50"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"credits": 0}, "adjustment-zero"),
        ({"category": "Belajar!"}, "not-a-word"),
        ({"earned_on": DAY.replace(day=13)}, "date-to-come"),
        ({"programme_id": "prg_none"}, "not-found"),
        ({"reason": ""}, "value-needed"),
    ],
)
async def test_an_adjustment_that_says_nothing_clear_is_refused(
    own: Association, change: dict[str, object], code: str
) -> None:
    before = await dump()
    with pytest.raises(InputRefused) as refused:
        await entries_adjust(own.organizer, [adjustment(own), adjustment(own, **change)], NOW)
    assert refused.value.code == code
    assert await dump() == before


async def test_only_a_registrar_of_the_members_chapter_adjusts(own: Association) -> None:
    stranger = await an_account("reg@contoh.example", ("registrar", None), ("organizer", None))
    await entry_adjust(stranger, adjustment(own), NOW)
    other = await an_account("org@contoh.example", ("organizer", None))
    with pytest.raises(NotFound):
        await entry_adjust(other, adjustment(own), NOW)
    with pytest.raises(NotFound):
        await entry_adjust(stranger, adjustment(own, member_id="mem_none"), NOW)
    assert len(await posted()) == 1


async def test_adjustments_of_very_many_members_go_in_at_once(db: str) -> None:
    people = [f"Anggota Nomor {number:03d}" for number in range(510)]
    own = await an_association(people)
    wanted = [Adjustment(own.members[name], own.programme_id, 100, "learning", DAY, "Saldo lama") for name in people]
    assert len(await entries_adjust(own.organizer, wanted, NOW)) == 510


async def test_a_draft_has_its_place_in_the_order_it_was_given(own: Association) -> None:
    drafts = [
        Draft(
            ("test", number), "carry_over", own.members[name], own.programme_id, 100 + number, "learning", "2026-01-01"
        )
        for number, name in enumerate(PEOPLE)
    ]

    @in_tx
    async def post() -> list[str]:
        return await ledger.post(drafts, NOW)

    ids = await post()
    assert ids == [derived_id("ent", "test", number) for number in range(3)]
    assert [one["id"] for one in await rows("SELECT id FROM entry ORDER BY seq")] == ids


async def test_taking_back_something_else_of_the_same_session_leaves_the_award_alone(award: Award) -> None:
    @in_tx
    async def bring_and_take_back() -> None:
        key = award.key
        carried = Draft(
            ("test", 1), "carry_over", key.member_id, key.programme_id, 25, award.category, award.earned_on,
            key.session_id, rule=key.rule,
        )  # fmt: skip
        (entry_id,) = await ledger.post([carried], NOW)
        entry = await row("SELECT * FROM entry WHERE id = $1", entry_id)
        assert entry is not None
        await ledger.post([ledger.reversal(entry, "Salah", None)], NOW)

    await bring_and_take_back()
    assert await settle(award, session_id=award.key.session_id) == Posted()
