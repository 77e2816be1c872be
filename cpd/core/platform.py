"""What every integration offers: bytes in, Reading out. A translator; it does not store, match or award."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from cpd.core.attendance import Reading

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a file cannot say for itself.

    `time_zone`: IANA name of the zone of the file's local times. `date_order`: None lets the file decide, and the
    file is refused with a question when it cannot.
    """

    time_zone: str | None = None
    date_order: DateOrder | None = None


class Platform(Protocol):
    """One video-meeting platform or other source of attendance."""

    name: str
    """The word used in the API and on the command line: zoom, teams ..."""

    def read_export(self, content: bytes, options: ReadingOptions) -> Reading | None:
        """The reading of an export file, or None when no layout of this platform is recognised.

        Raises FileRefused when the layout is ours but the file may not be imported (broken, hostile, or it cannot
        say the date order).
        """
