"""Members and guests as one meeting sees them: a name on a screen, perhaps an address, and some time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cpd.demo.dice import Dice
from cpd.demo.display_names import (
    ANY_STYLES,
    DEVICES,
    Style,
    Workplace,
    display_name,
    initials,
    old_spelling,
    workplace,
)
from cpd.demo.names import PersonName, invent_name, name_parts
from cpd.demo.people import mail_address
from cpd.demo.provinces import CHAPTERS, PROVINCES
from cpd.demo.stays import HABITS, MeetingTimes, stay
from cpd.demo.values import DemoMember, Visitor

_HOMES = {chapter.code: chapter.province for chapter in CHAPTERS}


class Crowd:
    """Makes visitors of one meeting. No two of them look the same: they differ by address, or have none and differ by
    the name on the screen."""

    def __init__(self, members: Sequence[DemoMember], dice: Dice, times: MeetingTimes) -> None:
        self._dice = dice
        self._times = times
        self._addresses = {address for member in members for address in member.emails}
        self._roster = {name_parts(member.full_name).bare.casefold() for member in members}
        self._screens: set[str] = set()

    def by_email(self, member: DemoMember, address: str = "") -> Visitor:
        """Known by an address of the roster, written in capitals by a few; whatever is on the screen."""
        email = address or self._dice.pick(member.emails)
        email = email.upper() if self._dice.chance(4) else email
        return self._visitor(member.number, name_parts(member.full_name), member.chapter_code, email, ANY_STYLES)

    def speaker(self, member: DemoMember) -> Visitor:
        """Named with all titles, and there from beginning to end."""
        name = name_parts(member.full_name)
        visitor = self._visitor(member.number, name, member.chapter_code, member.emails[0], (("plain", 1),))
        return replace(visitor, display=str(name), stretches=stay(self._dice, self._times, "whole"))

    def by_name(self, member: DemoMember, styles: Sequence[tuple[Style, int]], email: str) -> Visitor:
        """Not known by an address: `email` is "" or one that the roster does not have."""
        return self._visitor(member.number, name_parts(member.full_name), member.chapter_code, email, styles)

    def by_other_spelling(self, member: DemoMember, email: str) -> Visitor:
        """The name written the old way, or with initials."""
        name = name_parts(member.full_name)
        bare = old_spelling(name.bare) if self._dice.chance(60) else initials(name.bare)
        styles: tuple[tuple[Style, int], ...] = (("plain", 1), ("upper", 1), ("institution", 1))
        return self._visitor(member.number, PersonName("", bare, ""), member.chapter_code, email, styles)

    def guest(self, styles: Sequence[tuple[Style, int]], *, with_address: bool) -> Visitor:
        """Somebody who is no member and has no member's name."""
        while True:
            chapter = self._dice.weighted([(one.slug, one.weight) for one in PROVINCES])
            name = invent_name(self._dice, chapter)
            if name.bare.casefold() not in self._roster:
                email = self.unknown_address(name.bare) if with_address else ""
                return self._visitor("", name, chapter, email, styles)

    def device(self) -> Visitor:
        """A telephone or computer that says nothing about its owner."""
        return self._visitor("", PersonName("", "", ""), PROVINCES[0].slug, "", (("device", 1),))

    def namesake(self, member: DemoMember) -> Visitor:
        """A stranger with a member's name."""
        name = PersonName("", name_parts(member.full_name).bare, "")
        return self._visitor("", name, member.chapter_code, self.unknown_address(name.bare), (("plain", 1),))

    def unknown_address(self, bare_name: str) -> str:
        """An address that neither the roster nor an earlier visitor has."""
        while True:
            address = mail_address(self._dice, bare_name)
            if address not in self._addresses:
                self._addresses.add(address)
                return address

    def _visitor(
        self, member_number: str, name: PersonName, chapter: str, email: str, styles: Sequence[tuple[Style, int]]
    ) -> Visitor:
        place = workplace(self._dice, _HOMES[chapter])
        style = self._dice.weighted(styles)
        display = self._screen(name, place, style, unique=not email)
        typed = display if style not in {"device", "renamed"} else name.bare or display
        first, _, last = typed.partition(" ")
        stretches = stay(self._dice, self._times, self._dice.weighted(HABITS))
        return Visitor(member_number, display, first, last, email, str(place), stretches)

    def _screen(self, name: PersonName, place: Workplace, style: Style, *, unique: bool) -> str:
        """What is on the screen; for visitors without address something that nobody else has."""
        display = display_name(self._dice, name, place, style)
        while unique and display.casefold() in self._screens:
            if style == "device":
                display = self._dice.pick(DEVICES)
            else:
                display = display_name(self._dice, name, place, "numbered")
        if unique:
            self._screens.add(display.casefold())
        return display
