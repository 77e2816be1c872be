"""Who is asking, and what was granted to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cpd.store.tx import Row, rows

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


_VIEWER = """
WITH RECURSIVE who AS ({who}), covered (role, chapter_id) AS (
    SELECT account_role.role, account_role.chapter_id FROM account_role JOIN who ON who.id = account_role.account_id
    UNION
    SELECT covered.role, chapter.id FROM chapter JOIN covered ON chapter.parent_id = covered.chapter_id
)
SELECT who.id, who.name, who.language, who.member_id, covered.role, covered.chapter_id
FROM who LEFT JOIN covered ON 1 = 1
"""
_BY_ID = "SELECT id, name, language, member_id FROM account WHERE id = $1 AND disabled_at IS NULL"
_BY_DIGEST = (
    "SELECT account.id, account.name, account.language, account.member_id FROM api_token"
    " JOIN account ON account.id = api_token.account_id WHERE api_token.sha256 = $1"
    " AND api_token.revoked_at IS NULL AND api_token.expires_at > $2 AND account.disabled_at IS NULL"
)


async def viewer_of(account_id: str) -> Viewer | None:
    """The account as a viewer; None when it is gone or disabled."""
    return _viewer(await rows(_VIEWER.format(who=_BY_ID), account_id))


async def viewer_of_digest(token_sha256: str, now_seconds: int) -> Viewer | None:
    """Whose API token has this digest, in one statement; None when it is unknown, expired or revoked."""
    return _viewer(await rows(_VIEWER.format(who=_BY_DIGEST), token_sha256, now_seconds))


def _viewer(found: list[Row]) -> Viewer | None:
    if not found:
        return None
    grants: dict[Role, Scope] = {}
    for one in found:
        role: Role | None = one["role"]
        if role is not None:
            before = grants.get(role, frozenset())
            grants[role] = None if before is None or one["chapter_id"] is None else before | {one["chapter_id"]}
    first = found[0]
    return Viewer(first["id"], first["name"], first["language"], first["member_id"], grants)
