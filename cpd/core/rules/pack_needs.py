"""What a condition of a rule pack can ask for, by the word in its key `needs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cpd.core.rules.model import DONE, is_word
from cpd.core.rules.pack import (
    ChecksAnswered,
    ChecksPerCredit,
    ContentOnce,
    Done,
    LongestGap,
    Need,
    PresenceMinutes,
    PresencePercent,
    PresenceTiers,
    ProviderStanding,
    RoleOnce,
    SessionsAttended,
    TimeOnce,
)
from cpd.core.rules.tables import Table

_MINUTES_MAX = 100_000


def need(table: Table) -> Need:
    """Reads `needs` and the keys that go with it."""
    return _NEEDS[table.choice("needs", tuple(_NEEDS))](table)


def _percent(table: Table) -> Need:
    return PresencePercent(table.whole("percent", 1, 100))


def _minutes(table: Table) -> Need:
    return PresenceMinutes(table.whole("minutes", 1, _MINUTES_MAX))


def _gap(table: Table) -> Need:
    return LongestGap(table.whole("minutes", 0, _MINUTES_MAX))


def _tiers(table: Table) -> Need:
    tiers: list[tuple[int, int]] = []
    for one in table.tables("tiers"):
        tier = (one.whole("percent", 0, 100), one.whole("earns_percent", 1, 100))
        if tiers and (tier[0] >= tiers[-1][0] or tier[1] >= tiers[-1][1]):
            one.mistake("pack-tiers-not-falling", "percent")
        tiers.append(tier)
        one.close()
    if not tiers:
        table.mistake("key-missing", "tiers")
    return PresenceTiers(tuple(tiers))


def _checks(table: Table) -> Need:
    return ChecksAnswered(table.whole("count", 0, 1_000, default=0), table.whole("percent", 0, 100, default=0))


def _checks_per_credit(table: Table) -> Need:
    return ChecksPerCredit(table.whole("count", 0, 1_000), table.flag("each_asked", default=False))


def _done(table: Table) -> Need:
    return Done(table.choice("what", DONE))


def _provider(table: Table) -> Need:
    standings = table.words("standings", is_word, "a_word")
    if not standings:
        table.mistake("key-missing", "standings")
    return ProviderStanding(standings)


def _role_once(table: Table) -> Need:
    also = table.words("also", is_word, "a_word")
    if not also:
        table.mistake("key-missing", "also")
    return RoleOnce(also)


def _sessions(table: Table) -> Need:
    return SessionsAttended(table.whole("count", 0, 1_000, default=0), table.whole("percent", 0, 100, default=0))


_NEEDS: Mapping[str, Callable[[Table], Need]] = {
    "presence-percent": _percent,
    "presence-minutes": _minutes,
    "longest-gap": _gap,
    "presence-tiers": _tiers,
    "checks-answered": _checks,
    "checks-per-credit": _checks_per_credit,
    "done": _done,
    "provider-standing": _provider,
    "content-once": lambda _: ContentOnce(),
    "time-once": lambda _: TimeOnce(),
    "role-once": _role_once,
    "sessions-attended": _sessions,
}
