"""Pages of a list by key: every row once, in order, whichever way one walks."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd import words
from cpd.core.paging import (
    CURSOR_CHARACTERS_MAX,
    PAGE_ROWS_MAX,
    KeyOrder,
    PageRefused,
    PageRequest,
    cursor_of,
    key_of_cursor,
    page_of,
    page_request,
)

BY_NAME = KeyOrder("name", (str, str))
BY_NUMBER = KeyOrder("number", (int, str))

keys = st.tuples(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), st.text("abc", max_size=5)
)


def _fetched(rows, request):
    """What an operation fetches: the rows beyond the key, nearest first, as many as are wanted."""
    ordered = sorted(rows, reverse=request.backwards)
    if request.key is not None:
        ordered = [row for row in ordered if (row < request.key if request.backwards else row > request.key)]
    return ordered[: request.rows_wanted]


def _page(rows, **arguments):
    request = page_request(BY_NAME, **arguments)
    return page_of(_fetched(rows, request), request, lambda row: row)


def _code(**arguments):
    with pytest.raises(PageRefused) as refused:
        page_request(BY_NAME, **arguments)
    for language in words.LANGUAGES:
        assert words.sentence_of(refused.value, language)
    return refused.value.code, list(refused.value.field)


@given(st.sets(keys, max_size=30), st.integers(1, 10))
def test_walking_forward_meets_every_row_once_in_order(rows, size):
    met, cursor, more = [], None, True
    while more:
        page = _page(rows, first=size, after=cursor)
        assert page.has_previous == bool(met)
        assert len(page.rows) <= size
        met += page.rows
        more = page.has_next
        cursor = cursor_of(met[-1], BY_NAME) if met else None
    assert met == sorted(rows)


@given(st.sets(keys, max_size=30), st.integers(1, 10))
def test_walking_backward_meets_the_same_pages_in_the_lists_own_order(rows, size):
    met, cursor, more = [], None, True
    while more:
        page = _page(rows, last=size, before=cursor)
        assert page.has_next == bool(met)
        met = [*page.rows, *met]
        more = page.has_previous
        cursor = cursor_of(met[0], BY_NAME) if met else None
    assert met == sorted(rows)


@given(st.sets(keys, min_size=1, max_size=20), keys)
def test_rows_that_come_or_go_meanwhile_do_not_shift_a_page(rows, newcomer):
    first = _page(rows, first=3)
    after = cursor_of(first.rows[-1], BY_NAME)
    grown = _page(rows | {newcomer}, first=100, after=after)
    shrunk = _page(rows - {first.rows[-1]}, first=100, after=after)
    assert set(grown.rows) - {newcomer} == set(shrunk.rows) == set(sorted(rows)[3:])


@given(keys)
def test_a_cursor_brings_back_its_key(key):
    cursor = cursor_of(key, BY_NAME)
    assert key_of_cursor(cursor, BY_NAME) == key
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_an_empty_list_has_one_empty_page():
    page = _page(set(), first=10)
    assert (page.rows, page.has_next, page.has_previous) == ((), False, False)


@pytest.mark.parametrize("size", [1, PAGE_ROWS_MAX])
def test_a_page_has_1_to_100_rows(size):
    assert page_request(BY_NAME, first=size) == PageRequest(size)
    assert page_request(BY_NAME, last=size) == PageRequest(size, backwards=True)
    assert PageRequest(size).rows_wanted == size + 1


@pytest.mark.parametrize("size", [0, -1, PAGE_ROWS_MAX + 1, 2**31 - 1])
def test_other_sizes_are_refused(size):
    assert _code(first=size) == ("page-size-out-of-range", ["first"])
    assert _code(last=size) == ("page-size-out-of-range", ["last"])
    with pytest.raises(PageRefused):
        PageRequest(size)


CURSOR = cursor_of(("Ani", "mem_1"), BY_NAME)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({}, "page-size-missing", "first"),
        ({"after": CURSOR}, "page-size-missing", "first"),
        ({"first": 1, "last": 1}, "page-both-ways", "last"),
        ({"first": 1, "before": CURSOR}, "page-cursor-on-the-wrong-side", "before"),
        ({"last": 1, "after": CURSOR}, "page-cursor-on-the-wrong-side", "after"),
        ({"first": 1, "after": "nonsense"}, "cursor-unknown", "after"),
        ({"last": 1, "before": ""}, "cursor-unknown", "before"),
    ],
)
def test_arguments_that_ask_for_no_page_are_refused(arguments, code, field):
    assert _code(**arguments) == (code, [field])


def _packed(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _compact(text):
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        CURSOR + "=", CURSOR + "A", CURSOR[:-1], " " + CURSOR, CURSOR + "\n", CURSOR.lower(), "ß", "A",
        _packed(["name", "Ani", "mem_1"]),  # with spaces: not the one form that we write
        _compact('["name","Ani"]'), _compact('["name","Ani","mem_1","x"]'), _compact('["other","Ani","mem_1"]'),
        _compact('["name",1,"mem_1"]'), _compact('["name",null,"mem_1"]'), _compact('["name",["Ani"],"mem_1"]'),
        _compact('{"name":1}'), _compact('"name"'), _compact("[]"), _compact("["), _compact("[" * 700),
        _compact('["name","a\\u0000","mem_1"]'), _compact('["name","\\ud800","mem_1"]'),
        _compact('["name","' + "a" * CURSOR_CHARACTERS_MAX + '","mem_1"]'),
        cursor_of((7, "mem_1"), BY_NUMBER),
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_of_this_list_is_refused(cursor):
    with pytest.raises(PageRefused) as refused:
        key_of_cursor(cursor, BY_NAME)
    assert (refused.value.code, refused.value.field) == ("cursor-unknown", ("after",))


@pytest.mark.parametrize("number", [True, 1.5, "7", 2**63, -(2**63), 10**400])
def test_a_number_in_a_cursor_is_one_that_a_database_holds(number):
    with pytest.raises(PageRefused):
        key_of_cursor(_compact(json.dumps(["number", number, "a"], separators=(",", ":"))), BY_NUMBER)
    assert key_of_cursor(cursor_of((2**63 - 1, "a"), BY_NUMBER), BY_NUMBER) == (2**63 - 1, "a")


@given(st.text(max_size=60))
def test_no_text_brings_the_reading_of_cursors_down(text):
    with pytest.raises(PageRefused):
        key_of_cursor(text, BY_NAME)


def test_an_order_has_at_least_the_id():
    with pytest.raises(ValueError, match="id"):
        KeyOrder("nothing", ())
