"""Local times mean nothing without the zone of the file."""

from __future__ import annotations

import pytest

from cpd.core.errors import FileRefused
from cpd.core.platform import ReadingOptions
from integrations.zoom.export import read_export

TIMED = b"""\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)
Ani,,06/18/2026 08:00,06/18/2026 09:00,60
"""
TOTALS = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\nAni,,60,No"


def test_local_times_need_a_zone() -> None:
    with pytest.raises(FileRefused) as refused:
        read_export(TIMED, ReadingOptions())
    assert refused.value.code == "time-zone-needed"


@pytest.mark.parametrize("content", [TIMED, TOTALS])
@pytest.mark.parametrize("name", ["WIB", "Asia/Atlantis", "../../etc/passwd", "/etc/passwd", "Asia", "a" * 5000, "\0"])
def test_a_zone_that_nobody_knows_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_export(content, ReadingOptions(name))
    assert refused.value.code == "time-zone-unknown"
    assert len(str(refused.value.values["text"])) <= 40


def test_a_file_without_times_needs_none() -> None:
    reading = read_export(TOTALS, ReadingOptions())
    assert reading is not None
    assert (reading.time_zone, len(reading.connections)) == ("", 1)


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("UTC", 8)])
def test_the_zone_moves_the_times(zone: str, hour: int) -> None:
    reading = read_export(TIMED, ReadingOptions(zone))
    assert reading is not None
    assert reading.time_zone == zone
    assert [one.join.hour for one in reading.connections if one.join] == [hour]
