"""What somebody with the database's password could do, so that tests can see it found."""

from __future__ import annotations

from cpd.store.guards import GUARDED, put_guards
from cpd.store.tx import execute, in_tx, is_sqlite


@in_tx
async def tamper(*statements: str, guards_stay_away: bool = False) -> None:
    """Takes the triggers away, runs the statements, and puts the triggers back."""
    for table in GUARDED:
        for verb in ("update", "delete"):
            await execute(f"DROP TRIGGER {table}_no_{verb}" + ("" if is_sqlite() else f" ON {table}"))
    for one in statements:
        await execute(one)
    if not guards_stay_away:
        await put_guards()
