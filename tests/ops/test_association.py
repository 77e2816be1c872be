"""The association's own records: members all or none, packs that never change, uploads good for one file."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from cpd.core.credits import credits_text
from cpd.core.errors import ActionRefused, InputRefused, NotFound, PackRefused
from cpd.core.paging import PageRequest
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import association, balances, deliveries, events, inputs, packs
from cpd.ops.adjusting import Adjustment, entries_adjust, entry_reverse
from cpd.ops.association import NewMember, members_create
from cpd.ops.balances import EntryFilter, balance_of, decisions_of, entries_by_id, entry_page
from cpd.ops.roster import roster
from cpd.store.tx import rows
from tests.builders import (
    DAY,
    NOW,
    PEOPLE,
    ZONE,
    Association,
    a_webinar,
    an_account,
    an_association,
    bring,
    report,
    stays,
)
from tests.dump import dump

pytestmark = pytest.mark.anyio

SARI, BAGUS, KETUT = PEOPLE


@pytest.fixture
async def own(db: str) -> Association:
    return await an_association()


async def test_an_association_is_founded_once(own: Association) -> None:
    with pytest.raises(ActionRefused, match="already-set-up"):
        await association.found("Lain", ZONE, NOW)
    assert [one["code"] for one in await association.chapters()] == ["jabar"]
    assert [one["code"] for one in await association.programmes()] == ["str"]


def new(number: str, **changes: object) -> NewMember:
    values = {"full_name": "Rina", "chapter_id": "", "emails": [], "status": "active", "joined_on": DAY} | changes
    return NewMember(number=number, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"number": "00001"}, "member-number-taken"),
        ({"number": "70001"}, "member-number-taken"),
        ({"number": "70002", "status": "asleep"}, "word-unknown"),
        ({"number": "70002", "full_name": " "}, "value-needed"),
        ({"number": "70002", "emails": ["nobody"]}, "not-an-email"),
    ],
)
async def test_members_come_all_or_none(own: Association, second: dict[str, object], code: str) -> None:
    before = await dump()
    with pytest.raises(InputRefused) as refused:
        await members_create(
            [new("70001", chapter_id=own.chapter_id), new(chapter_id=own.chapter_id, **second)],  # type: ignore[arg-type]
            own.programme_id,
            NOW,
        )
    assert refused.value.code == code
    assert await dump() == before


async def test_a_member_without_a_certificate_has_none_and_an_address_twice_is_once(own: Association) -> None:
    emails = ["Rina@Contoh.example", "rina@contoh.example"]
    (rina,) = await members_create([new("70001", chapter_id=own.chapter_id, emails=emails)], own.programme_id, NOW)
    assert await rows("SELECT address FROM member_email WHERE member_id = $1", rina) == [
        {"address": "rina@contoh.example"}
    ]
    assert await rows("SELECT id FROM certification WHERE member_id = $1", rina) == []
    assert await balance_of(rina, None, DAY) is None


async def test_the_roster_is_kept_until_somebody_changes(own: Association) -> None:
    first = await roster()
    assert await roster() is first
    await members_create([new("70001", chapter_id=own.chapter_id)], None, NOW)
    assert await roster() is not first


async def test_a_programme_needs_a_pack_that_was_published(own: Association) -> None:
    with pytest.raises(InputRefused, match="pack-unknown"):
        await association.programme_create("x", "X", "X", "nobodys", NOW)


# -- Packs


async def test_an_edition_is_published_once_and_never_changed(own: Association) -> None:
    text = builtin_pack_text("contoh-id")
    before = await dump()
    first = await packs.publish(text, "contoh-id.toml", NOW + timedelta(days=1))
    assert await packs.publish(text, "other-name.toml", NOW) == first
    assert await dump() == before
    with pytest.raises(ActionRefused, match="pack-edition-exists"):
        await packs.publish(text.replace("0.25", "0.50"), "contoh-id.toml", NOW)
    with pytest.raises(PackRefused):
        await packs.publish("[pack]", "broken.toml", NOW)
    assert await dump() == before


async def test_the_edition_that_began_last_holds(own: Association) -> None:
    text = builtin_pack_text("contoh-id")
    later = text.replace('edition = "2026"', 'edition = "2027"').replace("2020-01-01", "2027-01-01")
    old, new_id = await packs.in_force("contoh-id", DAY), await packs.publish(later, "later.toml", NOW)
    assert await packs.in_force("contoh-id", date(2026, 12, 31)) == old
    assert await packs.in_force("contoh-id", date(2027, 1, 1)) == new_id
    assert await packs.in_force("contoh-id", date(2019, 12, 31)) is None
    assert (await packs.edition(new_id)).edition == "2027"
    with pytest.raises(LookupError):
        await packs.edition("pck_none")


# -- Uploads and deliveries


async def test_the_same_bytes_are_kept_once_however_many_bring_them(db: str) -> None:
    ids = await asyncio.gather(*[deliveries.keep(b"same", NOW) for _ in range(4)])
    assert len(set(ids)) == 1
    assert await deliveries.content_of(ids[0]) == b"same"
    with pytest.raises(NotFound):
        await deliveries.content_of("dlv_none")


async def test_too_many_bytes_are_not_kept(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "UPLOAD_BYTES_MAX", 10)
    with pytest.raises(InputRefused, match="file-too-big"):
        await deliveries.keep(b"12345678901", NOW)


async def test_an_upload_takes_one_file_from_whoever_has_its_address(own: Association) -> None:
    upload_id, secret = await deliveries.upload_create(own.organizer, "../../etc/pass\x00wd.csv", NOW)
    assert (await deliveries.open_upload(upload_id, secret, NOW))["file_name"] == "passwd.csv"
    with pytest.raises(ActionRefused, match="upload-empty"):
        await deliveries.delivery_of_upload(own.organizer, upload_id)
    with pytest.raises(InputRefused, match="file-empty"):
        await deliveries.upload_put(upload_id, secret, b"", NOW)
    delivery_id = await deliveries.upload_put(upload_id, secret, b"report", NOW)
    assert await deliveries.upload_put(upload_id, secret, b"report", NOW) == delivery_id
    with pytest.raises(ActionRefused, match="upload-used"):
        await deliveries.upload_put(upload_id, secret, b"other", NOW)
    assert await deliveries.delivery_of_upload(own.organizer, upload_id) == delivery_id
    stranger = await an_account("o@contoh.example", ("organizer", own.chapter_id))
    for viewer, wanted in ((stranger, upload_id), (own.organizer, "upl_none")):
        with pytest.raises(NotFound):
            await deliveries.delivery_of_upload(viewer, wanted)


async def test_an_upload_ends_and_a_wrong_secret_opens_nothing(own: Association) -> None:
    upload_id, secret = await deliveries.upload_create(own.organizer, "a.csv", NOW)
    for wanted, key, when in (
        (upload_id, secret + "x", NOW), (upload_id, "é", NOW), ("upl_none", secret, NOW),
        (upload_id, secret, NOW + timedelta(minutes=31)),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await deliveries.upload_put(wanted, key, b"x", when)
    member = await an_account("m@contoh.example", ("member", None))
    with pytest.raises(NotFound):
        await deliveries.upload_create(member, "a.csv", NOW)


@pytest.mark.parametrize(
    ("name", "plain"), [("a\\b\\c.csv", "c.csv"), ("", "file"), ("..", ".."), ("x" * 200 + ".csv", "x" * 116 + ".csv")]
)
async def test_a_files_name_is_shown_without_folders(name: str, plain: str) -> None:
    assert deliveries.plain_name(name) == plain


# -- Balances


async def test_a_balance_is_the_sum_of_the_entries_in_its_cycle(own: Association) -> None:
    sari = own.members[SARI]
    webinar = await a_webinar(own)
    await bring(own, webinar, report(*stays(SARI, "09:00-11:00")))
    old = Adjustment(sari, own.programme_id, 250, "learning", date(2020, 5, 1), "Saldo lama")
    await entries_adjust(own.organizer, [old], NOW)
    found = await balance_of(sari, None, DAY)
    assert found is not None
    assert (credits_text(found.balance.earned), credits_text(found.balance.pending)) == ("1.00", "1.00")
    assert found.programme["code"] == "str"
    assert found.cycle.starts_on == date(2026, 1, 1)
    await events.event_close(own.organizer, webinar.event_id, NOW)
    closed = await balance_of(sari, own.programme_id, DAY)
    assert closed is not None
    assert closed.balance.pending == 0
    before = await balance_of(sari, own.programme_id, date(2020, 5, 1))
    assert before is not None
    assert before.balance.earned == 250
    assert await balance_of(sari, "prg_none", DAY) is None
    assert await balance_of(sari, None, date(2019, 1, 1)) is None


async def test_a_pack_without_cycles_has_no_balance(db: str) -> None:
    own = await an_association(pack="ama-pra")
    assert await balance_of(own.members[SARI], None, DAY) is None


async def test_entries_come_by_date_with_their_decision(own: Association) -> None:
    sari = own.members[SARI]
    await bring(own, await a_webinar(own), report(*stays(SARI, "09:00-11:00")))
    old = Adjustment(sari, own.programme_id, 250, "learning", date(2026, 5, 1), "Saldo lama")
    (old_id,) = await entries_adjust(own.organizer, [old], NOW)
    await entry_reverse(own.organizer, old_id, "Salah", NOW)
    page = await entry_page(sari, EntryFilter(), PageRequest(10))
    assert [one["kind"] for one in page.rows] == ["award", "reversal", "adjustment"]
    assert page.rows[0]["presence_seconds"] == 7200
    assert page.rows[2]["reversed_by_id"] == page.rows[1]["id"]
    limited = EntryFilter(own.programme_id, date(2026, 6, 1), date(2026, 6, 30))
    assert [one["kind"] for one in (await entry_page(sari, limited, PageRequest(10))).rows] == ["award"]
    assert await entries_by_id([]) == []
    ids = [old_id, "ent_none", page.rows[0]["id"]]
    assert [one["id"] for one in await entries_by_id(ids)] == [old_id, page.rows[0]["id"]]
    decided = await decisions_of(sari).page(PageRequest(10))
    assert [one["credits"] for one in decided.rows] == [100]
    assert await decisions_of(sari).count() == 1


async def test_a_member_is_found_by_number(own: Association) -> None:
    assert await balances.member_by_number("00002") == own.members[BAGUS]
    with pytest.raises(NotFound):
        await balances.member_by_number("99999")


# -- What people type


@pytest.mark.parametrize(
    ("text", "slug"), [("Etika & Batas", "etika-batas"), ("Ünïcode", "unicode"), ("漢字", "event")]
)
async def test_a_slug_is_plain_words(text: str, slug: str) -> None:
    assert inputs.slug(text) == slug


async def test_text_may_have_lines_and_no_control_characters() -> None:
    assert inputs.text(" a\r\nb\tc ", "description") == "a\nb\tc"
    for wrong in ("a\x00", "a\x1b[31m", "\u2028", "\ud800"):
        with pytest.raises(InputRefused, match="control-characters"):
            inputs.text(f"a{wrong}b", "description")
    with pytest.raises(InputRefused, match="text-too-long"):
        inputs.text("x" * 10_001, "description")
    assert inputs.https_url("", "joinUrl") == ""
