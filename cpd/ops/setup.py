"""Setting a new installation up: the association and its first administrator, both or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cpd.core.errors import InputRefused, InputsRefused
from cpd.ops import accounts, association, inputs
from cpd.store.tx import in_tx


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the set-up form asks for. `name` and `email` are the administrator's."""

    association: str
    time_zone: str
    name: str
    email: str


@in_tx
async def set_up_association(secret: str, wanted: SetUp, now: datetime) -> str:
    """Uses the set-up link, and answers the administrator's token, which is shown this once.

    Raises NotFound for a link that is wrong, used or too old, InputsRefused with every field that cannot be taken,
    ActionRefused("already-set-up").
    """
    await accounts.check_setup_link(secret, now)
    _refuse_all(wanted)
    # The link first: its row is held, so that of two who use it at once one is told that it is used.
    token = await accounts.set_up(secret, wanted.email, wanted.name, now)
    await association.found(wanted.association, wanted.time_zone, now)
    return token


def _refuse_all(wanted: SetUp) -> None:
    checks: tuple[tuple[Callable[[str, str], str], str, str], ...] = (
        (inputs.title, wanted.association, "association"),
        (inputs.time_zone, wanted.time_zone, "timeZone"),
        (inputs.title, wanted.name, "name"),
        (inputs.email, wanted.email, "email"),
    )
    refusals: list[InputRefused] = []
    for check, value, field in checks:
        try:
            check(value, field)
        except InputRefused as refusal:
            refusals.append(refusal)
    if refusals:
        raise InputsRefused(refusals)
