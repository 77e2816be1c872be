"""The rows that are written one at a time. Bulk rows and hot reads are SQL (see `cpd.store.tx`).

The tables themselves, with their constraints, indexes and triggers, are in `cpd.store.migrations`; foreign keys are
plain columns here, because nothing is ever fetched through them.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from cpd.store.columns import DayField, InstantField


def _id() -> fields.CharField[str]:
    return fields.CharField(max_length=40, primary_key=True)


def _text() -> fields.TextField:
    return fields.TextField()


class Instance(Model):
    """This installation: one row."""

    id = fields.CharField(max_length=8, primary_key=True, default="instance")
    name = _text()
    namespace = _text()
    time_zone = _text()
    calendar_version = fields.BigIntField(default=0)
    roster_version = fields.BigIntField(default=0)
    created_at = InstantField()

    class Meta:
        table = "instance"


class Chapter(Model):
    id = _id()
    code = _text()
    name = _text()
    province = _text()
    time_zone = _text()
    parent_id = fields.TextField(null=True)
    created_at = InstantField()

    class Meta:
        table = "chapter"


class Programme(Model):
    id = _id()
    code = _text()
    title_id = _text()
    title_en = _text()
    pack_code = _text()
    created_at = InstantField()

    class Meta:
        table = "programme"


class RulePack(Model):
    """One edition of a pack. Never changed after it was published."""

    id = _id()
    code = _text()
    edition = _text()
    holds_from = DayField()
    content = _text()
    sha256 = _text()
    published_at = InstantField()

    class Meta:
        table = "rule_pack"


class Series(Model):
    id = _id()
    slug = _text()
    title_id = _text()
    title_en = _text()
    created_at = InstantField()

    class Meta:
        table = "series"


class Event(Model):
    """`status`: draft, published, cancelled. Closing is a time, because a closed event is still published."""

    id = _id()
    slug = _text()
    chapter_id = _text()
    series_id = fields.TextField(null=True)
    kind = _text()
    level = _text()
    mode = _text()
    title = _text()
    title_en = _text()
    description = _text()
    time_zone = _text()
    location = _text()
    join_url = _text()
    status = _text()
    sequence = fields.BigIntField(default=0)
    version = fields.BigIntField(default=1)
    created_by = fields.TextField(null=True)
    created_at = InstantField()
    changed_at = InstantField()
    published_at = InstantField(null=True)
    cancelled_at = InstantField(null=True)
    closed_at = InstantField(null=True)

    class Meta:
        table = "event"


class Session(Model):
    id = _id()
    event_id = _text()
    position = fields.BigIntField()
    title = _text()
    title_en = _text()
    category = _text()
    starts_at = InstantField()
    ends_at = InstantField()
    time_zone = _text()
    location = _text()
    sequence = fields.BigIntField(default=0)
    created_at = InstantField()
    changed_at = InstantField()

    class Meta:
        table = "session"


class Meeting(Model):
    id = _id()
    session_id = _text()
    platform = _text()
    platform_meeting_id = _text()
    created_at = InstantField()

    class Meta:
        table = "meeting"


class Upload(Model):
    id = _id()
    account_id = _text()
    file_name = _text()
    token_sha256 = _text()
    delivery_id = fields.TextField(null=True)
    created_at = InstantField()
    expires_at = InstantField()

    class Meta:
        table = "upload"


class AttendanceImport(Model):
    """`state`: live, replaced (by a later version of the same report), undone."""

    id = _id()
    meeting_id = _text()
    delivery_id = _text()
    account_id = fields.TextField(null=True)
    state = _text()
    layout = _text()
    time_zone = _text()
    date_order = fields.TextField(null=True)
    evidence = _text()
    first_at = InstantField(null=True)
    last_at = InstantField(null=True)
    connections = fields.BigIntField()
    people = fields.BigIntField()
    excluded = _text()
    problems = _text()
    created_at = InstantField()
    undone_at = InstantField(null=True)
    undone_by = fields.TextField(null=True)
    replaced_by = fields.TextField(null=True)

    class Meta:
        table = "attendance_import"


class Account(Model):
    id = _id()
    email = _text()
    name = _text()
    member_id = fields.TextField(null=True)
    language = _text()
    created_at = InstantField()
    disabled_at = InstantField(null=True)

    class Meta:
        table = "account"


class ApiToken(Model):
    id = _id()
    account_id = _text()
    sha256 = _text()
    name = _text()
    created_at = InstantField()
    expires_at = InstantField()
    revoked_at = InstantField(null=True)

    class Meta:
        table = "api_token"
