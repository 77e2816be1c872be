"""The association itself: its chapters, members, programmes and series."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cpd.core.errors import ActionRefused, InputRefused
from cpd.core.intervals import epoch
from cpd.ops import inputs
from cpd.ops.roster import touch_roster
from cpd.store.ids import new_id
from cpd.store.models import Chapter, Instance, Programme, Series
from cpd.store.tx import Row, in_tx, insert_many, row, rows

STATUSES = ("active", "lapsed", "honorary", "deceased")


@in_tx
async def found(name: str, time_zone: str, now: datetime) -> None:
    """Makes the one row that says whose installation this is, with the namespace of its calendar ids."""
    if await Instance.get_or_none(id="instance") is not None:
        raise ActionRefused("already-set-up")
    await Instance.create(
        name=inputs.title(name, "name"),
        namespace=secrets.token_hex(8),
        time_zone=inputs.time_zone(time_zone, "timeZone"),
        created_at=now,
    )


@in_tx
async def chapter_create(
    code: str, name: str, province: str, time_zone: str, now: datetime, *, parent_id: str | None = None
) -> str:
    """A chapter; its code is the name of its feed."""
    chapter_id = new_id("chp", now)
    await Chapter.create(
        id=chapter_id,
        code=inputs.slug(code),
        name=inputs.title(name, "name"),
        province=inputs.title(province, "province", needed=False),
        time_zone=inputs.time_zone(time_zone, "timeZone"),
        parent_id=parent_id,
        created_at=now,
    )
    return chapter_id


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member as a sheet or the demo gives it. `certified_on`: the date of the certificate, if there is one."""

    number: str
    full_name: str
    chapter_id: str
    emails: Sequence[str]
    status: str
    joined_on: date
    certified_on: date | None = None


@in_tx
async def members_create(members: Sequence[NewMember], programme_id: str | None, now: datetime) -> list[str]:
    """Adds members, all or none, and answers their ids in order. E-mails are taken as verified by the association."""
    await _refuse_known_numbers(members)
    ids = [new_id("mem", now) for _ in members]
    at = epoch(now)
    member_rows: list[tuple[object, ...]] = []
    people: list[tuple[object, ...]] = []
    emails: list[tuple[object, ...]] = []
    certifications: list[tuple[object, ...]] = []
    for member_id, one in zip(ids, members, strict=True):
        if one.status not in STATUSES:
            raise InputRefused("word-unknown", name="status", text=one.status[:40], known=", ".join(STATUSES))
        name = inputs.title(one.full_name, "fullName")
        member_rows.append((member_id, one.number, one.chapter_id, one.status, one.joined_on.isoformat(), at))
        people.append((member_id, name, name))
        addresses = dict.fromkeys(inputs.email(address, "email") for address in one.emails)
        emails += [(member_id, address, at) for address in addresses]
        if programme_id is not None and one.certified_on is not None:
            day = one.certified_on.isoformat()
            certifications.append((new_id("crt", now), member_id, programme_id, f"C-{one.number}", day, at))
    await insert_many("member", ("id", "number", "chapter_id", "status", "joined_on", "created_at"), member_rows)
    await insert_many("person", ("member_id", "full_name", "display_name"), people)
    await insert_many("member_email", ("member_id", "address", "verified_at"), emails)
    columns = ("id", "member_id", "programme_id", "number", "certified_on", "created_at")
    await insert_many("certification", columns, certifications)
    await touch_roster()
    return ids


async def _refuse_known_numbers(members: Sequence[NewMember]) -> None:
    seen: set[str] = {one["number"] for one in await rows("SELECT number FROM member")}
    for one in members:
        if one.number in seen:
            raise InputRefused("member-number-taken", field=("number",), number=one.number)
        seen.add(one.number)


@in_tx
async def programme_create(code: str, title_id: str, title_en: str, pack_code: str, now: datetime) -> str:
    """A programme whose rules are the editions of one pack. Refused while no edition of it was published."""
    if await row("SELECT id FROM rule_pack WHERE code = $1", pack_code) is None:
        raise InputRefused("pack-unknown", field=("pack",), code=pack_code)
    programme_id = new_id("prg", now)
    await Programme.create(
        id=programme_id, code=code, title_id=title_id, title_en=title_en, pack_code=pack_code, created_at=now
    )
    return programme_id


@in_tx
async def series_create(slug: str, title_id: str, title_en: str, now: datetime) -> str:
    """Events that belong together."""
    series_id = new_id("srs", now)
    await Series.create(id=series_id, slug=inputs.slug(slug), title_id=title_id, title_en=title_en, created_at=now)
    return series_id


async def chapters() -> list[Row]:
    """All chapters by code."""
    return await rows("SELECT * FROM chapter ORDER BY code")


async def programmes() -> list[Row]:
    """All programmes by code."""
    return await rows("SELECT * FROM programme ORDER BY code")
