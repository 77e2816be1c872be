"""The server as a process of its own: it starts, answers, and ends when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

_SERVE = """
import asyncio, sys
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from cpd.app import build_app
from cpd.server import run
from cpd.settings import Settings

async def slow(request):
    await asyncio.sleep(1)
    return PlainTextResponse("finished")

settings = Settings(database_url=sys.argv[1])
run(build_app(settings, Route("/graphql", slow)), settings, "127.0.0.1", int(sys.argv[2]))
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(database_url: str, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _SERVE, database_url, str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(port: int) -> None:
    for _ in range(100):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(port)


def test_a_request_that_runs_is_finished_when_the_service_is_stopped(database_url: str) -> None:
    port = free_port()
    answers: list[httpx.Response] = []
    with serving(database_url, port) as process:
        wait_until_ready(port)
        asking = threading.Thread(target=lambda: answers.append(httpx.get(f"http://127.0.0.1:{port}/graphql")))
        asking.start()
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        asking.join()
        _, log = process.communicate(timeout=10)
    assert [(one.status_code, one.text) for one in answers] == [(200, "finished")]
    assert "server" not in answers[0].headers
    assert '"route":"/graphql","status":200' in log
    assert "Traceback" not in log


def test_a_taken_port_ends_the_process_with_1(database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serving(database_url, taken.getsockname()[1]) as process:
            _, log = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "address already in use" in log


def test_a_database_that_is_not_migrated_ends_the_process_with_1(tmp_path: object) -> None:
    with serving(f"sqlite:///{tmp_path}/empty.sqlite3", free_port()) as process:
        _, log = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "migrations-missing" in log
