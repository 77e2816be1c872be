"""Which activities a rule is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpd.core.rules.model import Words


@dataclass(frozen=True, slots=True)
class Selector:
    """An empty set means any; all seven must fit. Of `tags`, of which an activity may bear several, one is enough."""

    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    _asked: tuple[tuple[int, frozenset[str]], ...] = field(init=False, repr=False, compare=False)
    """The sets that are not empty, with their place among the words: most selectors ask for one or two."""

    def __post_init__(self) -> None:
        asked = tuple((place, allowed) for place, allowed in enumerate(self.sets[:6]) if allowed)
        object.__setattr__(self, "_asked", asked)

    @property
    def sets(self) -> tuple[frozenset[str], ...]:
        return (self.kinds, self.roles, self.levels, self.modes, self.categories, self.providers, self.tags)

    def fits(self, words: Words) -> bool:
        # A loop and not all(): this is asked for every rule of every entry.
        for place, allowed in self._asked:
            if words[place] not in allowed:
                return False
        return not self.tags or not self.tags.isdisjoint(words[6])

    def covers(self, other: Selector) -> bool:
        """Whatever fits `other` fits this one too."""
        pairs = zip(self.sets, other.sets, strict=True)
        return all(not mine or (bool(theirs) and theirs <= mine) for mine, theirs in pairs)
