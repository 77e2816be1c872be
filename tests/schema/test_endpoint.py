"""GraphQL over HTTP, as a client meets it."""

from __future__ import annotations

import logging

import graphene
import pytest
from graphql import ExecutionContext, get_introspection_query
from starlette.applications import Starlette
from starlette.routing import Route

from cpd.core.errors import DatabaseTrouble, NotFound, SignInRequired
from schema.endpoint import GraphQLEndpoint
from tests.schema.asking import GRAPHQL_RESPONSE, SCHEMA, Asking, Context

JSON = "application/json"


def _code(response):
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


@pytest.fixture
def asking():
    return Asking()


@pytest.fixture
def stranger():
    return Asking(Context(introspection_allowed=False))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE};q=0.9", JSON),
        (f"{JSON};q=0.5, {GRAPHQL_RESPONSE};q=0.6", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, */*;q=0.1", GRAPHQL_RESPONSE),
        (f"{JSON};q=0, */*", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, application/*", JSON),
        ("text/html, application/*;q=0.3", JSON),
        ("APPLICATION/JSON; charset=UTF-8", JSON),
        (f"{GRAPHQL_RESPONSE};charset=latin-1, {JSON}", JSON),
        (f"{JSON};q=1.0;v=b", JSON),
    ],
)
def test_answers_in_the_type_the_client_wants_most(asking, accept, expected):
    headers = {} if accept is None else {"accept": accept}
    answer = asking.request("POST", json={"query": "{ hello }"}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{expected}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", f"{JSON};q=abc", f"{JSON};charset=utf-16", "*/*;q=0"])
def test_a_client_that_takes_neither_type_is_told_so(asking, accept):
    answer = asking.request("POST", json={"query": "{ hello }"}, headers={"accept": accept})
    assert (answer.status_code, _code(answer)) == (406, "ACCEPT_NOT_SERVED")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])
def test_other_methods_are_refused_with_those_that_are_served(asking, method):
    answer = asking.request(method, json={"query": "{ hello }"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_no_foreign_page_is_let_in(asking):
    answer = asking.request("OPTIONS", headers={"origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": JSON, "content-encoding": "gzip"},
    ],
)
def test_a_body_that_is_not_declared_as_plain_json_is_refused(asking, headers):
    answer = asking.request("POST", content=b'{"query":"mutation { write(word: \\"x\\") { done } }"}', headers=headers)
    assert (answer.status_code, asking.context.written) == (415, [])


@pytest.mark.parametrize("content_type", ["application/json;charset=utf-8", 'Application/JSON; charset="UTF-8"'])
def test_json_in_utf_8_is_read(asking, content_type):
    answer = asking.request("POST", content=b'{"query":"{ hello }"}', headers={"content-type": content_type})
    assert answer.json() == {"data": {"hello": "hello world"}}


def test_get_reads_with_variables_and_operation_name(asking):
    params = {
        "query": "query A { person { name } } query B($n: String) { hello(name: $n) }",
        "operationName": "B",
        "variables": '{"n": "Ani & Budi"}',
        "extensions": "",
        "something": "else",
    }
    assert asking.request("GET", params=params).json() == {"data": {"hello": "hello Ani & Budi"}}


def test_get_never_changes_anything(asking):
    answer = asking.request("GET", params={"query": 'mutation { write(word: "x") { done } }'})
    assert (answer.status_code, answer.headers["allow"], asking.context.written) == (405, "POST", [])


def test_an_operation_named_in_a_get_decides_whether_it_reads(asking):
    both = 'query Q { hello } mutation M { write(word: "x") { done } }'
    assert asking.request("GET", params={"query": both, "operationName": "Q"}).status_code == 200
    assert asking.request("GET", params={"query": both, "operationName": "M"}).status_code == 405
    assert asking.context.written == []


def test_head_answers_as_get_does_without_the_body(asking):
    get = asking.request("GET", params={"query": "{ hello }"})
    head = asking.request("HEAD", params={"query": "{ hello }"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    ("query_string", "code"),
    [
        ("", "QUERY_MISSING"),
        ("query=", "QUERY_MISSING"),
        ("query=%7Bhello%7D&query=%7Bhello%7D", "PARAMETER_TWICE"),
        ("query=%7Bhello%7D&variables=%7B%7D&variables=%7B%7D", "PARAMETER_TWICE"),
        ("query=%FF%FE", "ADDRESS_UNREADABLE"),
        ("query=%ED%A0%80", "ADDRESS_UNREADABLE"),
        ("&".join(["a=b"] * 21), "ADDRESS_UNREADABLE"),
        ("query=%7Bhello%7D&variables=nonsense", "JSON_UNREADABLE"),
        ("query=%7Bhello%7D&variables=[1]", "PARAMETER_NOT_AN_OBJECT"),
        ("query=%7Bhello%7D&extensions=1", "PARAMETER_NOT_AN_OBJECT"),
        ("query=%7Bhello%7D&variables=%7B%22n%22%3A%22%5Cu0000%22%7D", "TEXT_HAS_CONTROL_CHARACTER"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused(asking, query_string, code):
    answer = asking.request("GET", query_string=query_string, headers={"accept": GRAPHQL_RESPONSE})
    assert (answer.status_code, _code(answer)) == (400, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "JSON_UNREADABLE"),
        (b"{", "JSON_UNREADABLE"),
        (b'{"query": "{ hello }"} trailing', "JSON_UNREADABLE"),
        (b'\xef\xbb\xbf{"query": "{ hello }"}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": NaN}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": 1e400}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": "\xff"}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": "\\ud800"}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": "\xed\xa0\x80"}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": "a\x00b"}}', "JSON_UNREADABLE"),
        (b'{"query": "{ hello }", "variables": {"n": ' + b"[" * 5000 + b"]" * 5000 + b"}}", "JSON_UNREADABLE"),
        (b"[]", "BODY_IS_A_BATCH"),
        (b'[{"query": "{ hello }"}]', "BODY_IS_A_BATCH"),
        (b'"{ hello }"', "BODY_NOT_AN_OBJECT"),
        (b"null", "BODY_NOT_AN_OBJECT"),
        (b"{}", "QUERY_MISSING"),
        (b'{"query": null}', "QUERY_MISSING"),
        (b'{"query": ""}', "QUERY_MISSING"),
        (b'{"query": 1}', "PARAMETER_NOT_TEXT"),
        (b'{"query": "{ hello }", "operationName": []}', "PARAMETER_NOT_TEXT"),
        (b'{"query": "{ hello }", "variables": "{}"}', "PARAMETER_NOT_AN_OBJECT"),
        (b'{"query": "{ hello }", "variables": []}', "PARAMETER_NOT_AN_OBJECT"),
        (b'{"query": "{ hello }", "extensions": 0}', "PARAMETER_NOT_AN_OBJECT"),
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
def test_a_body_that_is_no_request_is_refused(asking, body, code, accept):
    answer = asking.request("POST", content=body, headers={"content-type": JSON, "accept": accept})
    assert (answer.status_code, _code(answer)) == (400, code)


def test_a_body_in_several_pieces_is_one_body(asking):
    pieces = [b'{"query": "{ he', b"", b'llo }"}']
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    _, body = asking.sent([*messages, {"type": "http.request"}])
    assert body["body"] == b'{"data":{"hello":"hello world"}}'


def test_of_two_equal_keys_the_last_one_holds(asking):
    body = b'{"query": "{ person { name } }", "query": "{ hello }"}'
    assert asking.request("POST", content=body, headers={"content-type": JSON}).json()["data"] == {
        "hello": "hello world"
    }


@pytest.mark.parametrize(
    "unused", [{"operationName": None}, {"operationName": ""}, {"variables": None}, {"extensions": {}}]
)
def test_what_is_not_used_may_be_null(asking, unused):
    assert asking.request("POST", json={"query": "{ hello }", **unused}).json() == {"data": {"hello": "hello world"}}


@pytest.mark.parametrize("number", ["4294967296", "1" * 30, "1" * 400, "1" * 5000, "1e30", "1.5"])
def test_a_number_too_large_is_the_clients_mistake(asking, number):
    body = b'{"query": "query($n: Int) { hello(count: $n) }", "variables": {"n": %s}}' % number.encode()
    answer = asking.request("POST", content=body, headers={"content-type": JSON, "accept": GRAPHQL_RESPONSE})
    assert answer.status_code == 400
    assert asking.post(f"{{ hello(count: {number}) }}").status_code == 400


@pytest.mark.parametrize("character", ["\0", "\x07", "\b", "\f", "\x1f"])
def test_control_characters_get_in_nowhere(asking, character):
    variable = asking.post("query($n: String) { hello(name: $n) }", {"n": f"a{character}b"})
    nested = asking.post("query($n: [ID]) { people(ids: $n) { name } }", {"n": [[{"x": character}]]})
    literal = asking.post(f'{{ hello(name: "a\\u{ord(character):04x}b") }}')
    assert [_code(answer) for answer in (variable, nested)] == ["TEXT_HAS_CONTROL_CHARACTER"] * 2
    assert literal.json()["errors"][0]["extensions"]["reason"] == "TEXT_HAS_CONTROL_CHARACTER"
    assert {answer.status_code for answer in (variable, nested, literal)} == {400}


def test_tabs_and_line_breaks_are_text(asking):
    assert asking.data("query($n: String) { hello(name: $n) }", {"n": "\ta\r\n\\u0000"}) == {
        "hello": "hello \ta\r\n\\u0000"
    }


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("query A { hello }", "B", "OPERATION_UNKNOWN"),
        ("query A { hello } query B { hello }", None, "OPERATION_NOT_NAMED"),
        ("fragment F on Query { hello }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ticks }", None, "SUBSCRIPTION_NOT_HERE"),
        ("type X { a: Int }", None, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_an_operation_that_cannot_be_chosen_is_refused(asking, query, name, code):
    body = {"query": query, "operationName": name}
    plain = asking.request("POST", json=body)
    newer = asking.request("POST", json=body, headers={"accept": GRAPHQL_RESPONSE})
    assert (plain.status_code, newer.status_code, _code(newer)) == (200, 400, code)


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query($w: String!) { needed(word: $w) }", {}, "BAD_INPUT"),
        ("query($w: String!) { needed(word: $w) }", {"w": None}, "BAD_INPUT"),
        ("query($w: String!) { needed(word: $w) }", {"w": 1}, "BAD_INPUT"),
    ],
)
def test_a_request_that_was_not_executed_has_no_data_and_a_status_by_media_type(asking, query, variables, code):
    plain, newer = asking.post(query, variables, accept=JSON), asking.post(query, variables)
    assert (plain.status_code, newer.status_code) == (200, 400)
    assert plain.json() == newer.json()
    assert "data" not in newer.json()
    assert _code(newer) == code


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("sign-in", "UNAUTHENTICATED"),
        ("not-found", "NOT_FOUND"),
        ("input", "BAD_INPUT"),
        ("action", "REFUSED"),
        ("version", "VERSION_CONFLICT"),
        ("idempotency", "IDEMPOTENCY_CONFLICT"),
        ("database", "UNAVAILABLE"),
        ("bug", "INTERNAL"),
        ("their-error", "INTERNAL"),
    ],
)
def test_what_a_resolver_raises_becomes_a_code_beside_the_rest_of_the_answer(asking, how, code):
    answer = asking.post("query($h: String) { hello fails(how: $h) }", {"h": how})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "hello world", "fails": None})
    assert (error["extensions"]["code"], error["extensions"]["requestId"]) == (code, "req-1")
    assert (error["path"], error["locations"]) == (["fails"], [{"line": 1, "column": 27}])


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_refusal_is_said_in_the_readers_language(language):
    error = Asking(Context(language=language)).error('{ fails(how: "input") }')
    said = {
        "en": "“soon” is not a date: write it such as 2026-06-12.",
        "id": "“soon” bukan tanggal: tulis misalnya 2026-06-12.",
    }
    assert error["message"] == said[language]
    assert error["extensions"] == {
        "code": "BAD_INPUT",
        "requestId": "req-1",
        "reason": "NOT_DATE",
        "field": ["startsOn"],
    }


@pytest.mark.parametrize(
    "query",
    ['{ fails(how: "bug") }', '{ fails(how: "their-error") }', "{ missing }", "{ wrongLeaf }", "{ animal { name } }"],
)
def test_a_bug_is_an_id_to_the_reader_and_an_exception_to_the_hook(asking, query):
    answer = asking.post(query)
    assert _code(answer) == "INTERNAL"
    assert "req-1" in answer.json()["errors"][0]["message"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    ((error, request_id),) = asking.unexpected
    assert (isinstance(error, Exception), request_id) == (True, "req-1")


def test_the_hook_gets_the_exception_with_its_traceback(asking):
    asking.post('{ fails(how: "bug") }')
    ((error, _),) = asking.unexpected
    assert isinstance(error, ZeroDivisionError)
    assert error.__traceback__ is not None


def test_trouble_with_the_database_is_reported_and_other_refusals_are_not(asking):
    asking.post('{ a: fails(how: "input") b: fails(how: "database") c: fails(how: "not-found") }')
    assert [type(error) for error, _ in asking.unexpected] == [DatabaseTrouble]


def test_without_a_hook_the_traceback_is_logged_under_the_request_id(caplog):
    async def context_for(_request):
        raise ZeroDivisionError("secret of the house")

    asking = Asking()
    asking.endpoint = GraphQLEndpoint(SCHEMA, context_for)
    with caplog.at_level(logging.ERROR, logger="schema"):
        answer = asking.post("{ hello }")
    (record,) = caplog.records
    assert answer.json()["errors"][0]["extensions"]["requestId"] in record.getMessage()
    assert record.exc_info[0] is ZeroDivisionError


def test_a_variable_that_turns_out_null_is_the_clients_mistake(asking):
    error = asking.error('query($w: String = "a") { needed(word: $w) }', {"w": None})
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert asking.unexpected == []


@pytest.mark.parametrize(
    ("query", "variables", "variable"),
    [
        ("query($a: Credits!) { amount(value: $a) }", {"a": "1.5"}, "a"),
        ("query($a: Credits!) { amount(value: $a) }", {"a": "x; at 'b'; y"}, "a"),
    ],
)
def test_a_scalars_refusal_says_its_sentence_and_the_variable(asking, query, variables, variable):
    error = asking.error(query, variables)
    assert error["message"].startswith(f"“{variables['a']}” is not an amount of credits")
    assert error["extensions"]["reason"] == "NOT_CREDITS"
    assert error["extensions"]["variable"] == variable


def test_a_scalars_refusal_in_the_document_says_the_place(asking):
    error = asking.error("{ amount(value: 1.5) }")
    assert (error["extensions"]["reason"], error["locations"]) == ("NOT_CREDITS", [{"line": 1, "column": 17}])


def test_a_name_that_is_not_unicode_is_answered_all_the_same(asking):
    assert asking.data("{ surrogate }") == {"surrogate": "broken ? name"}


def test_a_value_that_is_not_json_is_a_bug_with_an_answer(asking):
    answer = asking.post("{ strange }")
    assert (_code(answer), len(asking.unexpected)) == ("INTERNAL", 1)


def test_a_refusal_without_a_sentence_is_a_bug_with_an_answer(asking):
    answer = asking.post('{ fails(how: "no-sentence") }')
    assert (answer.status_code, _code(answer), len(asking.unexpected)) == (500, "INTERNAL", 1)


@pytest.mark.parametrize(
    ("raised", "status", "code", "header"),
    [
        (SignInRequired("schema-for-signed-in"), 401, "UNAUTHENTICATED", ("www-authenticate", "Bearer")),
        (DatabaseTrouble("body-compressed"), 503, "UNAVAILABLE", ("retry-after", "1")),
        (NotFound("page-both-ways"), 400, "NOT_FOUND", ("cache-control", "no-store")),
        (ZeroDivisionError("secret"), 500, "INTERNAL", ("cache-control", "no-store")),
        (TimeoutError("secret"), 500, "INTERNAL", ("cache-control", "no-store")),
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
def test_who_asks_cannot_be_found_out(raised, status, code, header, accept):
    async def context_for(_request):
        raise raised

    answer = Asking(context_for=context_for).post("{ hello }", accept=accept)
    assert (answer.status_code, _code(answer), answer.headers[header[0]]) == (status, code, header[1])
    assert "secret" not in answer.text


def test_refusals_before_there_is_a_context_follow_accept_language():
    answer = Asking().request("PUT", headers={"accept-language": "en-GB,en"})
    assert answer.json()["errors"][0]["message"].startswith("PUT is not answered here.")


def test_the_context_is_made_from_the_request_and_reaches_resolvers():
    async def context_for(request):
        return Context(request_id=request.headers["x-request-id"])

    asking = Asking(context_for=context_for)
    answer = asking.request("POST", json={"query": '{ fails(how: "bug") }'}, headers={"x-request-id": "mine"})
    assert answer.json()["errors"][0]["extensions"]["requestId"] == "mine"


def test_a_mutation_is_executed_once(asking):
    assert asking.data('mutation { write(word: "x") { done } }') == {"write": {"done": True}}
    assert asking.context.written == ["x"]


def test_strangers_read_typename_but_not_the_schema(stranger):
    assert stranger.data("{ __typename person { __typename } }") == {
        "__typename": "Query",
        "person": {"__typename": "Person"},
    }
    assert stranger.code("{ __schema { types { name } } }") == "UNAUTHENTICATED"
    assert stranger.code(get_introspection_query()) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ __type(name: "Person") { name fields { name } } }', None),
        ("query($n: String!) { __type(name: $n) { name } }", {"n": "Person"}),
        ('{ ...F } fragment F on Query { ... { __type(name: "Person") { name } } }', None),
    ],
)
def test_to_strangers_no_type_exists(stranger, asking, query, variables):
    assert stranger.data(query, variables) == {"__type": None}
    assert asking.data(query, variables)["__type"]["name"] == "Person"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ helo }", None),
        ("{ person }", None),
        ("{ hello { x } }", None),
        ("{ hello(nam: 1) }", None),
        ("{ person { nam frinds { name } } }", None),
        ("{ ...F } fragment F on Persn { name }", None),
        ("query($n: Persn) { hello(name: $n) }", None),
        ("{ people(first: {}) { name } }", None),
        ("query($n: Int!) { people(first: $n) { name } }", {"n": "x"}),
        ('query($w: String = "a") { needed(word: $w) }', {"w": None}),
    ],
)
def test_strangers_learn_nothing_about_the_schema_from_their_mistakes(stranger, asking, query, variables):
    error = stranger.error(query, variables)
    assert error["message"] in {
        "The document does not fit the schema here. Sign in to be told why.",
        "The variables do not fit the document. Sign in to be told why.",
    }
    assert error["locations"]
    assert "Sign in" not in asking.post(query, variables).text


def test_those_signed_in_are_told_what_was_meant(asking):
    assert asking.error("{ helo }")["message"] == "Cannot query field 'helo' on type 'Query'. Did you mean 'hello'?"


def test_those_signed_in_read_the_whole_schema(asking):
    types = asking.data(get_introspection_query())["__schema"]["types"]
    assert "Person" in {one["name"] for one in types}


def test_another_way_of_executing_can_be_put_in():
    class Shouting(ExecutionContext):
        def execute_operation(self, operation, root_value):
            return {
                name: str(value).upper() for name, value in super().execute_operation(operation, root_value).items()
            }

    asking = Asking(options={"execution_context_class": Shouting})
    assert asking.data("{ hello }") == {"hello": "HELLO WORLD"}


def test_a_time_out_of_ours_is_not_taken_for_the_readers():
    class Waiting(ExecutionContext):
        async def execute_operation(self, operation, root_value):
            raise TimeoutError("secret of the house")

    asking = Asking(options={"execution_context_class": Waiting})
    answer = asking.post("{ hello }")
    assert (answer.status_code, _code(answer), len(asking.unexpected)) == (500, "INTERNAL", 1)


def test_a_schema_without_mutations_executes_none():
    async def context_for(_request):
        return Context()

    class OnlyQuery(graphene.ObjectType):
        hello = graphene.String()

    asking = Asking()
    asking.endpoint = GraphQLEndpoint(graphene.Schema(query=OnlyQuery), context_for)
    answer = asking.post("mutation { write }")
    assert (answer.status_code, "data" in answer.json()) == (400, False)


def test_a_route_hands_every_method_to_the_endpoint(asking):
    asking.endpoint = Starlette(routes=[Route("/graphql", asking.endpoint)])
    assert asking.data("{ hello }") == {"hello": "hello world"}
    assert asking.request("PUT").headers["allow"] == "GET, HEAD, POST"


def test_answers_are_not_kept_by_anybody_between(asking):
    assert asking.post("{ hello }").headers["cache-control"] == "no-store"
