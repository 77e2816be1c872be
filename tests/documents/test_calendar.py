from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cpd.core.errors import InputRefused
from cpd.documents.calendar import build_parts, event_bytes, feed_bytes
from cpd.words import LANGUAGES, sentence_of
from tests.documents.calendar_builders import (
    CHANGED,
    FACTS,
    NINE_WIB,
    deadline,
    entries,
    jamboree,
    session,
    webinar,
    written,
)
from tests.documents.feed_lint import lint, parse, unescaped
from tests.judges.calendar import JUDGES, verdicts

CANCELLED = webinar(uid="session-3@cpd.example", status="cancelled", sequence=4)
REALISTIC = (webinar(), jamboree(), deadline(), CANCELLED)


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reader_accepts_a_feed(judge, language):
    assert JUDGES[judge](written(*REALISTIC, language=language, alarm_minutes=30)) == []


def test_a_feed_without_events_is_valid():
    assert lint(written()) == []
    assert len(parse(written()).all("VTIMEZONE")) == 1


def test_the_head_says_how_often_to_come_back_and_where_it_is_from():
    calendar = parse(written(webinar()))
    head = {one.name: (one.parameters, one.value) for one in calendar.properties}
    assert head == {
        "VERSION": ({}, "2.0"),
        "PRODID": ({}, "-//cpd//Calendar feed//ID"),
        "CALSCALE": ({}, "GREGORIAN"),
        "NAME": ({}, "Agenda Kalsel"),
        "X-WR-CALNAME": ({}, "Agenda Kalsel"),
        "DESCRIPTION": ({}, "Kegiatan cabang"),
        "X-WR-CALDESC": ({}, "Kegiatan cabang"),
        "X-WR-TIMEZONE": ({}, "Asia/Makassar"),
        "COLOR": ({}, "teal"),
        "LAST-MODIFIED": ({}, "20261120T041500Z"),
        "REFRESH-INTERVAL": ({"VALUE": "DURATION"}, "PT6H"),
        "X-PUBLISHED-TTL": ({}, "PT6H"),
        "SOURCE": ({"VALUE": "URI"}, "https://cpd.example/ics/kalsel.ics"),
        "URL": ({}, "https://cpd.example/kalender/kalsel"),
    }


def test_a_private_feed_does_not_tell_its_address():
    calendar = parse(feed_bytes(replace(FACTS, source_url="", url=""), [], set()))
    assert not {"SOURCE", "URL"} & {one.name for one in calendar.properties}


def test_a_feed_name_has_no_sign_that_apps_show_escaped():
    calendar = parse(feed_bytes(replace(FACTS, title="Etika, hukum;\r\n dan C:\\praktik"), [], set()))
    assert calendar.value("X-WR-CALNAME") == calendar.value("NAME") == "Etika hukum dan C: praktik"


def test_a_feed_without_a_zone_for_its_last_change_is_refused():
    with pytest.raises(InputRefused) as refused:
        feed_bytes(replace(FACTS, changed_at=CHANGED.replace(tzinfo=None)), [], set())
    assert refused.value.code == "calendar-time-without-zone"


def test_a_session_is_written_with_everything_apps_show():
    (entry,) = entries(written(webinar()))
    assert {one.name: one.value for one in entry.properties if one.name != "DESCRIPTION"} == {
        "UID": "session-1@4c1e.cpd.example",
        "DTSTAMP": "20261120T041500Z",
        "LAST-MODIFIED": "20261120T041500Z",
        "CREATED": "20261102T030000Z",
        "SEQUENCE": "1",
        "DTSTART": "20270306T090000",
        "DTEND": "20270306T113000",
        "SUMMARY": "Webinar etika profesi",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "CATEGORIES": "Webinar,Etika\\, hukum",
        "URL": "https://cpd.example/w/8f2c",
        "LOCATION": "https://cpd.example/w/8f2c/join",
        "CONFERENCE": "https://cpd.example/w/8f2c/join",
    }
    conference = entry.first("CONFERENCE")
    assert conference
    assert conference.parameters == {
        "VALUE": "URI",
        "FEATURE": "AUDIO,VIDEO,CHAT",
        "LABEL": "Bergabung daring",
        "LANGUAGE": "id",
    }


