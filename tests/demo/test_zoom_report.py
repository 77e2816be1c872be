from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cpd.core.attendance import Reading
from cpd.core.intervals import Interval, epoch
from cpd.core.platform import ReadingOptions
from cpd.demo.events import REPORTED_MEETING, REPORTED_WEBINAR, demo_event, demo_events
from cpd.demo.people import demo_members
from cpd.demo.values import DemoEvent
from cpd.demo.zoom_report import meeting_report, most_at_once, webinar_report
from cpd.demo.zoom_text import begun_minutes, minute_time, month_time, quoted_line, slashed_time
from integrations.zoom import ZOOM

Table = list[list[str]]
SECTIONS = ["Host Details", "Panelist Details", "Attendee Details", "Other Attended"]
STAFF = (
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,"
    "Country/Region Name"
)
CALLERS = "User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name"


def local(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> int:
    return epoch(datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo("Asia/Jakarta")))


def table(content: bytes) -> Table:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def section(rows: Table, title: str) -> Table:
    """Header and rows below a section's title."""
    start = next(place for place, row in enumerate(rows) if row[0] == title) + 1
    ends = [place for place, row in enumerate(rows) if place > start and row[0] in SECTIONS]
    return rows[start : min(ends, default=len(rows))]


@pytest.fixture(scope="module")
def webinar_table(webinar_bytes: bytes) -> Table:
    return table(webinar_bytes)


@pytest.fixture(scope="module")
def meeting_table(meeting_bytes: bytes) -> Table:
    return table(meeting_bytes)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, "0"), (1, "1"), (59, "1"), (60, "1"), (61, "2"), (3600, "60")])
def test_a_begun_minute_counts(seconds: int, minutes: str) -> None:
    assert begun_minutes(seconds) == minutes


def test_times_are_written_as_zoom_does_in_the_accounts_zone() -> None:
    assert month_time(local(2026, 3, 5, 9, 7, 39)) == "Mar 05, 2026 09:07:39"
    assert month_time(local(2026, 3, 5, 19, 13, 27)) == "Mar 05, 2026 19:13:27"
    assert minute_time(local(2026, 12, 25, 0, 7)) == "Dec 25, 2026 12:07 AM"
    assert minute_time(local(2026, 12, 25, 13, 7)) == "Dec 25, 2026 1:07 PM"
    assert slashed_time(local(2026, 3, 5, 9, 7, 39)) == "03/05/2026 09:07:39 AM"
    assert slashed_time(local(2026, 3, 5, 12, 0, 1)) == "03/05/2026 12:00:01 PM"


def test_cells_are_quoted_where_needed() -> None:
    assert quoted_line(("a", "b, c", 'd "e"')) == 'a,"b, c","d ""e"""'


def test_the_most_at_once_are_counted_per_moment() -> None:
    assert most_at_once([Interval(0, 10), Interval(5, 15), Interval(10, 20)]) == 2
    assert most_at_once([]) == 0


@pytest.mark.parametrize("report", ["webinar_bytes", "meeting_bytes"])
def test_files_have_a_byte_order_mark_and_end_every_line_with_crlf(report: str, request: pytest.FixtureRequest) -> None:
    content: bytes = request.getfixturevalue(report)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize("report", ["webinar_table", "meeting_table"])
def test_every_cell_is_clean_text(report: str, request: pytest.FixtureRequest) -> None:
    rows: Table = request.getfixturevalue(report)
    assert [cell for row in rows for cell in row if not cell.isprintable()] == []


@pytest.mark.parametrize("report", ["webinar_table", "meeting_table"])
def test_mail_goes_to_nobody(report: str, request: pytest.FixtureRequest) -> None:
    rows: Table = request.getfixturevalue(report)
    addresses = [one for row in rows for cell in row for one in re.findall(r"[^\s(]+@[^\s)]+", cell)]
    assert len(addresses) > 15
    assert [one for one in addresses if not one.lower().endswith((".example", "@example.org"))] == []


