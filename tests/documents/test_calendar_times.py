from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cpd.documents.calendar_times import INDONESIA, in_zones

NINE_WIB = datetime(2027, 3, 6, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "hours", "zones", "language", "said"),
    [
        (NINE_WIB, 2, INDONESIA, "id", "Sabtu, 6 Maret 2027, 09.00–11.00 WIB = 10.00–12.00 WITA = 11.00–13.00 WIT"),
        (NINE_WIB, 2, INDONESIA[:1], "en", "Saturday, 6 March 2027, 09:00–11:00 WIB"),
        # Half past ten at night in Jakarta is the next day in the east.
        (
            datetime(2027, 3, 6, 15, 30, tzinfo=UTC),
            1,
            INDONESIA,
            "id",
            "Sabtu, 6 Maret 2027, 22.30–23.30 WIB = 23.30–00.30 WITA = Minggu, 7 Maret 2027, 00.30–01.30 WIT",
        ),
        (NINE_WIB, 30, INDONESIA[:1], "id", "Sabtu, 6 Maret 2027, 09.00–Minggu, 7 Maret 2027, 15.00 WIB"),
        (NINE_WIB, 1, ("Australia/Sydney",), "en", "Saturday, 6 March 2027, 13:00–14:00 AEDT"),
        (NINE_WIB, 1, ("Asia/Dubai",), "en", "Saturday, 6 March 2027, 06:00–07:00 UTC+04:00"),
        (NINE_WIB, 1, ("Asia/Pontianak", "Asia/Jakarta"), "en", "Saturday, 6 March 2027, 09:00–10:00 WIB"),
    ],
)
def test_hours_are_told_in_each_zone(starts_at, hours, zones, language, said):
    assert in_zones(starts_at, starts_at + timedelta(hours=hours), zones, language) == said
