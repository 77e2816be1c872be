"""The offline tools: the core on files, no database, no service."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from cpd.cli.output import file_content, language, print_json
from cpd.core.credits import credits_text
from cpd.core.errors import FileRefused
from cpd.core.matching import Roster, match_attendees
from cpd.core.platform import DateOrder, ReadingOptions
from cpd.core.rules.balance import balance as balance_of
from cpd.core.rules.cases import balance_to_json, case_from_json, cycle_from_json, decision_to_json
from cpd.core.rules.decide import decide as decide_case
from cpd.core.rules.loading import builtin_pack_text, builtin_packs, load_pack
from cpd.core.rules.pack import Pack
from cpd.documents.match_csv import attendees_from_csv, matches_to_json, roster_from_csv
from cpd.documents.reading_json import reading_to_json
from cpd.words import sentence, sentence_of
from integrations.reading import read_export

REFUSED = 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--platform", help="Only this platform's layouts: zoom.")
@click.option("--time-zone", help="Zone of the file's local times, such as Asia/Jakarta.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="When the file cannot tell.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: Path, platform: str | None, time_zone: str | None, date_order: DateOrder | None, as_json: bool) -> None:
    """Say what a platform's export FILE says. Nothing is stored."""
    try:
        reading = read_export(file_content(file), ReadingOptions(time_zone, date_order), platform)
    except FileRefused as refused:
        if not as_json:
            raise
        print_json({"refused": {"code": refused.code, "message": sentence_of(refused, language())}})
        raise SystemExit(REFUSED) from refused
    if as_json:
        print_json(reading_to_json(reading, language()))
        return
    click.echo(
        f"{reading.platform} {reading.layout}, {reading.time_zone}: {len(reading.connections)} connections, "
        f"{reading.people} people, {len(reading.checks)} checks, {len(reading.excluded)} excluded, "
        f"{len(reading.problems)} problems"
    )
    for one in reading.problems:
        click.echo(f"{file}:{one.line}: {sentence(one.code, one.values, language())}", err=True)


@click.command()
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="CSV of members.")
@click.option("--attendees", required=True, type=click.Path(path_type=Path), help="CSV of attendees.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def match(roster: Path, attendees: Path, as_json: bool) -> None:
    """Say which attendees are which members, which need a person, and which are nobody."""
    members = roster_from_csv(file_content(roster), str(roster))
    people = attendees_from_csv(file_content(attendees), str(attendees))
    matches = match_attendees(Roster(members), people)
    if as_json:
        print_json(matches_to_json(matches, language()))
        return
    for one in matches:
        candidates = ", ".join(candidate.member for candidate in one.candidates)
        click.echo(f"{one.attendee}\t{one.outcome}\t{one.member or ''}\t{candidates}")


def _pack(name: str) -> Pack:
    """A pack that ships with the service, by name, or a file."""
    if name in builtin_packs():
        return load_pack(builtin_pack_text(name), name)
    return _pack_of_file(Path(name))


def _pack_of_file(file: Path) -> Pack:
    try:
        text = file_content(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("file-not-text", file=str(file)) from error
    return load_pack(text, str(file))


@click.command()
@click.option("--pack", "pack_name", required=True, help="A pack's file, or the name of one that ships.")
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def decide(pack_name: str, case: Path, as_json: bool) -> None:
    """Decide one CASE by a rule pack: how many credits, and why."""
    decision = decide_case(case_from_json(file_content(case)), _pack(pack_name))
    if as_json:
        print_json(with_sentences(decision_to_json(decision)))
        return
    click.echo(f"{credits_text(decision.credits)}  {decision.category}")
    for one in decision.findings:
        click.echo(f"  {'+' if one.passed else '-'} {sentence(one.code, one.values, language())} [{one.source}]")


@click.command()
@click.option("--pack", "pack_name", required=True, help="A pack's file, or the name of one that ships.")
@click.argument("cycle", type=click.Path(path_type=Path))
@click.option("--on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it is asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def balance(pack_name: str, cycle: Path, on: datetime, as_json: bool) -> None:
    """Say what the entries of a CYCLE come to by a rule pack, and what is missing."""
    entries, asked = cycle_from_json(file_content(cycle))
    day: date = on.date()
    found = balance_of(entries, asked, _pack(pack_name), day)
    if as_json:
        print_json(with_sentences(balance_to_json(found)))
        return
    click.echo(
        f"{found.standing.value}  earned {credits_text(found.earned)}, counted {credits_text(found.counted)} of "
        f"{credits_text(found.required)}, remaining {credits_text(found.remaining)}, {found.days_left} days left"
    )
    for one in found.requirements:
        state = "met" if one.is_met else f"missing {credits_text(one.remaining)}"
        click.echo(f"  {one.title[language()]}: {credits_text(one.counted)}, {state} [{one.source}]")
    for uncounted in found.uncounted:
        finding = uncounted.finding
        click.echo(
            f"  {uncounted.entry} {credits_text(uncounted.credits)}: "
            f"{sentence(finding.code, finding.values, language())}"
        )


def with_sentences(document: object) -> object:
    """The document with a `message` beside every `code` that has `values`: findings in the reader's language."""
    if isinstance(document, list):
        return [with_sentences(one) for one in document]
    if not isinstance(document, dict):
        return document
    found = {name: with_sentences(value) for name, value in document.items()}
    if "code" in found and isinstance(document.get("values"), dict):
        found["message"] = sentence(document["code"], document["values"], language())
    return found


@click.group()
def pack() -> None:
    """Rule packs."""


@pack.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say whether a rule pack FILE is valid, or every mistake with its place."""
    found = _pack_of_file(file)
    click.echo(
        f"{found.code} {found.edition}: valid, {len(found.awards)} award lines, {len(found.requirements)} requirements"
    )
