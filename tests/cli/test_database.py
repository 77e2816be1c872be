from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cpd.demo.events import REPORTED_MEETING, demo_event, demo_events
from cpd.demo.people import demo_members
from cpd.demo.zoom_report import meeting_report
from cpd.ops import association
from cpd.store.database import open_database


def test_the_demo_imports_for_real_and_a_second_run_posts_nothing_new(cpd_on):
    first = cpd_on("demo", "--no-serve", "--json")
    assert first.exit_code == 0, first.output
    found = json.loads(first.stdout)
    webinar, meeting = found["reports"]
    assert (found["chapters"], found["members"], found["is_new"]) == (39, 2000, True)
    assert (webinar["layout"], meeting["layout"], meeting["people"]) == ("W2", "Z5", 36)
    assert webinar["matched"] + webinar["to_review"] + webinar["guests"] == webinar["people"]
    assert webinar["entries_posted"] > 100
    assert sorted(found["tokens"]) == ["administrator", "auditor", "member", "organizer", "registrar"]
    assert len(found["balances"]) == 3
    assert all(one["reasons"] for one in found["balances"])
    again = cpd_on("demo", "--no-serve")
    assert "Nothing new was posted" in again.stdout
    assert cpd_on("verify").stdout == "nothing is wrong\n"
    assert json.loads(cpd_on("verify", "--json").stdout) == {"violations": []}


def test_a_backup_restores_into_an_empty_database(cpd_on, tmp_path):
    cpd_on("demo", "--no-serve", "--json")
    assert cpd_on("backup", "all.zip").exit_code == 0
    target = f"sqlite:///{tmp_path}/deep/down/restored.sqlite3"
    restored = cpd_on("restore", "all.zip", CPD_DATABASE_URL=target)
    assert restored.exit_code == 0, restored.output
    assert cpd_on("verify", CPD_DATABASE_URL=target).exit_code == 0
    twice = cpd_on("restore", "all.zip", CPD_DATABASE_URL=target)
    assert twice.exit_code == 1
    assert twice.stderr.count("\n") == 1


def test_migrate_says_what_it_applied_and_then_that_there_is_nothing(cpd, tmp_path):
    url = f"sqlite:///{tmp_path}/new/cpd.sqlite3"
    assert "applied m0001_foundation" in cpd("migrate", CPD_DATABASE_URL=url).stdout
    assert cpd("migrate", CPD_DATABASE_URL=url).stdout == "nothing to apply\n"


def test_import_attendance_is_the_mutations_path(cpd_on):
    demo = json.loads(cpd_on("demo", "--no-serve", "--json").stdout)
    organizer = "organizer@demo.example"
    today = datetime.now(UTC).date()
    events = demo_events(today)
    Path("laporan.csv").write_bytes(meeting_report(demo_members(today), demo_event(events, REPORTED_MEETING)))
    meeting = demo["reports"][1]["meeting"]
    tried = cpd_on("import-attendance", "laporan.csv", "--meeting", meeting, "--account", organizer, "--dry-run")
    assert "Z5: 66 rows, 36 people" in tried.stdout
    assert "dry run" in tried.stdout
    done = cpd_on("import-attendance", "laporan.csv", "--meeting", meeting, "--json")
    assert json.loads(done.stdout)["counts"]["people"] == 36
    for arguments in (("--account", "nobody@demo.example"), ("--account", "member@demo.example")):
        refused = cpd_on("import-attendance", "laporan.csv", "--meeting", meeting, *arguments)
        assert refused.exit_code == 1
        assert refused.stderr


def test_the_demo_leaves_another_associations_database_alone(cpd_on, database_url):
    async def found() -> None:
        async with open_database(database_url):
            await association.found("Himpunan Lain", "Asia/Jakarta", datetime.now(UTC))

    asyncio.run(found())
    result = cpd_on("demo", "--no-serve")
    assert result.exit_code == 1
    assert "Himpunan Lain" in result.stderr


@pytest.mark.parametrize("url", ["mysql://x", "nonsense", "sqlite:///"])
def test_a_setting_that_cannot_be_taken_ends_in_a_sentence(cpd, url):
    result = cpd("migrate", CPD_DATABASE_URL=url)
    assert result.exit_code == 1
    assert "CPD_DATABASE_URL" in result.stderr
    assert "Traceback" not in result.output
