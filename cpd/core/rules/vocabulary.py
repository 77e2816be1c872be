"""The words a pack may use to say which activities a rule is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cpd.core.rules.asked import Category, Profile
from cpd.core.rules.model import KINDS, LEVELS, MODES, REPEATED, ROLES, is_word
from cpd.core.rules.selecting import Selector
from cpd.core.rules.tables import Table


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What every pack knows, with what this one adds in `[words]`: a misspelt word would be a rule that never fits."""

    kinds: frozenset[str]
    roles: frozenset[str]
    levels: frozenset[str]
    modes: frozenset[str]
    tags: frozenset[str]
    categories: frozenset[str]
    profiles: frozenset[str]

    @classmethod
    def of(cls, words: Table, categories: Sequence[Category], profiles: Sequence[Profile]) -> Vocabulary:
        def with_own(key: str, known: tuple[str, ...]) -> frozenset[str]:
            return words.words(key, is_word, "a_word") | set(known)

        return cls(
            kinds=with_own("kinds", KINDS),
            roles=with_own("roles", ROLES),
            levels=with_own("levels", LEVELS),
            modes=with_own("modes", MODES),
            tags=with_own("tags", (REPEATED,)),
            categories=frozenset(one.code for one in categories),
            profiles=frozenset(one.code for one in profiles),
        )


def selector(table: Table, vocabulary: Vocabulary) -> Selector:
    """The seven keys that every rule may have to narrow it down."""

    def some(key: str, known: Collection[str]) -> frozenset[str]:
        return table.words(key, known.__contains__, ", ".join(sorted(known)))

    return Selector(
        kinds=some("kinds", vocabulary.kinds),
        roles=some("roles", vocabulary.roles),
        levels=some("levels", vocabulary.levels),
        modes=some("modes", vocabulary.modes),
        categories=some("categories", vocabulary.categories),
        providers=table.words("providers", is_word, "a_word"),
        tags=some("tags", vocabulary.tags),
    )
