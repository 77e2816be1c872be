"""A webinar report as large as the product promises to take, and the roster that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from cpd.demo.dice import Dice
from cpd.demo.names import invent_name, name_parts
from cpd.demo.provinces import PROVINCES
from cpd.demo.values import DemoMember
from cpd.demo.zoom_report import ATTENDEE_COLUMNS, padded_title
from cpd.demo.zoom_text import month_time, quoted_line, report_file

STARTS = 1_774_665_000
"""2026-03-28 09:30:00 in Asia/Jakarta."""
LENGTH_SECONDS = 3 * 3600


def large_roster(count: int, today: date = date(2026, 4, 1)) -> tuple[DemoMember, ...]:
    """So many active members of all provinces, each with an address of their own; names repeat, as they do."""
    dice = Dice("large roster")
    provinces = tuple((one.slug, one.weight) for one in PROVINCES)
    return tuple(_member(place, dice.weighted(provinces), dice, today) for place in range(count))


def write_large_report(rows: int, people: Sequence[DemoMember]) -> bytes:
    """An Attendee Report in the wording of 2022 (layout W2) with so many attended rows, spread evenly over the people.

    Everybody comes under their first address; the pieces of one person's stay follow each other in time.
    """
    many, more = divmod(rows, len(people))
    lines = [
        padded_title("Attendee Report"),
        padded_title("Attendee Details"),
        quoted_line(ATTENDEE_COLUMNS),
        *(
            line
            for place, member in enumerate(people)
            for line in _rows(member, many + (place < more), offset=place % 600)
        ),
    ]
    return report_file(lines)


def _member(place: int, slug: str, dice: Dice, today: date) -> DemoMember:
    name = invent_name(dice, slug)
    return DemoMember(
        number=f"99-{place + 1:06d}",
        full_name=str(name),
        chapter_code=slug,
        emails=(f"anggota{place + 1}@surel.example",),
        status="active",
        joined_on=today - timedelta(days=2000),
        certified_on=today - timedelta(days=dice.between(1, 1826)),
    )


def _rows(member: DemoMember, count: int, offset: int) -> Iterator[str]:
    bare = name_parts(member.full_name).bare
    first, _, last = bare.partition(" ")
    who = f"Yes,{bare},{first},{last},{member.emails[0]},"
    form = f'"{_time_text(STARTS - 90_000)}",approved,,Dinsos Contoh'
    for place in range(count):
        start = STARTS + offset + place * LENGTH_SECONDS // count
        seconds = LENGTH_SECONDS // count - 30
        stay = f'"{_time_text(start)}","{_time_text(start + seconds)}",{-(-seconds // 60)}'
        yield f"{who},{form},{stay},Yes,Indonesia"
        form = ",,,"


@cache
def _time_text(instant: int) -> str:
    return month_time(instant)
