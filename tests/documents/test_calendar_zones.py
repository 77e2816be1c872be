from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical

from cpd.core.errors import InputRefused
from cpd.documents.calendar_zones import tzid, zone, zone_bytes, zones_bytes
from cpd.documents.zone_changes import changes

WITH_SUMMER_TIME = ["Australia/Sydney", "America/New_York", "Europe/Dublin", "Europe/Lisbon", "Australia/Lord_Howe"]
IRREGULAR = ["Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "America/Santiago", "Pacific/Easter", "Asia/Tehran"]
PLAIN = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kathmandu", "Asia/Tokyo", "Pacific/Apia"]

JAYAPURA = b"""BEGIN:VTIMEZONE
TZID:Asia/Jayapura
BEGIN:STANDARD
DTSTART:19700101T000000
TZNAME:WIT
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""


def test_indonesia_is_one_block_of_standard_time():
    assert zone_bytes("Asia/Jayapura") == JAYAPURA.replace(b"\n", b"\r\n")


def test_summer_time_begins_at_the_hour_the_clocks_still_show():
    """Sydney goes from 02:00 to 03:00 on the first Sunday of October."""
    assert b"DTSTART:20151004T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10\r\n" in zone_bytes("Australia/Sydney")


def test_the_last_sunday_of_a_month_is_said_as_the_last():
    assert b"BYDAY=-1SU;BYMONTH=3" in zone_bytes("Europe/Dublin")


def test_changes_without_a_yearly_rule_are_listed():
    block = zone_bytes("Africa/Casablanca")
    assert b"RDATE" in block
    assert b"RRULE" not in block


@pytest.mark.parametrize("name", [*WITH_SUMMER_TIME, *IRREGULAR, *PLAIN])
def test_another_reader_finds_the_same_hours(name):
    """Around every change of some years, and in the middle of months."""
    read, real = tzical(StringIO(zone_bytes(name).decode())).get(), ZoneInfo(name)
    for moment in [*_around_changes(real), *(datetime(2028, month, 15, 12, tzinfo=UTC) for month in range(1, 13))]:
        wall = moment.astimezone(real)
        if not wall.fold and _exists(wall):
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), wall


def _around_changes(real: ZoneInfo) -> list[datetime]:
    turns = [
        change.wall.replace(tzinfo=UTC) - change.before for change in changes(real) if 2024 <= change.wall.year <= 2040
    ]
    hours = (-30, -3, 3, 30)
    return [turn + timedelta(hours=away) for turn in turns for away in hours]


def _exists(wall: datetime) -> bool:
    return wall.astimezone(UTC).astimezone(wall.tzinfo) == wall


def test_every_zone_can_be_written():
    names = sorted(name for name in available_timezones() if name.startswith(("Asia/", "Pacific/", "America/A")))
    assert len(names) > 100
    assert zones_bytes(names).count(b"BEGIN:VTIMEZONE") == len({tzid(name) for name in names})


def test_zones_are_written_once_by_name_whatever_the_order():
    names = ["Asia/Makassar", "UTC", "Asia/Jakarta", "Asia/Pontianak", "Asia/Jakarta"]
    assert zones_bytes(names) == zones_bytes(names[::-1]) == zone_bytes("Asia/Jakarta") + zone_bytes("Asia/Makassar")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Asia/Pontianak", "Asia/Jakarta"),
        ("Asia/Ujung_Pandang", "Asia/Makassar"),
        ("Asia/Jakarta", "Asia/Jakarta"),
        ("Etc/UTC", ""),
        ("UTC", ""),
    ],
)
def test_zones_have_the_names_that_apps_know(name, written):
    assert tzid(name) == written


@pytest.mark.parametrize("name", ["", "+07:00", "WIBB", "../../etc/passwd", "/etc/passwd", "Asia", "Asia/\x00"])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(InputRefused) as refused:
        zone(name)
    assert refused.value.code == "calendar-zone-unknown"
    assert refused.value.values == {"zone": name}
