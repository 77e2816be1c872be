"""Rows of a table -> connections, exclusions and problems. Every row becomes exactly one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from cpd.core.attendance import Connection, Excluded, Problem
from cpd.core.errors import FileRefused, Value
from integrations.sheets.cells import as_text, clean, header, whole_number, yes_or_no
from integrations.sheets.limits import PROBLEMS
from integrations.zoom.table import Cells, Table
from integrations.zoom.words import COLUMNS

NOTHING = frozenset({"", "-", "--"})
"""What Zoom writes where there is no time."""
GUARDS = ("=", "'")
SECONDS = tuple(timedelta(seconds=second) for second in range(60))


@dataclass(slots=True)
class Found:
    """What the rows said, in file order within each list."""

    connections: list[Connection] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubtful_lines: list[int] = field(default_factory=list)
    """Rows whose stated minutes are not leave - join, rounded up: the times are used, and somebody should look."""

    @property
    def rows(self) -> int:
        """Rows of people in the file, understood or not; no-shows are not counted by Zoom."""
        waited = sum(1 for one in self.excluded if one.reason == "waiting_room")
        return len(self.connections) + waited + len(self.problems)

    def refuse_too_many(self) -> None:
        """Raises FileRefused too-many-problems."""
        if len(self.problems) > PROBLEMS:
            raise FileRefused("too-many-problems", count=PROBLEMS, line=self.problems[0].line)


def read_timed(table: Table, minutes_at: Sequence[datetime | None], found: Found) -> None:
    """Rows with join and leave; `minutes_at` has the instant of each of the table's `times.minutes`."""
    found.problems += table.problems
    add, make = found.connections.append, tuple.__new__
    rows = zip(table.lines, table.cells, table.joins, table.leaves, strict=True)
    for row, (line, cells, join_number, leave_number) in enumerate(rows):
        join, leave = minutes_at[join_number // 60], minutes_at[leave_number // 60]
        if join is not None and leave is not None:
            join, leave = join + SECONDS[join_number % 60], leave + SECONDS[leave_number % 60]
        name, email, minutes, guest, waiting, attended, first, last = cells
        name, email = (name or f"{first.strip()} {last.strip()}").strip(), email.strip()
        if not (name.isprintable() and email.isprintable()) or name[:1] in GUARDS:
            name, email = clean(name), clean(email)
        if (
            join is None
            or leave is None
            or leave < join
            or not (name or email)
            or (attended and not yes_or_no(attended))
            or (waiting and yes_or_no(waiting) is None)
        ):
            _Other(table, row, name, email, join, leave).add_to(found)
            found.refuse_too_many()
            continue
        span = leave - join
        seconds = span.days * 86_400 + span.seconds
        if waiting and yes_or_no(waiting):
            found.excluded.append(Excluded(line, "waiting_room", name, email, join, leave, seconds))
            continue
        # Zoom rounds up, and a re-saved file has lost its seconds: one minute of difference proves nothing.
        stated = whole_number(minutes)
        if stated is None or not -1 <= -(-seconds // 60) - stated <= 1:
            found.doubtful_lines.append(line)
        role = table.role or role_of_guest(guest)
        # Made as a plain tuple is: a third of the time of the constructor, which a long report feels.
        add(make(Connection, (name, email, "", join, leave, seconds, role, line)))


def read_totals(table: Table, found: Found) -> None:
    """Rows with stated minutes and no times at all."""
    found.problems += table.problems
    for row, (line, picked) in enumerate(zip(table.lines, table.cells, strict=True)):
        cells = Cells._make(picked)
        name, email, stated = clean(cells.name), clean(cells.email), whole_number(cells.minutes)
        if stated is None and _is_title(cells.minutes):
            continue
        found.refuse_too_many()
        if not (name or email):
            found.problems.append(_problem(table, row, "nobody-named"))
        elif stated is None:
            found.problems.append(_problem(table, row, "minutes-not-understood", text=clean(cells.minutes)[:60]))
        else:
            role = role_of_guest(cells.guest)
            found.connections.append(Connection(name, email, "", None, None, stated * 60, role, line))


@dataclass(frozen=True, slots=True)
class _Other:
    """A row without usable times: a no-show, the titles once more, or a problem."""

    table: Table
    row: int
    name: str
    email: str
    join: datetime | None
    leave: datetime | None

    def add_to(self, found: Found) -> None:
        line, cells = self.table.lines[self.row], Cells._make(self.table.cells[self.row])
        if self.join is None and _is_title(cells.minutes):
            return
        if not (self.name or self.email):
            found.problems.append(self._problem("nobody-named"))
        elif cells.attended and yes_or_no(cells.attended) is False and self._has_no_times():
            found.excluded.append(Excluded(line, "no_show", self.name, self.email))
        else:
            found.problems.append(self._problem_with(cells))

    def _problem_with(self, cells: Cells) -> Problem:
        if cells.attended and not yes_or_no(cells.attended):
            return self._problem("attended-not-understood", text=clean(cells.attended)[:60])
        if self.join is None or self.leave is None:
            return self._problem_with_times()
        if self.leave < self.join:
            join, leave = self._times()
            return self._problem("leave-before-join", join=join, leave=leave)
        return self._problem("waiting-room-not-understood", text=clean(cells.waiting)[:60])

    def _problem_with_times(self) -> Problem:
        for text, instant in zip(self._times(), (self.join, self.leave), strict=True):
            if instant is None and text not in NOTHING:
                return self._problem("time-not-understood", text=text[:60])
        return self._problem("time-missing")

    def _has_no_times(self) -> bool:
        return set(self._times()) <= NOTHING

    def _times(self) -> tuple[str, str]:
        join, leave = self.table.times_of(self.row)
        return clean(join), clean(leave)

    def _problem(self, code: str, **values: Value) -> Problem:
        return _problem(self.table, self.row, code, **values)


@lru_cache(maxsize=64)
def role_of_guest(cell: str) -> str:
    """Zoom's Guest column: no guest is a member of the host's account."""
    verdict = yes_or_no(cell)
    return "" if verdict is None else "guest" if verdict else "member"


def _is_title(minutes: str) -> bool:
    # Reports that were pasted together repeat their titles.
    return COLUMNS.get(header(minutes)) in {"minutes", "total_minutes"}


def _problem(table: Table, row: int, code: str, **values: Value) -> Problem:
    line = table.lines[row]
    return Problem(line, code, {"line": line, **values}, as_text(table.written(row)))