def test_the_webinar_report_has_its_title_summary_and_sections(webinar_table: Table) -> None:
    assert webinar_table[0] == ["Attendee Report", *[""] * 14]
    assert webinar_table[1][0] == "Report Generated:"
    assert ",".join(webinar_table[2]) == (
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,"
        "Total Users,Max Concurrent Views"
    )
    assert [row[0] for row in webinar_table if row[0] in SECTIONS] == SECTIONS
    assert all(not any(row[1:]) and len(row) == 15 for row in webinar_table if row[0] in SECTIONS)


def test_each_section_has_its_header(webinar_table: Table) -> None:
    assert ",".join(section(webinar_table, "Host Details")[0]) == STAFF
    assert ",".join(section(webinar_table, "Panelist Details")[0]) == STAFF
    assert section(webinar_table, "Attendee Details")[0] == [
        "Attended", "User Name (Original Name)", "First Name", "Last Name", "Email", "Phone", "Registration Time",
        "Approval Status", "Source Name", "Asal instansi, lembaga, atau perguruan tinggi", "Join Time", "Leave Time",
        "Time in Session (minutes)", "Is Guest", "Country/Region Name",
    ]  # fmt: skip
    assert ",".join(section(webinar_table, "Other Attended")[0]) == CALLERS


def test_616_attendees_came_and_58_did_not(webinar_table: Table) -> None:
    rows = section(webinar_table, "Attendee Details")[1:]
    came = {row[4].casefold() or row[1].casefold() for row in rows if row[0] == "Yes"}
    assert len(came) == 616
    assert sum(row[0] == "No" for row in rows) == 58


def test_the_summary_agrees_with_the_sections(webinar_table: Table, webinar: DemoEvent) -> None:
    summary = dict(zip(webinar_table[2], webinar_table[3], strict=True))
    visits = sum(row[0] == "Yes" for title in SECTIONS[:3] for row in section(webinar_table, title))
    assert summary["Webinar ID"].replace(" ", "") == webinar.sessions[0].platform_meeting_id
    assert summary["# Registered"] == str(616 + 58)
    assert summary["Unique Viewers"] == "616"
    assert summary["Total Users"] == str(visits + len(section(webinar_table, "Other Attended")[1:]))
    assert 300 < int(summary["Max Concurrent Views"]) <= 700


def test_no_shows_have_dashes_where_attendance_would_be(webinar_table: Table) -> None:
    absent = [row for row in section(webinar_table, "Attendee Details") if row[0] == "No"]
    assert all(row[10:] == ["--"] * 5 for row in absent)
    assert all(row[6] and row[7] == "approved" for row in absent)


def test_only_the_first_row_of_a_person_repeats_the_registration(webinar_table: Table) -> None:
    seen: set[str] = set()
    again = 0
    for row in section(webinar_table, "Attendee Details")[1:]:
        who = row[4] or row[1]
        assert (row[6:10] == [""] * 4) == (who in seen)
        again += who in seen
        seen.add(who)
    assert again > 150


def test_callers_are_masked_numbers_with_times_to_the_minute(webinar_table: Table) -> None:
    callers = section(webinar_table, "Other Attended")[1:]
    assert len(callers) == 6
    for number, join, leave, minutes, _ in callers:
        assert re.fullmatch(r"62000\*{3,4}\d{3,4}", number)
        assert re.fullmatch(r"[A-Z][a-z]{2} \d\d, \d{4} \d{1,2}:\d\d [AP]M", join)
        assert re.fullmatch(r"[A-Z][a-z]{2} \d\d, \d{4} \d{1,2}:\d\d [AP]M", leave)
        assert int(minutes) >= 4


