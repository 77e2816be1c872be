"""When nothing but a name says who it was, with or without a chapter.

Decided only when two informative words agree and nobody else on the roster, lapsed members too, has the name, is one
edit away from it, contains it or is contained in it. A chapter decides between people of different chapters, and a
member of another chapter than the attendee's is never decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from cpd.core.agreement import agreement
from cpd.core.directory import Directory
from cpd.core.display_names import DisplayName
from cpd.core.likeness import Level
from cpd.core.name_index import COMMON, INFORMATIVE, Alike, Found
from cpd.core.names import PersonName
from cpd.core.roster import CANDIDATES_MAX, Attendee, Candidate, Match

ENOUGH = 2 * INFORMATIVE
"""What the words that agree must weigh to decide: two informative ones."""
PLAUSIBLE = INFORMATIVE + COMMON
"""What they must weigh to trouble a person with it."""


def match_by_name(directory: Directory, attendee: Attendee, shown: Sequence[DisplayName]) -> Match:
    """auto, review with at most three candidates, or none."""
    names = list(dict.fromkeys(name for one in shown for name in one.names))
    chapter = directory.known_chapter(attendee.chapter) if attendee.chapter else ""
    near = _alike(directory, names, chapter)
    if near.is_whole and len(near.alike) == 1 and _may_decide(directory, near.alike[0], names, shown):
        return _auto(directory, attendee, near.alike[0], chapter)
    found = near.alike
    if chapter and len(found) < CANDIDATES_MAX:
        places = {one.place for one in found}
        found = found + [one for one in _alike(directory, names, "").alike if one.place not in places]
    return _review(directory, attendee, found, shown, chapter)


def _alike(directory: Directory, names: Sequence[PersonName], chapter: str) -> Found:
    """Everybody alike any of the names, each by the best of them; with a chapter, those in it and those in none."""
    among = directory.near_chapter(chapter) if chapter else None
    searched = [directory.names.alike(name, among) for name in names]
    if len(searched) == 1:
        return searched[0]
    best: dict[int, Alike] = {}
    for one in (one for found in searched for one in found.alike):
        known = best.get(one.place)
        if known is None or one.likeness.level > known.likeness.level:
            best[one.place] = one
    in_order = sorted(best.values(), key=lambda one: -one.likeness.level)
    return Found(in_order, all(found.is_whole for found in searched))


def _auto(directory: Directory, attendee: Attendee, chosen: Alike, chapter: str) -> Match:
    member = directory.members[chosen.place].id
    if chapter and directory.chapter_of(chosen.place) == chapter:
        reasons = (*chosen.likeness.reasons, "same-chapter")
        return Match(attendee.id, "auto", member, "name_chapter", (Candidate(member, reasons),))
    return Match(attendee.id, "auto", member, "name", (Candidate(member, chosen.likeness.reasons),))


def _review(
    directory: Directory, attendee: Attendee, found: Sequence[Alike], shown: Sequence[DisplayName], chapter: str
) -> Match:
    plausible = [one for one in found if _is_plausible(directory, one)]
    unsure = _why_unsure(directory, found, shown)
    candidates = tuple(_candidate(directory, one, chapter, unsure) for one in plausible[:CANDIDATES_MAX])
    return Match(attendee.id, "review" if candidates else "none", None, "", candidates)


def _may_decide(directory: Directory, chosen: Alike, names: Sequence[PersonName], shown: Sequence[DisplayName]) -> bool:
    if chosen.likeness.level is not Level.FULL or directory.members[chosen.place].status == "deceased":
        return False
    if any(one.unclear or one.doubtful for one in shown):
        return False
    if directory.names.weight(chosen.likeness.shared) < ENOUGH or len(chosen.likeness.shared) < 2:
        return False
    known = directory.known_names(chosen.place)
    return len(names) == 1 or all(agreement(one, known, directory.by).verdict != "differs" for one in shown)


def _is_plausible(directory: Directory, one: Alike) -> bool:
    """Worth a person's ten seconds: the whole name, or a part of it or one letter apart with enough in common."""
    found = one.likeness
    if found.level is Level.FULL:
        return True
    weight = directory.names.weight(found.shared)
    if found.level is Level.NEAR:
        return weight >= (ENOUGH if "two-people-spelling" in found.reasons else INFORMATIVE)
    return weight >= (PLAUSIBLE if found.extra else INFORMATIVE)


def _why_unsure(directory: Directory, found: Sequence[Alike], shown: Sequence[DisplayName]) -> tuple[str, ...]:
    """What keeps even a whole name from deciding, as codes."""
    if any(one.unclear or one.doubtful for one in shown):
        return ("unclear-line",)
    whole = [one for one in found if one.likeness.level is Level.FULL]
    if len(whole) > 1:
        return ("namesake",)
    if whole and directory.names.weight(whole[0].likeness.shared) < ENOUGH:
        return ("one-word-name",) if len(whole[0].likeness.shared) == 1 else ("common-name",)
    return ("others-alike",) if whole and len(found) > 1 else ()


def _candidate(directory: Directory, one: Alike, chapter: str, unsure: tuple[str, ...]) -> Candidate:
    member = directory.members[one.place]
    reasons = [*one.likeness.reasons, *unsure]
    own = directory.chapter_of(one.place)
    if chapter and own:
        reasons.append("same-chapter" if own == chapter else "other-chapter")
    if member.status == "deceased":
        reasons.append("deceased")
    return Candidate(member.id, tuple(reasons))
