"""The tables as the database itself describes them, against a checked-in description.

`CPD_WRITE_SCHEMA=1 pytest tests/store/test_schema.py` writes the description anew; the difference is to be reviewed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cpd.store.tx import is_sqlite, rows

pytestmark = pytest.mark.anyio

HERE = Path(__file__).parent
_SQLITE = (
    "SELECT sql AS line FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'tortoise%' ORDER BY type, name"
)
_POSTGRESQL = """
SELECT line FROM (
    SELECT 'column ' || table_name || ' ' || lpad(ordinal_position::text, 2, '0')
           || ' ' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END
           || CASE WHEN is_identity = 'YES' THEN ' IDENTITY' ELSE '' END AS line
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'tortoise_migrations'
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text <> 'tortoise_migrations'
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename <> 'tortoise_migrations'
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
) AS described ORDER BY line COLLATE "C"
"""


async def test_the_tables_are_as_described(db: str) -> None:
    found = await rows(_SQLITE if is_sqlite() else _POSTGRESQL)
    described = "\n".join(str(one["line"]).strip() for one in found) + "\n"
    file = HERE / ("schema.sqlite.sql" if is_sqlite() else "schema.postgresql.txt")
    if os.environ.get("CPD_WRITE_SCHEMA"):
        file.write_text(described)
    assert described == file.read_text()
