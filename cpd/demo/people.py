"""The two thousand members: unevenly spread, with the names, addresses and standings a real roster has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cpd.demo.dice import Dice
from cpd.demo.names import PersonName, invent_name, name_parts, name_stock
from cpd.demo.provinces import PROVINCES, Province
from cpd.demo.values import DemoMember, MemberStatus

MEMBERS = 2_000

# Reserved for examples (RFC 2606), so that no mail of the demo can ever reach anybody.
MAIL_DOMAINS = (
    "surel.example",
    "example.org",
    "contoh.example",
    "dinsos.contoh.example",
    "kampus.contoh.example",
    "rsud.contoh.example",
)

_STATUSES: tuple[tuple[MemberStatus, int], ...] = (("active", 88), ("lapsed", 8), ("honorary", 2), ("deceased", 2))
_CYCLE_DAYS = 1826
_CAREER_DAYS_MAX = 20 * 365


def demo_members(today: date) -> tuple[DemoMember, ...]:
    """2,000 members. Names, numbers and addresses never change; the dates keep their distance from `today`."""
    dice = Dice("members")
    addresses: set[str] = set()
    seats = dict.fromkeys((one.slug for one in PROVINCES), 0)
    members = []
    for province, name in _names(dice):
        seats[province.slug] += 1
        status, joined_on, certified_on = _standing(dice, today)
        members.append(
            DemoMember(
                number=f"{province.number}-{seats[province.slug]:05d}",
                full_name=str(name),
                chapter_code=province.slug,
                emails=_emails(dice, name, addresses),
                status=status,
                joined_on=joined_on,
                certified_on=certified_on,
            )
        )
    return tuple(members)


def mail_address(dice: Dice, bare_name: str) -> str:
    """An address as people make them of their names, in a domain that does not exist."""
    words = [word for word in _letters(bare_name).split() if len(word) > 1]
    first, last = words[0], words[-1]
    locals_ = (f"{first}.{last}", f"{last}.{first}", f"{first}_{last}", f"{first}{last}", first)
    local = dice.pick(locals_) if first != last else first
    digits = str(dice.between(2, 999)) if dice.chance(65) or first == last else ""
    return f"{local}{digits}@{dice.pick(MAIL_DOMAINS)}"


def _names(dice: Dice) -> Iterator[tuple[Province, PersonName]]:
    """The people who are alike first, then everybody else, no bare name twice among them."""
    by_slug = {one.slug: one for one in PROVINCES}
    taken = set()
    for slug, full_name in name_stock().alike:
        name = name_parts(full_name)
        taken.add(name.bare.casefold())
        yield by_slug[slug], name
    everywhere = tuple((one, one.weight) for one in PROVINCES)
    missing = MEMBERS - len(name_stock().alike)
    while missing:
        province = dice.weighted(everywhere)
        name = invent_name(dice, province.slug)
        if name.bare.casefold() not in taken:
            taken.add(name.bare.casefold())
            missing -= 1
            yield province, name


def _emails(dice: Dice, name: PersonName, addresses: set[str]) -> tuple[str, ...]:
    """None for one in fourteen, two for one in six; nobody shares an address."""
    wanted = dice.weighted(((0, 7), (1, 76), (2, 15), (3, 2)))
    emails: list[str] = []
    while len(emails) < wanted:
        address = mail_address(dice, name.bare)
        if address not in addresses:
            addresses.add(address)
            emails.append(address)
    return tuple(emails)


def _standing(dice: Dice, today: date) -> tuple[MemberStatus, date, date | None]:
    """Status, day of joining, and the certificate's date: some members are days from a deadline, some years."""
    status = dice.weighted(_STATUSES)
    certified_days = dice.between(20, 2 * _CYCLE_DAYS + 400)
    if status == "lapsed":
        certified_days = dice.between(_CYCLE_DAYS + 30, 2 * _CYCLE_DAYS)
    joined_days = dice.between(certified_days + 5, max(certified_days + 400, _CAREER_DAYS_MAX))
    joined_on = today - timedelta(days=joined_days)
    uncertified = status == "honorary" or dice.chance(8)
    return status, joined_on, None if uncertified else today - timedelta(days=certified_days)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isascii() and (letter.isalpha() or letter == " "))
