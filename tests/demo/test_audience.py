from __future__ import annotations

from collections import Counter

import pytest

from cpd.core.attendance import attendee_key
from cpd.core.intervals import Interval, clip, epoch, total_seconds, union
from cpd.demo.audience import WebinarAudience, meeting_audience, webinar_audience
from cpd.demo.casting import distinctive_numbers
from cpd.demo.names import name_parts
from cpd.demo.values import DemoEvent, DemoMember, Visitor

Members = tuple[DemoMember, ...]


@pytest.fixture(scope="session")
def audience(members: Members, webinar: DemoEvent) -> WebinarAudience:
    return webinar_audience(members, webinar.sessions[0])


@pytest.fixture(scope="session")
def people(members: Members, meeting: DemoEvent) -> tuple[Visitor, ...]:
    return meeting_audience(members, meeting.sessions[0])


def keys(visitors: tuple[Visitor, ...]) -> set[str]:
    return {attendee_key(one.email, "", one.display) for one in visitors}


def test_616_attendees_are_616_identities(audience: WebinarAudience) -> None:
    assert len(audience.attendees) == len(keys(audience.attendees)) == 616


def test_420_members_attend_eight_of_them_under_two_addresses(audience: WebinarAudience) -> None:
    times = Counter(one.member_number for one in audience.attendees if one.member_number)
    assert len(times) == 420
    assert Counter(times.values()) == {1: 412, 2: 8}


def test_most_members_come_under_an_address_of_the_roster(audience: WebinarAudience, members: Members) -> None:
    owner = {address: member.number for member in members for address in member.emails}
    by_email = [one for one in audience.attendees if one.member_number and owner.get(one.email.lower())]
    right = [one for one in by_email if owner[one.email.lower()] == one.member_number]
    assert len(right) == 360
    assert len(by_email) - len(right) == 3


def test_forty_members_are_known_by_a_name_that_is_theirs_alone(audience: WebinarAudience, members: Members) -> None:
    roster = {address for member in members for address in member.emails}
    alone = distinctive_numbers(members)
    full_names = {member.number: name_parts(member.full_name).bare.casefold() for member in members}
    by_name = [
        one
        for one in audience.attendees
        if one.member_number in alone
        and one.email.lower() not in roster
        and full_names[one.member_number] in one.display.replace("_", " ").casefold()
    ]
    assert 40 <= len(by_name) <= 52
    assert any(not one.email for one in by_name)


def test_no_guest_has_an_address_of_the_roster(audience: WebinarAudience, members: Members) -> None:
    roster = {address for member in members for address in member.emails}
    guests = [one for one in audience.attendees if not one.member_number]
    assert len(guests) == 188
    assert not {one.email for one in guests} & roster


def test_the_only_guest_with_a_members_name_has_that_of_a_deceased_one(
    audience: WebinarAudience, members: Members
) -> None:
    status = {name_parts(member.full_name).bare: member.status for member in members}
    assert [status[one.display] for one in audience.attendees if not one.member_number and one.display in status] == [
        "deceased"
    ]


def test_no_deceased_member_attends(audience: WebinarAudience, members: Members) -> None:
    deceased = {member.number for member in members if member.status == "deceased"}
    everybody = (*audience.attendees, *audience.panelists, *audience.absent)
    assert not {one.member_number for one in everybody} & deceased


def test_the_threshold_of_80_percent_bites(audience: WebinarAudience, webinar: DemoEvent) -> None:
    session = webinar.sessions[0]
    core = (Interval(epoch(session.breaks[0].ends_at), epoch(session.ends_at)),)
    needed_seconds = -(-core[0].seconds * 80 // 100)
    present = [total_seconds(clip(union(one.stretches), core)) for one in audience.attendees]
    enough = sum(seconds >= needed_seconds for seconds in present)
    assert 300 < enough < 500


def test_some_people_have_overlapping_rows_and_one_has_many(audience: WebinarAudience) -> None:
    overlapping = [
        one for one in audience.attendees if total_seconds(union(one.stretches)) < total_seconds(one.stretches)
    ]
    assert len(overlapping) >= 20
    assert max(len(one.stretches) for one in audience.attendees) >= 13


def test_36_people_meet_26_of_them_members(people: tuple[Visitor, ...]) -> None:
    assert len(people) == len(keys(people)) == 36
    assert sum(bool(one.member_number) for one in people) == 26


def test_people_wait_right_before_they_are_let_in(people: tuple[Visitor, ...]) -> None:
    waited = [one for one in people if one.waiting]
    assert len(waited) >= 8
    for one in waited:
        assert one.waiting[-1].end == one.stretches[0].start
        assert one.waiting[0].start >= people[0].stretches[0].start
