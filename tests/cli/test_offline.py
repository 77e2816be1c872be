from __future__ import annotations

import json
from pathlib import Path

import pytest

from cpd.core.rules.loading import builtin_pack_text, builtin_packs

REPORT = (
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
    "Ada Rahmawati,ada@surel.example,06/25/2026 09:00:00 AM,06/25/2026 11:00:00 AM,120,No\n"
    "Tamu,,06/25/2026 09:00:00 AM,never,120,Yes\n"
)
CASE = {
    "session": {
        "starts_at": "2026-06-25T09:00:00+07:00",
        "ends_at": "2026-06-25T11:00:00+07:00",
        "time_zone": "Asia/Jakarta",
    },
    "presence": [{"starts_at": "2026-06-25T09:00:00+07:00", "ends_at": "2026-06-25T10:00:00+07:00"}],
    "kind": "webinar",
    "role": "participant",
    "level": "national",
    "category": "learning",
}
CYCLE = {
    "cycle": {"starts_on": "2024-01-01", "ends_on": "2028-12-31"},
    "entries": [{"id": "a", "credits": "3.00", "category": "learning", "earned_on": "2026-03-01"}],
}


def write(name: str, content: str) -> Path:
    path = Path(name)
    path.write_text(content, "utf-8")
    return path


def test_read_says_what_the_file_says_in_the_promised_shape(cpd):
    result = cpd("read", write("laporan.csv", REPORT), "--time-zone", "Asia/Jakarta", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["platform"], found["layout"], found["time_zone"], found["people"]) == (
        "zoom",
        "Z5",
        "Asia/Jakarta",
        1,
    )
    assert found["connections"] == [
        {
            "name": "Ada Rahmawati",
            "email": "ada@surel.example",
            "registrant_id": "",
            "join": "2026-06-25T02:00:00Z",
            "leave": "2026-06-25T04:00:00Z",
            "seconds": 7200,
            "role": "member",
            "line": 2,
        }
    ]
    (problem,) = found["problems"]
    assert problem["line"] == 3
    assert "never" in problem["message"]


def test_read_for_people_names_the_problem_with_file_and_line(cpd):
    result = cpd("read", write("laporan.csv", REPORT), "--time-zone", "Asia/Jakarta")
    assert "zoom Z5, Asia/Jakarta: 1 connections, 1 people" in result.stdout
    assert result.stderr.startswith("laporan.csv:3: ")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "file-pdf"),
        (b"", "file-empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "file-old-xls"),
    ],
)
def test_a_refused_file_ends_with_1_and_one_sentence(cpd, content, code):
    Path("x.csv").write_bytes(content)
    result = cpd("read", "x.csv", "--time-zone", "Asia/Jakarta", "--json")
    refused = json.loads(result.stdout)["refused"]
    assert (result.exit_code, refused["code"]) == (1, code)
    assert refused["message"].endswith(".")
    plain = cpd("read", "x.csv", "--time-zone", "Asia/Jakarta")
    assert (plain.exit_code, plain.stdout, plain.stderr.strip()) == (1, "", refused["message"])


def test_a_missing_file_and_a_folder_are_told(cpd):
    for name in ("nowhere.csv", "."):
        result = cpd("read", name)
        assert result.exit_code == 1
        assert name in result.stderr


def test_wrong_usage_ends_with_2(cpd):
    assert cpd("read").exit_code == 2
    assert cpd("read", "x", "--date-order", "ydm").exit_code == 2
    assert cpd("nonsense").exit_code == 2


def test_match_says_who_is_who(cpd):
    roster = write(
        "roster.csv", "id,full_name,chapter,emails,status,aliases\nm1,Ada Rahmawati,jabar,ada@surel.example,active,\n"
    )
    people = write(
        "people.csv", "id,name,email,registrant_id,chapter\na1,ADA RAHMAWATI,ada@surel.example,,\na2,Orang Lain,,,\n"
    )
    result = cpd("match", "--roster", roster, "--attendees", people, "--json")
    first, second = json.loads(result.stdout)
    assert (first["attendee"], first["outcome"], first["member"]) == ("a1", "auto", "m1")
    assert (second["attendee"], second["outcome"], second["member"]) == ("a2", "none", None)
    plain = cpd("match", "--roster", roster, "--attendees", people)
    assert plain.stdout.splitlines()[0].split("\t")[:3] == ["a1", "auto", "m1"]


def test_decide_explains_with_the_findings_clause(cpd):
    case = write("CASE.json", json.dumps(CASE))
    decision = json.loads(cpd("decide", "--pack", "contoh-id", case, "--json").stdout)
    (failed,) = [one for one in decision["findings"] if not one["passed"]]
    assert (decision["credits"], failed["code"]) == ("0.00", "minimum-presence")
    assert failed["source"]
    assert "80 %" in failed["message"]
    assert "- Present 1:00:00 of 2:00:00" in cpd("decide", "--pack", "contoh-id", case).stdout


def test_balance_says_what_is_missing(cpd):
    cycle = write("CYCLE.json", json.dumps(CYCLE))
    found = json.loads(cpd("balance", "--pack", "contoh-id", cycle, "--on", "2026-06-30", "--json").stdout)
    assert (found["earned"], found["counted"], found["required"], found["remaining"]) == (
        "3.00",
        "3.00",
        "25.00",
        "22.00",
    )
    plain = cpd("balance", "--pack", "contoh-id", cycle, "--on", "2026-06-30")
    assert "remaining 22.00" in plain.stdout


def test_a_broken_case_names_its_field(cpd):
    result = cpd("decide", "--pack", "contoh-id", write("CASE.json", json.dumps(CASE | {"rolle": "x"})))
    assert result.exit_code == 1
    assert "rolle" in result.stderr


def test_packs_that_ship_are_valid_and_mistakes_are_all_told_at_once(cpd):
    for name in builtin_packs():
        result = cpd("pack", "check", write(f"{name}.toml", builtin_pack_text(name)))
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(name)
    broken = (
        builtin_pack_text("contoh-id")
        .replace("months = 60", 'months = "sixty"')
        .replace('code = "learning"', "colour = 1", 1)
    )
    result = cpd("pack", "check", write("broken.toml", broken))
    assert result.exit_code == 1
    assert "months" in result.stderr
    assert "colour" in result.stderr
    assert cpd("decide", "--pack", "broken.toml", write("CASE.json", json.dumps(CASE))).exit_code == 1
    Path("latin.toml").write_bytes(b"\xff\xfe\x00\x01")
    assert cpd("pack", "check", "latin.toml").exit_code == 1


def test_the_language_follows_the_environment(cpd):
    Path("x.csv").write_bytes(b"%PDF-1.7")
    said = {
        cpd("read", "x.csv", CPD_LANGUAGE="id").stderr,
        cpd("read", "x.csv", CPD_LANGUAGE="", LC_ALL="id_ID.UTF-8").stderr,
    }
    assert len(said) == 1
    assert said != {cpd("read", "x.csv", CPD_LANGUAGE="", LC_ALL="C.UTF-8").stderr}
