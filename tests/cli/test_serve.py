"""The service as a process of its own: it says where it is, answers, and stops when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx


@contextmanager
def serving(database_url: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cpd", *arguments, "--port", str(port)]
    environment = os.environ | {"CPD_DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield process, address
        finally:
            if process.poll() is None:
                process.kill()


def wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{address}/healthz")
            return
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_an_empty_installation_prints_its_set_up_link_and_stops_when_told(database_url):
    with serving(database_url, "serve") as (process, address):
        link = re.search(r"http://\S+/setup/\S+", process.stdout.readline())
        assert link is not None
        assert link[0].startswith(f"{address}/setup/")
        assert httpx.get(link[0]).status_code == 200
        assert httpx.get(f"{address}/readyz").status_code == 200
        process.send_signal(signal.SIGTERM)
        # uvicorn ends by the signal it was sent, once everything is closed.
        assert process.wait(20) in (0, -signal.SIGTERM)
        assert "Application shutdown complete" in process.stderr.read()


def test_a_port_that_is_taken_ends_with_1(database_url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "cpd", "serve", "--port", str(taken.getsockname()[1])]
        environment = os.environ | {"CPD_DATABASE_URL": database_url}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "address already in use" in ended.stderr
