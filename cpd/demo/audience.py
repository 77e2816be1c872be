"""Who comes to the two events whose reports are imported.

Each visitor carries the truth about who it is, so that what matching makes of the report can be judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cpd.core.intervals import Interval, epoch
from cpd.demo.casting import Casting, has_email, has_no_email
from cpd.demo.crowd import Crowd
from cpd.demo.dice import Dice
from cpd.demo.display_names import ANY_STYLES, WHOLE_NAME_STYLES, Style
from cpd.demo.names import name_parts
from cpd.demo.stays import MeetingTimes
from cpd.demo.values import DemoMember, DemoSession, Visitor

WEBINAR_ATTENDEES = 616
MEETING_PEOPLE = 36

_PLAIN: tuple[tuple[Style, int], ...] = (("plain", 3), ("upper", 2), ("institution", 2))


class WebinarAudience(NamedTuple):
    """`attendees` are 616; `absent` registered and did not come; `callers` dialled in under a masked number."""

    host: Visitor
    panelists: tuple[Visitor, ...]
    attendees: tuple[Visitor, ...]
    absent: tuple[Visitor, ...]
    callers: tuple[Visitor, ...]


def webinar_audience(members: Sequence[DemoMember], session: DemoSession) -> WebinarAudience:
    """420 members, 8 of them on two devices, and guests up to 616; panelists, no-shows and callers beside."""
    dice = Dice("webinar", session.platform_meeting_id)
    casting = Casting(members, dice)
    times = meeting_times(session)
    crowd = Crowd(members, dice, times)
    known = [crowd.by_email(member) for member in casting.take(344, has_email)]
    known += _on_two_devices(crowd, casting.take(8, lambda member: len(member.emails) > 1))
    known += _by_name_only(crowd, casting, dice)
    known += _to_review(crowd, casting)
    known.append(crowd.namesake(_first_deceased(members)))
    devices = [crowd.device() for _ in range(5)]
    guests = [crowd.guest(ANY_STYLES, with_address=True) for _ in range(WEBINAR_ATTENDEES - len(known) - len(devices))]
    return WebinarAudience(
        host=_organizer("Panitia Webinar", "panitia@contoh.example", times),
        panelists=tuple(crowd.speaker(member) for member in casting.take(6, has_email)),
        attendees=tuple(dice.shuffled(known + devices + guests)),
        absent=(
            *(crowd.by_email(member) for member in casting.take(41, has_email)),
            *(crowd.guest(ANY_STYLES, with_address=True) for _ in range(17)),
        ),
        callers=tuple(_caller(dice, times) for _ in range(6)),
    )


def meeting_audience(members: Sequence[DemoMember], session: DemoSession) -> tuple[Visitor, ...]:
    """36 people, the organizer first: 26 members and 9 others; some waited to be let in."""
    dice = Dice("meeting", session.platform_meeting_id)
    casting = Casting(members, dice)
    times = meeting_times(session)
    crowd = Crowd(members, dice, times)
    hard = casting.take(4, lambda member: not casting.distinctive(member) and has_no_email(member))
    people = [
        *(crowd.by_name(member, _PLAIN, "") for member in hard),
        *(crowd.by_name(member, WHOLE_NAME_STYLES, "") for member in casting.take(8, casting.distinctive)),
        *(crowd.by_email(member) for member in casting.take(14, has_email)),
        *(crowd.guest(ANY_STYLES, with_address=False) for _ in range(6)),
        crowd.guest(WHOLE_NAME_STYLES, with_address=True),
        crowd.device(),
        crowd.device(),
    ]
    host = _organizer("Sekretariat DPD", "sekretariat@contoh.example", times)
    return (host, *(_let_in(dice, one, times) for one in dice.shuffled(people)))


def meeting_times(session: DemoSession) -> MeetingTimes:
    """Opened 35 minutes before the session, closed 18 minutes after it."""
    starts, ends = epoch(session.starts_at), epoch(session.ends_at)
    return MeetingTimes(starts - 35 * 60 - 13, starts, ends, ends + 18 * 60 + 41)


def _on_two_devices(crowd: Crowd, members: Sequence[DemoMember]) -> list[Visitor]:
    """A laptop under one address, a telephone under another: two attendees, one member."""
    return [crowd.by_email(member, address) for member in members for address in member.emails[:2]]


def _by_name_only(crowd: Crowd, casting: Casting, dice: Dice) -> list[Visitor]:
    """40 whose name is theirs alone, under an address that the roster does not know, or none."""
    unmailed = casting.take(22, lambda member: casting.distinctive(member) and has_no_email(member))
    others = casting.take(40 - len(unmailed), casting.distinctive)
    return [
        crowd.by_name(
            member,
            WHOLE_NAME_STYLES,
            "" if dice.chance(35) else crowd.unknown_address(name_parts(member.full_name).bare),
        )
        for member in (*unmailed, *others)
    ]


def _to_review(crowd: Crowd, casting: Casting) -> list[Visitor]:
    """28 that a person must look at: 13 names that are not theirs alone, 12 spelt otherwise, 3 on another's address."""
    alike = casting.take(13, lambda member: not casting.distinctive(member))
    misspelt = casting.take(12, casting.distinctive)
    borrowers = casting.take(3, casting.distinctive)
    lenders = casting.take(3, has_email)
    return [
        *(crowd.by_name(one, _PLAIN, crowd.unknown_address(name_parts(one.full_name).bare)) for one in alike),
        *(crowd.by_other_spelling(one, crowd.unknown_address(name_parts(one.full_name).bare)) for one in misspelt),
        *(
            crowd.by_name(one, (("plain", 1),), lender.emails[0])
            for one, lender in zip(borrowers, lenders, strict=True)
        ),
    ]


def _first_deceased(members: Sequence[DemoMember]) -> DemoMember:
    """One with a whole name: only the standing speaks against a match."""
    return next(one for one in members if one.status == "deceased" and " " in name_parts(one.full_name).bare)


def _organizer(name: str, email: str, times: MeetingTimes) -> Visitor:
    return Visitor("", name, name, "", email, "", (Interval(times.opens, times.closes),))


def _caller(dice: Dice, times: MeetingTimes) -> Visitor:
    """A telephone call; the number is masked as Zoom does, and no number starts like this one."""
    number = f"62000{'*' * dice.between(3, 4)}{dice.between(100, 9999)}"
    start = dice.between(times.opens, times.starts + times.length // 2)
    return Visitor("", number, number, "", "", "", (Interval(start, start + dice.between(240, 5400)),))


def _let_in(dice: Dice, visitor: Visitor, times: MeetingTimes) -> Visitor:
    """Two of five wait at the door before their first stretch."""
    if not dice.chance(40):
        return visitor
    first = visitor.stretches[0]
    waiting = Interval(max(times.opens, first.start - dice.between(12, 420)), first.start)
    return replace(visitor, waiting=(waiting,))
