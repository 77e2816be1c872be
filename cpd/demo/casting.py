"""Which members come to an event: those easy to recognise, and those who are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from cpd.demo.dice import Dice
from cpd.demo.names import name_parts
from cpd.demo.values import DemoMember


class Casting:
    """Hands out each living member at most once."""

    def __init__(self, members: Sequence[DemoMember], dice: Dice) -> None:
        self._waiting = dice.shuffled([member for member in members if member.status != "deceased"])
        self._distinctive = distinctive_numbers(members)

    def take(self, count: int, suits: Callable[[DemoMember], bool]) -> tuple[DemoMember, ...]:
        """The next `count` members who suit, fewer when there are no more."""
        taken = tuple(member for member in self._waiting if suits(member))[:count]
        gone = {member.number for member in taken}
        self._waiting = [member for member in self._waiting if member.number not in gone]
        return taken

    def distinctive(self, member: DemoMember) -> bool:
        """The name alone says who it is."""
        return member.number in self._distinctive


def distinctive_numbers(members: Sequence[DemoMember]) -> frozenset[str]:
    """Numbers of members with two words or more in their name, no other name containing or contained in it."""
    words = {member.number: frozenset(name_parts(member.full_name).bare.casefold().split()) for member in members}
    sharing: dict[str, set[str]] = defaultdict(set)
    for number, own in words.items():
        for word in own:
            sharing[word].add(number)
    return frozenset(
        number
        for number, own in words.items()
        if len(own) > 1 and not any(_alike(own, words[other]) for word in own for other in sharing[word] - {number})
    )


def has_email(member: DemoMember) -> bool:
    return bool(member.emails)


def has_no_email(member: DemoMember) -> bool:
    return not member.emails


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one
