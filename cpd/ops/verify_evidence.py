"""Whether everything that was awarded stands on what was received: bytes, connections, matches, published rules."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import orjson

from cpd.core.errors import CpdError
from cpd.core.rules.loading import load_pack
from cpd.ops import events
from cpd.ops.verify_ledger import LIVE
from cpd.ops.violation import ROWS_AT_ONCE, Violation, paged
from cpd.store.tx import rows, tuples


async def deliveries() -> AsyncIterator[Violation]:
    """The bytes of every delivery have their SHA-256 and their size."""
    sql = "SELECT id, sha256, size_bytes, content FROM delivery WHERE id > $1"
    async for one in paged(sql, "id", "", rows_at_once=1):
        content = bytes(one["content"])
        digest = await asyncio.to_thread(lambda kept: hashlib.sha256(kept).hexdigest(), content)
        if (digest, len(content)) != (one["sha256"], one["size_bytes"]):
            yield Violation(3, "evidence-changed", {"delivery": one["id"]})


async def rule_packs() -> AsyncIterator[Violation]:
    """The content of every published edition has its SHA-256, and is still a valid pack of that code and edition."""
    async for one in paged("SELECT * FROM rule_pack WHERE id > $1", "id", "", rows_at_once=20):
        name = f"{one['code']} {one['edition']}"
        if hashlib.sha256(one["content"].encode()).hexdigest() != one["sha256"]:
            yield Violation(4, "pack-changed", {"pack": name})
            continue
        try:
            pack = load_pack(one["content"], name)
        except CpdError:
            yield Violation(4, "pack-unreadable", {"pack": name})
            continue
        if (pack.code, pack.edition, pack.holds_from.isoformat()) != (one["code"], one["edition"], one["holds_from"]):
            yield Violation(4, "pack-changed", {"pack": name})


_STAYS = """
SELECT stay.connections FROM attendee
JOIN stay ON stay.attendee_id = attendee.id AND stay.import_id = $2 WHERE attendee.meeting_id = $1
"""


async def imports() -> AsyncIterator[Violation]:
    """Every import has as many connections as when it was made, of attendees of its own meeting."""
    async for one in paged("SELECT id, meeting_id, connections FROM attendance_import WHERE id > $1", "id", ""):
        stays = await tuples(_STAYS, one["meeting_id"], one["id"])
        kept = sum(len(orjson.loads(connections)) for (connections,) in stays)
        if kept != one["connections"]:
            values = {"import": one["id"], "stated": one["connections"], "kept": kept}
            yield Violation(3, "import-incomplete", values)


# An award stands under the first session of its part, so the member's connections are looked for in the whole event.
_UNTRACED = f"""
SELECT entry.id FROM entry WHERE {LIVE} AND NOT EXISTS (
    SELECT 1 FROM attendee
    JOIN meeting ON meeting.id = attendee.meeting_id
    JOIN session ON session.id = meeting.session_id
    JOIN stay ON stay.attendee_id = attendee.id
    JOIN attendance_import ON attendance_import.id = stay.import_id AND attendance_import.state = 'live'
    JOIN delivery ON delivery.id = attendance_import.delivery_id
    WHERE attendee.member_id = entry.member_id
    AND session.event_id = (SELECT own.event_id FROM session AS own WHERE own.id = entry.session_id)
)
"""
_UNNAMED = """
SELECT entry.id FROM entry WHERE entry.kind IN ('adjustment', 'carry_over', 'expiry')
AND entry.account_id IS NULL AND entry.decision_id IS NULL
"""


async def awards_traced() -> AsyncIterator[Violation]:
    """Every live award has a matched attendee with a connection of a live import; the rest has a person or a rule."""
    for one in await rows(f"{_UNTRACED} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(3, "award-untraced", {"entry": one["id"]})
    for one in await rows(f"{_UNNAMED} LIMIT {ROWS_AT_ONCE}"):
        yield Violation(3, "award-untraced", {"entry": one["id"]})


_PEOPLE = """
SELECT count(DISTINCT stay.attendee_id) AS n FROM session
JOIN meeting ON meeting.session_id = session.id
JOIN attendee ON attendee.meeting_id = meeting.id
JOIN stay ON stay.attendee_id = attendee.id
JOIN attendance_import ON attendance_import.id = stay.import_id AND attendance_import.state = 'live'
WHERE session.event_id = $1
"""


async def clearing() -> AsyncIterator[Violation]:
    """In every event the people who were in are the credited, the not eligible and the unresolved."""
    async for event in paged("SELECT id FROM event WHERE id > $1", "id", ""):
        cleared = await events.clearing(event["id"])
        people = (await rows(_PEOPLE, event["id"]))[0]["n"]
        added = cleared.credited + cleared.not_eligible + cleared.unresolved
        if not people == cleared.people == added:
            yield Violation(8, "clearing-differs", {"event": event["id"], "people": people, "cleared": added})
