"""`make bench`: everything that is measured, each beside the hand-written limit in the same run, as ratios.

One process for each: the ORM keeps SQL of one dialect per process, and no measurement warms up another one's caches.
Name some to run only these: `make bench ARGS="balance_http feed"`.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = {
    "balance_http": "balance query over HTTP against a hand-written route: at least 0.55 on PostgreSQL",
    "import_large": "100,000 rows from bytes to posted entries against a plain bulk insert: at most 6 times",
    "import_webinar": "a webinar of 616 people, step by step",
    "feed_http": "feed of 1,000 events, cached 200 and 304 against a static answer: at least 0.8",
    "feed": "building, joining and rebuilding feeds",
    "matching": "20,000 attendees against 155,000 members, and who is joined wrongly",
}


def main(names: list[str]) -> int:
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    worst = 0
    for name, what in BENCHMARKS.items():
        if not names or name in names:
            print(f"\n== {name}: {what}", flush=True)
            worst = max(
                worst, subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode
            )
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
