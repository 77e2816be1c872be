"""An .xlsx -> records, parsed in a child process that may use little memory and little time."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cpd.core.attendance import Problem
from cpd.core.errors import FileRefused
from integrations.sheets import limits
from integrations.sheets.workbook_child import TOO_MANY_COLUMNS, TOO_MANY_ROWS

CHILD = Path(__file__).with_name("workbook_child.py")
ALLOWED = (
    limits.WORKBOOK_MEMORY_BYTES,
    limits.WORKBOOK_CPU_SECONDS,
    limits.ROWS,
    limits.COLUMNS,
    limits.WORKBOOK_CHARACTERS,
)
REFUSALS = {TOO_MANY_ROWS: "too-many-rows", TOO_MANY_COLUMNS: "too-many-columns"}
"""What the child's exit codes mean; every other one is a workbook that could not be parsed within the limits."""


class Workbook:
    """The records of the first sheet that is not empty. Its lines are sheet rows, its dates are ISO texts."""

    def __init__(self, records: Iterator[tuple[int, list[str]]]) -> None:
        self.records = records
        self.problems: list[Problem] = []
        self.lines_in_cells = True


def read_workbook(content: bytes) -> Workbook:
    """Raises FileRefused: zip-broken, zip-not-workbook, zip-bomb, workbook-broken, too-many-rows, too-many-columns."""
    _look_at_directory(content)
    command = [sys.executable, "-I", str(CHILD), *map(str, ALLOWED)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell, and the workbook goes in as bytes
            command, input=content, capture_output=True, timeout=limits.WORKBOOK_WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused("workbook-broken") from error
    if done.returncode in REFUSALS:
        raise FileRefused(REFUSALS[done.returncode], line=1, rows=limits.ROWS, columns=limits.COLUMNS)
    if done.returncode != 0:
        raise FileRefused("workbook-broken")
    return Workbook(_records(done.stdout))


def _records(lines: bytes) -> Iterator[tuple[int, list[str]]]:
    for line in io.BytesIO(lines):
        row, cells = json.loads(line)
        yield row, cells


def _look_at_directory(content: bytes) -> None:
    """Refuses an archive by its own table of contents, before a byte of it is unpacked."""
    _refuse_long_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise FileRefused("zip-broken") from error
    if len(members) > limits.ZIP_MEMBERS or sum(one.file_size for one in members) > limits.ZIP_UNPACKED_BYTES:
        raise FileRefused("zip-bomb")
    for one in members:
        if one.file_size > limits.ZIP_RATIO_FROM_BYTES and one.file_size > limits.ZIP_RATIO * one.compress_size:
            raise FileRefused("zip-bomb")
    if not any(one.filename.lower().startswith("xl/workbook.") for one in members):
        raise FileRefused("zip-not-workbook")


def _refuse_long_directory(content: bytes) -> None:
    # zipfile reads the whole directory into objects; the archive's last record says how long it is.
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or at + 22 > len(content):
        raise FileRefused("zip-broken")
    if int.from_bytes(content[at + 12 : at + 16], "little") > limits.ZIP_DIRECTORY_BYTES:
        raise FileRefused("zip-bomb")
