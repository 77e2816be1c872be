"""Whatever an organizer types, the bytes are right and every reader reads back what a person would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cpd.documents.calendar import build_parts, feed_bytes
from cpd.documents.calendar_text import calendar_name, lines, one_line, uri
from tests.documents.calendar_builders import FACTS, deadline, entries, jamboree, webinar, written
from tests.documents.feed_lint import URI, lint, parse, unescaped
from tests.judges.calendar import verdicts

TITLES = [
    "Pekan 🎉👩🏽‍⚕️ peksos",
    "ꦥꦼꦏꦼꦂꦗ ꦱꦺꦴꦱꦶꦪꦭ꧀ " * 20,
    "ندوة عن أخلاقيات المهنة، ومهارات؛ متقدمة",
    "a, b; c \\ d \\n e \\N f \\, g: h \"i\" 'j' ^k",
    "satu\r\ndua\ntiga\rempat\u2028lima\x85enam\x0btujuh\x0cdelapan\x1csembilan",
    "x" * 1000,
    "é" * 1000,
    "🧑‍🤝‍🧑" * 334,
    ",;\\" * 333,
    "\x00\x07\x1b[31mmerah\x7f\x9b\ufeff akhir",
    "BEGIN:VEVENT\r\nUID:palsu\r\nEND:VEVENT",
    "END:VCALENDAR",
    " spasi di depan dan di belakang\t",
    "\ud800 pengganti sendirian \udfff",
    "{title} %s {0}",
    "=cmd|' /C calc'!A0",
]
ANYTHING = st.text(st.characters(), max_size=300)
SIGNS = st.text("\\,;:\"nN\r\n\t ^'=é🎉\u2028\x85\x00a", max_size=200)
HOSTILE = st.one_of(st.sampled_from(TITLES), ANYTHING, SIGNS)
ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(seconds=1), timedelta(days=3))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reader_accepts_every_title(title, language):
    everywhere = {"title": title, "location": title, "categories": (title, title), "speakers": (title,)}
    event = webinar(**everywhere, description_lines=(title, title), credits_text=title, status="cancelled")
    raw = written(event, jamboree(title=title, location=title), language=language)
    assert verdicts(raw) == []


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_read_back_as_written(title):
    raw = written(webinar(title=title))
    assert unescaped(entries(raw)[0].value("SUMMARY")) == one_line(title)
    assert not set("\x00\x07\x1b\x7f\x9b\ufeff\r\n\u2028") & set(one_line(title))


@pytest.mark.parametrize("title", [one for one in TITLES if "\\" not in one])
def test_another_reader_reads_the_same_title(title):
    """Without backslashes, which that reader takes apart in the wrong order."""
    (event,) = Calendar.from_ical(written(webinar(title=title))).events
    assert str(event["SUMMARY"]) == one_line(title)


@settings(max_examples=150, deadline=None)
@given(title=HOSTILE, place=HOSTILE, named=st.tuples(HOSTILE, HOSTILE), told=HOSTILE)
def test_any_text_gives_right_bytes(title, place, named, told):
    event = webinar(title="a" + title, location=place, categories=named, description_lines=(told,), credits_text=told)
    raw = written(event)
    assert lint(raw) == []
    (entry,) = entries(raw)
    assert unescaped(entry.value("SUMMARY")) == one_line("a" + title)
    assert lines(told) in unescaped(entry.value("DESCRIPTION"))


@settings(max_examples=25, deadline=None)
@given(title=HOSTILE, told=HOSTILE)
def test_any_text_is_accepted_by_every_reader(title, told):
    assert verdicts(written(webinar(title="a" + title, description_lines=(told,)))) == []


@settings(max_examples=100, deadline=None)
@given(place=st.sampled_from(ZONES), starts_at=MOMENTS, length=LENGTHS)
def test_any_zone_and_time_gives_right_bytes(place, starts_at, length):
    raw = written(webinar(time_zone=place, starts_at=starts_at, ends_at=starts_at + length))
    assert lint(raw) == []


@settings(max_examples=25, deadline=None)
@given(place=st.sampled_from(ZONES), starts_at=MOMENTS, length=LENGTHS)
def test_another_reader_finds_the_same_moment(place, starts_at, length):
    raw = written(webinar(time_zone=place, starts_at=starts_at, ends_at=starts_at + length))
    (event,) = Calendar.from_ical(raw).events
    assert event.start == starts_at.replace(microsecond=0)
    assert event.end == (starts_at + length).replace(microsecond=0)


@settings(max_examples=100, deadline=None)
@given(title=HOSTILE, description=HOSTILE)
def test_any_name_of_a_feed_gives_right_bytes(title, description):
    facts = replace(FACTS, title=title, description=description)
    raw = feed_bytes(facts, [], set())
    assert lint(raw) == []
    assert parse(raw).value("NAME") == calendar_name(title)


@settings(max_examples=100, deadline=None)
@given(tail=HOSTILE)
def test_any_address_is_an_ascii_uri(tail):
    assert URI.fullmatch(uri(f"https://cpd.example/{tail}"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(HOSTILE, st.integers(), st.none()), max_size=4))
def test_no_row_stops_the_others(titles):
    rows = [deadline(uid=f"r{number}", title=title) for number, title in enumerate(titles)]
    parts, dropped = build_parts([*rows, webinar()], "id")
    assert parts[-1].uid == webinar().uid
    assert len(parts) + len(dropped) == len(titles) + 1
    assert lint(feed_bytes(FACTS, [part.content for part in parts], {"Asia/Jakarta"})) == []
