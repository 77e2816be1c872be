"""The API's own scalars, equally strict for a value in the document and one in the variables.

Each refuses with a code of `cpd.words`; what is valid becomes the value the operations take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

import graphene
from graphql import GraphQLScalarType, StringValueNode, ValueNode, print_ast

from cpd.core.credits import NotCreditsError, credits_from_text, credits_text
from cpd.core.errors import InputRefused
from cpd.words import LANGUAGES

ValueT = TypeVar("ValueT")

# RFC 3339, section 5.6, with the capitals that everybody writes. Python alone would take 20260612T02 as well.
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The address that HTML's e-mail fields take, with at least one dot in the domain.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
_EMAIL_CHARACTERS_MAX = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets.


def _refused(code: str, value: object) -> InputRefused:
    return InputRefused(code, text=str(value)[:40])


def _text(value: object, code: str) -> str:
    if not isinstance(value, str):
        raise _refused(code, value)
    return value


def date_time_from_text(value: object) -> datetime:
    """RFC 3339 with an offset as a UTC time of whole seconds; fractions are dropped."""
    text = _text(value, "not-date-time")
    if _DATE_TIME.fullmatch(text) is None:
        raise _refused("not-date-time", text)
    try:
        # Fractions go before Python reads them: it takes no more than six digits.
        return datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refused("not-date-time", text) from error


def date_time_text(value: datetime) -> str:
    """A time as 2026-06-12T02:00:00Z, always UTC and whole seconds. A time without an offset is a bug of ours."""
    if value.utcoffset() is None:
        raise ValueError(f"A time without an offset cannot be answered: {value}")
    return value.astimezone(UTC).isoformat()[:19] + "Z"


def date_from_text(value: object) -> date:
    """A calendar day, 2026-06-12."""
    text = _text(value, "not-date")
    if _DATE.fullmatch(text) is None:
        raise _refused("not-date", text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refused("not-date", text) from error


def date_text(value: date) -> str:
    """A calendar day as 2026-06-12. A time is no day: which day it is depends on where."""
    if isinstance(value, datetime):
        raise TypeError(f"A time cannot be answered as a day: {value}")
    return value.isoformat()


@cache
def _time_zones() -> frozenset[str]:
    # "Factory" and "localtime" are files of the database, not places.
    return frozenset(available_timezones() - {"Factory", "localtime"})


def time_zone_from_text(value: object) -> str:
    """The name of a time zone in the IANA database, as it is spelt there."""
    text = _text(value, "not-time-zone")
    if text not in _time_zones():
        raise _refused("not-time-zone", text)
    return text


def credits_from_value(value: object) -> int:
    """Whole hundredths from text with exactly two decimals. A JSON number is refused: it may have been a float."""
    if not isinstance(value, str):
        raise NotCreditsError(str(value))
    return credits_from_text(value)


def credits_value(hundredths: int) -> str:
    """Whole hundredths as text with two decimals."""
    if type(hundredths) is not int:
        raise TypeError(f"Credits are whole hundredths, not {hundredths!r}.")
    return credits_text(hundredths)


def email_address_from_text(value: object) -> str:
    """An e-mail address as it was written."""
    text = _text(value, "not-email-address")
    if len(text) > _EMAIL_CHARACTERS_MAX or _EMAIL_ADDRESS.fullmatch(text) is None:
        raise _refused("not-email-address", text)
    return text


def locale_from_text(value: object) -> str:
    """One of the languages the product speaks."""
    text = _text(value, "not-locale")
    if text not in LANGUAGES:
        raise _refused("not-locale", text)
    return text


def _literal(read: Callable[[object], ValueT]) -> staticmethod[[ValueNode, object], ValueT]:
    """A document's literal read as the variable would be: only a string has a value, all else is refused as written."""

    def parse_literal(node: ValueNode, _variables: object = None) -> ValueT:
        if isinstance(node, StringValueNode):
            return read(node.value)
        return read(_Written(print_ast(node)))

    return staticmethod(parse_literal)


class _Written:
    """A literal that is no string, for the refusal to quote."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


class DateTime(graphene.Scalar):
    """A moment: RFC 3339 with an offset, such as `2026-06-12T09:00:00+07:00`. Answered in UTC and whole seconds.

    A time without an offset is refused; fractions of a second are dropped.
    """

    serialize = staticmethod(date_time_text)
    parse_value = staticmethod(date_time_from_text)
    parse_literal = _literal(date_time_from_text)


class Date(graphene.Scalar):
    """A calendar day, `2026-06-12`, wherever the reader is."""

    serialize = staticmethod(date_text)
    parse_value = staticmethod(date_from_text)
    parse_literal = _literal(date_from_text)


class TimeZone(graphene.Scalar):
    """The name of a time zone in the IANA database, such as `Asia/Makassar`."""

    serialize = staticmethod(str)
    parse_value = staticmethod(time_zone_from_text)
    parse_literal = _literal(time_zone_from_text)


class Credits(graphene.Scalar):
    """An amount of credits: a string with exactly two decimals, such as `"1.50"` or `"-0.25"`, never a number."""

    serialize = staticmethod(credits_value)
    parse_value = staticmethod(credits_from_value)
    parse_literal = _literal(credits_from_value)


class EmailAddress(graphene.Scalar):
    """An e-mail address that HTML's e-mail fields take, with a dot in its domain."""

    serialize = staticmethod(str)
    parse_value = staticmethod(email_address_from_text)
    parse_literal = _literal(email_address_from_text)


class Locale(graphene.Scalar):
    """The language of sentences: `id` (Bahasa Indonesia) or `en` (English)."""

    serialize = staticmethod(str)
    parse_value = staticmethod(locale_from_text)
    parse_literal = _literal(locale_from_text)


SPECIFICATIONS: Mapping[str, str] = {
    "DateTime": "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    "Date": "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    "TimeZone": "https://www.iana.org/time-zones",
    "EmailAddress": "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
    "Locale": "https://www.rfc-editor.org/rfc/rfc5646",
}
"""Where each scalar is specified. Credits are ours alone: their description is the specification."""


def cite_specifications(schema: graphene.Schema) -> graphene.Schema:
    """The same schema with `@specifiedBy` at the scalars it uses; graphene itself offers no way to say it."""
    for name, url in SPECIFICATIONS.items():
        scalar = schema.graphql_schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.specified_by_url = url
    return schema
