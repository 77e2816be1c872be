"""Text, slugs and zones as people type them: one validation for GraphQL, the command line and pages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cpd.core.errors import InputRefused

TITLE_CHARACTERS_MAX = 300
TEXT_CHARACTERS_MAX = 10_000
_SLUG_CHARACTERS_MAX = 80
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def title(value: str, field: str, *, needed: bool = True) -> str:
    """One line, trimmed. Refuses control characters (PostgreSQL and SQLite differ on NUL), too long, or missing."""
    found = " ".join(value.split())
    if needed and not found:
        raise InputRefused("value-needed", field=(field,), name=field)
    return _plain(found, field, TITLE_CHARACTERS_MAX)


def text(value: str, field: str) -> str:
    """Several lines, trimmed; the same refusals."""
    return _plain(value.replace("\r\n", "\n").strip(), field, TEXT_CHARACTERS_MAX)


def _plain(value: str, field: str, characters_max: int) -> str:
    if len(value) > characters_max:
        raise InputRefused("text-too-long", field=(field,), name=field, maximum=characters_max)
    if _FORBIDDEN.search(value):
        raise InputRefused("control-characters", field=(field,), name=field)
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def time_zone(value: str, field: str) -> str:
    """An IANA zone name, such as Asia/Jakarta."""
    try:
        if value in _zones():
            ZoneInfo(value)
            return value
    except (ZoneInfoNotFoundError, ValueError):
        pass  # The refusal below says it.
    raise InputRefused("time-zone-unknown", field=(field,), text=value[:40])


def email(value: str, field: str) -> str:
    """An e-mail address, case folded."""
    found = value.strip().casefold()
    if len(found) > 254 or not _EMAIL.fullmatch(found) or _FORBIDDEN.search(found):
        raise InputRefused("not-an-email", field=(field,), text=value[:80])
    return found


def https_url(value: str, field: str) -> str:
    """An address that a page may link to; "" stays ""."""
    found = value.strip()
    if found and not re.fullmatch(r"https?://[^\s<>\"'\\\x00-\x1f]{3,1000}", found):
        raise InputRefused("not-an-address", field=(field,), text=value[:80])
    return found


def slug(value: str) -> str:
    """Words of a title in ASCII with hyphens: "Etika & Batas" -> "etika-batas"."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_CHARACTERS_MAX].strip("-") or "event"
