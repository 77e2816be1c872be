"""Who can be matched, who is to be matched, and what came of it: the values of `cpd.core.matching`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MemberStatus = Literal["active", "lapsed", "honorary", "deceased"]
Outcome = Literal["auto", "review", "none"]
Source = Literal["", "registration", "email", "alias", "name_chapter", "name"]

CANDIDATES_MAX = 3
REASONS = (
    "registration",
    "same-email",
    "shared-email",
    "confirmed-name",
    "same-name",
    "spelling",
    "spacing",
    "word-order",
    "initials",
    "word-left-out",
    "part-of-name",
    "one-letter",
    "two-people-spelling",
    "other-name",
    "unclear-line",
    "namesake",
    "others-alike",
    "common-name",
    "one-word-name",
    "claimed-by-several",
    "same-chapter",
    "other-chapter",
    "deceased",
)
"""Every reason a candidate can have, each one a sentence of `cpd.words`."""


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One member as the association knows them.

    `full_name` is one field and may be one word. `aliases` are display names that a person confirmed before.
    """

    id: str
    full_name: str
    chapter: str
    emails: tuple[str, ...]
    status: MemberStatus
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendee:
    """One identity a platform reported. `names` are all its display names, the first seen first; "" means unknown."""

    id: str
    names: tuple[str, ...]
    email: str
    registrant_id: str
    chapter: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member it may be. `reasons` are of REASONS, the strongest first, each one a person can check."""

    member: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What came of one attendee.

    `member` is set exactly when the outcome is auto, and `evidence` says by what. At most CANDIDATES_MAX candidates;
    an automatic match has its member as the only one, with the reasons for it.
    """

    attendee: str
    outcome: Outcome
    member: str | None
    evidence: Source
    candidates: tuple[Candidate, ...]
