"""Matching at the size of a country, beside comparing everybody with everybody: `python -m tests.benchmarks.matching`.

Also what a similarity threshold joins of the labelled pairs, and whom the name alone decides, by shape of name.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, process, utils

from cpd.core.matching import Attendee, Roster, RosterMember, match_attendees
from tests.benchmarks.invented_people import SHAPES, attendees_of, people, shape_of

PAIRS = Path(__file__).parents[1] / "fixtures" / "identity" / "pairs.tsv"
THRESHOLD = 90
SAMPLE = 200
RUNS = 3


def main() -> None:
    """Prints three small tables; each time is the best of RUNS, in seconds of one run from nothing."""
    country, chapters = people(155_000), people(20_000)
    cases = [
        ("20,000 with e-mail, roster of 20,000", chapters, True),
        ("20,000 with e-mail, roster of 155,000", country, True),
        ("20,000 by name, roster of 20,000", chapters, False),
        ("20,000 by name, roster of 155,000", country, False),
    ]
    print(f"{'case':42}{'ours':>8}{'all pairs':>11}  auto / review / none, wrong")
    for title, members, email in cases:
        _print_case(title, members, email)
    _print_pairs()
    _print_shapes(country)


def _print_case(title: str, members: list[RosterMember], email: bool) -> None:
    attendees = attendees_of(members, 20_000, email=email, chapter=not email)
    seconds = min(_seconds(lambda: match_attendees(Roster(members), attendees)) for _ in range(RUNS))
    matches = match_attendees(Roster(members), attendees)
    counts = Counter(one.outcome for one in matches)
    wrong = sum(one.member not in (None, one.attendee) for one in matches)
    found = " / ".join(str(counts[outcome]) for outcome in ("auto", "review", "none"))
    print(f"{title:42}{seconds:8.2f}{_all_pairs_seconds(members, attendees):11.1f}  {found}, {wrong}")


def _all_pairs_seconds(members: list[RosterMember], attendees: list[Attendee]) -> float:
    """RapidFuzz's token_set_ratio of everybody with everybody, measured on SAMPLE attendees, times the rest of them."""
    names = [utils.default_process(one.full_name) for one in members]
    shown = [utils.default_process(one.names[0]) for one in attendees[:SAMPLE]]
    seconds = _seconds(
        lambda: [process.extract(one, names, scorer=fuzz.token_set_ratio, score_cutoff=THRESHOLD) for one in shown]
    )
    return seconds * len(attendees) / SAMPLE


def _seconds(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return perf_counter() - started


def _print_pairs() -> None:
    """Of the labelled pairs: how many of each label are joined automatically."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    total = Counter(one["label"] for one in pairs)
    similar = Counter(one["label"] for one in pairs if _is_similar(one["member"], one["shown"]))
    ours = Counter(one["label"] for one in pairs if _is_joined(one["member"], one["shown"]))
    print(f"\n{'labelled pairs joined':42}{'ours':>8}{f'ratio >= {THRESHOLD}':>15}{'of':>6}")
    for label in ("same", "doubtful", "different"):
        print(f"{label:42}{ours[label]:8}{similar[label]:15}{total[label]:6}")


def _is_similar(full_name: str, shown: str) -> bool:
    return fuzz.token_set_ratio(full_name, shown, processor=utils.default_process) >= THRESHOLD


def _is_joined(full_name: str, shown: str) -> bool:
    roster = Roster([RosterMember("m", full_name, "", (), "active")])
    return roster.match(Attendee("a", (shown,), "", "", "")).outcome == "auto"


def _print_shapes(members: list[RosterMember]) -> None:
    """The share matched automatically, by name and by name and chapter: is one shape of name always in the queue?"""
    rates = [_rates(members, chapter=chapter) for chapter in (False, True)]
    print(f"\n{'matched automatically, by shape of name':42}{'name':>8}{'and chapter':>13}")
    for shape in SHAPES:
        print(f"{shape:42}{rates[0][shape]:7}%{rates[1][shape]:12}%")


def _rates(members: list[RosterMember], *, chapter: bool) -> dict[str, int]:
    shapes = {one.id: shape_of(one.full_name) for one in members}
    attendees = attendees_of(members, 10_000, email=False, chapter=chapter)
    all_of, automatic = Counter(shapes[one.id] for one in attendees), Counter[str]()
    for one in match_attendees(Roster(members), attendees):
        automatic[shapes[one.attendee]] += one.outcome == "auto"
    return {shape: automatic[shape] * 100 // max(1, all_of[shape]) for shape in SHAPES}


if __name__ == "__main__":
    main()
