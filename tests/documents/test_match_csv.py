"""The tables of the match command: read whole or refused with the line, and the answer as JSON."""

from __future__ import annotations

import pytest

from cpd.core.errors import FileRefused
from cpd.core.matching import Attendee, Candidate, Match, Roster, RosterMember, match_attendees
from cpd.documents.match_csv import attendees_from_csv, matches_to_json, roster_from_csv
from cpd.words import LANGUAGES, sentence_of

ROSTER_TITLES = "id,full_name,chapter,emails,status,aliases\n"
ATTENDEE_TITLES = "id,name,email,registrant_id,chapter\n"


def roster(rows: str) -> list[RosterMember]:
    return roster_from_csv((ROSTER_TITLES + rows).encode(), "roster.csv")


def test_a_roster_is_read_with_several_emails_and_aliases_in_one_cell() -> None:
    rows = 'm1,"Yusak Bunga, S.Sos", Bali ,a@surel.example; b@surel.example;,Lapsed,Bunda Rafa;Opa\n\nm2,Sumarni,,,,\n'
    assert roster(rows) == [
        RosterMember(
            "m1", "Yusak Bunga, S.Sos", "Bali", ("a@surel.example", "b@surel.example"), "lapsed", ("Bunda Rafa", "Opa")
        ),
        RosterMember("m2", "Sumarni", "", (), "active", ()),
    ]


def test_columns_may_stand_in_another_order_beside_others_and_behind_a_byte_order_mark() -> None:
    content = (
        "\ufeffNo,Name,ID,chapter,registrant_id,Email\r\n1,Deisy “Dé” Wowor,a1,Bali,r9,d@surel.example\r\n2,,a2,,,\r\n"
    )
    assert attendees_from_csv(content.encode(), "attendees.csv") == [
        Attendee("a1", ("Deisy “Dé” Wowor",), "d@surel.example", "r9", "Bali"),
        Attendee("a2", (), "", "", ""),
    ]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "table-column-missing", 1),
        (b"id;full_name;chapter;emails;status;aliases\n", "table-column-missing", 1),
        (b"id,full_name,chapter,emails,status\n", "table-column-missing", 1),
        (b"id,id,full_name,chapter,emails,status,aliases\n", "table-column-twice", 1),
        (ROSTER_TITLES.encode(), "table-no-rows", None),
        (ROSTER_TITLES.encode() + b"\n , ,,,,\n", "table-no-rows", None),
        (ROSTER_TITLES.encode() + b"m1,Yusak\n", "table-row-uneven", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,,,\n", "table-row-uneven", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,,\n,Deisy,,,,\n", "table-cell-empty", 3),
        (ROSTER_TITLES.encode() + b"m1,,,,,\n", "table-cell-empty", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,,\nm2,Deisy,,,,\nm1,Rina,,,,\n", "table-id-twice", 4),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,retired,\n", "table-status-unknown", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,,\nm2,D\xe9isy,,,,\n", "table-not-utf8", 3),
        (ROSTER_TITLES.encode() + b"m1,Yus\0ak,,,,\n", "table-not-utf8", 2),
        (ROSTER_TITLES.encode("utf-16"), "table-not-utf8", 1),
        (ROSTER_TITLES.encode() + b'm1,"Yusak,,,,\nm2,Deisy,,,,\n', "table-quote-open", 2),
        (ROSTER_TITLES.encode() + b'm1,"Yusak\nm2,Deisy",,,,\n', "table-quote-open", 2),
        (ROSTER_TITLES.encode() + b'm1,"Yusak"x,,,,\n', "table-quote-open", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,," + b"x" * 10_001 + b"\n", "table-cell-too-long", 2),
        (ROSTER_TITLES.encode() + b"m1,Yusak,,,," + b"x" * 200_000 + b"\n", "table-quote-open", 2),
    ],
)
def test_a_broken_table_is_refused_with_its_line(content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(FileRefused) as refused:
        roster_from_csv(content, "roster.csv")
    assert (refused.value.code, refused.value.values.get("line")) == (code, line)
    assert all("roster.csv" in sentence_of(refused.value, language) for language in LANGUAGES)


def test_a_broken_table_of_attendees_is_refused_too() -> None:
    with pytest.raises(FileRefused) as refused:
        attendees_from_csv((ATTENDEE_TITLES + "a1,Yusak,,,\na1,Deisy,,,\n").encode(), "attendees.csv")
    assert refused.value.code == "table-id-twice"
    assert refused.value.values == {"file": "attendees.csv", "line": 3, "text": "a1", "first_line": 2}


def test_the_answer_has_every_attendee_in_order_with_reasons_in_the_readers_language() -> None:
    members = roster("m1,Yusak Bunga,,y@surel.example,,\nm2,Sumarni,,,,\n")
    people = attendees_from_csv(
        (ATTENDEE_TITLES + "a1,iPhone,y@surel.example,,\na2,Sumarni,,,\na3,Rina,,,\n").encode(), "a"
    )
    assert matches_to_json(match_attendees(Roster(members), people), "id") == [
        {
            "attendee": "a1",
            "outcome": "auto",
            "member": "m1",
            "candidates": [{"member": "m1", "reasons": ["email sama"]}],
        },
        {
            "attendee": "a2",
            "outcome": "review",
            "member": None,
            "candidates": [
                {"member": "m2", "reasons": ["nama sama", "satu kata saja belum memastikan siapa orangnya"]}
            ],
        },
        {"attendee": "a3", "outcome": "none", "member": None, "candidates": []},
    ]


def test_without_a_language_the_reasons_are_codes() -> None:
    match = Match("a1", "review", None, "", (Candidate("m1", ("same-email", "other-name")),))
    (answer,) = matches_to_json([match])
    assert answer["candidates"] == [{"member": "m1", "reasons": ["same-email", "other-name"]}]
