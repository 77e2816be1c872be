"""The command line: offline tools on the core, and the service with its database."""

from __future__ import annotations

import os
import sys

import click
from pydantic import ValidationError

from cpd import words
from cpd.cli.database import backup, migrate, restore, verify
from cpd.cli.demo import demo
from cpd.cli.importing import import_attendance
from cpd.cli.offline import balance, decide, match, pack, read
from cpd.cli.output import language
from cpd.cli.serve import serve
from cpd.core.errors import CpdError, InputsRefused, PackRefused

REFUSED = 1


class _Commands(click.Group):
    """Says what was refused in one sentence on standard error and ends with 1; click ends with 2 on wrong usage."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CpdError as error:
            for one in told(error):
                click.echo(words.sentence_of(one, language()), err=True)
            sys.exit(REFUSED)
        except ValidationError as error:
            for setting in error.errors():
                click.echo(f"CPD_{str(setting['loc'][0]).upper()}: {setting['msg']}", err=True)
            sys.exit(REFUSED)
        except BrokenPipeError:
            # Whoever reads our output has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(REFUSED)


def told(error: CpdError) -> list[CpdError]:
    """The refusals that an error holds, or the error itself."""
    if isinstance(error, InputsRefused):
        return [each for one in error.refusals for each in told(one)]
    if isinstance(error, PackRefused):
        return [*error.mistakes, error]
    return [error]


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cpd")
def main() -> None:
    """CPD credit tracker: meeting reports become credits, balances and calendars."""


for command in (
    serve,
    demo,
    migrate,
    backup,
    restore,
    verify,
    import_attendance,
    read,
    match,
    decide,
    balance,
    pack,
):
    main.add_command(command)