def test_attendee_minutes_are_their_seconds_rounded_up(webinar_table: Table) -> None:
    rows = [row for row in section(webinar_table, "Attendee Details")[1:] if row[0] == "Yes"]
    for row in rows:
        join, leave = (datetime.strptime(cell[-8:], "%H:%M:%S") for cell in row[10:12])  # noqa: DTZ007
        assert int(row[12]) == -(-int((leave - join).total_seconds()) // 60)


def test_the_meeting_export_has_block_blank_line_and_participants(meeting_table: Table, meeting: DemoEvent) -> None:
    assert ",".join(meeting_table[0]) == "Topic,ID,Host,Duration (minutes),Start time,End time,Participants"
    assert meeting_table[1][:3] == [
        "Bimbingan Teknis Manajemen Kasus",
        meeting.sessions[0].platform_meeting_id,
        "Sekretariat DPD (sekretariat@contoh.example)",
    ]
    assert meeting_table[1][6] == str(len(meeting_table) - 4)
    assert meeting_table[2] == []
    assert ",".join(meeting_table[3]) == (
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,"
        "In waiting room"
    )


def test_the_meeting_has_36_people_and_waiting_room_rows(meeting_table: Table) -> None:
    rows = meeting_table[4:]
    assert len({row[1].casefold() or row[0].casefold() for row in rows}) == 36
    assert len({row[1].casefold() or row[0].casefold() for row in rows if row[7] == "No"}) == 36
    assert sum(row[7] == "Yes" for row in rows) >= 8


def test_guests_have_no_address(meeting_table: Table) -> None:
    assert all((row[5] == "Yes") == (row[1] == "") for row in meeting_table[4:])


def test_meeting_rows_come_in_order_of_joining_with_quoted_times(meeting_bytes: bytes) -> None:
    lines = meeting_bytes.decode("utf-8-sig").split("\r\n")[4:-1]
    joins = [
        datetime.strptime(found[0], "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007
        for line in lines
        if (found := re.findall(r'"(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d [AP]M)"', line))
    ]
    assert len(joins) == len(lines)
    assert joins == sorted(joins)


def test_meeting_minutes_are_their_seconds_rounded_up(meeting_table: Table) -> None:
    for row in meeting_table[4:]:
        join, leave = (datetime.strptime(cell, "%m/%d/%Y %I:%M:%S %p") for cell in row[2:4])  # noqa: DTZ007
        assert int(row[4]) == -(-int((leave - join).total_seconds()) // 60)


def test_the_same_day_gives_the_same_bytes(today: date, webinar_bytes: bytes, meeting_bytes: bytes) -> None:
    members, events = demo_members(today), demo_events(today)
    assert webinar_report(members, demo_event(events, REPORTED_WEBINAR)) == webinar_bytes
    assert meeting_report(members, demo_event(events, REPORTED_MEETING)) == meeting_bytes


def test_a_week_later_the_same_people_come_a_week_later(webinar_table: Table) -> None:
    later = date(2026, 5, 19)
    content = webinar_report(demo_members(later), demo_event(demo_events(later), REPORTED_WEBINAR))
    before, after = (section(one, "Attendee Details")[1:] for one in (webinar_table, table(content)))
    assert [row[:6] for row in after] == [row[:6] for row in before]
    assert [row[10].replace("Apr 18", "Apr 11") for row in after] == [row[10] for row in before]


def test_another_hash_seed_gives_the_same_bytes(webinar_bytes: bytes, meeting_bytes: bytes) -> None:
    script = (
        "import hashlib; from datetime import date; from cpd.demo import events, people, zoom_report as zoom;"
        "today = date(2026, 5, 12); who = people.demo_members(today); what = events.demo_events(today);"
        "print(hashlib.sha256("
        "zoom.webinar_report(who, events.demo_event(what, events.REPORTED_WEBINAR))"
        " + zoom.meeting_report(who, events.demo_event(what, events.REPORTED_MEETING))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert other.stdout.decode().strip() == hashlib.sha256(webinar_bytes + meeting_bytes).hexdigest()


def read(content: bytes) -> Reading:
    reading = ZOOM.read_export(content, ReadingOptions(time_zone="Asia/Jakarta"))
    assert reading is not None
    return reading


def test_the_webinar_report_is_read_without_a_problem(webinar_bytes: bytes) -> None:
    reading = read(webinar_bytes)
    assert (reading.layout, reading.problems) == ("W2", ())
    attendees = {(one.email or one.name).casefold() for one in reading.connections if one.role == "attendee"}
    assert len(attendees) == 616
    assert [one.reason for one in reading.excluded] == ["no_show"] * 58


def test_the_meeting_export_is_read_without_a_problem(meeting_bytes: bytes) -> None:
    reading = read(meeting_bytes)
    assert (reading.layout, reading.problems, reading.people) == ("Z5", (), 36)
