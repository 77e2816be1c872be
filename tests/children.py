"""Other processes on the same database: Python text run in a child of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FRAME = """
import asyncio, os, signal, sys
from cpd.store.database import open_database

URL = sys.argv[1]

async def main():
    async with open_database(URL, pool_size=2):
        await work()

{work}

asyncio.run(main())
"""


def start(work: str, url: str, *arguments: str) -> subprocess.Popen[str]:
    """A child in which `work`, the text of a coroutine function of that name, runs with the database open."""
    command = [sys.executable, "-c", _FRAME.format(work=work), url, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def output(child: subprocess.Popen[str], *, seconds: int = 60) -> str:
    """What a child printed; fails with its own error when it failed."""
    said, error = child.communicate(timeout=seconds)
    assert child.returncode == 0, error
    return said
