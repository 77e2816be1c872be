from __future__ import annotations

import pytest

from cpd.demo.crowd import Crowd
from cpd.demo.dice import Dice
from cpd.demo.people import mail_address
from cpd.demo.stays import MeetingTimes
from cpd.demo.values import DemoMember

TIMES = MeetingTimes(opens=8_000, starts=10_000, ends=20_800, closes=22_000)


@pytest.fixture
def crowd(members: tuple[DemoMember, ...]) -> Crowd:
    return Crowd(members, Dice("crowd"), TIMES)


def test_two_people_of_one_name_and_no_address_look_different(crowd: Crowd, members: tuple[DemoMember, ...]) -> None:
    siti = [crowd.by_name(members[0], (("plain", 1),), "") for _ in range(2)]
    assert siti[0].display == "Siti Aminah"
    assert siti[1].display.split("_")[1:3] == ["Siti", "Aminah"]


def test_two_telephones_look_different(crowd: Crowd) -> None:
    assert len({crowd.device().display for _ in range(6)}) == 6


def test_a_guest_never_has_a_members_name(members: tuple[DemoMember, ...]) -> None:
    """The first name these dice would give is on the roster here, and is passed over."""
    free = Crowd((), Dice("guest"), TIMES).guest((("plain", 1),), with_address=False)
    taken = DemoMember("99-00001", free.display, "bali", (), "active", members[0].joined_on, None)
    other = Crowd((taken,), Dice("guest"), TIMES).guest((("plain", 1),), with_address=False)
    assert other.display != free.display


def test_an_address_of_the_roster_is_not_given_to_a_stranger(members: tuple[DemoMember, ...]) -> None:
    first = mail_address(Dice("address"), "Rini Astuti")
    taken = DemoMember("99-00001", "Rini Astuti", "bali", (first,), "active", members[0].joined_on, None)
    assert Crowd((taken,), Dice("address"), TIMES).unknown_address("Rini Astuti") != first


def test_a_renamed_person_registered_under_their_own_name(crowd: Crowd, members: tuple[DemoMember, ...]) -> None:
    visitor = crowd.by_name(members[0], (("renamed", 1),), "siti@contoh.example")
    assert (visitor.first, visitor.last) == ("Siti", "Aminah")
    assert visitor.display.endswith("(Siti)")


def test_a_speaker_is_named_with_titles_and_stays_to_the_end(crowd: Crowd, members: tuple[DemoMember, ...]) -> None:
    visitor = crowd.speaker(members[0])
    assert visitor.display == "Siti Aminah, S.Sos."
    assert visitor.stretches[0].end >= TIMES.ends - 90
