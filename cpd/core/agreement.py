"""Does what somebody wrote as their name fit a member whom other evidence points at?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from cpd.core.display_names import DisplayName
from cpd.core.likeness import Level, Likeness, likeness
from cpd.core.name_conventions import Convention
from cpd.core.names import PersonName

Verdict = Literal["agrees", "silent", "differs"]

_WORD_MIN = 3


class Agreement(NamedTuple):
    """`is_full`: the member's whole name was written. `reasons` are the codes of the best likeness."""

    verdict: Verdict
    is_full: bool = False
    reasons: tuple[str, ...] = ()


SILENT = Agreement("silent")
DIFFERS = Agreement("differs", reasons=("other-name",))


def agreement(shown: DisplayName, known: Sequence[PersonName], by: Convention) -> Agreement:
    """A device or an institution is silent. Of several names one must be the member's whole name, or each must fit."""
    if not shown.names:
        return SILENT
    if len(shown.names) == 1:
        return _of_name(shown.names[0], known, by)
    found = [_of_name(name, known, by) for name in shown.names]
    spoken = [one for one in found if one.verdict != "silent"]
    if shown.doubtful and len(spoken) > 1:
        return DIFFERS
    whole = next((one for one in spoken if one.is_full), None)
    differing = next((one for one in spoken if one.verdict == "differs"), None)
    return whole or differing or (spoken[0] if spoken else SILENT)


def _of_name(name: PersonName, known: Sequence[PersonName], by: Convention) -> Agreement:
    best = likeness(name, known[0], by)
    if len(known) > 1 and best.level is not Level.FULL:
        best = max((likeness(name, one, by) for one in known), key=lambda one: (one.level, len(one.shared)))
    if best.level is Level.FULL:
        return Agreement("agrees", True, best.reasons)
    if best.level is not Level.DIFFERENT and _fits(best, by):
        return Agreement("agrees", False, best.reasons)
    is_name = any(len(word) >= _WORD_MIN for word in name.words)
    return DIFFERS if is_name else SILENT


def _fits(found: Likeness, by: Convention) -> bool:
    """A part of the member's name fits; more than it, or one letter apart, only with an informative word in common."""
    if "two-people-spelling" in found.reasons:
        return False
    if found.level is Level.PART and not found.extra:
        return True
    return any(key not in by.common for key in found.shared)
