"""What one request may ask for: each limit holds at its edge, and its refusal says the numbers."""

from __future__ import annotations

import asyncio

import pytest
from graphql import parse, specified_rules, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd import words
from schema.costs import cost_of
from schema.documents import Document, Documents, Unusable
from schema.limits import Limits
from schema.shape import fragments_of, operations_of
from tests.schema.asking import SCHEMA, Asking, Context

GRAPHQL = SCHEMA.graphql_schema


def _refusal(asking, query, variables=None):
    error = asking.error(query, variables)
    extensions = error["extensions"]
    return extensions["code"], extensions["limit"], extensions.get("actual"), error["message"]


def _nested(depth):
    """A query of so many fields below one another."""
    return "{ person { " + "friends(first: 1) { " * (depth - 2) + "name" + " }" * depth


@pytest.mark.parametrize(
    ("limits", "allowed", "refused", "code", "numbers"),
    [
        (Limits(depth=4), _nested(4), _nested(5), "QUERY_TOO_DEEP", (4, 5)),
        (
            Limits(root_fields=2),
            "{ a: hello hello }",
            "{ a: hello b: hello hello }",
            "QUERY_TOO_MANY_ROOT_FIELDS",
            (2, 3),
        ),
        (Limits(aliases=1), "{ a: hello }", "{ a: hello person { b: name } }", "QUERY_TOO_MANY_ALIASES", (1, 2)),
        (Limits(tokens=3), "{ hello }", "{ hello hello }", "QUERY_TOO_MANY_TOKENS", (3, None)),
        (Limits(tokens=9), "{ hello } # a\n", "{ hello }" + "# a\n" * 20, "QUERY_TOO_MANY_TOKENS", (9, None)),
        (Limits(document_characters=9), "{ hello }", "{ hello  }", "QUERY_TOO_LONG", (9, 10)),
        (Limits(comparisons=20), "{ hello hello }", "{" + " hello" * 9 + "}", "QUERY_TOO_COMPLEX", (20, None)),
        (Limits(cost=6), "{ people(first: 5) { name } }", "{ people(first: 6) { name } }", "QUERY_TOO_COSTLY", (6, 7)),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_up_to_the_limit_is_answered_and_beyond_it_the_limit_is_said(
    limits, allowed, refused, code, numbers, signed_in
):
    asking = Asking(Context(introspection_allowed=signed_in), limits)
    assert asking.data(allowed)
    found_code, limit, actual, message = _refusal(asking, refused)
    assert (found_code, (limit, actual)) == (code, numbers)
    assert all(f"{number:,}" in message or str(number) in message for number in numbers if number is not None)
    assert asking.post(refused).status_code == 400
    assert asking.post(refused, accept="application/json").status_code == 200


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_limit_is_said_in_the_readers_language(language):
    asking = Asking(Context(language=language), Limits(depth=4))
    values = {"limit": 4, "actual": 5}
    assert asking.error(_nested(5))["message"] == words.sentence("query-too-deep", values, language)


def test_fragments_hide_neither_depth_nor_root_fields():
    asking = Asking(limits=Limits(depth=3, root_fields=2))
    deep = "{ person { ...A } } fragment A on Person { friends(first: 1) { ...B } } fragment B on Person { ...C } "
    assert _refusal(asking, deep + "fragment C on Person { friends { name } }")[:3] == ("QUERY_TOO_DEEP", 3, 4)
    wide = (
        "{ ...A ... on Query { person { name } } } fragment A on Query { hello ...B } fragment B on Query { surrogate }"
    )
    assert _refusal(asking, wide)[:3] == ("QUERY_TOO_MANY_ROOT_FIELDS", 2, 3)


@pytest.mark.parametrize(
    "query",
    [
        "{ person { ...A } } fragment A on Person { ...A }",
        "{ person { ...A } } fragment A on Person { friends { ...B } } fragment B on Person { friends { ...A } }",
        "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A hello }",
    ],
)
def test_a_circle_of_fragments_is_refused_before_anything_walks_it(query):
    assert Asking().error(query)["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_every_operation_of_a_document_is_measured_whichever_is_asked_for():
    asking = Asking(limits=Limits(depth=3))
    answer = asking.request("POST", json={"query": "query A { hello } query B " + _nested(4), "operationName": "A"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_DEEP"


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ hello }", {}, 1),
        ("{ person { name __typename } }", {}, 3),
        ("{ people(first: 3) { name } }", {}, 4),
        ("{ people { name } }", {}, 11),
        ("{ people(ids: [1, 2]) { name } }", {}, 3),
        ("query($n: Int) { people(first: $n) { name } }", {"n": 7}, 8),
        ("query($n: Int) { people(first: $n) { name } }", {"n": 7.0}, 8),
        ("query($n: Int) { people(first: $n) { name } }", {"n": -7}, 1),
        ("query($n: Int) { people(first: $n) { name } }", {"n": "7"}, 11),
        ("query($n: Int) { people(first: $n) { name } }", {"n": None}, 11),
        ("query($n: Int) { people(first: $n) { name } }", {}, 11),
        ("query($n: Int = 4) { people(first: $n) { name } }", {}, 5),
        ("query($n: Int = 4) { people(first: $n) { name } }", {"n": 6}, 7),
        ("query($n: [ID]) { people(ids: $n) { name } }", {"n": ["a", "b"]}, 3),
        ("query($n: [ID] = [1, 2]) { people(ids: $n) { name } }", {}, 3),
        ("{ people(first: -5) { name } }", {}, 1),
        ("{ people(first: 5) { friends(last: 2) { name } } }", {}, 16),
        ("{ person { page(first: 3) { total nodes { name } } } }", {}, 7),
        ("{ person { page { total nodes { name } } } }", {}, 14),
        ("{ person { page(first: 3) { ...P } } } fragment P on PersonConnection { total nodes { name } }", {}, 7),
        ("{ people(first: 5) { ... { name } ... on Person { name } ...F } } fragment F on Person { name }", {}, 16),
        ("{ ...A ...A } fragment A on Query { people(first: 5) { name } }", {}, 12),
        ("{ animal { name ... on Cat { name } } }", {}, 3),
        ("{ hello __schema { types { name } } __typename }", {}, 2),
    ],
)
def test_the_cost_is_the_number_of_fields_the_answer_may_hold(query, variables, cost):
    document = parse(query)
    assert validate(GRAPHQL, document, specified_rules) == []
    (operation,) = operations_of(document)
    assert cost_of(GRAPHQL, operation, fragments_of(document), list_size=10).of(variables) == cost


def _selections(inner):
    field = st.builds(
        lambda alias, name, size, below: f"{alias}: {name}(first: {size}) {{ {below} }}",
        st.sampled_from("abcdefgh"),
        st.just("friends"),
        st.integers(0, 4),
        inner,
    )
    return st.lists(field, min_size=1, max_size=3, unique_by=lambda text: text[0]).map(" ".join)


def _fields(value):
    if isinstance(value, dict):
        return sum(1 + _fields(one) for one in value.values())
    return sum(_fields(one) for one in value) if isinstance(value, list) else 0


@settings(max_examples=40)
@given(_selections(_selections(st.sampled_from(["name", "name __typename"]))))
def test_the_answer_holds_as_many_fields_as_its_cost_said(selection):
    query = f"{{ person {{ {selection} }} }}"
    (operation,) = operations_of(parse(query))
    assert _fields(SCHEMA.execute(query).data) == cost_of(GRAPHQL, operation, {}, list_size=0).of({})


def test_fragments_that_double_are_counted_without_being_walked():
    spreads = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    query = "{ ...F0 } " + " ".join(spreads) + " fragment F60 on Query { hello }"
    code, limit, actual, _ = _refusal(Asking(), query)
    assert (code, limit, actual) == ("QUERY_TOO_MANY_ROOT_FIELDS", Limits().root_fields, 2**60)


def test_fragments_that_double_below_the_root_are_too_costly():
    spreads = [f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    query = "{ person { ...F0 } } " + " ".join(spreads) + " fragment F60 on Person { name }"
    code, limit, actual, _ = _refusal(Asking(), query)
    assert (code, limit, actual) == ("QUERY_TOO_COSTLY", Limits().cost, 2**60 + 1)


def test_lists_in_lists_in_lists_are_too_costly():
    query = "{ people(first: 100) { friends(first: 100) { friends(first: 100) { name } } } }"
    assert _refusal(Asking(), query)[:3] == ("QUERY_TOO_COSTLY", 20_000, 1_010_101)


@pytest.mark.parametrize(
    "query",
    [
        "{" + " hello" * 1_990 + "}",
        "{" + " person { name }" * 490 + "}",
        "{ " + " ".join(f"...F{n}" for n in range(150)) + " }"
        + " ".join(f"fragment F{n} on Query {{ hello hello }}" for n in range(150)),
    ],
)  # fmt: skip
def test_fields_repeated_for_the_sake_of_being_compared_are_refused(query):
    assert Asking().code(query) in {"QUERY_TOO_COMPLEX", "QUERY_TOO_MANY_ROOT_FIELDS"}


def test_mistakes_are_counted_up_to_a_limit():
    errors = Asking(limits=Limits(validation_errors=3)).post("{ a b c d e f g }").json()["errors"]
    assert len(errors) == 4
    assert errors[-1]["message"] == "Too many validation errors, error limit reached. Validation aborted."
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "{"
        + " ".join(f"a{n}: __schema {{ types {{ fields {{ type {{ fields {{ name }} }} }} }} }}" for n in range(90))
        + "}",
    ],
)
def test_reading_the_schema_in_circles_is_refused(query):
    asking = Asking(limits=Limits(aliases=100, root_fields=100))
    assert asking.code(query) in {"GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COSTLY"}


def test_what_is_asked_of_the_schema_does_not_pay_for_the_rest():
    asking = Asking(limits=Limits(cost=5))
    assert asking.data("{ __schema { types { name fields { name } } } }")
    assert asking.code("{ __schema { types { name } } people(first: 5) { name } }") == "QUERY_TOO_COSTLY"


def test_an_answer_that_takes_too_long_is_given_up():
    asking = Asking(limits=Limits(seconds=0.01))
    for accept in ("application/json", "application/graphql-response+json"):
        answer = asking.post("{ slow }", accept=accept)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"], "data" in answer.json()) == (503, "TIMEOUT", False)
    assert asking.unexpected == []


def test_a_shielded_write_goes_on_after_the_time_out():
    asking = Asking(limits=Limits(seconds=0.01))

    async def asked():
        answer = await asking.asked("POST", json={"query": "mutation { writeShielded { done } }"})
        assert (answer.status_code, asking.context.written) == (503, [])
        await asyncio.sleep(0.1)

    asyncio.run(asked())
    assert asking.context.written == ["all of it"]


def _pieces(size, count):
    return [{"type": "http.request", "body": b" " * size, "more_body": True} for _ in range(count)]


def test_a_body_that_grows_beyond_the_limit_is_not_read_to_its_end():
    pieces = _pieces(400_000, 5)
    start, body = Asking().sent(pieces)
    assert (start["status"], b"BODY_TOO_BIG" in body["body"], len(pieces)) == (413, True, 2)


@pytest.mark.parametrize("length", [b"1000001", b"9" * 400])
def test_a_body_declared_beyond_the_limit_is_not_read_at_all(length):
    pieces = _pieces(10, 1)
    start, _ = Asking().sent(pieces, headers=((b"content-length", length),))
    assert (start["status"], len(pieces)) == (413, 1)


def test_a_body_of_exactly_the_limit_is_read():
    body = b'{"query":"{ hello }"}'
    asking = Asking(limits=Limits(body_bytes=len(body)))
    start, _ = asking.sent([{"type": "http.request", "body": body}], headers=((b"content-length", b"%d" % len(body)),))
    assert start["status"] == 200


def test_a_body_that_does_not_come_is_not_waited_for_forever():
    start, body = Asking(limits=Limits(body_seconds=0.01)).sent(_pieces(1, 1))
    assert (start["status"], b"BODY_TOO_SLOW" in body["body"]) == (408, True)


def test_a_client_that_has_left_is_not_answered():
    assert Asking().sent([*_pieces(1, 1), {"type": "http.disconnect"}]) == []


def test_a_document_is_parsed_once_for_strangers_and_once_for_those_signed_in():
    documents = Documents(GRAPHQL, Limits())
    good = documents.get("{ hello }", introspection_allowed=True)
    bad = documents.get("{ helo }", introspection_allowed=True)
    assert isinstance(good, Document)
    assert isinstance(bad, Unusable)
    assert documents.get("{ hello }", introspection_allowed=True) is good
    assert documents.get("{ helo }", introspection_allowed=True) is bad
    assert documents.get("{ hello }", introspection_allowed=False) is not good


@pytest.mark.parametrize("limits", [Limits(cached_documents=2), Limits(cached_characters=20)])
def test_the_document_not_asked_for_the_longest_is_forgotten_first(limits):
    documents = Documents(GRAPHQL, limits)

    def get(text):
        return documents.get(text, introspection_allowed=True)

    first, second = get("{ hello }"), get("{ missin }")
    assert get("{ hello }") is first
    get("{ wrong }")
    assert get("{ hello }") is first
    assert get("{ missin }") is not second


@settings(max_examples=25)
@given(st.lists(st.sampled_from([f"{{ hello{' ' * n}}}" for n in range(12)]), max_size=20))
def test_what_is_remembered_stays_within_its_bounds(texts):
    documents = Documents(GRAPHQL, Limits(cached_documents=4, cached_characters=50))
    for text in texts:
        documents.get(text, introspection_allowed=True)
        kept = list(documents._kept)
        assert len(kept) <= 4
        assert sum(len(one) for one, _ in kept) == documents._characters <= 50


def test_a_text_too_long_is_not_remembered():
    documents = Documents(GRAPHQL, Limits(document_characters=10))
    documents.get("{" + " hello" * 9 + "}", introspection_allowed=True)
    assert not documents._kept


@pytest.mark.parametrize(("first", "second"), [("en", "id"), ("id", "en")])
def test_a_refusal_remembered_is_said_anew_to_each_reader(first, second):
    asking = Asking(limits=Limits(depth=2))
    said = []
    for language in (first, second):
        asking.context = Context(language=language, request_id=language)
        error = asking.error(_nested(3))
        said.append((error["message"], error["extensions"]["requestId"]))
    values = {"limit": 2, "actual": 3}
    assert said == [(words.sentence("query-too-deep", values, one), one) for one in (first, second)]
