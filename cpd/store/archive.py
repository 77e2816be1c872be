"""The file of a backup, apart from any database: its manifest, its lines, and what is wrong with it."""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NamedTuple

import asyncpg
import orjson
from tortoise.exceptions import IntegrityError

from cpd.core.errors import FileRefused

FORMAT = 1
MANIFEST = "manifest.json"
_MANIFEST_BYTES_MAX = 1_000_000
_PAGE_BYTES = 4_000_000

Record = tuple[object, ...]


class Part(NamedTuple):
    """A table: its columns in the order of the lines, and how many lines there are."""

    name: str
    columns: tuple[str, ...]
    rows: int


class Ledger(NamedTuple):
    """Where the chain ends, and the sum of all entries in hundredths."""

    seq: int
    hash: str
    credits: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and of which state of the tables."""

    migrations: tuple[str, ...]
    tables: tuple[Part, ...]
    ledger: Ledger

    def as_json(self) -> bytes:
        tables = [one._asdict() for one in self.tables]
        document = {"format": FORMAT, **asdict(self), "tables": tables, "ledger": self.ledger._asdict()}
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)

    def part(self, name: str) -> Part:
        return next(one for one in self.tables if one.name == name)

    def check_fits(self, migrations: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> None:
        """Raises FileRefused("backup-other-version") unless the tables are those of the database."""
        own = {name: set(names) for name, names in columns.items()}
        if tuple(migrations) != self.migrations or own != {one.name: set(one.columns) for one in self.tables}:
            newest = self.migrations[-1] if self.migrations else "-"
            raise FileRefused("backup-other-version", made=newest, here=migrations[-1] if migrations else "-")


def member_name(table: str) -> str:
    """Where a table's lines are in the zip."""
    return f"tables/{table}.jsonl"


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup's file with its manifest. Raises FileRefused("backup-damaged" or "backup-other-version"), OSError."""
    with archive_error():
        archive = zipfile.ZipFile(path)
    with archive:
        with archive_error():
            if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES_MAX:
                raise ValueError("the manifest is too big")
            document = orjson.loads(archive.read(MANIFEST))
            made_as = document["format"]
        if made_as != FORMAT:
            raise FileRefused("backup-other-version", made=f"format {made_as}"[:40], here=f"format {FORMAT}")
        with archive_error():
            manifest = _manifest(document)
        yield archive, manifest


def _manifest(document: Mapping[str, object]) -> Manifest:
    tables, ledger, migrations = document["tables"], document["ledger"], document["migrations"]
    if not isinstance(tables, list) or not isinstance(ledger, dict) or not isinstance(migrations, list):
        raise TypeError("the manifest is not of this format")
    parts = [Part(**{**one, "columns": tuple(one["columns"])}) for one in tables]
    return Manifest(tuple(migrations), tuple(parts), Ledger(**ledger))


def records(member: IO[bytes], part: Part) -> Iterator[list[Record]]:
    """The rows of a table, some megabytes of lines at a time. Raises ValueError for a line that is no row of it."""
    page: list[Record] = []
    size_bytes = 0
    for line in member:
        page.append(_record(line, part))
        size_bytes += len(line)
        if size_bytes >= _PAGE_BYTES:
            yield page
            page, size_bytes = [], 0
    if page:
        yield page


def _record(line: bytes, part: Part) -> Record:
    values = orjson.loads(line)
    if not isinstance(values, list) or len(values) != len(part.columns):
        raise ValueError(f"{part.name} has a line that is no row of it")
    return tuple(base64.b64decode(one["base64"], validate=True) if isinstance(one, dict) else one for one in values)


_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, TypeError, LookupError, IntegrityError,
    asyncpg.IntegrityConstraintViolationError, asyncpg.DataError,
)  # fmt: skip
"""How a file that is cut, changed or not a backup shows: in the zip, in the JSON, or when a table refuses a row."""


@contextmanager
def archive_error() -> Iterator[None]:
    """What goes wrong inside is the file's fault: FileRefused("backup-damaged") with what was seen."""
    try:
        yield
    except _DAMAGE as error:
        raise FileRefused("backup-damaged", reason=" ".join(str(error).split())[:200]) from error
