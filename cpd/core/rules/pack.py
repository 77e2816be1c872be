"""A rule pack: one body's edition of its rules, as values. Made by `cpd.core.rules.loading` only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from cpd.core.rules.model import Words

Title = Mapping[str, str]
"""Language -> text; every title has both `id` and `en`."""

Certainty = Literal["primary", "secondary", "example"]
Direction = Literal["down", "nearest", "up"]
Each = Literal["cycle", "year"]


@dataclass(frozen=True, slots=True)
class Selector:
    """Which activities a rule is about. An empty set means any; all six must fit."""

    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()

    _asked: tuple[tuple[int, frozenset[str]], ...] = field(init=False, repr=False, compare=False)
    """The sets that are not empty, with their place among the words: most selectors ask for one or two."""

    def __post_init__(self) -> None:
        asked = tuple((place, allowed) for place, allowed in enumerate(self.sets) if allowed)
        object.__setattr__(self, "_asked", asked)

    @property
    def sets(self) -> tuple[frozenset[str], ...]:
        return (self.kinds, self.roles, self.levels, self.modes, self.categories, self.providers)

    def fits(self, words: Words) -> bool:
        # A loop and not all(): this is asked for every rule of every entry.
        for place, allowed in self._asked:  # noqa: SIM110
            if words[place] not in allowed:
                return False
        return True

    def covers(self, other: Selector) -> bool:
        """Whatever fits `other` fits this one too."""
        pairs = zip(self.sets, other.sets, strict=True)
        return all(not mine or (bool(theirs) and theirs <= mine) for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Rounding:
    """`step`, `minimum`, `maximum` and `floor` in hundredths.

    Rounded to a multiple of `step`; then an amount under `minimum` earns nothing ("the first unit whole" is a minimum
    of one unit), an amount under `floor` is raised to it, and an amount over `maximum` is cut to it.
    """

    direction: Direction = "down"
    step: int = 1
    minimum: int = 0
    maximum: int | None = None
    floor: int = 0


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

    Either `rate`, or `fixed`: hundredths by level, under "" when the level does not matter.
    """

    id: str
    selector: Selector
    rounding: Rounding
    source: str
    category: str = ""
    fixed: Mapping[str, int] = field(default_factory=dict)
    rate: Rate | None = None


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


@dataclass(frozen=True, slots=True)
class Amount:
    """Credits in hundredths, or whole percent of the cycle's total; exactly one of the two."""

    credits: int | None = None
    percent: int | None = None

    def at_least(self, required: int) -> int:
        """As a minimum: a share is rounded up to a whole hundredth."""
        return self.credits if self.credits is not None else -(-required * (self.percent or 0) // 100)

    def at_most(self, required: int) -> int:
        """As a maximum: a share is rounded down to a whole hundredth."""
        return self.credits if self.credits is not None else required * (self.percent or 0) // 100


@dataclass(frozen=True, slots=True)
class Requirement:
    """A minimum or a maximum over some of the credits, in the whole cycle or in each of its years.

    `profiles`: the alternative profiles under which it holds, empty for all of them.
    """

    code: str
    title: Title
    selector: Selector
    each: Each
    minimum: Amount | None
    maximum: Amount | None
    profiles: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class CycleRule:
    """How long a cycle lasts, where it starts and what it asks in total (hundredths).

    `anchor`: certification counts from the certification's date, fixed_date from `fixed_from` for everybody.
    `grace_months` run after the end, in which a renewal may still be handed in.
    """

    anchor: Literal["certification", "fixed_date"]
    months: int
    total: int
    source: str
    fixed_from: date | None = None
    grace_months: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of credit."""

    code: str
    title: Title


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
    profiles: tuple[Category, ...]
    stated_minutes: StatedMinutes
    conditions: tuple[Condition, ...]
    awards: tuple[Award, ...]
    requirements: tuple[Requirement, ...]
    cycle: CycleRule | None

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
