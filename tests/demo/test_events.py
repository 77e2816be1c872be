from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.rules.model import KINDS, LEVELS, MODES
from cpd.demo.events import REPORTED_MEETING, REPORTED_WEBINAR, demo_event, demo_events
from cpd.demo.programme import PROGRAMME, SERIES, WORLD_DAY
from cpd.demo.provinces import CHAPTERS
from cpd.demo.values import DemoEvent

Events = tuple[DemoEvent, ...]


def test_there_are_many_events_with_many_sessions(events: Events) -> None:
    assert len(events) >= 12
    assert sum(len(event.sessions) for event in events) >= 30
    assert len({event.slug for event in events}) == len(events)


def test_some_events_are_over_and_some_to_come(events: Events, today: date) -> None:
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    over = [event for event in events if event.sessions[-1].ends_at < midnight]
    assert len(over) >= 5
    assert len(events) - len(over) >= 6


def test_events_come_in_order_of_time(events: Events) -> None:
    starts = [event.sessions[0].starts_at for event in events]
    assert starts == sorted(starts)


def test_events_speak_the_words_of_the_rules(events: Events) -> None:
    for event in events:
        assert event.kind in KINDS
        assert event.level in LEVELS
        assert event.mode in MODES
        assert {session.category for session in event.sessions} <= {"learning", "service", "community", None}


def test_events_belong_to_chapters_and_series_that_exist(events: Events) -> None:
    assert {event.chapter_code for event in events} <= {chapter.code for chapter in CHAPTERS}
    assert {event.series for event in events} == {None, *(series.slug for series in SERIES)}
    assert sum(event.series == WORLD_DAY.slug for event in events) >= 6


def test_everything_has_an_indonesian_and_an_english_title(events: Events) -> None:
    texts = [text for event in events for text in (event.titles, event.description)]
    texts += [session.titles for event in events for session in event.sessions]
    texts += [one.titles for event in events for session in event.sessions for one in session.breaks]
    assert all(text.id and text.en and (text.id + text.en).isprintable() for text in texts)


def test_sessions_are_in_order_and_hold_their_breaks(events: Events) -> None:
    for event in events:
        starts = [session.starts_at for session in event.sessions]
        assert starts == sorted(starts)
        for session in event.sessions:
            assert session.starts_at.utcoffset() == timedelta()
            assert session.starts_at < session.ends_at
            for one in session.breaks:
                assert session.starts_at <= one.starts_at < one.ends_at <= session.ends_at


def test_one_event_is_cancelled_and_still_to_come(events: Events, today: date) -> None:
    [cancelled] = [event for event in events if event.status == "cancelled"]
    assert cancelled.sessions[0].starts_at.date() > today


def test_the_jamboree_has_three_days_and_three_sessions_at_a_time(events: Events) -> None:
    jamboree = demo_event(events, "jambore-nasional")
    zone = ZoneInfo(jamboree.time_zone)
    days = {session.starts_at.astimezone(zone).date() for session in jamboree.sessions}
    assert (max(days) - min(days)).days == 2
    assert len(days) == 3
    at_a_time = Counter(session.starts_at for session in jamboree.sessions)
    assert sorted(at_a_time.values())[-2:] == [3, 3]


def test_ceremony_and_board_meeting_earn_nothing(events: Events) -> None:
    jamboree = demo_event(events, "jambore-nasional")
    without = [session.titles.en for session in jamboree.sessions if session.category is None]
    assert without == ["Opening ceremony", "Meeting of the boards of 38 chapters"]


def test_a_chapter_sets_its_own_time_of_day(events: Events) -> None:
    """
    Papua Barat Daya  10:00 WIT   01:00 UTC
    Bali              09:00 WITA  01:00 UTC
    """
    papua = demo_event(events, "webinar-papua-barat-daya")
    bali = demo_event(events, "lokakarya-etika-bali")
    assert papua.time_zone == "Asia/Jayapura"
    assert bali.time_zone == "Asia/Makassar"
    assert papua.sessions[0].starts_at.hour == bali.sessions[0].starts_at.hour == 1


@pytest.mark.parametrize("slug", [REPORTED_WEBINAR, REPORTED_MEETING])
def test_reported_events_are_over_online_and_in_the_zone_of_the_account(events: Events, today: date, slug: str) -> None:
    event = demo_event(events, slug)
    [session] = event.sessions
    assert session.ends_at.date() < today
    assert (event.mode, event.time_zone, session.platform) == ("live_online", "Asia/Jakarta", "zoom")
    assert session.platform_meeting_id.isdigit()
    assert session.breaks


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_whatever_the_day_the_meeting_export_says_which_number_is_the_month(today: date) -> None:
    [session] = demo_event(demo_events(today), REPORTED_MEETING).sessions
    assert session.starts_at.astimezone(ZoneInfo("Asia/Jakarta")).day > 12
    assert session.ends_at.date() < today


def test_meeting_ids_are_not_used_twice(events: Events) -> None:
    ids = [session.platform_meeting_id for event in events for session in event.sessions]
    given_ids = [one for one in ids if one]
    assert len(set(given_ids)) == len(given_ids)


def test_the_programme_is_judged_by_the_indonesian_example_pack() -> None:
    assert (PROGRAMME.code, PROGRAMME.pack) == ("STR-PEKSOS", "contoh-id")
