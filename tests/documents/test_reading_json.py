"""The document of `cpd read`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from cpd.core.attendance import Connection, EvidenceCheck, Excluded, Problem, Reading
from cpd.documents.reading_json import reading_to_json

JOIN = datetime(2026, 6, 12, 9, tzinfo=timezone(timedelta(hours=7)))


def test_a_reading_becomes_one_document() -> None:
    reading = Reading(
        "zoom",
        "Z3",
        "Asia/Jakarta",
        "intervals",
        connections=(
            Connection("Ani", "ani@contoh.example", "r1", JOIN, JOIN.astimezone(UTC), 0, "guest", 2),
            Connection("Budi", "", "", None, None, None, "", 3),
        ),
        checks=(EvidenceCheck("poll", "Ani", "ani@contoh.example", "", JOIN, 9, (("Hadir?", "Ya"),)),),
        excluded=(Excluded(4, "no_show", "Cici", ""),),
        problems=(Problem(5, "time-missing", {"line": 5}, "Dedi"),),
    )
    assert reading_to_json(reading, "id") == {
        "platform": "zoom",
        "layout": "Z3",
        "time_zone": "Asia/Jakarta",
        "connections": [
            {
                "name": "Ani",
                "email": "ani@contoh.example",
                "registrant_id": "r1",
                "join": "2026-06-12T02:00:00Z",
                "leave": "2026-06-12T02:00:00Z",
                "seconds": 0,
                "role": "guest",
                "line": 2,
            },
            {
                "name": "Budi",
                "email": "",
                "registrant_id": "",
                "join": None,
                "leave": None,
                "seconds": None,
                "role": None,
                "line": 3,
            },
        ],
        "checks": [
            {
                "kind": "poll",
                "name": "Ani",
                "email": "ani@contoh.example",
                "registrant_id": "",
                "at": "2026-06-12T02:00:00Z",
                "line": 9,
                "answers": [["Hadir?", "Ya"]],
            }
        ],
        "excluded": [
            {
                "line": 4,
                "reason": "no_show",
                "name": "Cici",
                "email": "",
                "join": None,
                "leave": None,
                "seconds": None,
            }
        ],
        "problems": [
            {
                "line": 5,
                "code": "time-missing",
                "message": "Baris 5 tidak memuat waktu bergabung atau waktu keluar, sehingga lamanya tidak diketahui.",
            }
        ],
        "people": 2,
    }
