"""Third-party readers as judges of a calendar feed: `python -m tests.judges.calendar FEED...`.

`ical` is Home Assistant's, `vobject` Radicale's; `icalendar` with `recurring-ical-events` resolves zones and days.
Exit 0 when all of them, and our own reading of the bytes, accept every feed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream
from ical.exceptions import CalendarParseError
from icalendar import Calendar, Component

from tests.documents.feed_lint import lint, parse


def by_ical(raw: bytes) -> list[str]:
    try:
        calendar = IcsCalendarStream.calendar_from_ics(raw.decode())
    except CalendarParseError as refused:
        return [f"{refused}: {refused.detailed_error}"]
    return _count_findings(raw, len(calendar.events))


def by_vobject(raw: bytes) -> list[str]:
    try:
        calendar = vobject.readOne(raw.decode(), validate=True)
    except vobject.base.VObjectError as refused:
        return [str(refused)]
    return _count_findings(raw, len(getattr(calendar, "vevent_list", [])))


def by_icalendar(raw: bytes) -> list[str]:
    try:
        calendar = Calendar.from_ical(raw)
    except ValueError as refused:
        return [str(refused)]
    findings = [finding for component in calendar.walk() for finding in _icalendar_findings(component)]
    undefined = [f"no VTIMEZONE for {name}" for name in sorted(calendar.get_missing_tzids())]
    return findings + undefined + _count_findings(raw, len(calendar.events))


def by_expansion(raw: bytes) -> list[str]:
    """Every event falls on some day."""
    try:
        found = list(recurring_ical_events.of(Calendar.from_ical(raw)).all())
    except (ValueError, TypeError) as refused:
        return [str(refused)]
    return _count_findings(raw, len(found))


JUDGES: dict[str, Callable[[bytes], list[str]]] = {
    "bytes": lint,
    "ical": by_ical,
    "vobject": by_vobject,
    "icalendar": by_icalendar,
    "recurring-ical-events": by_expansion,
}


def verdicts(raw: bytes) -> list[str]:
    """What any judge finds, with the judge's name."""
    return [f"{name}: {finding}" for name, judge in JUDGES.items() for finding in judge(raw)]


def _count_findings(raw: bytes, count: int) -> list[str]:
    written = len(parse(raw).all("VEVENT"))
    return [] if count == written else [f"{count} events read of {written}"]


def _icalendar_findings(component: Component) -> Iterator[str]:
    for name, error in component.errors:
        yield f"{component.name} {name}: {error}"
    for name in component.required:
        if name not in component:
            yield f"{component.name}: no {name}"


def main(paths: list[str]) -> int:
    worst = 0
    for path in paths:
        found = verdicts(Path(path).read_bytes())
        worst = max(worst, len(found))
        print(path, "accepted by all" if not found else "", *found, sep="\n  ")
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
