from __future__ import annotations

from datetime import date

import pytest

from cpd.demo.events import REPORTED_MEETING, REPORTED_WEBINAR, demo_event, demo_events
from cpd.demo.people import demo_members
from cpd.demo.values import DemoEvent, DemoMember
from cpd.demo.zoom_report import meeting_report, webinar_report

TODAY = date(2026, 5, 12)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def members() -> tuple[DemoMember, ...]:
    return demo_members(TODAY)


@pytest.fixture(scope="session")
def events() -> tuple[DemoEvent, ...]:
    return demo_events(TODAY)


@pytest.fixture(scope="session")
def webinar(events: tuple[DemoEvent, ...]) -> DemoEvent:
    return demo_event(events, REPORTED_WEBINAR)


@pytest.fixture(scope="session")
def meeting(events: tuple[DemoEvent, ...]) -> DemoEvent:
    return demo_event(events, REPORTED_MEETING)


@pytest.fixture(scope="session")
def webinar_bytes(members: tuple[DemoMember, ...], webinar: DemoEvent) -> bytes:
    return webinar_report(members, webinar)


@pytest.fixture(scope="session")
def meeting_bytes(members: tuple[DemoMember, ...], meeting: DemoEvent) -> bytes:
    return meeting_report(members, meeting)
