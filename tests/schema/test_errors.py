"""Refusals as `userErrors` of a payload."""

from __future__ import annotations

import graphene
import pytest

from cpd import words
from cpd.core.errors import ActionRefused, InputRefused, InputsRefused, NotFound, PackRefused
from schema.errors import REFUSALS, UserError, api_code, user_errors

SOON = InputRefused("not-date", field=["sessions", "0", "starts_on"], text="soon")
ODD = InputRefused("not-credits", field=["credits"], text="odd")


def _read(errors):
    return [(error.field, error.code, error.message, error.element_index) for error in errors]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“soon” is not a date: write it such as 2026-06-12."),
        ("id", "“soon” bukan tanggal: tulis misalnya 2026-06-12."),
    ],
)
def test_a_refusal_says_its_place_its_code_and_a_sentence_in_the_readers_language(language, sentence):
    assert _read(user_errors(SOON, language)) == [(["sessions", "0", "startsOn"], "NOT_DATE", sentence, None)]


def test_a_refusal_of_the_whole_names_no_field():
    ((field, code, _, _),) = _read(user_errors(ActionRefused("page-both-ways"), "en"))
    assert (field, code) == (None, "PAGE_BOTH_WAYS")


@pytest.mark.parametrize(
    "several", [InputsRefused([SOON, ODD]), PackRefused([SOON, ODD]), InputsRefused([InputsRefused([SOON, ODD])])]
)
def test_several_refusals_are_said_one_by_one(several):
    assert [code for _, code, _, _ in _read(user_errors(several, "en"))] == ["NOT_DATE", "NOT_CREDITS"]


def test_several_refusals_without_any_are_still_a_refusal():
    ((_, code, message, _),) = _read(user_errors(InputsRefused([]), "en"))
    assert (code, message) == ("INPUTS_REFUSED", words.sentence("inputs-refused", {"count": 0}, "en"))


def test_in_bulk_the_element_is_named():
    assert [index for *_, index in _read(user_errors(InputsRefused([SOON, ODD]), "en", element_index=3))] == [3, 3]


@pytest.mark.parametrize("error", [SOON, ActionRefused("page-both-ways"), NotFound("page-both-ways")])
def test_what_a_mutation_catches_can_be_said_to_the_user(error):
    assert isinstance(error, REFUSALS)
    assert user_errors(error, "en")[0].message


def test_everything_of_a_user_error_is_described():
    class Query(graphene.ObjectType):
        errors = graphene.List(UserError)

    fields = graphene.Schema(query=Query).graphql_schema.type_map["UserError"].fields
    assert list(fields) == ["field", "code", "message", "elementIndex"]
    assert all(field.description for field in fields.values())


def test_codes_are_capitals_in_the_api():
    assert api_code("cursor-unknown") == "CURSOR_UNKNOWN"
