"""Whether the database is one that this version of the product may work on."""

from __future__ import annotations

from importlib import resources

from cpd.core.errors import DatabaseTrouble
from cpd.store.guards import check_guards
from cpd.store.migrate import applied_migrations, table_names


def shipped_migrations() -> list[str]:
    """The migrations that this version brings, in order."""
    files = (one.name for one in (resources.files("cpd.store") / "migrations").iterdir())
    return sorted(name.removesuffix(".py") for name in files if name.startswith("m") and name.endswith(".py"))


async def check_ready() -> None:
    """Raises DatabaseTrouble when migrations are missing or newer than this version, or a trigger is not in place."""
    applied = await applied_migrations() if await table_names() else []
    shipped = shipped_migrations()
    missing = [name for name in shipped if name not in applied]
    if missing:
        raise DatabaseTrouble("migrations-missing", names=", ".join(missing))
    newer = [name for name in applied if name not in shipped]
    if newer:
        raise DatabaseTrouble("database-newer", names=", ".join(newer))
    await check_guards()
