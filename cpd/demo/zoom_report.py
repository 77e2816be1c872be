"""Zoom's two downloads, written as the vendor writes them.

Layouts: the webinar "Attendee Report" in sections with the column names in use since 2022, and the meeting participants
with a header block, in the sentence-case wording of 2024.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cpd.core.intervals import Interval
from cpd.demo.audience import WebinarAudience, meeting_audience, meeting_times, webinar_audience
from cpd.demo.dice import Dice
from cpd.demo.values import DemoEvent, DemoMember, Visitor
from cpd.demo.zoom_text import Quoted, begun_minutes, minute_time, month_time, quoted_line, report_file, slashed_time

QUESTION = "Asal instansi, lembaga, atau perguruan tinggi"
"""The question that the organizers added to the registration form; it becomes a column."""

_SUMMARY = (
    "Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered", "# Cancelled",
    "Unique Viewers", "Total Users", "Max Concurrent Views",
)  # fmt: skip
_STAFF = (
    "Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time in Session (minutes)",
    "Is Guest", "Country/Region Name",
)  # fmt: skip
ATTENDEE_COLUMNS = (
    "Attended", "User Name (Original Name)", "First Name", "Last Name", "Email", "Phone", "Registration Time",
    "Approval Status", "Source Name", QUESTION, "Join Time", "Leave Time", "Time in Session (minutes)", "Is Guest",
    "Country/Region Name",
)  # fmt: skip
_CALLER = ("User Name", "Join Time", "Leave Time", "Time in Session (minutes)", "Country/Region Name")

_BLOCK = ("Topic", "ID", "Host", "Duration (minutes)", "Start time", "End time", "Participants")
_PARTICIPANT = (
    "Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest",
    "Recording disclaimer response", "In waiting room",
)  # fmt: skip

_COUNTRIES = (("Indonesia", 96), ("Malaysia", 2), ("Taiwan", 1), ("Netherlands", 1))


def webinar_report(members: Sequence[DemoMember], event: DemoEvent) -> bytes:
    """The Attendee Report of the event's first session: 616 attendees, and all who did not come or only called."""
    session = event.sessions[0]
    audience = webinar_audience(members, session)
    dice = Dice("webinar report", session.platform_meeting_id)
    generated = meeting_times(session).closes + 5 * 3600
    rows = [
        padded_title("Attendee Report"),
        f'Report Generated:,"{slashed_time(generated)}"',
        *_summary(event, audience),
        padded_title("Host Details"),
        quoted_line(_STAFF),
        *_staff_rows(audience.host),
        padded_title("Panelist Details"),
        quoted_line(_STAFF),
        *(row for one in audience.panelists for row in _staff_rows(one)),
        padded_title("Attendee Details"),
        quoted_line(ATTENDEE_COLUMNS),
        *(row for one in audience.attendees for row in _attendee_rows(one, dice, generated)),
        *(_no_show_row(one, dice, generated) for one in audience.absent),
        padded_title("Other Attended"),
        quoted_line(_CALLER),
        *(_caller_row(one) for one in audience.callers),
    ]
    return report_file(rows)


def meeting_report(members: Sequence[DemoMember], event: DemoEvent) -> bytes:
    """The participants of the event's first session in order of joining: 36 people, waiting-room rows among them."""
    session = event.sessions[0]
    people = meeting_audience(members, session)
    rows = sorted(row for one in people for row in _participant_rows(one))
    times = meeting_times(session)
    host = people[0]
    block = quoted_line((
        event.titles.id, session.platform_meeting_id, f"{host.display} ({host.email})",
        begun_minutes(times.closes - times.opens), Quoted(slashed_time(times.opens)),
        Quoted(slashed_time(times.closes)), str(len(rows)),
    ))  # fmt: skip
    return report_file([quoted_line(_BLOCK), block, "", quoted_line(_PARTICIPANT), *(line for _, _, line in rows)])


def padded_title(title: str) -> str:
    """A section's title, with empty cells up to the width of the widest table."""
    return title + "," * (len(ATTENDEE_COLUMNS) - 1)


def _stay_cells(stretch: Interval) -> tuple[str, str, str]:
    return month_time(stretch.start), month_time(stretch.end), begun_minutes(stretch.seconds)


def _summary(event: DemoEvent, audience: WebinarAudience) -> Iterator[str]:
    session = event.sessions[0]
    times = meeting_times(session)
    stretches = [stretch for one in audience.attendees for stretch in one.stretches]
    everybody = (audience.host, *audience.panelists, *audience.attendees, *audience.callers)
    yield quoted_line(_SUMMARY)
    yield quoted_line((
        event.titles.id, _grouped(session.platform_meeting_id), minute_time(times.opens),
        begun_minutes(times.closes - times.opens), str(len(audience.attendees) + len(audience.absent)), "3",
        str(len(audience.attendees)), str(sum(len(one.stretches) for one in everybody)),
        str(most_at_once(stretches)),
    ))  # fmt: skip


def most_at_once(stretches: Iterable[Interval]) -> int:
    """The largest number of stretches that hold the same second."""
    steps = sorted(step for start, end in stretches for step in ((start, 1), (end, -1)))
    most = now = 0
    for _, change in steps:
        now += change
        most = max(most, now)
    return most


def _grouped(digits: str) -> str:
    """81234567890 as 812 3456 7890."""
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def _staff_rows(one: Visitor) -> Iterator[str]:
    for stretch in one.stretches:
        yield quoted_line(("Yes", one.display, one.email, *_stay_cells(stretch), "No", "Indonesia"))


def _form_cells(one: Visitor, dice: Dice, before: int) -> tuple[str, str, str, str]:
    """Registration time, approval, source and the form's own question."""
    registered = before - dice.between(1, 9) * 86_400 - dice.below(86_400)
    return month_time(registered), "approved", "", one.institution


def _attendee_rows(one: Visitor, dice: Dice, before: int) -> Iterator[str]:
    """One row for each join. Only the first one repeats what was said in the registration form."""
    form = _form_cells(one, dice, before)
    country = dice.weighted(_COUNTRIES)
    for stretch in one.stretches:
        who = ("Yes", one.display, one.first, one.last, one.email, "")
        yield quoted_line((*who, *form, *_stay_cells(stretch), "Yes", country))
        form = ("", "", "", "")


def _no_show_row(one: Visitor, dice: Dice, before: int) -> str:
    who = ("No", one.display, one.first, one.last, one.email, "")
    return quoted_line((*who, *_form_cells(one, dice, before), "--", "--", "--", "--", "--"))


def _caller_row(one: Visitor) -> str:
    """The times have no seconds, and the minutes are theirs."""
    start, end = (instant - instant % 60 for instant in one.stretches[0])
    return quoted_line((one.display, minute_time(start), minute_time(end), begun_minutes(end - start), "Indonesia"))


def _participant_rows(one: Visitor) -> Iterator[tuple[int, int, str]]:
    """(join, leave, line): the key puts a wait before the stay that begins when it ends."""
    for stretches, waiting in ((one.waiting, "Yes"), (one.stretches, "No")):
        for stretch in stretches:
            cells = (
                one.display, one.email, Quoted(slashed_time(stretch.start)), Quoted(slashed_time(stretch.end)),
                begun_minutes(stretch.seconds), "No" if one.email else "Yes",
                "No Response" if waiting == "Yes" else "OK", waiting,
            )  # fmt: skip
            yield stretch.start, stretch.end, quoted_line(cells)
