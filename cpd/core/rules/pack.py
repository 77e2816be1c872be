"""A rule pack: one body's edition of its rules, as values. Made by `cpd.core.rules.loading` only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from cpd.core.rules.asked import CarryRule, Category, CycleRule, Profile, Requirement, Title
from cpd.core.rules.model import Words
from cpd.core.rules.rounding import Rounding
from cpd.core.rules.selecting import Selector

Certainty = Literal["primary", "secondary", "example"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Credit by time. `of` says which time: the member's presence, or the whole core once the conditions are met.

    `preparation_times`: a speaker's own preparation counts up to so many times the presentation.
    """

    minutes_per_credit: int
    of: Literal["presence", "core"] = "presence"
    preparation_times: int = 0


@dataclass(frozen=True, slots=True)
class Award:
    """One line of the table of awards. The first line that fits a case gives the credit.

    Either `rate`, or `fixed`: hundredths by level, under "" when the level does not matter. `earns_percent` of either
    is earned: 200 doubles it.
    """

    id: str
    selector: Selector
    rounding: Rounding
    source: str
    category: str = ""
    fixed: Mapping[str, int] = field(default_factory=dict)
    rate: Rate | None = None
    earns_percent: int = 100


@dataclass(frozen=True, slots=True)
class PresencePercent:
    """At least `percent` of the core time."""

    percent: int


@dataclass(frozen=True, slots=True)
class PresenceMinutes:
    """At least so many minutes of core time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class LongestGap:
    """Never away from the core for longer than so many minutes in one go."""

    minutes: int


@dataclass(frozen=True, slots=True)
class PresenceTiers:
    """(percent of core time, percent of the award), the highest first; below the last one nothing is earned."""

    tiers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ChecksAnswered:
    """At least `count` checks answered, and at least `percent` of those asked."""

    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class ChecksPerCredit:
    """Each credit needs `count` answered checks; with `each_asked`, also its share of all the checks asked."""

    count: int
    each_asked: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Something was completed: check_in, check_out, evaluation, test."""

    what: str


@dataclass(frozen=True, slots=True)
class ProviderStanding:
    """The provider had one of these standings on the date."""

    providers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ContentOnce:
    """The same content earns once."""


@dataclass(frozen=True, slots=True)
class TimeOnce:
    """Time that earned credit elsewhere does not earn again."""


@dataclass(frozen=True, slots=True)
class RoleOnce:
    """The member is not credited for the same session in one of these roles."""

    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class SessionsAttended:
    """At least `count` of the event's sessions attended, and at least `percent` of those held."""

    count: int
    percent: int


Need = (
    PresencePercent
    | PresenceMinutes
    | LongestGap
    | PresenceTiers
    | ChecksAnswered
    | ChecksPerCredit
    | Done
    | ProviderStanding
    | ContentOnce
    | TimeOnce
    | RoleOnce
    | SessionsAttended
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be shown before an activity that fits `selector` earns."""

    selector: Selector
    need: Need
    source: str


@dataclass(frozen=True, slots=True)
class StatedMinutes:
    """Whether evidence that gives minutes and no times may earn."""

    is_accepted: bool
    source: str


class Lines(NamedTuple):
    """What of a pack is about one sort of activity: every condition that fits, and the first line of awards."""

    conditions: tuple[Condition, ...]
    award: Award | None


@dataclass(frozen=True, slots=True)
class Pack:
    """One edition. Never changed after its first award; a change is a new edition.

    `rounded_per`: whether rounding is done per session, or once on all sessions of an event taken together; the
    caller composes its cases accordingly. `cycle` is None for bodies that only have rules for activities.
    """

    code: str
    edition: str
    holds_from: date
    title: Title
    note: Title
    source: str
    certainty: Certainty
    checked_on: date
    unit: Title
    rounded_per: Literal["session", "event"]
    categories: tuple[Category, ...]
    profiles: tuple[Profile, ...]
    stated_minutes: StatedMinutes
    conditions: tuple[Condition, ...]
    awards: tuple[Award, ...]
    requirements: tuple[Requirement, ...]
    cycle: CycleRule | None
    carry_over: tuple[CarryRule, ...] = ()

    _lines: dict[Words, Lines] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was looked up: an edition never changes, and the members of an event share their few words."""

    def lines_for(self, words: Words) -> Lines:
        """What this edition says about activities of these words."""
        found = self._lines.get(words)
        if found is None:
            conditions = tuple(one for one in self.conditions if one.selector.fits(words))
            award = next((one for one in self.awards if one.selector.fits(words)), None)
            found = self._lines[words] = Lines(conditions, award)
        return found
