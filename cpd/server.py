"""Running the service with uvicorn."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from cpd.logs import configure_logging
from cpd.settings import Settings

_STOP_SECONDS_MAX = 20
_KEEP_ALIVE_SECONDS = 20
"""Longer than a reader takes between two clicks, short enough for a phone that went away."""


def server(app: ASGIApp, host: str, port: int, *, requests_max: int = 1_000) -> uvicorn.Server:
    """A server that is not running yet. Who asks is who is connected: forwarded headers are not believed."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=requests_max,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS_MAX,
    )
    return uvicorn.Server(config)


def run(app: ASGIApp, settings: Settings, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT, then finishes the running requests.

    Exits with 1 when it could not start: the port is taken, or the database is not ready; the log says which.
    """
    configure_logging(settings.log_level, settings.log_format)
    running = server(app, host, port, requests_max=settings.requests_max)
    try:
        running.run()
    except SystemExit:
        raise SystemExit(1) from None
    if not running.started:
        raise SystemExit(1)
