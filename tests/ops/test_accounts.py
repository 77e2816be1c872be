"""Accounts, what their roles reach, tokens that end, and the first one of all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from cpd.core.errors import ActionRefused, InputRefused, InputsRefused, NotFound, SignInRequired
from cpd.ops import access, accounts
from cpd.ops.accounts import api_token_create, api_token_revoke, viewer_of_token
from cpd.ops.association import chapter_create
from cpd.ops.setup import SetUp, set_up_association
from cpd.ops.viewer import Viewer, viewer_of
from cpd.store.tx import execute, in_tx, rows
from tests.builders import NOW, PEOPLE, ZONE, a_webinar, an_account, an_association, bring, report, stays
from tests.dump import dump

pytestmark = pytest.mark.anyio


@in_tx
async def send(statement: str, *values: object) -> None:
    await execute(statement, *values)


@pytest.fixture
async def ada(db: str) -> Viewer:
    return await an_account("ada@contoh.example", ("auditor", None))


async def test_a_token_is_whose_it_is_until_it_ends(ada: Viewer) -> None:
    token_id, secret = await api_token_create(ada.account_id, "Laptop", NOW, days=2)
    assert secret.startswith("cpd_pat_")
    assert token_id.startswith("tok_")
    assert await viewer_of_token(secret, NOW) == ada
    assert await viewer_of_token(secret, NOW + timedelta(days=2, seconds=-1)) == ada
    assert await viewer_of_token(secret, NOW + timedelta(days=2)) is None


async def test_only_a_hash_of_a_token_is_kept(ada: Viewer) -> None:
    _, secret = await api_token_create(ada.account_id, "Laptop", NOW)
    assert secret not in repr(await dump())
    assert secret.removeprefix("cpd_pat_")[:20] not in repr(await dump())


async def test_a_revoked_token_is_nobodys(ada: Viewer) -> None:
    token_id, secret = await api_token_create(ada.account_id, "Laptop", NOW)
    other = await an_account("bob@contoh.example")
    with pytest.raises(NotFound):
        await api_token_revoke(other, token_id, NOW)
    with pytest.raises(NotFound):
        await api_token_revoke(ada, "tok_none", NOW)
    assert await viewer_of_token(secret, NOW) == ada
    await api_token_revoke(ada, token_id, NOW)
    once = await dump()
    await api_token_revoke(ada, token_id, NOW + timedelta(days=1))
    assert await dump() == once
    assert await viewer_of_token(secret, NOW) is None


async def test_the_token_of_a_disabled_account_is_nobodys(ada: Viewer) -> None:
    _, secret = await api_token_create(ada.account_id, "Laptop", NOW)
    await send("UPDATE account SET disabled_at = 1 WHERE id = $1", ada.account_id)
    assert await viewer_of_token(secret, NOW) is None
    assert await viewer_of(ada.account_id) is None


async def test_a_typing_error_in_a_token_is_told_without_the_database() -> None:
    good = "cpd_pat_" + "0" * 48
    for secret in ("", "x", good, good + "00000000", "cpd_pat_é", "cpd_pat_" + "é" * 56):
        assert await viewer_of_token(secret, NOW) is None


async def test_an_unknown_token_with_a_right_checksum_is_nobodys(db: str) -> None:
    body = "0" * 48
    assert await viewer_of_token(f"cpd_pat_{body}{accounts._checksum(body)}", NOW) is None


@pytest.mark.parametrize("days", [0, 367, -1])
async def test_a_token_lives_a_year_at_most(ada: Viewer, days: int) -> None:
    with pytest.raises(InputRefused, match="token-days"):
        await api_token_create(ada.account_id, "Laptop", NOW, days=days)


async def test_an_account_has_an_address_of_its_own_and_roles_that_exist(db: str) -> None:
    await an_account("Ada@Contoh.example")
    for email in ("ada@contoh.example", "no-address", "a@b"):
        with pytest.raises((IntegrityError, InputRefused)):
            await an_account(email)
    with pytest.raises(InputRefused, match="role-unknown"):
        await an_account("king@contoh.example", ("king", None))  # type: ignore[arg-type]
    assert [one["email"] for one in await rows("SELECT email FROM account")] == ["ada@contoh.example"]


async def test_a_role_for_a_chapter_reaches_what_is_below_it_and_no_more(db: str) -> None:
    java = await chapter_create("jawa", "Jawa", "", ZONE, NOW)
    west = await chapter_create("jabar", "Jawa Barat", "", ZONE, NOW, parent_id=java)
    city = await chapter_create("bandung", "Bandung", "", ZONE, NOW, parent_id=west)
    bali = await chapter_create("bali", "Bali", "", ZONE, NOW)
    viewer = await an_account("west@contoh.example", ("organizer", west), ("auditor", None))
    reach = [viewer.may("organizer", chapter_id=one) for one in (java, west, city, bali)]
    assert reach == [False, True, True, False]
    assert viewer.chapters("organizer") == {west, city}
    assert viewer.chapters("organizer", "auditor") is None
    assert viewer.chapters("registrar") == frozenset()
    everywhere = await an_account("adm@contoh.example", ("administrator", None), ("organizer", west))
    assert everywhere.may("registrar", chapter_id=bali)
    assert everywhere.chapters("organizer") is None
    twice = await an_account("two@contoh.example", ("registrar", city), ("registrar", bali))
    assert twice.chapters("registrar") == {city, bali}
    nobody = await an_account("none@contoh.example")
    assert not nobody.may("organizer", "registrar", "auditor", chapter_id=java)


async def test_nobody_signed_in_is_told_to_sign_in(ada: Viewer) -> None:
    assert access.signed_in(ada) is ada
    with pytest.raises(SignInRequired):
        access.signed_in(None)


async def test_members_see_themselves_and_registrars_and_auditors_see_their_chapter(db: str) -> None:
    own = await an_association()
    sari, bagus = own.members[PEOPLE[0]], own.members[PEOPLE[1]]
    bali = await chapter_create("bali", "Bali", "", ZONE, NOW)
    herself = await an_account("sari@contoh.example", ("member", None), member_id=sari)
    assert (await access.member(herself, sari))["full_name"] == PEOPLE[0]
    for role in ("registrar", "auditor", "administrator"):
        viewer = await an_account(f"{role}@contoh.example", (role, own.chapter_id))  # type: ignore[arg-type]
        assert (await access.member(viewer, bagus))["id"] == bagus
    strangers = [
        herself,
        await an_account("o@contoh.example", ("organizer", None)),
        await an_account("b@contoh.example", ("registrar", bali)),
    ]
    for stranger in strangers:
        with pytest.raises(NotFound):
            await access.member(stranger, bagus)
    with pytest.raises(NotFound):
        await access.member(own.organizer, "mem_none")


async def test_an_auditor_reads_meetings_and_imports_and_changes_none(db: str) -> None:
    own = await an_association()
    webinar = await a_webinar(own)
    done = await bring(own, webinar, report(*stays(PEOPLE[0], "09:00-11:00")))
    auditor = await an_account("audit@contoh.example", ("auditor", own.chapter_id))
    assert (await access.meeting(auditor, webinar.meeting_id, to_change=False))["event_id"] == webinar.event_id
    found = await access.attendance_import(auditor, str(done.import_id), to_change=False)
    assert found["session_id"] == webinar.session_id
    for gate in (
        access.meeting(auditor, webinar.meeting_id, to_change=True),
        access.attendance_import(auditor, str(done.import_id), to_change=True),
        access.event_to_change(auditor, webinar.event_id),
        access.session_to_change(auditor, webinar.session_id),
    ):
        with pytest.raises(NotFound):
            await gate


# -- The first account


async def test_the_first_administrator_comes_by_a_link_that_is_good_once(db: str) -> None:
    assert not await accounts.is_set_up()
    earlier = await accounts.setup_link_create(NOW)
    secret = await accounts.setup_link_create(NOW)
    for wrong in (earlier, "x"):
        with pytest.raises(NotFound):
            await accounts.check_setup_link(wrong, NOW)
    with pytest.raises(NotFound):
        await accounts.check_setup_link(secret, NOW + timedelta(hours=24))
    token = await accounts.set_up(secret, "adm@contoh.example", "Adm", NOW)
    viewer = await viewer_of_token(token, NOW)
    assert viewer is not None
    assert viewer.grants == {"administrator": None}
    with pytest.raises(NotFound):
        await accounts.set_up(secret, "two@contoh.example", "Two", NOW)
    with pytest.raises(ActionRefused, match="already-set-up"):
        await accounts.setup_link_create(NOW)


async def test_of_two_who_use_the_link_at_once_one_does(db: str) -> None:
    secret = await accounts.setup_link_create(NOW)
    wanted = SetUp("Himpunan", ZONE, "Adm", "adm@contoh.example")
    tries = [set_up_association(secret, replace(wanted, email=f"{n}@contoh.example"), NOW) for n in range(3)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["NotFound", "NotFound", "str"]
    assert len(await rows("SELECT id FROM account")) == 1


async def test_a_set_up_that_is_refused_says_every_field_and_leaves_the_link(db: str) -> None:
    secret = await accounts.setup_link_create(NOW)
    before = await dump()
    with pytest.raises(InputsRefused) as refused:
        await set_up_association(secret, SetUp("", "WIB", "", "x"), NOW)
    assert [one.field for one in refused.value.refusals] == [("association",), ("timeZone",), ("name",), ("email",)]
    assert await dump() == before
    await accounts.check_setup_link(secret, NOW)
