"""`cpd demo`: the demo association, its reports imported for real, what came of it, and the service on it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from cpd.cli.database import prepare
from cpd.cli.output import language, print_json
from cpd.cli.serve import HOST, PORT, serve_app, settings_for
from cpd.demo.run import DemoResult, ImportedReport, ShownBalance, run_demo
from cpd.settings import Settings
from cpd.store.database import open_database
from integrations.reading import read_export

_QUERY = "{ viewer { member { fullName creditBalance { earned required standing } } } }"


@click.command()
@click.option("--no-serve", is_flag=True, help="End after printing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to serve on.")
def demo(no_serve: bool, as_json: bool, port: int) -> None:
    """Build the demo association, import its reports, award, print the balances, and serve."""
    settings = settings_for(HOST, port)
    asyncio.run(prepare(settings.database_url))
    result = asyncio.run(_run(settings))
    if as_json:
        print_json(result.as_json() | _addresses(settings, result))
    else:
        _print(settings, result)
    if not no_serve:
        serve_app(settings, HOST, port)


async def _run(settings: Settings) -> DemoResult:
    async with open_database(settings.database_url):
        return await run_demo(read_export, datetime.now(UTC), language())


def _addresses(settings: Settings, result: DemoResult) -> dict[str, object]:
    return {
        "graphql": f"{settings.base_url}/graphql",
        "feed": f"{settings.base_url}/ics/all.ics",
        "page": f"{settings.base_url}/",
        "curl": _curl(settings, result),
    }


def _curl(settings: Settings, result: DemoResult) -> str:
    return (
        f"curl -s {settings.base_url}/graphql -H 'Content-Type: application/json'"
        f" -H 'Authorization: Bearer {result.tokens['member']}'"
        f' -d \'{{"query":"{_QUERY}"}}\''
    )


def _print(settings: Settings, result: DemoResult) -> None:
    click.echo(f"{result.association}: {result.chapters} chapters, {result.members} members, {result.events} events")
    click.echo(f"built in {result.build_ms} ms\n" if result.is_new else "already built\n")
    for report in result.reports:
        _print_report(report)
    if not result.is_new:
        click.echo("Nothing new was posted: the same reports were imported before.\n")
    for balance in result.balances:
        _print_balance(balance)
    addresses = _addresses(settings, result)
    click.echo(f"Page      {addresses['page']}")
    click.echo(f"Calendar  {addresses['feed']}")
    click.echo(f"GraphQL   {addresses['graphql']}")
    click.echo("Tokens (7 days):")
    for role, token in result.tokens.items():
        click.echo(f"  {role:14} {token}")
    click.echo(f"\nTry it while the service runs:\n{addresses['curl']}")


def _print_report(report: ImportedReport) -> None:
    times = ", ".join(f"{step} {ms} ms" for step, ms in report.step_ms.items())
    click.echo(f"{report.event}  ({report.file}, layout {report.layout}, {report.bytes} bytes)")
    click.echo(f"  meeting         {report.meeting}")
    click.echo(f"  rows read       {report.rows:6}   ({report.excluded} not attendance, {report.problems} problems)")
    click.echo(f"  people          {report.people:6}")
    click.echo(f"  matched         {report.matched:6}")
    click.echo(f"  to review       {report.to_review:6}")
    click.echo(f"  guests          {report.guests:6}")
    click.echo(f"  credits posted  {report.credits_posted:>6}   ({report.entries_posted} entries)")
    click.echo(f"  time            {times}\n")


def _print_balance(balance: ShownBalance) -> None:
    click.echo(f"{balance.number}  {balance.name}")
    click.echo(f"  {balance.programme}, {balance.cycle}: {balance.standing}")
    click.echo(
        f"  earned {balance.earned} (pending {balance.pending}), counted {balance.counted} of {balance.required}"
        f" {balance.unit}, remaining {balance.remaining}"
    )
    for reason in balance.reasons:
        click.echo(f"    {reason}")
    click.echo()
