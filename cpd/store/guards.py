"""Triggers that refuse to change what must never change: the ledger, decisions, evidence, published rules.

They vanish when their own table is rebuilt, so they are put in place after every migration and looked for at start.
"""

from __future__ import annotations

from cpd.core.errors import DatabaseTrouble
from cpd.store.tx import connection, is_sqlite, rows

GUARDED = ("entry", "decision", "delivery", "rule_pack", "stay")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""

_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


async def put_guards() -> None:
    """Creates every trigger that is missing. Inside the migration's database transaction."""
    if is_sqlite():
        for table, verb in _expected():
            await connection().execute_script(_SQLITE.format(table=table, verb=verb))
        return
    await connection().execute_script(_POSTGRESQL_FUNCTION)
    for table, verb in _expected():
        await connection().execute_script(_POSTGRESQL.format(table=table, verb=verb))


async def check_guards() -> None:
    """Raises DatabaseTrouble("guards-missing") naming the triggers that are not there (or are switched off)."""
    if is_sqlite():
        found = await rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = await rows(
            "SELECT tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND n.nspname = current_schema()"
        )
    names = {one["name"] for one in found}
    missing = [f"{table}_no_{verb}" for table, verb in _expected() if f"{table}_no_{verb}" not in names]
    if missing:
        raise DatabaseTrouble("guards-missing", names=", ".join(missing))


def _expected() -> list[tuple[str, str]]:
    verbs = ["update", "delete"] if is_sqlite() else ["update", "delete", "truncate"]
    return [(table, verb) for table in GUARDED for verb in verbs]
