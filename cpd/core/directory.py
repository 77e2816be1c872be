"""The members of a roster, looked up by what an attendee may bring. Built once, each part when it is first needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

from cpd.core.display_names import DisplayName, display_name
from cpd.core.name_conventions import Convention
from cpd.core.name_index import NameIndex
from cpd.core.name_pieces import folded
from cpd.core.names import PersonName, person_name
from cpd.core.roster import RosterMember

_CHAPTER_WORDS = frozenset(("dpd", "dpw", "dpc", "provinsi", "prov", "chapter", "cabang"))


class Directory:
    """Members stand at a place, their position in `members`; every look-up answers with places."""

    def __init__(self, members: Sequence[RosterMember], by: Convention) -> None:
        self.members = tuple(members)
        self.by = by
        self._near_chapter: dict[str, frozenset[int]] = {}
        self._known: dict[int, tuple[PersonName, ...]] = {}

    @cached_property
    def place_of(self) -> dict[str, int]:
        return {member.id: place for place, member in enumerate(self.members)}

    @cached_property
    def _by_email(self) -> dict[str, list[int]]:
        by_email: dict[str, list[int]] = {}
        for place, member in enumerate(self.members):
            for email in member.emails:
                places = by_email.setdefault(email_key(email), [])
                if place not in places:
                    places.append(place)
        by_email.pop("", None)
        return by_email

    @cached_property
    def _by_alias(self) -> dict[str, list[int]]:
        by_alias: dict[str, list[int]] = defaultdict(list)
        for place, member in enumerate(self.members):
            for alias in dict.fromkeys(map(folded, member.aliases)):
                by_alias[alias].append(place)
        by_alias.pop("", None)
        return by_alias

    @cached_property
    def names(self) -> NameIndex:
        """Full names only: aliases are looked up as they were confirmed, whole."""
        return NameIndex([person_name(member.full_name, self.by) for member in self.members], self.by)

    @cached_property
    def _chapter_keys(self) -> list[str]:
        return [chapter_key(member.chapter) for member in self.members]

    @cached_property
    def _chapters(self) -> frozenset[str]:
        return frozenset(self._chapter_keys)

    def with_email(self, email: str) -> Sequence[int]:
        return self._by_email.get(email_key(email), ()) if email else ()

    def with_alias(self, names: Sequence[str]) -> list[int]:
        """Whom a person confirmed for exactly one of these display names, apart from capitals and blanks."""
        if not self._by_alias:
            return []
        return list(dict.fromkeys(place for name in names for place in self._by_alias.get(folded(name), ())))

    def named(self, shown: Sequence[DisplayName]) -> list[int]:
        """Whose whole name stands in one of some display names."""
        return list(dict.fromkeys(place for one in shown for name in one.names for place in self.names.same(name)))

    def known_names(self, place: int) -> tuple[PersonName, ...]:
        """The member's name, then the confirmed ones."""
        if place not in self._known:
            member = self.members[place]
            confirmed = [name for alias in member.aliases for name in display_name(alias, self.by).names]
            self._known[place] = (person_name(member.full_name, self.by), *confirmed)
        return self._known[place]

    def chapter_of(self, place: int) -> str:
        return self._chapter_keys[place]

    def near_chapter(self, chapter: str) -> frozenset[int]:
        """Everybody of a chapter that is on the roster, and everybody of none."""
        if not self._near_chapter:
            places: dict[str, list[int]] = defaultdict(list)
            for place, key in enumerate(self._chapter_keys):
                places[key].append(place)
            self._near_chapter = {key: frozenset((*found, *places[""])) for key, found in list(places.items())}
        return self._near_chapter[chapter]

    def known_chapter(self, text: str) -> str:
        """The chapter as it is on the roster, "" when nobody on it has such a one: then it proves nothing."""
        key = chapter_key(text)
        return key if key in self._chapters else ""


def email_key(email: str) -> str:
    """What makes two addresses one mailbox; "" for what is no address, which never joins anybody."""
    key = email.strip().casefold()
    return key if "@" in key else ""


@lru_cache(maxsize=1 << 12)
def chapter_key(text: str) -> str:
    return " ".join(word for word in folded(text).replace(".", " ").split() if word not in _CHAPTER_WORDS)
