"""The block above a table: what Zoom states about the meeting as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cpd.core.attendance import MeetingFacts
from integrations.sheets.cells import clean, whole_number
from integrations.sheets.clock import Clock

_IN_BRACKETS = re.compile(r"\(([^()\s]+@[^()\s]+)\)\s*$")

LONGEST_EMAIL = 254 + len("()")


@dataclass(slots=True)
class Head:
    """The block's cells by our column words, as written; `line` is where its values stand, 0 without a block."""

    line: int = 0
    cells: dict[str, str] = field(default_factory=dict)

    def take(self, line: int, columns: Sequence[str], cells: Sequence[str]) -> None:
        """One row of values under its row of titles."""
        self.line = line
        for column, cell in zip(columns, cells, strict=False):
            if column and clean(cell):
                self.cells.setdefault(column, clean(cell))

    @property
    def time_texts(self) -> list[str]:
        return [self.cells[name] for name in ("starts_at", "ends_at", "generated_at") if name in self.cells]


def facts_of(head: Head, clock: Clock | None) -> MeetingFacts:
    """Without a clock (a file whose rows have no times) the block's times stay unknown."""
    host = head.cells.get("host", "")
    in_brackets = _IN_BRACKETS.search(host[-LONGEST_EMAIL:])
    return MeetingFacts(
        platform_id=re.sub(r"\D", "", head.cells.get("meeting_id", "")),
        topic=head.cells.get("topic", ""),
        host_email=in_brackets[1] if in_brackets else head.cells.get("user_email", ""),
        starts_at=clock.instant(head.cells.get("starts_at", "")) if clock else None,
        ends_at=clock.instant(head.cells.get("ends_at", "")) if clock else None,
        stated_rows=whole_number(head.cells.get("total_users") or head.cells.get("participants", "")),
        stated_people=whole_number(head.cells.get("unique_viewers", "")),
    )
