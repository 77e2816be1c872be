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

Words = tuple[str, str, str, str, str, str, frozenset[str]]
"""Kind, role, level, mode, category, provider, and the tags: what a rule may ask about an activity."""

REPEATED = "repeated"
"""The tag that an activity bears by itself when its content was credited before."""
ENTRY_KINDS = ("award", "reversal", "adjustment", "carry_over", "expiry")


def is_word(text: str) -> bool:
    """A lower-case ASCII word such as `social_action`."""
    return _WORD.fullmatch(text) is not None


# The thousands of cases of an event share their few words.
@lru_cache(maxsize=1024)
def _check(words: Words) -> None:
    for name, word in zip(_CASE_WORDS, words[:6], strict=True):
        if not is_word(word) and (word or name not in _MAY_BE_EMPTY):
            raise InputRefused("not-a-word", field=(name,), text=word[:40])
    for word in words[6]:
        if not is_word(word):
            raise InputRefused("not-a-word", field=("tags",), text=word[:40])


@dataclass(frozen=True, slots=True)
class Case:
    """One member's part in one session, in several sessions taken together, or in a claim.

    `core` is the time that can earn (without breaks), `presence` the member's time; both may be any intervals, what
    lies outside the core is not counted. `stated_seconds` is evidence that gives a sum and no times; only a pack can
    let it count. `earned_on` is the date in the session's own zone. `provider` is the word for the provider's
    standing on that date (accredited, partner, listed ...), "" when unknown.

    `already_credited`: times that earned credit elsewhere. `repeats_content`: the same content was credited before.
    `done`: words of DONE. `preparation_seconds`: a speaker's own preparation. `tags`: topics and other marks of the
    activity. `credited_roles`: other roles in which the member is credited for the same session. Of the event's
    `sessions_held`, the member attended `sessions_attended`.

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
    tags: frozenset[str] = frozenset()
    credited_roles: frozenset[str] = frozenset()
    sessions_held: int = 0
    sessions_attended: int = 0

    def __post_init__(self) -> None:
        _check(self.words)
        for name in ("stated_seconds", "checks_asked", "checks_answered", "preparation_seconds"):
            if getattr(self, name) < 0:
                raise InputRefused("below-zero", field=(name,), name=name)
        if self.checks_answered > self.checks_asked:
            raise InputRefused(
                "checks-more-than-asked", field=("checks",), answered=self.checks_answered, asked=self.checks_asked
            )
        if not 0 <= self.sessions_attended <= self.sessions_held:
            values = {"attended": self.sessions_attended, "held": self.sessions_held}
            raise InputRefused("sessions-more-than-held", field=("sessions_attended",), **values)

    @property
    def words(self) -> Words:
        tags = self.tags | {REPEATED} if self.repeats_content else self.tags
        return (self.kind, self.role, self.level, self.mode, self.category, self.provider, tags)


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
    the two vanish together from every cap, whatever their order. The rest says where the credit comes from: `activity`
    is the same for all that one event gave, "" when it stands alone. `pieces`: how many pieces of work it is, for
    rules that count them. After `expires_on` it does not count any more.
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
    tags: frozenset[str] = frozenset()
    activity: str = ""
    pieces: int = 1
    expires_on: date | None = None


class Exemption(NamedTuple):
    """A stretch of a cycle in which nothing was asked (illness, parental leave); both days are inside."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Cycle:
    """The time in which credits count toward one renewal; both ends are inside.

    `required` replaces the pack's total for this one cycle (hundredths), None leaves it. `extended_until` is the last
    day of an extension. `profile` picks one of the pack's alternative profiles, "" the pack's first.

    `number` counts the holder's cycles from 1, 0 when it is not known. `asked_months`: how many whole months of the
    pack's cycle are asked, None for all; the `exemptions` take theirs off. `documents`: words for what was handed in
    that meets a requirement without credit. `met_before`: codes of requirements that an earlier cycle met.
    `spent`: (entry, credits) that count in the prior cycle already, as its `Balance.late` says.

    Refuses an end before its start.
    """

    starts_on: date
    ends_on: date
    required: int | None = None
    extended_until: date | None = None
    profile: str = ""
    is_exempt: bool = False
    number: int = 0
    asked_months: int | None = None
    exemptions: tuple[Exemption, ...] = ()
    documents: frozenset[str] = frozenset()
    met_before: frozenset[str] = frozenset()
    spent: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise InputRefused("cycle-ends-before-start", field=("ends_on",), ends_on=self.ends_on.isoformat())
        if self.extended_until is not None and self.extended_until < self.ends_on:
            raise InputRefused("extension-shortens", field=("extended_until",), ends_on=self.ends_on.isoformat())
        for name in ("required", "number", "asked_months"):
            if (getattr(self, name) or 0) < 0:
                raise InputRefused("below-zero", field=(name,), name=name)
        for one in self.exemptions:
            if one.ends_on < one.starts_on:
                raise InputRefused("cycle-ends-before-start", field=("exemptions",), ends_on=one.ends_on.isoformat())

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
    met: what it keeps out is in `Balance.uncounted`. `pieces` of `pieces_needed` entries count toward it.
    `met_by` is the document that meets it without credit, "earlier_cycle" when an earlier one did, "" otherwise.
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
    pieces: int = 0
    pieces_needed: int = 0
    met_by: str = ""


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
    of `earned` that is not final yet. `remaining` is what is missing of the total alone. `late`: (entry, credits)
    earned after the cycle that fill what it was missing; they are in `counted`, and not to be counted again.
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
    late: tuple[tuple[str, int], ...] = ()
