"""A report becomes attendees, matches and credits: read, matched, stored and settled as one.

Reading and matching are work for a thread and happen before the database transaction; the rest is in it. A dry run
is the same transaction, rolled back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter

import orjson

from cpd.core.attendance import Problem, Reading
from cpd.core.errors import ActionRefused
from cpd.core.intervals import epoch
from cpd.core.matching import Match, match_attendees
from cpd.core.platform import ReadingOptions
from cpd.ops import access, attendees, awarding, idempotency, ledger
from cpd.ops.attendees import Seen
from cpd.ops.collector import collector_at_rest
from cpd.ops.deliveries import content_of
from cpd.ops.idempotency import OnceKey
from cpd.ops.roster import roster
from cpd.ops.viewer import Viewer
from cpd.store.ids import derived_id
from cpd.store.tx import Row, execute, in_tx, insert_many, row, row_held, rows

Reader = Callable[[bytes, ReadingOptions, str], Reading]
"""Bytes, options and the platform's name -> the reading; raises FileRefused. Given by the root that knows platforms."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import found: rows are connections and exclusions as reported, people are attendees."""

    rows: int = 0
    people: int = 0
    matched: int = 0
    to_review: int = 0
    guests: int = 0
    excluded: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`is_new` is False when the same evidence was imported before and is still live: then nothing was added.

    `import_id` is None after a dry run. `step_ms`: how long each step took, in whole milliseconds.
    """

    import_id: str | None
    is_new: bool
    layout: str
    counts: Counts
    posted: ledger.Posted
    problems: tuple[Problem, ...]
    step_ms: dict[str, int] = field(default_factory=dict)


class _DryRun(Exception):
    """Carries the result out of the database transaction that is rolled back."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


@dataclass(slots=True)
class _Clock:
    """Milliseconds by step."""

    started: float = field(default_factory=perf_counter)
    step_ms: dict[str, int] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.step_ms[step] = self.step_ms.get(step, 0) + round((now - self.started) * 1000)
        self.started = now


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Which delivery is the attendance of which meeting. `once`: the client's idempotency key."""

    meeting_id: str
    delivery_id: str
    options: ReadingOptions = field(default_factory=ReadingOptions)
    dry_run: bool = False
    once: OnceKey | None = None


async def attendance_import(viewer: Viewer, request: ImportRequest, read: Reader, now: datetime) -> ImportResult:
    """Imports a delivery as the attendance of a meeting.

    A report of the same run of the meeting (overlapping in time with one imported before) replaces that one; another
    run adds to it. Raises NotFound, FileRefused, ActionRefused("another-meeting") when the report names another
    meeting than the one that is linked.
    """
    meeting = await access.meeting(viewer, request.meeting_id, to_change=True)
    with collector_at_rest():
        return await _imported(viewer, meeting, request, read, now)


async def _imported(viewer: Viewer, meeting: Row, request: ImportRequest, read: Reader, now: datetime) -> ImportResult:
    clock = _Clock()
    content = await content_of(request.delivery_id)
    options = request.options
    if options.time_zone is None:
        options = replace(options, time_zone=await _session_zone(meeting["session_id"]))
    reading = await asyncio.to_thread(read, content, options, meeting["platform"])
    _check_meeting(reading, meeting)
    clock.lap("read")
    people = await roster()
    # Who comes to a chapter's own event is likely of that chapter; to a national one everybody comes.
    chapter_id = meeting["chapter_id"] if meeting["level"] == "local" else ""
    seen = attendees.seen_in(reading, meeting["id"], chapter_id)
    matches = await asyncio.to_thread(match_attendees, people, [one.as_attendee() for one in seen.values()])
    clock.lap("match")
    work = _Work(viewer, meeting, request, options, reading, seen, matches, clock)
    try:
        return await _commit(work, now)
    except _DryRun as rolled_back:
        return rolled_back.result


@dataclass(frozen=True, slots=True)
class _Work:
    viewer: Viewer
    meeting: Row
    request: ImportRequest
    options: ReadingOptions
    reading: Reading
    seen: dict[str, Seen]
    matches: list[Match]
    clock: _Clock


async def _session_zone(session_id: str) -> str:
    found = await rows("SELECT time_zone FROM session WHERE id = $1", session_id)
    return str(found[0]["time_zone"])


def _check_meeting(reading: Reading, meeting: Row) -> None:
    reported = "".join(filter(str.isdigit, reading.meeting.platform_id))
    linked = "".join(filter(str.isdigit, meeting["platform_meeting_id"]))
    if reported and linked and reported != linked:
        raise ActionRefused("another-meeting", reported=reported, linked=linked)


@in_tx
async def _commit(work: _Work, now: datetime) -> ImportResult:
    # The same key with the same input comes here with the same evidence, which is known by itself.
    await idempotency.begin(work.viewer, work.request.once, now)
    await row_held("SELECT id FROM meeting WHERE id = $1", work.meeting["id"])
    import_id, is_new = await _import_row(work, now)
    await attendees.keep_matches(work.meeting["id"], work.seen, work.matches)
    if is_new:
        await _keep_stays(work.seen.values(), import_id)
    work.clock.lap("store")
    posted = await awarding.settle_event(work.meeting["event_id"], now)
    work.clock.lap("award")
    result = ImportResult(
        None if work.request.dry_run else import_id,
        is_new,
        work.reading.layout,
        await _counts(work),
        posted,
        work.reading.problems,
        work.clock.step_ms,
    )
    if work.request.dry_run:
        raise _DryRun(result)
    await idempotency.finish(work.viewer, work.request.once, import_id)
    return result


