"""The judge is judged: each fault, put into a clean feed, is found."""

from __future__ import annotations

import pytest

from tests.documents.calendar_builders import jamboree, webinar, written
from tests.documents.feed_lint import lint

CLEAN = written(webinar(), jamboree())


def replaced(old: bytes, new: bytes) -> bytes:
    assert old in CLEAN
    return CLEAN.replace(old, new, 1)


FAULTS = {
    "byte order mark": b"\xef\xbb\xbf" + CLEAN,
    "does not end with CRLF": CLEAN.removesuffix(b"\r\n"),
    "line break that is not CRLF": replaced(b"CALSCALE:GREGORIAN\r\n", b"CALSCALE:GREGORIAN\n"),
    "76 octets": replaced(b"CALSCALE:GREGORIAN", b"CALSCALE:" + b"G" * 67),
    "empty": replaced(b"CALSCALE:GREGORIAN", b""),
    "control character": replaced(b"GREGORIAN", b"GREG\x07"),
    "beyond ASCII": replaced(b"GREGORIAN", "GREG\u2028".encode()),
    "folded inside a character": replaced("–".encode(), b"\xe2\r\n \x80\x93"),
    "not a content line": replaced(b"CALSCALE:GREGORIAN", b"calscale"),
    "closes something else": replaced(b"END:STANDARD", b"END:DAYLIGHT"),
    "not exactly one VCALENDAR": CLEAN + CLEAN,
    "VCALENDAR: no PRODID": replaced(b"PRODID:", b"X-PROD:"),
    "UID does not belong": replaced(b"CALSCALE:GREGORIAN", b"UID:x"),
    "METHOD does not belong": replaced(b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH"),
    "COLOR is not well written": replaced(b"COLOR:teal", b"COLOR:#0F766E"),
    "X-PUBLISHED-TTL is not well written": replaced(b"X-PUBLISHED-TTL:PT6H", b"X-PUBLISHED-TTL:PT"),
    "REFRESH-INTERVAL needs VALUE=DURATION": replaced(b";VALUE=DURATION", b""),
    "SOURCE needs VALUE=URI": replaced(b"SOURCE;VALUE=URI", b"SOURCE"),
    "show with its escaping": replaced(b"NAME:Agenda Kalsel", b"NAME:Agenda\\, Kalsel"),
    "SUMMARY is not well written": replaced(b"Webinar etika", b"Webinar, etika"),
    "SUMMARY is not well written: 'Webinar": replaced(b"Webinar etika", b"Webinar \\x"),
    "STATUS is not well written": replaced(b"STATUS:CONFIRMED", b"STATUS:POSTPONED"),
    "SEQUENCE 2 times": replaced(b"SEQUENCE:1", b"SEQUENCE:1\r\nSEQUENCE:2"),
    "no SEQUENCE": replaced(b"SEQUENCE:1\r\n", b""),
    "quoted into one": replaced(b"FEATURE=AUDIO,VIDEO,CHAT", b'FEATURE="AUDIO,VIDEO"'),
    "LAST-MODIFIED is not well written": replaced(b"LAST-MODIFIED:20261120T041500Z", b"LAST-MODIFIED:20261120T041500"),
    "DTSTAMP is not the last change": replaced(b"DTSTAMP:2026", b"DTSTAMP:2025"),
    "which has no VTIMEZONE": replaced(b"TZID:Asia/Jakarta", b"TZID:Asia/Bangkok"),
    "zones twice, or not in order": replaced(b"TZID:Asia/Jakarta", b"TZID:Asia/Tokyo"),
    "without a zone": replaced(b"DTSTART;TZID=Asia/Jakarta", b"DTSTART"),
    "of two kinds": replaced(b"DTEND;VALUE=DATE:20270719", b"DTEND:20270719T000000Z"),
    "DTEND is not after DTSTART": replaced(b"DTEND;VALUE=DATE:20270719", b"DTEND;VALUE=DATE:20270716"),
    "UID jamboree-1@4c1e.cpd.example 2 times": replaced(b"UID:jamboree-2@", b"UID:jamboree-1@"),
}


def test_a_clean_feed_has_no_finding():
    assert lint(CLEAN) == []


@pytest.mark.parametrize("finding", FAULTS)
def test_a_fault_is_found(finding):
    assert any(finding in one for one in lint(FAULTS[finding])), lint(FAULTS[finding])


def test_a_zone_after_an_event_is_found():
    zones = CLEAN[CLEAN.index(b"BEGIN:VTIMEZONE") : CLEAN.index(b"BEGIN:VEVENT")]
    moved = CLEAN.replace(zones, b"").replace(b"END:VCALENDAR", zones + b"END:VCALENDAR")
    assert "a VTIMEZONE after an event" in lint(moved)


def test_a_calendar_without_a_component_is_found():
    empty = CLEAN[: CLEAN.index(b"BEGIN:VTIMEZONE")] + b"END:VCALENDAR\r\n"
    assert lint(empty) == ["a calendar without any component"]
