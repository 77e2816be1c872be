"""Attendees -> members, candidates, or nobody: never a guess.

Evidence in its order: registration, e-mail, a display name confirmed before, name and chapter, name. Evidence in
conflict, and whatever may be somebody else, goes to a person with its reasons; a stranger is nobody's candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cpd.core.agreement import Agreement, agreement
from cpd.core.directory import Directory, email_key
from cpd.core.display_names import DisplayName, display_name, says_just
from cpd.core.matching_by_name import match_by_name
from cpd.core.name_conventions import convention
from cpd.core.roster import CANDIDATES_MAX, Attendee, Candidate, Match, RosterMember, Source

__all__ = ["Attendee", "Candidate", "Match", "Roster", "RosterMember", "match_attendees"]

_BY_NAME: tuple[Source, ...] = ("name", "name_chapter")


class _Claim(NamedTuple):
    """Some evidence and the members it points at, by place; more than one when they share it."""

    source: Source
    reason: str
    places: Sequence[int]


class Roster:
    """Everybody who may be matched. Indexes are built once, each when first needed, so keep one for many attendees.

    `registrations`: the member's id for each registrant id that the platform gave when somebody registered with us.
    `country`: whose naming conventions hold, see `names_<country>.toml`.
    """

    def __init__(
        self, members: Sequence[RosterMember], registrations: Mapping[str, str] | None = None, country: str = "id"
    ) -> None:
        self._directory = Directory(members, convention(country))
        self._registrations = {key: member for key, member in (registrations or {}).items() if key}

    def match(self, attendee: Attendee) -> Match:
        """One attendee by itself. `match_attendees` also sees when two attendees say that they are one member."""
        claims = self._claims(attendee)
        names = [name for name in attendee.names if name.strip()]
        if len(claims) == 1 and self._is_plain(claims[0], names):
            return self._auto(attendee, claims[0], ("same-name",))
        shown = [display_name(name, self._directory.by) for name in names]
        if not claims:
            return match_by_name(self._directory, attendee, shown)
        return self._by_evidence(attendee, claims, shown)

    def _claims(self, attendee: Attendee) -> list[_Claim]:
        claims: list[_Claim] = []
        if attendee.registrant_id in self._registrations:
            registered = self._directory.place_of.get(self._registrations[attendee.registrant_id])
            if registered is not None:
                claims.append(_Claim("registration", "registration", (registered,)))
        if mailbox := self._directory.with_email(attendee.email):
            claims.append(_Claim("email", "same-email" if len(mailbox) == 1 else "shared-email", mailbox))
        if confirmed := self._directory.with_alias(attendee.names):
            claims.append(_Claim("alias", "confirmed-name", confirmed))
        return claims

    def _is_plain(self, claim: _Claim, names: Sequence[str]) -> bool:
        """The commonest case, decided without taking names apart: one member, and written as on the roster."""
        member = self._directory.members[claim.places[0]]
        if claim.source == "alias" or len(claim.places) > 1 or member.status == "deceased":
            return False
        by = self._directory.by
        return bool(names) and all(says_just(name, member.full_name, by) for name in names)

    def _auto(self, attendee: Attendee, claim: _Claim, reasons: Sequence[str]) -> Match:
        member = self._directory.members[claim.places[0]].id
        candidate = Candidate(member, tuple(dict.fromkeys((claim.reason, *reasons))))
        return Match(attendee.id, "auto", member, claim.source, (candidate,))

    def _by_evidence(self, attendee: Attendee, claims: Sequence[_Claim], shown: Sequence[DisplayName]) -> Match:
        first, place = claims[0], claims[0].places[0]
        found = self._agreements(place, shown)
        others = self._others_named(place, shown, found, first)
        agreed = len(first.places) == 1 and all(place in claim.places for claim in claims)
        if agreed and not others and self._may_decide(place, first, found):
            return self._auto(attendee, first, [reason for one in found for reason in one.reasons])
        pointed = [at for claim in claims for at in claim.places]
        candidates = [self._candidate(at, claims, shown) for at in dict.fromkeys([*pointed, *others])]
        candidates.sort(key=lambda one: "other-name" in one.reasons)
        return Match(attendee.id, "review", None, "", tuple(candidates[:CANDIDATES_MAX]))

    def _agreements(self, place: int, shown: Sequence[DisplayName]) -> list[Agreement]:
        known = self._directory.known_names(place)
        return [agreement(one, known, self._directory.by) for one in shown]

    def _others_named(
        self, place: int, shown: Sequence[DisplayName], found: Sequence[Agreement], claim: _Claim
    ) -> list[int]:
        """Other members whose whole name was written, looked for when it is not plainly this member's own."""
        plain = all(len(one.names) < 2 for one in shown) and all(one.is_full for one in found)
        if plain and claim.source != "alias":
            return []
        return [other for other in self._directory.named(shown) if other != place]

    def _may_decide(self, place: int, claim: _Claim, found: Sequence[Agreement]) -> bool:
        """Nobody is credited after death, on a name that is another's, or by a device that somebody once confirmed."""
        if self._directory.members[place].status == "deceased" or any(one.verdict == "differs" for one in found):
            return False
        return claim.source != "alias" or any(one.verdict == "agrees" for one in found)

    def _candidate(self, place: int, claims: Sequence[_Claim], shown: Sequence[DisplayName]) -> Candidate:
        member = self._directory.members[place]
        found = self._agreements(place, shown)
        said = [one for one in found if one.verdict == "differs"] or found
        reasons = [claim.reason for claim in claims if place in claim.places]
        reasons += [reason for one in said for reason in one.reasons]
        if member.status == "deceased":
            reasons.append("deceased")
        return Candidate(member.id, tuple(dict.fromkeys(reasons)))


def match_attendees(roster: Roster, attendees: Sequence[Attendee]) -> list[Match]:
    """Every attendee of one meeting, in order.

    One member may be several attendees (a phone and a laptop). But when one of them was matched by the name alone and
    their e-mails differ, they may be namesakes: the ones matched by name go to a person.
    """
    matches = [roster.match(one) for one in attendees]
    mailboxes: dict[str, set[str]] = defaultdict(set)
    for one, match in zip(attendees, matches, strict=True):
        if match.member is not None and (mailbox := email_key(one.email)):
            mailboxes[match.member].add(mailbox)
    return [
        _contested(match) if _is_contested(one, match, mailboxes) else match
        for one, match in zip(attendees, matches, strict=True)
    ]


def _is_contested(attendee: Attendee, match: Match, mailboxes: Mapping[str, set[str]]) -> bool:
    if match.member is None or match.evidence not in _BY_NAME or not email_key(attendee.email):
        return False
    return len(mailboxes[match.member]) > 1


def _contested(match: Match) -> Match:
    candidates = tuple(replace(one, reasons=(*one.reasons, "claimed-by-several")) for one in match.candidates)
    return replace(match, outcome="review", member=None, evidence="", candidates=candidates)
