"""Which members a viewer is shown: themselves, and those of the chapters that the viewer registers or audits."""

from __future__ import annotations

from dataclasses import dataclass

from cpd.core.errors import NotFound
from cpd.core.paging import KeyOrder
from cpd.ops import access
from cpd.ops.pages import Listing, where
from cpd.ops.viewer import Viewer
from cpd.store.tx import Row, row


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What is None does not limit."""

    chapter_id: str | None = None
    status: str | None = None
    name: str | None = None
    by_name: bool = False


def members_shown(viewer: Viewer, wanted: MemberFilter) -> Listing:
    """Members by number, or by name."""
    conditions: list[tuple[str, tuple[object, ...]]] = []
    scope = viewer.chapters("registrar", "auditor")
    if scope is not None:
        marks = ", ".join("?" * len(scope)) or "NULL"
        conditions.append((f"member.chapter_id IN ({marks})", tuple(sorted(scope))))
    if wanted.chapter_id is not None:
        conditions.append(("member.chapter_id = ?", (wanted.chapter_id,)))
    if wanted.status is not None:
        conditions.append(("member.status = ?", (wanted.status,)))
    if wanted.name is not None:
        pattern = "%" + wanted.name.casefold().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        conditions.append(("lower(person.full_name) LIKE ? ESCAPE '!'", (pattern,)))
    condition, values = where(*conditions)
    first = "person.full_name" if wanted.by_name else "member.number"
    return Listing(
        "member.*, person.full_name, person.display_name",
        "FROM member JOIN person ON person.member_id = member.id " + condition,
        values,
        KeyOrder("name" if wanted.by_name else "number", (str, str)),
        (first, "member.id"),
        (first.partition(".")[2], "id"),
    )


async def member_shown(viewer: Viewer, *, member_id: str | None = None, number: str | None = None) -> Row | None:
    """One member by id or number, None when missing or not the viewer's."""
    if member_id is None and number is not None:
        found = await row("SELECT id FROM member WHERE number = $1", number)
        member_id = None if found is None else found["id"]
    if member_id is None:
        return None
    try:
        return await access.member(viewer, member_id)
    except NotFound:
        return None