def test_the_description_tells_times_credits_and_links():
    (entry,) = entries(written(webinar()))
    assert unescaped(entry.value("DESCRIPTION")).splitlines() == [
        "Sabtu, 6 Maret 2027, 09.00–11.30 WIB = 10.00–12.30 WITA = 11.00–13.30 WIT",
        "Narasumber: Dra. Sekar Wulan, M.Si.; Dr. Bagas Prakoso",
        "Nilai: 2.00 SKP, Pembelajaran",
        "Bergabung: https://cpd.example/w/8f2c/join",
        "Kehadiran minimal 75%.",
        "Keterangan lengkap: https://cpd.example/w/8f2c",
    ]


def test_an_english_feed_is_english_throughout():
    (entry,) = entries(written(CANCELLED, language="en"))
    assert entry.value("SUMMARY") == "CANCELLED: Webinar etika profesi"
    assert unescaped(entry.value("DESCRIPTION")).splitlines()[:2] == [
        "This event is cancelled.",
        "Saturday, 6 March 2027, 09:00–11:30 WIB = 10:00–12:30 WITA = 11:00–13:30 WIT",
    ]


def test_an_address_comes_before_the_join_page():
    (entry,) = entries(written(webinar(location="Aula Dinsos, Tapin")))
    assert unescaped(entry.value("LOCATION")) == "Aula Dinsos, Tapin"
    assert entry.value("CONFERENCE") == "https://cpd.example/w/8f2c/join"


def test_a_session_in_a_hall_has_no_conference():
    (entry,) = entries(written(webinar(join_url="", location="Aula")))
    assert not entry.first("CONFERENCE")
    assert "Bergabung" not in entry.value("DESCRIPTION")


def test_several_days_are_an_all_day_umbrella_and_one_entry_for_each_session():
    umbrella, *sessions = entries(written(jamboree()))
    start = umbrella.first("DTSTART")
    assert start
    assert (start.parameters, start.value) == ({"VALUE": "DATE"}, "20270716")
    assert umbrella.value("DTEND") == "20270719"
    assert umbrella.value("TRANSP") == "TRANSPARENT"
    assert [one.value("RELATED-TO") for one in sessions] == [umbrella.value("UID")] * 3
    assert [one.value("DTSTART") for one in sessions] == ["20270716T080000", "20270717T090000", "20270718T100000"]


def test_one_day_has_no_umbrella_unless_it_is_written_elsewhere():
    alone, related = entries(written(webinar(), webinar(uid="session-2@x", umbrella_uid="event-9@x")))
    assert not alone.first("RELATED-TO")
    assert related.value("RELATED-TO") == "event-9@x"


def test_sessions_of_an_event_are_written_by_time():
    late, early = session(), session(uid="session-0@x", starts_at=NINE_WIB - timedelta(hours=2))
    event = replace(webinar(), sessions=(late, early))
    assert [one.value("UID") for one in entries(written(event))] == [early.uid, late.uid]


def test_a_cancelled_session_stays_and_has_nothing_to_join():
    (entry,) = entries(written(CANCELLED))
    assert entry.value("STATUS") == "CANCELLED"
    assert entry.value("SEQUENCE") == "4"
    assert entry.value("SUMMARY") == "DIBATALKAN: Webinar etika profesi"
    assert entry.value("TRANSP") == "TRANSPARENT"
    assert not {"CONFERENCE", "LOCATION"} & {one.name for one in entry.properties}
    assert "SKP" not in entry.value("DESCRIPTION")


def test_a_cancelled_event_cancels_its_sessions():
    assert {one.value("STATUS") for one in entries(written(jamboree(status="cancelled")))} == {"CANCELLED"}


def test_an_alarm_is_written_only_when_asked_for_and_never_for_a_cancelled_session():
    raw = written(webinar(), CANCELLED, deadline(), alarm_minutes=30)
    confirmed, cancelled, day = entries(raw)
    (alarm,) = confirmed.all("VALARM")
    assert (alarm.value("TRIGGER"), alarm.value("ACTION")) == ("-PT30M", "DISPLAY")
    assert not cancelled.children
    assert not day.children
    assert b"VALARM" not in written(webinar())


