"""The demo's webinar of 616 people and meeting of 36, imported on each engine: milliseconds of each step."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime

from cpd.demo.run import run_demo
from cpd.store.database import open_database
from integrations.reading import read_export
from tests.benchmarks.databases import ENGINES, fresh


async def one_engine(engine: str) -> None:
    try:
        async with fresh(engine) as url, open_database(url):
            first = await run_demo(read_export, datetime.now(UTC), "en")
            again = await run_demo(read_export, datetime.now(UTC), "en")
    except OSError as error:
        print(f"{engine:12} skipped: {error}")
        return
    for name, result in (("first", first), ("again", again)):
        for report in result.reports:
            steps = ", ".join(f"{step} {ms}" for step, ms in report.step_ms.items())
            total = sum(report.step_ms.values())
            print(f"{engine:12} {name:6} {report.layout:3} {report.people:5} people {total:6} ms   {steps}")


def main() -> None:
    for engine in ENGINES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.import_webinar", engine], check=True)


if __name__ == "__main__":
    asyncio.run(one_engine(sys.argv[1])) if len(sys.argv) > 1 else main()
