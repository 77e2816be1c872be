"""A backup taken into the other engine and out again, in a process of its own: `python -m tests.carry URL IN OUT`.

The ORM keeps SQL of one dialect per process. Prints the dump of what was restored, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from cpd.ops.verifying import verify
from cpd.store.backup import backup, restore
from cpd.store.database import open_database
from cpd.store.migrate import migrate
from tests.dump import dump


async def carry(url: str, taken_in: Path, taken_out: Path) -> None:
    async with open_database(url, pool_size=2):
        await migrate()
        await restore(taken_in)
        violations = [one.code for one in await verify()]
        await backup(taken_out)
        print(json.dumps({"dump": await dump(), "violations": violations}))


if __name__ == "__main__":
    asyncio.run(carry(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
