"""What a case shows about time, worked out once before the rules are asked."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cpd.core.errors import Value
from cpd.core.intervals import Interval, clip, subtract, total_seconds, union
from cpd.core.rules.model import Case, Finding
from cpd.core.rules.pack import Pack, TimeOnce


class Shown(NamedTuple):
    """`core` and `present` are unions, `present` inside `core`.

    `core_seconds` and `present_seconds` are what thresholds compare. `earning_core_seconds` and
    `earning_present_seconds` are the same without time that earned elsewhere, where the pack counts time once.
    `has_times` is false when the seconds are only stated.
    """

    case: Case
    core: tuple[Interval, ...]
    present: tuple[Interval, ...]
    core_seconds: int
    present_seconds: int
    earning_core_seconds: int
    earning_present_seconds: int
    has_times: bool


def shown(case: Case, pack: Pack) -> tuple[Shown, tuple[Finding, ...]]:
    """The times of a case, with what was found while taking them."""
    core = union(case.core)
    present = clip(union(case.presence), core)
    if not present and case.stated_seconds:
        return _stated(case, pack, core)
    core_seconds, present_seconds = total_seconds(core), total_seconds(present)
    once = _time_once(case, pack)
    if once is None:
        return Shown(case, core, present, core_seconds, present_seconds, core_seconds, present_seconds, True), ()
    elsewhere = union(case.already_credited)
    earning_core = total_seconds(subtract(core, elsewhere))
    earning_present = total_seconds(subtract(present, elsewhere))
    taken_seconds = present_seconds - earning_present
    times = Shown(case, core, present, core_seconds, present_seconds, earning_core, earning_present, True)
    if not taken_seconds:
        return times, ()
    values: dict[str, Value] = {"seconds": taken_seconds, "time": clock(taken_seconds)}
    return times, (Finding("time-already-credited", values, once, passed=earning_present > 0),)


def _stated(case: Case, pack: Pack, core: tuple[Interval, ...]) -> tuple[Shown, tuple[Finding, ...]]:
    """Only minutes, no times: they prove no coverage of a window, and count where the pack says so."""
    rule = pack.stated_minutes
    values: dict[str, Value] = {"seconds": case.stated_seconds, "time": clock(case.stated_seconds)}
    if not rule.is_accepted:
        nothing = Shown(case, core, (), total_seconds(core), 0, 0, 0, False)
        return nothing, (Finding("stated-minutes-refused", values, rule.source, passed=False),)
    # Without a window, as in a claim, what is stated is all there is to compare with.
    core_seconds = total_seconds(core) or case.stated_seconds
    seconds = min(case.stated_seconds, core_seconds)
    times = Shown(case, core, (), core_seconds, seconds, core_seconds, seconds, False)
    return times, (Finding("stated-minutes-accepted", values, rule.source),)


def _time_once(case: Case, pack: Pack) -> str | None:
    """The source of the rule that lets time earn once, None when there is none or nothing was credited before."""
    if not case.already_credited:
        return None
    rules = (one for one in pack.lines_for(case.words).conditions if isinstance(one.need, TimeOnce))
    return next((one.source for one in rules), None)


def longest_gap_seconds(times: Shown) -> int:
    """The longest stretch of core time in one go without presence; a break does not end a stretch, nor adds to it."""
    if not times.core:
        return 0
    edges = [times.core[0].start, *(edge for one in times.present for edge in one), times.core[-1].end]
    away = zip(edges[::2], edges[1::2], strict=True)
    return max(total_seconds(clip((Interval(start, end),), times.core)) for start, end in away)


# A session's length and what is needed of it come again with every member.
@lru_cache(maxsize=4096)
def clock(seconds: int) -> str:
    """Hours, minutes and seconds as a person reads them, in any language: 1:05:09."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
