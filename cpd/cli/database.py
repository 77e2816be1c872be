"""Commands about the database as a whole."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from cpd.cli.output import language, print_json
from cpd.ops import verifying
from cpd.settings import Settings
from cpd.store import backup as backups
from cpd.store.database import open_database
from cpd.store.migrate import migrate as apply_migrations
from cpd.words import sentence


async def prepare(database_url: str) -> list[str]:
    """The database with its tables up to date; a SQLite file's folder is made. Answers the applied migrations."""
    parts = urlsplit(database_url)
    if parts.scheme == "sqlite":
        Path(unquote(parts.path[1:])).parent.mkdir(parents=True, exist_ok=True)
    async with open_database(database_url):
        return await apply_migrations()


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    applied = asyncio.run(prepare(Settings().database_url))
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("nothing to apply")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write everything to FILE, from one moment; the service may run on."""

    async def run() -> None:
        async with open_database(Settings().database_url):
            await backups.backup(file)

    asyncio.run(run())
    click.echo(f"{file} {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(file: Path) -> None:
    """Read FILE into an empty database, all or nothing."""

    async def run() -> None:
        database_url = Settings().database_url
        await prepare(database_url)
        async with open_database(database_url):
            await backups.restore(file)

    asyncio.run(run())
    click.echo(f"restored {file}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(as_json: bool) -> None:
    """Audit the ledger: chain, sums, evidence; ends with 1 when anything is wrong."""

    async def run() -> list[verifying.Violation]:
        async with open_database(Settings().database_url):
            return await verifying.verify()

    found = asyncio.run(run())
    said = [(one.invariant, one.code, sentence(one.code, one.values, language())) for one in found]
    if as_json:
        print_json({"violations": [{"invariant": n, "code": code, "message": text} for n, code, text in said]})
    else:
        for number, _, text in said:
            click.echo(f"{number}: {text}", err=True)
        click.echo("nothing is wrong" if not said else f"{len(said)} violation(s)")
    if said:
        raise SystemExit(1)
