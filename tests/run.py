"""The whole test suite on both databases: `python -m tests.run`, which `make test` calls.

One process per database, because the ORM keeps SQL of one dialect per process. PostgreSQL is looked for at
CPD_TEST_POSTGRESQL_URL (postgresql://postgres@127.0.0.1:5432/postgres when unset); where there is none its part is
reported as skipped, unless CPD_TEST_POSTGRESQL=required.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

_ON_A_DATABASE = [
    "tests/store", "tests/ops", "tests/web", "tests/schema", "tests/story", "tests/cli", "tests/demo/test_run.py",
]  # fmt: skip
ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("CPD_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def main(arguments: list[str]) -> int:
    """The exit code: 0 when every part that ran passed."""
    coverage = [] if arguments else ["--cov", "--cov-report="]
    environment = dict(os.environ)
    for name in ("CPD_DATABASE_URL", "CPD_TEST_DATABASE_URL"):
        environment.pop(name, None)
    print("== SQLite", flush=True)
    code = _pytest([*coverage, *arguments], environment | {"COVERAGE_FILE": str(ROOT / ".coverage.sqlite")})
    if code:
        return code
    if not _listens(SERVER):
        if os.environ.get("CPD_TEST_POSTGRESQL") == "required":
            print(f"PostgreSQL is required and does not answer at {_place(SERVER)}", file=sys.stderr)
            return 1
        print(f"== PostgreSQL: skipped, no server at {_place(SERVER)}")
        return _report(["sqlite"]) if coverage else 0
    print("== PostgreSQL", flush=True)
    postgresql = environment | {"CPD_TEST_DATABASE_URL": SERVER, "COVERAGE_FILE": str(ROOT / ".coverage.postgresql")}
    # What never touches the database was just tested.
    parts = arguments or _ON_A_DATABASE
    code = _pytest([*coverage, *[one for one in parts if one.startswith("-") or (ROOT / one).exists()]], postgresql)
    if code or not coverage:
        return code
    return _report(["sqlite", "postgresql"])


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def _report(parts: list[str]) -> int:
    files = [str(ROOT / f".coverage.{part}") for part in parts]
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "--keep", "-q", *files], cwd=ROOT, check=True)
    whole = [*coverage, "report", "--fail-under=95"]
    core = [*coverage, "report", "--include=cpd/core/*,cpd/ops/ledger.py", "--fail-under=100"]
    return max(subprocess.run(one, cwd=ROOT, check=False).returncode for one in (whole, core))


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}"


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=3):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
