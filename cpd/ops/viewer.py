"""Who is asking, and what was granted to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cpd.store.tx import row, rows

Role = Literal["member", "organizer", "registrar", "auditor", "administrator"]
ROLES: tuple[Role, ...] = ("member", "organizer", "registrar", "auditor", "administrator")

Scope = frozenset[str] | None
"""Chapters a role is limited to, descendants included; None is every chapter."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in account. `grants` has the roles it has, each with the chapters it is limited to."""

    account_id: str
    name: str
    language: str
    member_id: str | None
    grants: Mapping[Role, Scope] = field(default_factory=dict)

    def may(self, *roles: Role, chapter_id: str) -> bool:
        """One of the roles is granted for this chapter; an administrator may what an organizer and a registrar may."""
        for role in (*roles, "administrator"):
            if role in self.grants:
                scope = self.grants[role]
                if scope is None or chapter_id in scope:
                    return True
        return False

    def chapters(self, *roles: Role) -> Scope:
        """All chapters for which one of the roles (or administrator) is granted; empty when there is none."""
        granted: set[str] = set()
        for role in (*roles, "administrator"):
            if role in self.grants:
                scope = self.grants[role]
                if scope is None:
                    return None
                granted |= scope
        return frozenset(granted)


_COVERED = """
WITH RECURSIVE covered (role, chapter_id) AS (
    SELECT role, chapter_id FROM account_role WHERE account_id = $1 AND chapter_id IS NOT NULL
    UNION
    SELECT covered.role, chapter.id FROM chapter JOIN covered ON chapter.parent_id = covered.chapter_id
)
SELECT role, chapter_id FROM covered
UNION ALL SELECT role, NULL FROM account_role WHERE account_id = $1 AND chapter_id IS NULL
"""


async def viewer_of(account_id: str) -> Viewer | None:
    """The account as a viewer; None when it is gone or disabled."""
    account = await row(
        "SELECT id, name, language, member_id FROM account WHERE id = $1 AND disabled_at IS NULL", account_id
    )
    if account is None:
        return None
    grants: dict[Role, Scope] = {}
    for one in await rows(_COVERED, account_id):
        role: Role = one["role"]
        before = grants.get(role, frozenset())
        grants[role] = None if before is None or one["chapter_id"] is None else before | {one["chapter_id"]}
    return Viewer(account["id"], account["name"], account["language"], account["member_id"], grants)
