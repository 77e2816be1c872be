"""What a session is expected to give: the decision for a participant who is there all the time and does all asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cpd import words
from cpd.core.credits import credits_text
from cpd.core.intervals import Interval, union
from cpd.core.presence import core_of
from cpd.core.rules.decide import decide
from cpd.core.rules.model import DONE, Case
from cpd.core.rules.pack import Pack
from cpd.documents.calendar_times import Language
from cpd.documents.calendar_zones import zone
from cpd.ops import packs
from cpd.store.columns import instant
from cpd.store.tx import Row, rows

_ALL_CHECKS = 1_000
"""So many evidence checks asked and answered that no pack asks for more."""


class Expected(NamedTuple):
    """`credits` in hundredths, `category` as the pack's word. `is_for_event`: rounded once, over several sessions."""

    credits: int
    category: str
    pack: Pack
    is_for_event: bool


@dataclass(frozen=True, slots=True)
class Editions:
    """Every published edition of every pack, so that many events need no statement each."""

    by_code: Mapping[str, Sequence[tuple[str, str]]]
    """Pack code -> (holds from, edition's id), the one that began last first."""
    packs: Mapping[str, Pack]
    _decided: dict[tuple[object, ...], tuple[int, str]] = field(default_factory=dict)

    def in_force(self, pack_code: str, on: date) -> str | None:
        """As `cpd.ops.packs.in_force`."""
        day = on.isoformat()
        return next((pack_id for holds_from, pack_id in self.by_code.get(pack_code, ()) if holds_from <= day), None)

    def decided(self, pack_id: str, case: Case) -> tuple[int, str]:
        """Credits and category. Webinars of the same shape are decided once: a decision does not depend on the date."""
        start = case.core[0].start if case.core else 0
        shape = tuple((one.start - start, one.end - start) for one in case.core)
        key = (pack_id, case.kind, case.level, case.mode, case.category, shape)
        if key not in self._decided:
            decision = decide(case, self.packs[pack_id])
            self._decided[key] = (decision.credits, decision.category)
        return self._decided[key]


async def editions() -> Editions:
    """One statement, and one more for each edition that this process has not read before."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for one in await rows("SELECT id, code, holds_from FROM rule_pack ORDER BY holds_from DESC, edition DESC"):
        by_code.setdefault(one["code"], []).append((one["holds_from"], one["id"]))
    return Editions(
        by_code, {pack_id: await packs.edition(pack_id) for held in by_code.values() for _, pack_id in held}
    )


def expected_credits(
    event: Row,
    sessions: Sequence[Row],
    breaks: Mapping[str, Sequence[Interval]],
    pack_codes: Sequence[str],
    known: Editions,
) -> dict[str, list[Expected]]:
    """Session id -> what it gives under each programme of the event; nothing where it gives nothing.

    Sessions are taken together as for an award: where a pack rounds once per event, those of one category are one.
    """
    found: dict[str, list[Expected]] = {}
    for pack_code in pack_codes:
        for (pack_id, _), group in _groups(sessions, pack_code, known).items():
            pack = known.packs[pack_id]
            credits, category = known.decided(pack_id, _full_attendance(event, group, breaks))
            if credits:
                for session in group:
                    found.setdefault(session["id"], []).append(Expected(credits, category, pack, len(group) > 1))
    return found


def _groups(sessions: Sequence[Row], pack_code: str, known: Editions) -> dict[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for session in sessions:
        pack_id = known.in_force(pack_code, own_date(session))
        if pack_id is not None and session["category"]:
            together = known.packs[pack_id].rounded_per == "event"
            groups.setdefault((pack_id, session["category"] if together else session["id"]), []).append(session)
    return groups


def own_date(session: Row) -> date:
    """The date in the session's own zone on which it starts."""
    return instant(session["starts_at"]).astimezone(zone(session["time_zone"])).date()


def _full_attendance(event: Row, group: Sequence[Row], breaks: Mapping[str, Sequence[Interval]]) -> Case:
    cores = [core_of(Interval(one["starts_at"], one["ends_at"]), breaks.get(one["id"], ())) for one in group]
    core = union([one for each in cores for one in each])
    return Case(
        core=core,
        presence=core,
        kind=event["kind"],
        role="participant",
        category=group[0]["category"],
        earned_on=own_date(group[0]),
        level=event["level"],
        mode=event["mode"],
        checks_asked=_ALL_CHECKS,
        checks_answered=_ALL_CHECKS,
        done=frozenset(DONE),
    )


def expected_text(expected: Sequence[Expected], language: Language) -> str:
    """`2.00 SKP, Pembelajaran`; what several programmes give is said once when it is the same."""
    return "; ".join(dict.fromkeys(_text(one, language) for one in expected))


def _text(one: Expected, language: Language) -> str:
    category = next((each.title[language] for each in one.pack.categories if each.code == one.category), "")
    text = f"{credits_text(one.credits)} {one.pack.unit[language]}" + (f", {category}" if category else "")
    return words.sentence("credits-for-event", {"text": text}, language) if one.is_for_event else text
