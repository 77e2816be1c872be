"""`cpd import-attendance`: the same path as the mutation, on the machine of the database."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from cpd.cli.output import file_content, language, print_json
from cpd.core.credits import credits_text
from cpd.core.errors import NotFound
from cpd.core.platform import DateOrder, ReadingOptions
from cpd.ops import deliveries, importing
from cpd.ops.importing import ImportRequest, ImportResult
from cpd.ops.viewer import Viewer, viewer_of
from cpd.settings import Settings
from cpd.store.database import open_database
from cpd.store.tx import row
from cpd.words import sentence
from integrations.reading import read_export


@click.command("import-attendance")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--meeting", required=True, help="Id of the meeting (mtg_...) that the report is about.")
@click.option("--account", help="E-mail address of the account that imports; the first administrator when left out.")
@click.option("--time-zone", help="Zone of the file's local times; the session's when left out.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="When the file cannot tell.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_attendance(
    file: Path,
    meeting: str,
    account: str | None,
    time_zone: str | None,
    date_order: DateOrder | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import FILE as the attendance of a meeting, match its people and post their credits."""
    content = file_content(file)
    options = ReadingOptions(time_zone, date_order)
    result = asyncio.run(_run(content, meeting, account, options, dry_run=dry_run))
    if as_json:
        print_json(_document(result))
        return
    counts = result.counts
    click.echo(
        f"{result.layout}: {counts.rows} rows, {counts.people} people, {counts.matched} matched, "
        f"{counts.to_review} to review, {counts.guests} guests, {counts.problems} problems; "
        f"{result.posted.awards} awards ({credits_text(result.posted.awarded_credits)}) posted, "
        f"{result.posted.reversals} reversed" + (" (dry run: nothing was written)" if dry_run else "")
    )
    for one in result.problems:
        click.echo(f"{file}:{one.line}: {sentence(one.code, one.values, language())}", err=True)


async def _run(
    content: bytes, meeting: str, account: str | None, options: ReadingOptions, *, dry_run: bool
) -> ImportResult:
    now = datetime.now(UTC)
    async with open_database(Settings().database_url):
        viewer = await _viewer(account)
        delivery_id = await deliveries.keep(content, now)
        request = ImportRequest(meeting, delivery_id, options, dry_run=dry_run)
        return await importing.attendance_import(viewer, request, read_export, now)


async def _viewer(email: str | None) -> Viewer:
    found = await row(*((_BY_EMAIL, email.casefold()) if email is not None else (_ADMINISTRATOR,)))
    viewer = await viewer_of(found["id"]) if found is not None else None
    if viewer is None:
        raise NotFound("not-found", what=email or "administrator")
    return viewer


_BY_EMAIL = "SELECT id FROM account WHERE email = $1"
_ADMINISTRATOR = (
    "SELECT account.id FROM account JOIN account_role ON account_role.account_id = account.id"
    " WHERE account_role.role = 'administrator' AND account.disabled_at IS NULL ORDER BY account.created_at, account.id"
)


def _document(result: ImportResult) -> dict[str, object]:
    problems = [
        {"line": one.line, "code": one.code, "message": sentence(one.code, one.values, language())}
        for one in result.problems
    ]
    return {**asdict(result), "problems": problems}