def test_an_hour_that_comes_twice_is_written_in_utc():
    """Sydney puts its clocks back on 4 April 2027 at 03:00: half past two comes twice."""
    second = datetime(2027, 4, 3, 16, 30, tzinfo=UTC)
    raw = written(webinar(time_zone="Australia/Sydney", starts_at=second, ends_at=second + timedelta(hours=1)))
    assert entries(raw)[0].value("DTSTART") == "20270403T163000Z"
    assert lint(raw) == []


def test_utc_needs_no_zone():
    (part,), _ = build_parts([webinar(time_zone="Etc/UTC")], "id")
    assert part.zones == set()
    assert b"DTSTART:20270306T020000Z" in part.content


def test_a_part_says_when_it_is_shown_and_which_zones_it_needs():
    (part,), _ = build_parts([jamboree(status="cancelled")], "id")
    assert (part.uid, part.first_day, part.last_day) == (
        "event-7@4c1e.cpd.example",
        date(2027, 7, 16),
        date(2027, 7, 18),
    )
    assert part.cancelled
    assert part.zones == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}


def test_bytes_do_not_change_until_something_does():
    assert written(*REALISTIC) == written(*REALISTIC)
    assert written(webinar()) != written(webinar(changed_at=CHANGED + timedelta(seconds=1)))


def test_a_change_of_one_event_leaves_the_bytes_of_the_others():
    before = [event_bytes(one, "id") for one in REALISTIC]
    after = [event_bytes(one, "id") for one in (webinar(title="Lain"), *REALISTIC[1:])]
    assert before[0] != after[0]
    assert before[1:] == after[1:]


BROKEN = {
    "calendar-time-without-zone": webinar(starts_at=datetime(2027, 3, 6, 9)),  # noqa: DTZ001
    "calendar-ends-before-start": webinar(ends_at=NINE_WIB),
    "calendar-zone-unknown": webinar(time_zone="Asia/Banjarmasin"),
    "calendar-title-missing": webinar(title="\x00 \n"),
    "calendar-uid-missing": webinar(uid="session 1\n"),
    "calendar-uid-twice": replace(webinar(), sessions=(session(), session())),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_event_is_refused_and_named(code):
    with pytest.raises(InputRefused) as refused:
        event_bytes(BROKEN[code], "id")
    assert refused.value.code == code
    for language in LANGUAGES:
        assert "{" not in sentence_of(refused.value, language)


@pytest.mark.parametrize(
    "event",
    [
        deadline(last_day=date(2027, 12, 30)),
        replace(webinar(), changed_at=CHANGED.replace(tzinfo=None)),
        replace(webinar(), uid=""),
        webinar(ends_at=NINE_WIB + timedelta(milliseconds=900)),
        webinar(shown_zones=("Mars/Utopia",)),
        webinar(time_zone="../../etc/passwd"),
    ],
)
def test_other_broken_values_are_refused_too(event):
    with pytest.raises(InputRefused):
        event_bytes(event, "id")


def test_one_bad_event_never_breaks_the_feed():
    nonsense = webinar(uid="session-66@x", sequence="many", created_at=None)
    parts, dropped = build_parts([webinar(), *BROKEN.values(), nonsense, jamboree()], "id")
    assert [part.uid for part in parts] == [webinar().uid, jamboree().uid]
    assert [one.uid for one in dropped] == [*(one.uid for one in BROKEN.values()), "event-66@x"]
    assert all(isinstance(one.error, Exception) for one in dropped)
    assert verdicts(feed_bytes(FACTS, [part.content for part in parts], {"Asia/Jakarta", *parts[1].zones})) == []


def test_two_processes_write_the_same_bytes():
    """Sets have another order in each process; a feed served by two of them must have one entity tag."""
    code = (
        "import hashlib;"
        "from tests.documents.calendar_builders import *;"
        "places = ['Europe/Paris', 'Asia/Jayapura', 'Asia/Makassar', 'America/Lima', 'Asia/Tokyo'];"
        "events = [webinar(uid=f's{i}@x', time_zone=name) for i, name in enumerate(places)];"
        "print(hashlib.sha256(written(*events, jamboree())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(digests) == 1
