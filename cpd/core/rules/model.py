"""What the two questions are asked about, and what they answer.

`decide(case, pack) -> Decision` and `balance(lines, cycle, pack, on) -> Balance`. Credits are whole hundredths,
time is whole seconds, dates are the session's own. Nothing here knows a pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple

from cpd.core.errors import InputRefused, Value
from cpd.core.intervals import Interval

KINDS = (
    "webinar", "workshop", "bimtek", "training", "congress", "talk_show", "social_action", "advocacy",
    "competence_test", "supervision", "practice", "publication",
)  # fmt: skip
ROLES = ("participant", "speaker", "moderator", "facilitator", "committee", "delegate")
LEVELS = ("local", "national", "international")
MODES = ("live_in_person", "live_online", "self_study", "asynchronous")
DONE = ("check_in", "check_out", "evaluation", "test")
"""The words every pack knows. A pack may declare more of the first four; a case may carry any lower-case word."""

_WORD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_CASE_WORDS = ("kind", "role", "level", "mode", "category", "provider")
_MAY_BE_EMPTY = ("level", "mode", "provider")

Words = tuple[str, str, str, str, str, str]
"""Kind, role, level, mode, category, provider: what a rule may ask about an activity."""


def is_word(text: str) -> bool:
    """A lower-case ASCII word such as `social_action`."""
    return _WORD.fullmatch(text) is not None


# The thousands of cases of an event share their few words.
@lru_cache(maxsize=1024)
def _check(words: Words) -> None:
    for name, word in zip(_CASE_WORDS, words, strict=True):
        if not is_word(word) and (word or name not in _MAY_BE_EMPTY):
            raise InputRefused("not-a-word", field=(name,), text=word[:40])


@dataclass(frozen=True, slots=True)
class Case:
    """One member's part in one session, in several sessions taken together, or in a claim.

    `core` is the time that can earn (without breaks), `presence` the member's time; both may be any intervals, what
    lies outside the core is not counted. `stated_seconds` is evidence that gives a sum and no times; only a pack can
    let it count. `earned_on` is the date in the session's own zone. `provider` is the word for the provider's
    standing on that date (accredited, partner, listed ...), "" when unknown.

    `already_credited`: times that earned credit elsewhere. `repeats_content`: the same content was credited before.
    `done`: words of DONE. `preparation_seconds`: a speaker's own preparation.

    Refuses words that are not lower-case words, and numbers below zero, with the field named.
    """

    core: tuple[Interval, ...]
    presence: tuple[Interval, ...]
    kind: str
    role: str
    category: str
    earned_on: date
    level: str = ""
    mode: str = ""
    stated_seconds: int = 0
    checks_asked: int = 0
    checks_answered: int = 0
    provider: str = ""
    already_credited: tuple[Interval, ...] = ()
    repeats_content: bool = False
    done: frozenset[str] = frozenset()
    preparation_seconds: int = 0

    def __post_init__(self) -> None:
        _check(self.words)
        for name in ("stated_seconds", "checks_asked", "checks_answered", "preparation_seconds"):
            if getattr(self, name) < 0:
                raise InputRefused("below-zero", field=(name,), name=name)
        if self.checks_answered > self.checks_asked:
            raise InputRefused(
                "checks-more-than-asked", field=("checks",), answered=self.checks_answered, asked=self.checks_asked
            )

    @property
    def words(self) -> Words:
        return (self.kind, self.role, self.level, self.mode, self.category, self.provider)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule said. `code` has a sentence in `cpd.words`, `source` is the clause of the body's document."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    source: str = ""
    passed: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with every finding, in the order in which the rules were asked.

    `rule` is the stable id of the award line that gave the credit, "" when none did. `counted_seconds` is the time
    that was weighed against the rules: never more than the union of the presence inside the core, except for stated
    minutes that the pack accepts.
    """

    credits: int
    category: str
    rule: str
    findings: tuple[Finding, ...]
    pack: str
    edition: str
    counted_seconds: int


class LedgerLine(NamedTuple):
    """One entry of the ledger as the balance sees it. `credits` is signed; a reversal is negative.

    `kind` is award, reversal, adjustment, carry_over or expiry. `reverses` is the id of the entry that is taken back:
    the two vanish together from every cap, whatever their order. The rest says where the credit comes from.
    """

    id: str
    credits: int
    category: str
    earned_on: date
    pending: bool = False
    kind: str = "award"
    reverses: str = ""
    activity_kind: str = ""
    role: str = ""
    mode: str = ""
    level: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The time in which credits count toward one renewal; both ends are inside.

    `required` replaces the pack's total for this one cycle (hundredths), None leaves it. `extended_until` is the last
    day of an extension. `profile` picks one of the pack's alternative profiles, "" the pack's first.

    Refuses an end before its start.
    """

    starts_on: date
    ends_on: date
    required: int | None = None
    extended_until: date | None = None
    profile: str = ""
    is_exempt: bool = False

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise InputRefused("cycle-ends-before-start", field=("ends_on",), ends_on=self.ends_on.isoformat())
        if self.extended_until is not None and self.extended_until < self.ends_on:
            raise InputRefused("extension-shortens", field=("extended_until",), ends_on=self.ends_on.isoformat())
        if self.required is not None and self.required < 0:
            raise InputRefused("below-zero", field=("required",), name="required")

    @property
    def closes_on(self) -> date:
        """The last day on which credit can be earned for this cycle."""
        return self.extended_until or self.ends_on


class Standing(StrEnum):
    """How a member stands in a cycle; see `cpd.core.rules.standing` for the exact meaning of each."""

    COMPLETE = "COMPLETE"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    SHORT = "SHORT"
    GRACE = "GRACE"
    LAPSED = "LAPSED"
    EXEMPT = "EXEMPT"


RequirementKind = Literal["minimum", "maximum", "range"]


@dataclass(frozen=True, slots=True)
class RequirementProgress:
    """One requirement of the pack over one window (the cycle, or one of its years), in hundredths.

    `earned` is what final entries bring to it, `counted` what is left of that after every cap. A maximum is always
    met: what it keeps out is in `Balance.uncounted`.
    """

    code: str
    title: Mapping[str, str]
    kind: RequirementKind
    starts_on: date
    ends_on: date
    minimum: int | None
    maximum: int | None
    earned: int
    counted: int
    remaining: int
    is_met: bool
    source: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Credits of one entry that do not count, and why."""

    entry: str
    credits: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Balance:
    """What counts in a cycle, in hundredths.

    `earned` is the sum of all lines given, and always `counted` plus the credits in `uncounted`. `pending` is the part
    of `earned` that is not final yet. `remaining` is what is missing of the total alone.
    """

    required: int
    earned: int
    counted: int
    pending: int
    remaining: int
    days_left: int
    standing: Standing
    requirements: tuple[RequirementProgress, ...]
    uncounted: tuple[Uncounted, ...]
