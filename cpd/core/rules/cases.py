"""CASE.json and CYCLE.json in, decisions and balances out. Their shapes stand in the README beside this file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypeVar

from cpd.core.credits import credits_text
from cpd.core.cycles import earned_on
from cpd.core.errors import InputRefused, InputsRefused
from cpd.core.intervals import Interval, epoch, interval, union
from cpd.core.presence import core_of
from cpd.core.rules.documents import closed, document
from cpd.core.rules.model import (
    DONE,
    ENTRY_KINDS,
    Balance,
    Case,
    Cycle,
    Decision,
    Exemption,
    Finding,
    LedgerLine,
    RequirementProgress,
    is_word,
)
from cpd.core.rules.tables import Table

_MINUTES_MAX = 1_000_000
_Made = TypeVar("_Made")


def case_from_json(content: bytes, file_name: str = "CASE.json") -> Case:
    """One case. Raises InputsRefused with every mistake: its key and what is wrong with it."""
    table = document(content, file_name)
    core, day = _core(table)
    presence = _stretches(table, "presence")
    if "minutes" in table:
        core, presence = _in_minutes(table, core, presence, day)
    checks = table.table("checks") if "checks" in table else Table({"asked": 0, "answered": 0}, "", table.mistakes)
    return _made(
        lambda: Case(
            core=core,
            presence=presence,
            kind=_word(table, "kind", is_needed=True),
            role=_word(table, "role", is_needed=True),
            category=_word(table, "category", is_needed=True),
            earned_on=day,
            level=_word(table, "level"),
            mode=_word(table, "mode"),
            provider=_word(table, "provider"),
            stated_seconds=60 * table.whole("stated_minutes", 0, _MINUTES_MAX, default=0),
            checks_asked=checks.whole("asked", 0),
            checks_answered=checks.whole("answered", 0),
            already_credited=_stretches(table, "already_credited"),
            repeats_content=table.flag("repeats_content", default=False),
            done=table.words("done", DONE.__contains__, ", ".join(DONE)),
            preparation_seconds=60 * table.whole("preparation_minutes", 0, _MINUTES_MAX, default=0),
            tags=table.words("tags", is_word, "a_word"),
            credited_roles=table.words("credited_roles", is_word, "a_word"),
            sessions_held=table.whole("sessions_held", 0, default=0),
            sessions_attended=table.whole("sessions_attended", 0, default=0),
        ),
        table,
        checks,
    )


def cycle_from_json(content: bytes, file_name: str = "CYCLE.json") -> tuple[tuple[LedgerLine, ...], Cycle]:
    """Entries and their cycle. Raises InputsRefused with every mistake."""
    table = document(content, file_name)
    lines: dict[str, LedgerLine] = {}
    for one in table.tables("entries"):
        line = _entry(one)
        if line.id in lines:
            one.mistake("entry-twice", "id", text=line.id[:60])
        lines[line.id] = line
    inner = table.table("cycle")
    cycle = _made(
        lambda: Cycle(
            starts_on=inner.day("starts_on"),
            ends_on=inner.day("ends_on"),
            required=inner.exact_credits("required") if "required" in inner else None,
            extended_until=inner.day("extended_until") if "extended_until" in inner else None,
            profile=_word(inner, "profile"),
            is_exempt=inner.flag("exempt", default=False),
            number=inner.whole("number", 0, 1_000, default=0),
            asked_months=inner.whole("asked_months", 0, 1_000) if "asked_months" in inner else None,
            exemptions=_exemptions(inner),
            documents=inner.words("documents", is_word, "a_word"),
            met_before=frozenset(inner.texts("met_before")),
            spent=_spent(inner),
        ),
        table,
        inner,
    )
    return tuple(lines.values()), cycle


def decision_to_json(decision: Decision) -> dict[str, object]:
    """Plain JSON values; credits as text with two decimals."""
    return {
        "pack": decision.pack,
        "edition": decision.edition,
        "credits": credits_text(decision.credits),
        "category": decision.category,
        "rule": decision.rule,
        "counted_seconds": decision.counted_seconds,
        "findings": [finding_to_json(one) for one in decision.findings],
    }


def balance_to_json(answer: Balance) -> dict[str, object]:
    """Plain JSON values; credits as text with two decimals."""
    return {
        "required": credits_text(answer.required),
        "earned": credits_text(answer.earned),
        "counted": credits_text(answer.counted),
        "pending": credits_text(answer.pending),
        "remaining": credits_text(answer.remaining),
        "days_left": answer.days_left,
        "standing": answer.standing.value,
        "requirements": [_progress_to_json(one) for one in answer.requirements],
        "uncounted": [
            {"entry": one.entry, "credits": credits_text(one.credits), "finding": finding_to_json(one.finding)}
            for one in answer.uncounted
        ],
        "late": [{"entry": entry, "credits": credits_text(credits)} for entry, credits in answer.late],
    }


def finding_to_json(finding: Finding) -> dict[str, object]:
    """A finding without its sentence: the caller knows the reader's language."""
    return {
        "code": finding.code,
        "passed": finding.passed,
        "values": dict(finding.values),
        "source": finding.source,
    }


