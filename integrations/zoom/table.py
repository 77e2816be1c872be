"""The rows of one table of people: the cells that matter, kept until the dates of the whole file are understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from cpd.core.attendance import Problem
from integrations.sheets.cells import as_text
from integrations.sheets.opening import Record


class Cells(NamedTuple):
    """What may matter of a row besides its times, "" where there is no such column or the row is too short."""

    name: str
    email: str
    minutes: str
    guest: str
    waiting: str
    attended: str
    first_name: str
    last_name: str


# A custom question may be called "Email" or "First name"; such columns stand behind those of the person and before
# those of the visit. In the flat meeting layout the meeting's own columns come first.
FIRST_IN_WEBINARS = frozenset({"name", "email", "attended", "first_name", "last_name"})


SUFFIXES = ("", " AM", " PM")
TAILS = {f":{second:02}{suffix}": 60 * at + second for at, suffix in enumerate(SUFFIXES) for second in range(60)}
ELSEWHERE = -1


class TimeTexts(dict[str, int]):
    """Every distinct minute written in a file; a time is a number that says which, and how many seconds after it.

    A webinar has some hundred minutes and tens of thousands of distinct times, and looking those up would be most of
    the work. So `06/18/2026 07:46:43 AM` is parted: its head has a place here, its tail is one of 180.
    """

    def __init__(self) -> None:
        super().__init__()
        self.minutes: list[str] = []
        self._others: dict[str, int] = {}

    def __missing__(self, head: str) -> int:
        if head[-3:-2] == ":":
            number = len(self.minutes) * 60
            self.minutes += [head + suffix for suffix in SUFFIXES]
        else:
            # No minute: what looks like seconds after it belongs to it.
            number = ELSEWHERE
        self[head] = number
        return number

    def number(self, text: str) -> int:
        """What a row keeps of a time: sixty times the place of its minute in `minutes`, plus its seconds."""
        tail, head = TAILS.get(text[-6:]), text[:-6]
        if tail is None:
            tail, head = TAILS.get(text[-3:]), text[:-3]
        if tail is not None:
            number = self[head]
            if number != ELSEWHERE:
                return number + tail
        # Of another shape, and so with a place of its own.
        if text not in self._others:
            self._others[text] = len(self.minutes) * 60
            self.minutes.append(text)
        return self._others[text]

    def text(self, number: int) -> str:
        """The text again, without seconds when they are zero."""
        minute, seconds = self.minutes[number // 60], number % 60
        if not seconds:
            return minute
        suffix = minute[-3:] if minute.endswith(SUFFIXES[1:]) else ""
        return f"{minute.removesuffix(suffix)}:{seconds:02}{suffix}"


class Table:
    """Rows as parallel lists, because there may be a hundred thousand of them.

    `role` is what a webinar's section says, "" where each row says it. `cells` has the fields of `Cells` as plain
    tuples, `joins` and `leaves` are numbers of `times`.
    """

    def __init__(self, columns: Sequence[str], times: TimeTexts, role: str = "") -> None:
        self.role = role
        self.times = times
        self.lines: list[int] = []
        self.cells: list[tuple[str, ...]] = []
        self.joins: list[int] = []
        self.leaves: list[int] = []
        self.problems: list[Problem] = []
        first = FIRST_IN_WEBINARS if role else frozenset()
        self._pick = itemgetter(*(_place(columns, name, first=name in first) for name in Cells._fields))
        self._join, self._leave = (_place(columns, name, first=False) for name in ("join", "leave"))
        self._width = len(columns)

    def take(self, records: Iterator[Record], role_of_title: Callable[[list[str]], str]) -> str:
        """Rows to the end, or to the title row of the next section, whose role it answers."""
        pick, at_join, at_leave, number = self._pick, self._join, self._leave, self.times.number
        keep_line, keep_cells = self.lines.append, self.cells.append
        keep_join, keep_leave = self.joins.append, self.leaves.append
        for line, cells in records:
            if len(cells) < self._width:
                if not cells:
                    continue
                if role := role_of_title(cells):
                    return role
                cells.extend([""] * (self._width - len(cells)))
            # The last cell stands for every column that the table does not have.
            cells.append("")
            join = cells[at_join]
            if not join or join.isspace():
                if role := role_of_title(cells):
                    return role
                if not self._is_somebody(line, cells):
                    continue
            keep_line(line)
            keep_cells(pick(cells))
            keep_join(number(join))
            keep_leave(number(cells[at_leave]))
        return ""

    def written(self, row: int) -> list[str]:
        """The kept cells of a row, for a person to look at."""
        name, email, *others = self.cells[row]
        return [name, email, *self.times_of(row), *others]

    def times_of(self, row: int) -> tuple[str, str]:
        """Join and leave as written."""
        return self.times.text(self.joins[row]), self.times.text(self.leaves[row])

    def _is_somebody(self, line: int, cells: list[str]) -> bool:
        # Spreadsheets pad files with rows of blanks: they are nobody. Any other text is shown.
        if any(cell.strip() for cell in self._pick(cells)):
            return True
        if text := as_text(cells):
            self.problems.append(Problem(line, "row-not-understood", {"line": line}, text))
        return False


def _place(columns: Sequence[str], name: str, *, first: bool) -> int:
    wanted = {"email": ("email", "user_email"), "minutes": ("minutes", "total_minutes")}.get(name, (name,))
    found = [at for at, column in enumerate(columns) if column in wanted]
    if not found:
        return -1
    return found[0] if first else found[-1]
