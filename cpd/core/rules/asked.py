"""What a cycle asks for, as values: its length and place, the total, the requirements, what is carried to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cpd.core.rules.rounding import Rounding
from cpd.core.rules.selecting import Selector

Title = Mapping[str, str]
"""Language -> text; every title has both `id` and `en`."""

Each = Literal["cycle", "months", "calendar_year", "day", "activity"]
Anchor = Literal["certification", "licence", "birth_month", "birth_date", "fixed_date", "rolling"]
Starts = Literal["day", "month", "next_month"]
FirstAsks = Literal["full", "nothing", "prorated"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Credits in hundredths, or a share of the cycle's total (numerator, denominator); exactly one of the two."""

    credits: int | None = None
    share: tuple[int, int] = (0, 1)

    def at_least(self, required: int) -> int:
        """As a minimum: a share is rounded up to a whole hundredth."""
        return self.credits if self.credits is not None else -(-required * self.share[0] // self.share[1])

    def at_most(self, required: int) -> int:
        """As a maximum: a share is rounded down to a whole hundredth."""
        return self.credits if self.credits is not None else required * self.share[0] // self.share[1]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a cycle: its first or its last so many months."""

    months: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class CycleNumbers:
    """Some of a holder's cycles, counted from 1: the first one, and after it each so-many-th up to the last."""

    first: int = 1
    every: int = 1
    last: int | None = None

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= (self.last or number) and (number - self.first) % self.every == 0


ANY_CYCLE = CycleNumbers()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A minimum or a maximum over some of the credits.

    It holds once in the cycle or in `part` of it, or for `each` stretch of so many months from its first day, each
    calendar year, each day or each activity; the last two only have a maximum. `minimum_pieces` counts entries.
    `profiles`, `entries` (kinds of ledger entry), `cycles` narrow it down; empty sets mean any. It is met without
    credit by one of the `documents`, and with `is_once` by having been met in an earlier cycle.
    """

    code: str
    title: Title
    selector: Selector
    each: Each
    minimum: Amount | None
    maximum: Amount | None
    profiles: frozenset[str]
    source: str
    each_months: int = 12
    part: Part | None = None
    entries: frozenset[str] = frozenset()
    cycles: CycleNumbers = ANY_CYCLE
    minimum_pieces: int = 0
    documents: frozenset[str] = frozenset()
    is_once: bool = False
    is_prorated: bool = True


@dataclass(frozen=True, slots=True)
class FirstCycle:
    """What a first cycle asks that has at most `up_to_months` begun months (None: of any length).

    `total` replaces the pack's.
    """

    up_to_months: int | None
    asks: FirstAsks
    total: int | None = None


UP = Rounding("up")


@dataclass(frozen=True, slots=True)
class CycleRule:
    """How long a cycle lasts, where it starts and what it asks in total (hundredths).

    `anchor`: certification and licence count from the holder's date (or the month it is in, or the next one, by
    `starts`); birth_month and birth_date end with the month of birth, or the day before the birthday; fixed_date
    counts from `fixed_from` for everybody; rolling is the last months up to the day asked.
    `first` has what a holder's first cycle asks: the first that fits its length, in full when none does.
    `proration` rounds every amount of a cycle that asks for fewer months than it has.
    `grace_months` run after the end, in which a renewal may still be handed in; `late_credit_months` run after the
    end, in which new credit still fills what this cycle is missing before it counts in the next.
    """

    anchor: Anchor
    months: int
    total: int
    source: str
    fixed_from: date | None = None
    grace_months: int = 0
    starts: Starts = "day"
    has_short_first: bool = False
    first: tuple[FirstCycle, ...] = ()
    proration: Rounding = UP
    late_credit_months: int = 0


@dataclass(frozen=True, slots=True)
class CarryRule:
    """What of a cycle goes on to the next: only what counts beyond the total and every minimum.

    `part`: earned in that part of the cycle. `entries`: kinds of ledger entry, by default nothing that was itself
    carried. `expires_after_months`: how long it counts in the next cycle, 0 for all of it.
    """

    selector: Selector
    entries: frozenset[str]
    part: Part | None
    maximum: Amount | None
    expires_after_months: int
    source: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of credit. One that is not `in_total` serves its own requirements and not the cycle's total."""

    code: str
    title: Title
    in_total: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """An alternative set of requirements; `total` replaces the pack's for those who have it."""

    code: str
    title: Title
    total: int | None = None
