"""What was found -> the reading, with what the file as a whole makes doubtful."""

from __future__ import annotations

from cpd.core.attendance import Evidence, EvidenceCheck, MeetingFacts, Problem, Reading
from cpd.core.errors import FileRefused
from integrations.zoom.rows import Found


def reading_of(
    found: Found,
    layout: str,
    time_zone: str,
    meeting: MeetingFacts,
    *,
    evidence: Evidence = "intervals",
    checks: tuple[EvidenceCheck, ...] = (),
    stated_line: int = 0,
) -> Reading:
    """`stated_line` is where the file says how many rows it has, 0 when that is not to be compared.

    Raises FileRefused too-many-problems, and no-rows: a header without people is a report that was fetched too early,
    not an empty meeting.
    """
    found.refuse_too_many()
    if not (found.connections or found.excluded or found.problems):
        raise FileRefused("no-rows")
    problems = found.problems + _doubts(found) + _count_difference(found, meeting.stated_rows, stated_line)
    return Reading(
        platform="zoom",
        layout=layout,
        time_zone=time_zone,
        evidence=evidence,
        meeting=meeting,
        connections=tuple(found.connections),
        checks=checks,
        excluded=tuple(found.excluded),
        problems=tuple(sorted(problems, key=lambda one: one.line)),
    )


def _doubts(found: Found) -> list[Problem]:
    if not found.doubtful_lines:
        return []
    line = found.doubtful_lines[0]
    return [Problem(line, "minutes-disagree", {"line": line, "count": len(found.doubtful_lines)})]


def _count_difference(found: Found, stated: int | None, line: int) -> list[Problem]:
    if not line or stated is None or stated == found.rows:
        return []
    return [Problem(line, "count-differs", {"line": line, "stated": stated, "found": found.rows})]
