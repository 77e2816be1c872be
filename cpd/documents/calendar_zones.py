"""VTIMEZONE blocks that do not depend on the day they are written, nor on chance.

The library's own `Timezone.from_tzid` is not used: it writes the onset of summer time an hour late, because it takes
the wall clock of after the change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDDDLists, vRecur

from cpd.core.errors import InputRefused
from cpd.documents.calendar_text import EscapedText
from cpd.documents.zone_changes import Change, YearlyRule, alike, changes, first_hours, split_at_rule

WRITTEN_AS = {"Asia/Pontianak": "Asia/Jakarta", "Asia/Ujung_Pandang": "Asia/Makassar"}
"""Zones that some apps do not know, and the zone with the same hours that every app knows."""
WRITTEN_AS |= dict.fromkeys(("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"), "UTC")
BEFORE_ALL = datetime(1970, 1, 1)  # noqa: DTZ001  -- a wall clock time, as VTIMEZONE has them


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name, as it is written in feeds. Refuses a name that is none."""
    try:
        return ZoneInfo(WRITTEN_AS.get(name, name))
    except (LookupError, ValueError, OSError):
        raise InputRefused("calendar-zone-unknown", zone=name) from None


def tzid(name: str) -> str:
    """The TZID of an IANA name, or "" for UTC, which is written without one."""
    key = zone(name).key
    return "" if key == "UTC" else key


def zones_bytes(names: Collection[str]) -> bytes:
    """The blocks of these zones, each once, by name: the same bytes whatever the order of a set."""
    tzids = {tzid(name) for name in names}
    return b"".join(zone_bytes(one) for one in sorted(tzids - {""}))


@cache
def zone_bytes(name: str) -> bytes:
    """The VTIMEZONE of a TZID. It takes some milliseconds, once. Right for times from FIRST_YEAR on."""
    block = Timezone()
    block["TZID"] = EscapedText(name)
    first = first_hours(zone(name))
    block.add_component(_observance(Change(BEFORE_ALL, first.offset, first)))
    for same in alike(list(changes(zone(name)))):
        for observance in _observances(same):
            block.add_component(observance)
    return bytes(block.to_ical())


def _observances(same: Sequence[Change]) -> Iterator[TimezoneStandard | TimezoneDaylight]:
    listed, ruled, rule = split_at_rule(same)
    if listed:
        yield _observance(listed[0], more=listed[1:])
    if rule:
        yield _observance(ruled[0], rule=rule)


def _observance(
    first: Change, more: Sequence[Change] = (), rule: YearlyRule | None = None
) -> TimezoneStandard | TimezoneDaylight:
    block = TimezoneDaylight() if first.after.daylight else TimezoneStandard()
    block.add("DTSTART", first.wall)
    block.add("TZOFFSETFROM", first.before)
    block.add("TZOFFSETTO", first.after.offset)
    block["TZNAME"] = EscapedText(first.after.name)
    if more:
        block["RDATE"] = vDDDLists([change.wall for change in more])
    if rule:
        block["RRULE"] = vRecur({"FREQ": "YEARLY", "BYMONTH": rule.month, "BYDAY": rule.weekday})
    return block
