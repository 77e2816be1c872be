"""`cpd serve`: the service, with its migrations applied."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from cpd.api import graphql_endpoint
from cpd.app import build_app
from cpd.cli.database import prepare
from cpd.core.errors import ActionRefused
from cpd.ops.accounts import setup_link_create
from cpd.server import run
from cpd.settings import Settings
from cpd.store.database import open_database

HOST = "127.0.0.1"
PORT = 8000


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Run the service; on an empty database, print the one-time set-up link."""
    settings = settings_for(host, port)
    asyncio.run(prepare(settings.database_url))
    link = asyncio.run(_setup_link(settings))
    if link is not None:
        click.echo(f"Set up this installation (once, within a day): {link}")
    serve_app(settings, host, port)


def settings_for(host: str, port: int) -> Settings:
    """The settings; without CPD_BASE_URL the public address is the one that is listened on."""
    settings = Settings()
    if "base_url" in settings.model_fields_set:
        return settings
    shown = f"[{host}]" if ":" in host else host
    return settings.model_copy(update={"base_url": f"http://{shown}:{port}"})


def serve_app(settings: Settings, host: str, port: int) -> None:
    """Serves until told to stop."""
    run(build_app(settings, graphql_endpoint(settings)), settings, host, port)


async def _setup_link(settings: Settings) -> str | None:
    async with open_database(settings.database_url):
        try:
            secret = await setup_link_create(datetime.now(UTC))
        except ActionRefused:
            return None
    return f"{settings.base_url}/setup/{secret}"
