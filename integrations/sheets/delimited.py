"""Delimited text -> records with the physical line each one starts on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from cpd.core.attendance import Problem
from cpd.core.errors import FileRefused
from integrations.sheets.encoding import Encoding
from integrations.sheets.limits import COLUMNS, HEADER_LINES, LINE_CHARACTERS, ROWS, SEARCHED_RECORDS

DELIMITERS = (",", ";", "\t")
PROBLEM_CHARACTERS = 200
_QUOTED = re.compile(r'"[^"]*"')


class _QuoteOpenError(Exception):
    """A record wants a second line where records have one."""


class Delimited:
    """One pass over a delimited text, decoded as it is read, so that a big file is never in memory twice.

    Lines end at LF, CR LF or a bare CR. Raises FileRefused while reading: too-many-rows, too-many-columns,
    line-too-long, quote-never-closed.
    """

    def __init__(self, content: bytes, encoding: Encoding, sample: str) -> None:
        errors = "strict" if encoding.damaged_line is None else "replace"
        self._file = io.TextIOWrapper(io.BytesIO(content), encoding.name, errors, newline="")
        self._start = self._at = 0
        self._line = ""
        self._open = False
        self.problems: list[Problem] = []
        self.lines_in_cells = True
        if encoding.damaged_line is not None:
            self.problems.append(Problem(encoding.damaged_line, "text-damaged", {"line": encoding.damaged_line}))
        self._delimiter = _stated_delimiter(sample)
        if self._delimiter:
            self._file.readline()
            self._at = 1
        else:
            self._delimiter = _counted_delimiter(sample)
        self.records: Iterator[tuple[int, list[str]]] = self._records()

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            try:
                for cells in csv.reader(self._lines(), delimiter=self._delimiter):
                    self._open = False
                    if len(cells) > COLUMNS:
                        raise FileRefused("too-many-columns", line=self._start, columns=COLUMNS)
                    yield self._start, cells
                return
            except _QuoteOpenError:
                # Only this line is given up: the quote must not swallow the people on the lines below.
                self._open = False
                text = self._line.strip()[:PROBLEM_CHARACTERS]
                self.problems.append(Problem(self._start, "quote-open", {"line": self._start}, text))
            except csv.Error as error:
                raise FileRefused("quote-never-closed", line=self._start) from error

    def _lines(self) -> Iterator[str]:
        for line in self._file:
            self._at = at = self._at + 1
            if not self._open:
                self._start = at
                self._open = True
            elif at - self._start >= HEADER_LINES:
                raise FileRefused("quote-never-closed", line=self._start)
            if len(line) > LINE_CHARACTERS or at > ROWS:
                raise self._refusal(line)
            self._line = line
            yield line
            # The csv reader asks for the next line only when the record is complete, or a quote is still open.
            if self._open and not self.lines_in_cells:
                raise _QuoteOpenError

    def _refusal(self, line: str) -> FileRefused:
        if len(line) > LINE_CHARACTERS:
            return FileRefused("line-too-long", line=self._at, characters=LINE_CHARACTERS)
        return FileRefused("too-many-rows", rows=ROWS)


def _stated_delimiter(sample: str) -> str:
    """The one of a `sep=;` line, which spreadsheets write and read on top of a file; "" when there is none."""
    first = sample.lstrip("\ufeff").split("\n", 1)[0].strip("\r\"'")
    return first[4:5] if first[:4].casefold() == "sep=" else ""


def _counted_delimiter(sample: str) -> str:
    """The one that stands most often outside quotes at the top of the file."""
    top = _QUOTED.sub("", sample).split("\n", SEARCHED_RECORDS)[:SEARCHED_RECORDS]
    return max(DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in top))
