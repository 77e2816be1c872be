from __future__ import annotations

from cpd.core.attendance import attendee_key
from cpd.core.platform import ReadingOptions
from integrations.zoom import ZOOM
from tests.benchmarks.large_report import large_roster, write_large_report


def test_the_large_report_has_the_rows_and_people_asked_for() -> None:
    people = large_roster(70)
    reading = ZOOM.read_export(write_large_report(1000, people), ReadingOptions(time_zone="Asia/Jakarta"))
    assert reading is not None
    assert (reading.layout, reading.problems) == ("W2", ())
    assert len(reading.connections) == 1000
    assert {attendee_key(one.email, "", one.name) for one in reading.connections} == {
        "e:" + member.emails[0] for member in people
    }


def test_a_large_roster_has_unique_numbers_and_addresses_and_is_the_same_twice() -> None:
    people = large_roster(500)
    assert len({one.number for one in people}) == len({one.emails for one in people}) == 500
    assert large_roster(500) == people