def _progress_to_json(one: RequirementProgress) -> dict[str, object]:
    return {
        "code": one.code,
        "title": dict(one.title),
        "kind": one.kind,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "minimum": None if one.minimum is None else credits_text(one.minimum),
        "maximum": None if one.maximum is None else credits_text(one.maximum),
        "earned": credits_text(one.earned),
        "counted": credits_text(one.counted),
        "remaining": credits_text(one.remaining),
        "is_met": one.is_met,
        "met_by": one.met_by,
        "pieces": one.pieces,
        "pieces_needed": one.pieces_needed,
        "source": one.source,
    }


def _made(make: Callable[[], _Made], *tables: Table) -> _Made:
    """A value that may refuse itself, made from tables that are read to their end by then."""
    try:
        made = make()
    except InputRefused as refusal:
        for table in tables:
            table.close()
        # What stands in for a value that cannot be taken may be refused too: that would only confuse.
        raise InputsRefused(tables[0].mistakes or [refusal]) from refusal
    closed(*tables)
    return made


def _core(table: Table) -> tuple[tuple[Interval, ...], date]:
    """The core of one session or of several, and the date in the zone of the first."""
    sessions = [table.table("session")] if "session" in table else table.tables("sessions")
    cores: list[Interval] = []
    days: list[tuple[datetime, date]] = []
    for one in sessions:
        starts_at, window = _window(one)
        cores += core_of(window, _stretches(one, "breaks"))
        try:
            days.append((starts_at, earned_on(starts_at, one.text("time_zone"))))
        except InputRefused as refusal:
            one.mistake(refusal.code, "time_zone", **refusal.values)
        one.close()
    if days and "earned_on" not in table:
        return union(cores), min(days)[1]
    return union(cores), table.day("earned_on")


def _window(table: Table) -> tuple[datetime, Interval]:
    starts_at, ends_at = table.instant("starts_at"), table.instant("ends_at")
    window = interval(starts_at, ends_at)
    if window.end < window.start:
        table.mistake("ends-before-start", "ends_at")
    return starts_at, window


def _stretches(table: Table, key: str) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for one in table.tables(key):
        found.append(_window(one)[1])
        one.close()
    return union(found)


def _in_minutes(
    table: Table, core: tuple[Interval, ...], presence: tuple[Interval, ...], day: date
) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """The short form: so many minutes attended, of so many (of as many when it does not say)."""
    if core or presence:
        table.mistake("minutes-and-times", "minutes")
    minutes = table.whole("minutes", 0, _MINUTES_MAX)
    of_minutes = table.whole("of_minutes", minutes, _MINUTES_MAX, default=minutes)
    start = epoch(datetime.combine(day, time(), UTC))
    return union([Interval(start, start + 60 * of_minutes)]), union([Interval(start, start + 60 * minutes)])


def _exemptions(table: Table) -> tuple[Exemption, ...]:
    found: list[Exemption] = []
    for one in table.tables("exemptions"):
        exemption = Exemption(one.day("starts_on"), one.day("ends_on"))
        if exemption.ends_on < exemption.starts_on:
            one.mistake("ends-before-start", "ends_on")
        found.append(exemption)
        one.close()
    return tuple(found)


def _spent(table: Table) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for one in table.tables("spent"):
        found.append((one.text("entry"), one.exact_credits("credits")))
        one.close()
    return tuple(found)


def _entry(table: Table) -> LedgerLine:
    activity = table.table("activity") if "activity" in table else Table({}, "", table.mistakes)
    line = LedgerLine(
        id=table.text("id"),
        credits=table.exact_credits("credits"),
        category=_word(table, "category", is_needed=True),
        earned_on=table.day("earned_on"),
        pending=table.flag("pending", default=False),
        kind=table.choice("kind", ENTRY_KINDS, "award"),
        reverses=table.text("reverses", ""),
        activity_kind=_word(activity, "kind"),
        role=_word(activity, "role"),
        mode=_word(activity, "mode"),
        level=_word(activity, "level"),
        provider=_word(activity, "provider"),
        tags=activity.words("tags", is_word, "a_word"),
        activity=activity.text("id", ""),
        pieces=table.whole("pieces", 0, 10_000, default=1),
        expires_on=table.day("expires_on") if "expires_on" in table else None,
    )
    activity.close()
    table.close()
    return line


def _word(table: Table, key: str, *, is_needed: bool = False) -> str:
    word = table.text(key) if is_needed else table.text(key, "")
    if word and not is_word(word):
        table.mistake("value-not-a-word", key, text=word[:60])
    return word
