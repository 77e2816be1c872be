"""Conditions: what must be shown before anything is earned. Each answers with a finding."""

from __future__ import annotations

from cpd.core.errors import Value
from cpd.core.rules.evidence import Shown, clock, longest_gap_seconds
from cpd.core.rules.model import Case, Finding
from cpd.core.rules.pack import (
    ChecksAnswered,
    Condition,
    ContentOnce,
    Done,
    LongestGap,
    PresenceMinutes,
    PresencePercent,
    PresenceTiers,
    ProviderStanding,
    RoleOnce,
    SessionsAttended,
)

_DONE_CODES = {
    "check_in": "checked-in",
    "check_out": "checked-out",
    "evaluation": "evaluation-done",
    "test": "test-passed",
}


def judged(condition: Condition, times: Shown) -> Finding | None:
    """What a condition says; None for those that weigh the time or the amount, and not whether there is an award."""
    source = condition.source
    match condition.need:
        case PresencePercent(percent):
            # Rounded up: 80 % of 61 seconds is 49 seconds.
            needed_seconds = -(-times.core_seconds * percent // 100)
            return _presence("minimum-presence", times, needed_seconds, source, percent=percent)
        case PresenceMinutes(minutes):
            return _presence("minimum-minutes", times, minutes * 60, source)
        case LongestGap(minutes):
            return _gap(times, minutes * 60, source)
        case PresenceTiers() as tiers:
            return _tier(times, tiers, source)
        case ChecksAnswered() as checks:
            return _checks(times.case, checks, source)
        case _:
            return _beside_time(condition, times.case)


def _beside_time(condition: Condition, case: Case) -> Finding | None:
    """The conditions that ask for something else than time."""
    source = condition.source
    match condition.need:
        case Done(what):
            return Finding(_DONE_CODES[what], {}, source, passed=what in case.done)
        case ProviderStanding(providers):
            return _provider(case, providers, source)
        case ContentOnce():
            return Finding("content-once", {}, source, passed=not case.repeats_content)
        case RoleOnce(roles):
            return _role_once(case, roles, source)
        case SessionsAttended(count, percent):
            return _sessions(case, count, percent, source)
        case _:  # ChecksPerCredit weighs the amount, TimeOnce the time.
            return None


def earned_percent(tiers: PresenceTiers, times: Shown) -> int:
    """The percent of the award that the highest tier reached gives; 0 when none is reached."""
    for percent, earns_percent in tiers.tiers:
        if times.present_seconds * 100 >= times.core_seconds * percent and times.present_seconds > 0:
            return earns_percent
    return 0


def _presence(code: str, times: Shown, needed_seconds: int, source: str, **more: Value) -> Finding:
    # Somebody who was never there does not meet a share of nothing.
    passed = times.present_seconds >= needed_seconds and times.present_seconds > 0
    needed: dict[str, Value] = {"needed_seconds": needed_seconds, "needed": clock(needed_seconds)}
    return Finding(code, {**_seconds(times), **needed, **more}, source, passed)


def _seconds(times: Shown) -> dict[str, Value]:
    return {
        "present_seconds": times.present_seconds,
        "core_seconds": times.core_seconds,
        "present": clock(times.present_seconds),
        "core": clock(times.core_seconds),
    }


def _gap(times: Shown, allowed_seconds: int, source: str) -> Finding:
    # Stated minutes say nothing about gaps: the gap they leave is the whole core.
    gap_seconds = longest_gap_seconds(times)
    values: dict[str, Value] = {
        "gap_seconds": gap_seconds,
        "allowed_seconds": allowed_seconds,
        "gap": clock(gap_seconds),
        "allowed": clock(allowed_seconds),
    }
    return Finding("longest-gap", values, source, passed=gap_seconds <= allowed_seconds and times.has_times)


def _tier(times: Shown, tiers: PresenceTiers, source: str) -> Finding:
    earns_percent = earned_percent(tiers, times)
    return Finding("presence-tier", {**_seconds(times), "earns_percent": earns_percent}, source, earns_percent > 0)


def _checks(case: Case, checks: ChecksAnswered, source: str) -> Finding:
    # A share of the checks is rounded up: 75 % of 5 is 4.
    needed = max(checks.count, -(-case.checks_asked * checks.percent // 100))
    values: dict[str, Value] = {"answered": case.checks_answered, "asked": case.checks_asked, "needed": needed}
    return Finding("checks-answered", values, source, passed=case.checks_answered >= needed)


def _provider(case: Case, providers: frozenset[str], source: str) -> Finding:
    values: dict[str, Value] = {"provider": case.provider or "-", "needed": ", ".join(sorted(providers))}
    return Finding("provider-standing", values, source, passed=case.provider in providers)


def _role_once(case: Case, roles: frozenset[str], source: str) -> Finding:
    also = sorted(roles & case.credited_roles)
    values: dict[str, Value] = {"role": case.role, "also": ", ".join(also) or "-"}
    return Finding("role-once", values, source, passed=not also)


def _sessions(case: Case, count: int, percent: int, source: str) -> Finding:
    # A share of the sessions is rounded up: 75 % of 5 is 4.
    needed = max(count, -(-case.sessions_held * percent // 100))
    values: dict[str, Value] = {"attended": case.sessions_attended, "held": case.sessions_held, "needed": needed}
    return Finding("sessions-attended", values, source, passed=case.sessions_attended >= needed)