async def _import_row(work: _Work, now: datetime) -> tuple[str, bool]:
    reading, options, meeting_id = work.reading, work.options, work.meeting["id"]
    how = (reading.layout, reading.time_zone, options.date_order or "")
    earlier = await rows(
        "SELECT id, state, delivery_id, layout, time_zone, date_order, first_at, last_at FROM attendance_import"
        " WHERE meeting_id = $1 ORDER BY created_at, id",
        meeting_id,
    )
    same = [
        one
        for one in earlier
        if (one["delivery_id"], one["layout"], one["time_zone"], one["date_order"] or "")
        == (work.request.delivery_id, *how)
    ]
    for one in same:
        if one["state"] == "live":
            return str(one["id"]), False
    span = _span(work.seen.values())
    import_id = derived_id("imp", meeting_id, work.request.delivery_id, *how, len(same) + 1)
    values = (
        import_id, meeting_id, work.request.delivery_id, work.viewer.account_id, "live", *how[:2], options.date_order,
        reading.evidence, *span, len(reading.connections), len(work.seen), excluded_json(reading),
        problems_json(reading), epoch(now),
    )  # fmt: skip
    await insert_many("attendance_import", _IMPORT_COLUMNS, [values])
    replaced = [one["id"] for one in earlier if one["state"] == "live" and _is_same_run(one, span)]
    for old_id in replaced:
        await execute(
            "UPDATE attendance_import SET state = 'replaced', replaced_by = $1 WHERE id = $2", import_id, old_id
        )
    return import_id, True


_IMPORT_COLUMNS = (
    "id", "meeting_id", "delivery_id", "account_id", "state", "layout", "time_zone", "date_order", "evidence",
    "first_at", "last_at", "connections", "people", "excluded", "problems", "created_at",
)  # fmt: skip


def _span(seen: Iterable[Seen]) -> tuple[int | None, int | None]:
    """The first and the last time in a report."""
    edges = [edge for one in seen for connection in one.connections for edge in connection[:2] if edge is not None]
    return (min(edges), max(edges)) if edges else (None, None)


def _is_same_run(earlier: Row, span: tuple[int | None, int | None]) -> bool:
    # A report without times cannot be told apart from another run, so it stands for the whole meeting.
    if earlier["first_at"] is None or span[0] is None or span[1] is None:
        return True
    return bool(earlier["first_at"] <= span[1] and span[0] <= earlier["last_at"])


async def _keep_stays(seen: Iterable[Seen], import_id: str) -> None:
    """All connections of an attendee stand in one row."""
    records = [(one.attendee_id, import_id, orjson.dumps(one.connections).decode()) for one in seen]
    await insert_many("stay", ("attendee_id", "import_id", "connections"), records)


async def _counts(work: _Work) -> Counts:
    reading = work.reading
    found = await rows(
        "SELECT state, count(*) AS n FROM attendee WHERE meeting_id = $1 AND EXISTS (SELECT 1 FROM stay"
        " JOIN attendance_import ON attendance_import.id = stay.import_id AND attendance_import.state = 'live'"
        " WHERE stay.attendee_id = attendee.id) GROUP BY state",
        work.meeting["id"],
    )
    by_state = {one["state"]: one["n"] for one in found}
    return Counts(
        rows=len(reading.connections) + len(reading.excluded),
        people=len(work.seen),
        matched=by_state.get("auto", 0) + by_state.get("assigned", 0),
        to_review=by_state.get("review", 0),
        guests=by_state.get("none", 0) + by_state.get("dismissed", 0),
        excluded=len(reading.excluded),
        problems=len(reading.problems),
    )


def excluded_json(reading: Reading) -> str:
    """The rows that are not attendance, as stored: line, reason, name, e-mail."""
    return orjson.dumps([[one.line, one.reason, one.name, one.email] for one in reading.excluded]).decode()


def problems_json(reading: Reading) -> str:
    """The rows that nobody understood, as stored."""
    return orjson.dumps(
        [{"line": one.line, "code": one.code, "values": dict(one.values), "text": one.text} for one in reading.problems]
    ).decode()


@in_tx
async def attendance_import_undo(viewer: Viewer, import_id: str, now: datetime) -> ledger.Posted:
    """Takes an import back: what it replaced is live again, and the credits are settled to what is left.

    Raises NotFound, ActionRefused("import-not-live") when it was undone or replaced already.
    """
    found = await access.attendance_import(viewer, import_id, to_change=True)
    # The meeting first, as an import does: then neither ever waits for what the other one holds.
    await row_held("SELECT id FROM meeting WHERE id = $1", found["meeting_id"])
    held = await row_held("SELECT state FROM attendance_import WHERE id = $1", import_id)
    event = await row("SELECT event_id FROM session WHERE id = $1", found["session_id"])
    if held is None or held["state"] != "live" or event is None:
        raise ActionRefused("import-not-live")
    await execute(
        "UPDATE attendance_import SET state = 'undone', undone_at = $1, undone_by = $2 WHERE id = $3",
        epoch(now),
        viewer.account_id,
        import_id,
    )
    await execute(
        "UPDATE attendance_import SET state = 'live', replaced_by = NULL WHERE replaced_by = $1 AND state = 'replaced'",
        import_id,
    )
    return await awarding.settle_event(event["event_id"], now)
