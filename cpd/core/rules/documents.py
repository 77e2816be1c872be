"""JSON documents read strictly: one object, every key once, UTF-8, no numbers that JSON does not have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn

from cpd.core.errors import InputRefused, InputsRefused
from cpd.core.rules.tables import Table

_BYTES_MAX = 20_000_000


def document(content: bytes, file_name: str) -> Table:
    """The document's outermost object, with an empty list for its mistakes. Raises InputsRefused when there is none."""
    if len(content) > _BYTES_MAX:
        raise _refused("document-too-big", file_name, "")
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused("document-not-json", file_name, str(error)[:200]) from error
    if not isinstance(found, dict):
        raise _refused("document-not-an-object", file_name, "")
    return Table(found, file_name, [])


def closed(*tables: Table) -> None:
    """Notes unknown keys, and raises InputsRefused when there is any mistake."""
    for table in tables:
        table.close()
    if tables[0].mistakes:
        raise InputsRefused(tables[0].mistakes)


def _each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key twice: {next(key for key in keys if keys.count(key) > 1)[:60]}")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"not a JSON number: {text}")


def _refused(code: str, file_name: str, reason: str) -> InputsRefused:
    values = {"reason": reason} if reason else {}
    return InputsRefused([InputRefused(code, file=file_name, **values)])
