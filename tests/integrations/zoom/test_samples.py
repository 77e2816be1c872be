"""A folder of reports with expected readings, named by CPD_SAMPLE_REPORTS; the tests are skipped without it."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import pytest

from cpd.core.platform import ReadingOptions
from integrations.reading import read_export

FOLDER = os.environ.get("CPD_SAMPLE_REPORTS")
SAMPLES = sorted(Path(FOLDER).glob("*.expected.json")) if FOLDER else []
PLATFORMS_READ = {"zoom"}

pytestmark = pytest.mark.skipif(not SAMPLES, reason="CPD_SAMPLE_REPORTS names no folder with samples")


class Row(TypedDict):
    name: str
    email: str
    join_utc: str | None
    leave_utc: str | None
    seconds: int | None
    in_waiting_room: bool
    role: str | None
    line: int


def utc_text(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_gives_its_expected_reading(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    if expected["platform"] not in PLATFORMS_READ:
        pytest.skip(f"{expected['platform']} is not read yet")
    report = path.with_name(path.name.removesuffix(".expected.json"))
    reading = read_export(report.read_bytes(), ReadingOptions(expected["time_zone_assumed"]))
    rows: list[Row] = expected["connections"]
    assert (reading.platform, reading.layout) == (expected["platform"], expected["layout"])
    assert reading.evidence == expected["evidence"]
    assert [
        (one.name, one.email, utc_text(one.join), utc_text(one.leave), one.seconds, one.role or None, one.line)
        for one in reading.connections
    ] == [
        (row["name"], row["email"], row["join_utc"], row["leave_utc"], row["seconds"], row["role"], row["line"])
        for row in rows
        if not row["in_waiting_room"]
    ]
    waiting = [(row["line"], "waiting_room", row["name"], row["email"]) for row in rows if row["in_waiting_room"]]
    others = [(row["line"], row["why"], row["name"], row["email"]) for row in expected["excluded"]]
    assert [one[:4] for one in reading.excluded] == sorted(waiting + others)
    assert [problem.line for problem in reading.problems] == [row["line"] for row in expected["problems"]]
    assert reading.people == expected["people"]
    block = expected.get("header_block", {})
    if "start_utc" in block:
        assert utc_text(reading.meeting.starts_at) == block["start_utc"]
        assert utc_text(reading.meeting.ends_at) == block["end_utc"]
        assert reading.meeting.host_email == block["host_email"]
        assert reading.meeting.platform_id == block["meeting_id"]
        assert reading.meeting.stated_rows == block["participants_stated"]
