"""How Zoom writes times, minutes and lines in its reports: UTF-8 with a byte-order mark, lines ending in CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

REPORT_TIME_ZONE = "Asia/Jakarta"
"""The zone of the Zoom account; the local times of both files are in it, and the files do not say so."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZONE = ZoneInfo(REPORT_TIME_ZONE)


def month_time(epoch_seconds: int) -> str:
    """Mar 25, 2026 09:07:39, in the account's zone. Zoom's months are English whatever the machine speaks."""
    local = _local(epoch_seconds)
    return f"{_MONTHS[local.month - 1]} {local.day:02d}, {local.year} {local:%H:%M:%S}"


def minute_time(epoch_seconds: int) -> str:
    """Mar 25, 2026 9:07 AM: the form without seconds, for the summary and for telephone calls."""
    local = _local(epoch_seconds)
    hour = local.hour % 12 or 12
    return f"{_MONTHS[local.month - 1]} {local.day:02d}, {local.year} {hour}:{local.minute:02d} {_half(local)}"


def slashed_time(epoch_seconds: int) -> str:
    """03/25/2026 09:07:39 AM: month first, zero padded."""
    local = _local(epoch_seconds)
    return f"{local:%m/%d/%Y} {local.hour % 12 or 12:02d}:{local:%M:%S} {_half(local)}"


class Quoted(str):
    """A cell that the vendor quotes without need."""

    __slots__ = ()


def _local(epoch_seconds: int) -> datetime:
    return datetime.fromtimestamp(epoch_seconds, UTC).astimezone(_ZONE)


def _half(local: datetime) -> str:
    return "AM" if local.hour < 12 else "PM"


def begun_minutes(seconds: int) -> str:
    """A begun minute counts: 61 s is 2, 0 s is 0."""
    return str(-(-seconds // 60))


def quoted_line(cells: Iterable[str]) -> str:
    return ",".join(
        '"' + cell.replace('"', '""') + '"' if isinstance(cell, Quoted) or any(c in cell for c in ',"\r\n') else cell
        for cell in cells
    )


def report_file(lines: Sequence[str]) -> bytes:
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
