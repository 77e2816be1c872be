from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from cpd.demo.dice import Dice
from cpd.demo.names import PersonName, invent_name, name_parts, name_stock
from cpd.demo.people import demo_members, mail_address
from cpd.demo.provinces import PROVINCES
from cpd.demo.values import DemoMember

Members = tuple[DemoMember, ...]
RESERVED = re.compile(r"[a-z0-9._]+@(?:[a-z]+\.)*(?:[a-z]+\.example|example\.org)")


def bare(member: DemoMember) -> str:
    return name_parts(member.full_name).bare


def test_there_are_two_thousand_members_in_all_38_provinces(members: Members) -> None:
    assert len(members) == 2000
    assert {member.chapter_code for member in members} == {one.slug for one in PROVINCES}


def test_chapters_are_of_uneven_size(members: Members) -> None:
    sizes = Counter(member.chapter_code for member in members)
    assert max(sizes.values()) > 150
    assert min(sizes.values()) < 10


def test_numbers_are_unique_and_begin_with_the_province(members: Members) -> None:
    province_numbers = {one.slug: one.number for one in PROVINCES}
    assert len({member.number for member in members}) == 2000
    for member in members:
        assert re.fullmatch(rf"{province_numbers[member.chapter_code]}-\d{{5}}", member.number)


def test_mail_goes_to_nobody_and_no_two_members_share_an_address(members: Members) -> None:
    addresses = [address for member in members for address in member.emails]
    assert len(set(addresses)) == len(addresses)
    assert [one for one in addresses if not RESERVED.fullmatch(one)] == []


def test_some_members_have_no_address_and_some_several(members: Members) -> None:
    counts = Counter(len(member.emails) for member in members)
    assert counts[0] >= 80
    assert counts[2] >= 200
    assert counts[3] >= 20


def test_names_are_clean_text(members: Members) -> None:
    for member in members:
        assert member.full_name.isprintable()
        assert member.full_name == " ".join(member.full_name.split())


def test_well_known_people_are_not_among_them_by_chance(members: Members) -> None:
    meant = {name_parts(full_name).bare for _, full_name in name_stock().alike}
    invented = {bare(member) for member in members} - meant
    assert not {name.casefold() for name in invented} & name_stock().avoid


def test_titles_and_one_word_names_are_frequent(members: Members) -> None:
    assert sum("," in member.full_name for member in members) > 1000
    assert sum(bool(name_parts(member.full_name).front) for member in members) > 150
    assert sum(" " not in bare(member) for member in members) > 80


def test_two_members_are_called_siti_aminah_in_different_chapters(members: Members) -> None:
    homes = [member.chapter_code for member in members if bare(member) == "Siti Aminah"]
    assert sorted(homes) == ["jawa-timur", "kalimantan-selatan"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sri Wahyuni", "Sri Wahyuningsih"),
        ("Sumarno", "Sumarni"),
        ("I Made Sudarma", "I Wayan Sudarma"),
        ("Muhammad Rizki Ramadhan", "Mohamad Rizky Ramadan"),
    ],
)
def test_names_that_are_nearly_the_same_belong_to_two_people(members: Members, one: str, other: str) -> None:
    assert {one, other} <= {bare(member) for member in members}


def test_most_are_active_and_every_standing_occurs(members: Members) -> None:
    statuses = Counter(member.status for member in members)
    assert statuses["active"] > 1600
    assert min(statuses[status] for status in ("lapsed", "honorary", "deceased")) >= 10
    assert set(statuses) == {"active", "lapsed", "honorary", "deceased"}


def test_nobody_is_certified_before_joining_or_after_today(members: Members, today: date) -> None:
    for member in members:
        assert member.joined_on < today
        assert member.certified_on is None or member.joined_on < member.certified_on < today


def test_every_year_of_the_five_year_cycle_has_members_in_it(members: Members, today: date) -> None:
    years = Counter((today - member.certified_on).days % 1826 // 366 for member in members if member.certified_on)
    assert set(years) == {0, 1, 2, 3, 4}
    assert min(years.values()) > 150


def test_the_next_day_has_the_same_people_with_dates_one_day_later(members: Members, today: date) -> None:
    day = timedelta(days=1)
    later = demo_members(today + day)
    assert [(one.number, one.full_name, one.emails, one.status) for one in later] == [
        (one.number, one.full_name, one.emails, one.status) for one in members
    ]
    assert [one.joined_on - day for one in later] == [one.joined_on for one in members]


def test_the_same_day_has_the_same_members(members: Members, today: date) -> None:
    assert demo_members(today) == members


def test_names_and_addresses_come_from_the_seed_alone_on_every_python(members: Members) -> None:
    assert [(one.number, one.full_name, one.emails) for one in (members[0], members[44], members[1999])] == [
        ("63-00001", "Siti Aminah, S.Sos.", ("aminah.siti@rsud.contoh.example", "siti.aminah624@rsud.contoh.example")),
        ("32-00007", "Yeni Euis, S.ST.", ("yeni.euis963@kampus.contoh.example",)),
        (
            "72-00023",
            "Hasmiati Tamrin, S.Pd.",
            ("hasmiati@rsud.contoh.example", "hasmiatitamrin858@dinsos.contoh.example"),
        ),
    ]


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("Dra. Hj. Siti Rahmah, S.Sos., M.Si.", PersonName("Dra. Hj.", "Siti Rahmah", "S.Sos., M.Si.")),
        ("Tumiyem", PersonName("", "Tumiyem", "")),
        ("Moh. Hosnan, A.KS.", PersonName("", "Moh. Hosnan", "A.KS.")),
        ("Dr. Ni Ketut Ariani", PersonName("Dr.", "Ni Ketut Ariani", "")),
    ],
)
def test_a_full_name_is_taken_apart_and_put_together_again(full_name: str, parts: PersonName) -> None:
    assert name_parts(full_name) == parts
    assert str(parts) == full_name


def test_every_province_has_a_stock_of_names() -> None:
    dice = Dice("every province")
    for one in PROVINCES:
        assert invent_name(dice, one.slug).bare


def test_balinese_names_carry_i_or_ni_and_the_order_of_birth() -> None:
    dice = Dice("bali")
    names = [invent_name(dice, "bali").bare for _ in range(60)]
    ordered = [name for name in names if re.match(r"(I|Ni) (Wayan|Putu|Gede|Made|Kadek|Nyoman|Komang|Ketut) ", name)]
    assert len(ordered) > 30


def test_an_address_is_made_of_the_letters_of_the_name() -> None:
    address = mail_address(Dice("address"), "Elisabet Bunga'")
    assert re.fullmatch(r"(elisabet|bunga)[._]?(elisabet|bunga)?\d{0,3}@.+", address)
