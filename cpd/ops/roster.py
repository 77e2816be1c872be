"""Everybody who can be matched, kept in memory while nothing about them changes."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from cpd.core.matching import Roster, RosterMember
from cpd.store.tx import Row, execute, row, rows

_kept: dict[str, Roster] = {}
"""The roster by the version it was loaded at; one at most."""


async def roster() -> Roster:
    """The roster as of now. Building it for 155,000 members takes seconds, so it is done in a thread, once a change."""
    version = await row("SELECT namespace, roster_version FROM instance")
    key = "" if version is None else f"{version['namespace']} {version['roster_version']}"
    if key not in _kept:
        members = await rows(
            "SELECT member.id, member.status, member.chapter_id, person.full_name FROM member"
            " JOIN person ON person.member_id = member.id ORDER BY member.id"
        )
        emails = await rows("SELECT member_id, address FROM member_email ORDER BY member_id, address")
        aliases = await rows("SELECT member_id, name FROM member_alias WHERE revoked_at IS NULL ORDER BY id")
        built = await asyncio.to_thread(_built, members, emails, aliases)
        _kept.clear()
        _kept[key] = built
    return _kept[key]


def _built(members: list[Row], emails: list[Row], aliases: list[Row]) -> Roster:
    addresses: dict[str, list[str]] = defaultdict(list)
    for one in emails:
        addresses[one["member_id"]].append(one["address"])
    names: dict[str, list[str]] = defaultdict(list)
    for one in aliases:
        names[one["member_id"]].append(one["name"])
    return Roster(
        [
            RosterMember(
                one["id"],
                one["full_name"],
                one["chapter_id"],
                tuple(addresses.get(one["id"], ())),
                one["status"],
                tuple(names.get(one["id"], ())),
            )
            for one in members
        ]
    )


async def touch_roster() -> None:
    """To be called in the database transaction of whatever changes a member, an e-mail or an alias."""
    await execute("UPDATE instance SET roster_version = roster_version + 1")
