"""Every report of the fixtures gives exactly the reading beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.zoom.regenerate import FOLDER, as_text, read, reading_beside, reports


@pytest.mark.parametrize("report", reports(), ids=lambda path: path.name)
def test_a_report_gives_the_reading_beside_it(report: Path) -> None:
    assert as_text(read(report)) == reading_beside(report).read_text(encoding="utf-8")


def test_every_reading_has_its_report() -> None:
    assert sorted(FOLDER.glob("*.json")) == [reading_beside(report) for report in reports()]


def test_the_fixtures_show_every_layout_that_the_readme_lists() -> None:
    readings = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    shown = {reading["layout"] for reading in readings if "layout" in reading}
    readme = Path("integrations/zoom/README.md").read_text(encoding="utf-8")
    listed = {line.split("|")[1].strip() for line in readme.splitlines() if line.startswith(("| Z", "| W", "| P"))}
    assert listed == shown
