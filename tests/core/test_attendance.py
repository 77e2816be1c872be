from __future__ import annotations

import pytest

from cpd.core.attendance import Connection, EvidenceCheck, Excluded, Reading, attendee_key


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("ada@surel.example", "", "Ada"), ("ADA@surel.example ", "", "Ada R."), True),
        (("", "", "Ada  Rahmawati"), ("", "", "ada rahmawati"), True),
        (("", "", "Ada"), ("", "", "Budi"), False),
        (("", "r-1", "Ada"), ("", "r-1", "iPhone"), True),
        (("", "r-1", "Ada"), ("", "r-2", "Ada"), False),
        (("ada@surel.example", "", "Ada"), ("", "", "Ada"), False),
        (("", "", "e:ada@surel.example"), ("ada@surel.example", "", ""), False),
    ],
)
def test_one_attendee_is_an_e_mail_else_a_registration_else_a_name(one, other, is_same):
    assert (attendee_key(*one) == attendee_key(*other)) is is_same


def test_people_are_counted_over_connections_checks_and_the_waiting_room():
    def connection(name: str, email: str = "") -> Connection:
        return Connection(name, email, "", None, None, 60, "", 2)

    reading = Reading(
        "zoom",
        "Z3",
        "Asia/Jakarta",
        "intervals",
        connections=(
            connection("Ada", "ada@surel.example"),
            connection("HP Ada", "ada@surel.example"),
            connection("Budi"),
        ),
        checks=(EvidenceCheck("poll", "Citra", "", "", None, 3),),
        excluded=(Excluded(4, "waiting_room", "Dewi", ""), Excluded(5, "no_show", "Eka", "")),
    )
    assert reading.people == 4
