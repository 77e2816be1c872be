"""The scalars: strict, and alike in the document and in the variables."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import graphene
import pytest
from graphql import print_type
from hypothesis import given
from hypothesis import strategies as st

from cpd import words
from cpd.core.credits import HUNDREDTHS_MAX
from cpd.core.errors import CpdError
from schema import scalars
from schema.errors import cause_of

SCALARS = (
    scalars.DateTime,
    scalars.Date,
    scalars.TimeZone,
    scalars.Credits,
    scalars.EmailAddress,
    scalars.Locale,
)
CODES = dict(
    zip(
        SCALARS,
        ("not-date-time", "not-date", "not-time-zone", "not-credits", "not-email-address", "not-locale"),
        strict=True,
    )
)
JAKARTA = timezone(timedelta(hours=7))


def _field(scalar, kept):
    def resolver(_root, _info, value):
        kept.append(value)
        return value

    return graphene.Field(scalar, value=graphene.Argument(scalar, required=True), resolver=resolver)


def _schema(kept):
    fields = {scalar.__name__.lower(): _field(scalar, kept) for scalar in SCALARS}
    return scalars.cite_specifications(graphene.Schema(query=type("Query", (graphene.ObjectType,), fields)))


KEPT = []
SCHEMA = _schema(KEPT)


def _asked(scalar, query, variables=None):
    """(what the resolver was given, what was answered), or the code of the refusal."""
    KEPT.clear()
    result = SCHEMA.execute(query, variables=variables)
    if result.errors:
        cause = cause_of(result.errors[0])
        assert isinstance(cause, CpdError), cause
        assert KEPT == []
        return cause.code
    return KEPT[0], result.data[scalar.__name__.lower()]


def _both(scalar, value):
    """What comes of a JSON value as a literal and as a variable, which must be the same."""
    name = scalar.__name__
    literal = _asked(scalar, f"{{ {name.lower()}(value: {json.dumps(value, ensure_ascii=False)}) }}")
    variable = _asked(scalar, f"query($v: {name}!) {{ {name.lower()}(value: $v) }}", {"v": value})
    assert literal == variable
    return literal


@pytest.mark.parametrize(
    ("scalar", "text", "value", "answered"),
    [
        (scalars.DateTime, "2026-06-12T09:00:00+07:00", datetime(2026, 6, 12, 2, tzinfo=UTC), "2026-06-12T02:00:00Z"),
        (scalars.DateTime, "2026-06-12T02:00:00Z", datetime(2026, 6, 12, 2, tzinfo=UTC), "2026-06-12T02:00:00Z"),
        (scalars.DateTime, "2026-06-12T02:00:00.999Z", datetime(2026, 6, 12, 2, tzinfo=UTC), "2026-06-12T02:00:00Z"),
        (
            scalars.DateTime,
            "2026-06-12T02:00:00.123456789Z",
            datetime(2026, 6, 12, 2, tzinfo=UTC),
            "2026-06-12T02:00:00Z",
        ),
        (
            scalars.DateTime,
            "2026-01-01T00:00:00+09:30",
            datetime(2025, 12, 31, 14, 30, tzinfo=UTC),
            "2025-12-31T14:30:00Z",
        ),
        (scalars.Date, "2028-02-29", date(2028, 2, 29), "2028-02-29"),
        (scalars.TimeZone, "Asia/Makassar", "Asia/Makassar", "Asia/Makassar"),
        (scalars.TimeZone, "UTC", "UTC", "UTC"),
        (scalars.Credits, "1.50", 150, "1.50"),
        (scalars.Credits, "-0.25", -25, "-0.25"),
        (scalars.Credits, "999999.99", HUNDREDTHS_MAX, "999999.99"),
        (
            scalars.EmailAddress,
            "ani.p+cpd@mail.example.org",
            "ani.p+cpd@mail.example.org",
            "ani.p+cpd@mail.example.org",
        ),
        (scalars.Locale, "id", "id", "id"),
    ],
)
def test_what_is_valid_becomes_its_value_and_is_answered_in_one_form(scalar, text, value, answered):
    assert _both(scalar, text) == (value, answered)


REFUSED = {
    scalars.DateTime: (
        "2026-06-12T09:00:00", "2026-06-12", "2026-06-12 09:00:00Z", "2026-06-12t09:00:00z", "2026-06-12T09:00Z",
        "20260612T090000Z", "2026-06-12T09:00:00+0700", "2026-06-12T09:00:00+07", "2026-06-12T24:00:00Z",
        "2026-06-12T23:59:60Z", "2026-02-29T09:00:00Z", "2026-13-01T09:00:00Z", "2026-06-12T09:00:00+24:00",
        "2026-06-12T09:00:00.Z", "2026-06-12T09:00:00,5Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        "٢٠٢٦-06-12T09:00:00Z", "2026-06-12T09:00:00Z\n", "2026-W24-5T09:00:00Z", "1781229600",
    ),
    scalars.Date: ("2026-02-29", "2026-6-12", "20260612", "12-06-2026", "2026-06-12T00:00:00Z", "2026-W24-5",
                   "0000-01-01", "2026-06-12\n", "٢٠٢٦-06-12"),
    scalars.TimeZone: ("WIB", "asia/jakarta", "Asia/Jakarta ", "Asia/Nowhere", "../etc/passwd", "+07:00", "Factory",
                       "localtime", "posix/UTC/../UTC"),
    scalars.Credits: ("1", "1.5", "1.500", "1,50", "1e2", "NaN", "Infinity", "+1.00", " 1.00", "1000000.00", "01.00",
                      "1_0.00", "١.٥٠", "1.00\n"),
    scalars.EmailAddress: ("ani", "ani@", "@example.org", "ani@localhost", "ani@@example.org", "a b@example.org",
                           "ani@example..org", "ani@-example.org", "Ani <ani@example.org>", "ani@example.org\n",
                           "aní@example.org", "ani@exämple.org", "a" * 65 + "@example.org", "ani@" + "a" * 64 + ".org",
                           "ani@" + "a.b" * 100 + ".org", "ani@example.org, b@example.org"),
    scalars.Locale: ("ID", "id-ID", "in", "de", " en"),
}  # fmt: skip
ALWAYS_REFUSED = ("", 1, 0, 1.5, True, False, 10**30, [], ["2026-06-12"])


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (scalar, value)
        for scalar, values in REFUSED.items()
        for value in (*values, *ALWAYS_REFUSED)
        if not isinstance(value, list)
    ],
)
def test_what_is_not_valid_is_refused_as_a_literal_and_as_a_variable(scalar, value):
    assert _both(scalar, value) == CODES[scalar]


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("value", [[], ["x"], {}, {"x": 1}])
def test_lists_and_objects_are_refused(scalar, value):
    name = scalar.__name__
    assert _asked(scalar, f"query($v: {name}!) {{ {name.lower()}(value: $v) }}", {"v": value}) == CODES[scalar]


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("literal", ["word", "{ x: 1 }", "[1, 2]"])
def test_what_only_a_document_can_say_is_refused(scalar, literal):
    assert _asked(scalar, f"{{ {scalar.__name__.lower()}(value: {literal}) }}") == CODES[scalar]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("scalar", SCALARS)
def test_a_refusal_quotes_what_was_given(scalar, language):
    with pytest.raises(CpdError) as refused:
        scalar.parse_value("quite wrong " * 50)
    sentence = words.sentence_of(refused.value, language)
    assert "quite wrong" in sentence
    assert len(sentence) < 200


@given(st.integers(-HUNDREDTHS_MAX, HUNDREDTHS_MAX))
def test_every_amount_of_credits_comes_back(hundredths):
    assert scalars.credits_from_value(scalars.credits_value(hundredths)) == hundredths


@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), st.integers(-840, 840))  # noqa: DTZ001
def test_every_moment_comes_back_to_the_second(naive, minutes):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)), microsecond=0)
    assert scalars.date_time_from_text(scalars.date_time_text(moment)) == moment
    assert scalars.date_time_from_text(moment.isoformat()) == moment


@given(st.dates())
def test_every_day_comes_back(day):
    assert scalars.date_from_text(scalars.date_text(day)) == day


@given(st.text(max_size=30))
def test_no_text_brings_a_scalar_down(text):
    for scalar in SCALARS:
        try:
            scalar.parse_value(text)
        except CpdError as error:
            assert error.code == CODES[scalar]  # noqa: PT017


def test_moments_are_answered_in_utc_whatever_their_offset():
    assert scalars.date_time_text(datetime(2026, 6, 12, 9, tzinfo=JAKARTA)) == "2026-06-12T02:00:00Z"


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (scalars.DateTime, datetime(2026, 6, 12)),  # noqa: DTZ001
        (scalars.Date, datetime(2026, 6, 12, tzinfo=UTC)),
        (scalars.Credits, 1.5),
        (scalars.Credits, True),
        (scalars.Credits, "1.50"),
    ],
)
def test_what_we_must_not_answer_is_a_bug_of_ours(scalar, value):
    with pytest.raises((TypeError, ValueError)):
        scalar.serialize(value)


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_scalar_says_what_it_is_and_where_it_is_specified(scalar):
    printed = print_type(SCHEMA.graphql_schema.type_map[scalar.__name__])
    assert printed.startswith('"""')
    assert ("@specifiedBy(url:" in printed) == (scalar is not scalars.Credits)


def test_citing_leaves_out_the_scalars_that_a_schema_does_not_use():
    class Query(graphene.ObjectType):
        day = scalars.Date()

    schema = scalars.cite_specifications(graphene.Schema(query=Query))
    assert "DateTime" not in str(schema)
    assert "@specifiedBy" in str(schema)
