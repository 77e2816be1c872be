"""Connections: a page of a list as GraphQL shows it, computing only what is asked for."""

from __future__ import annotations

import asyncio

import graphene
import pytest
from graphql import print_type

from cpd.core.errors import CpdError
from cpd.core.paging import KeyOrder, page_of, page_request
from schema.errors import cause_of
from schema.paging import Listing, connection_field, connection_for

BY_NAME = KeyOrder("name", (str,))
NAMES = ("Ani", "Budi", "Citra", "Dewi", "Eko")
COUNTED = []


class Person(graphene.ObjectType):
    """Somebody."""

    name = graphene.String(required=True)
    friends = connection_field(lambda: Person, description="Everybody.")

    @staticmethod
    def resolve_friends(_person, info, **arguments):
        return Query.resolve_people(None, info, **arguments)


class Query(graphene.ObjectType):
    people = connection_field(lambda: Person, description="Everybody.", prefix=graphene.String())

    @staticmethod
    def resolve_people(_root, _info, prefix="", **arguments):
        request = page_request(BY_NAME, **arguments)
        rows = sorted((name for name in NAMES if name.startswith(prefix)), reverse=request.backwards)
        if request.key is not None:
            rows = [name for name in rows if ((name,) < request.key if request.backwards else (name,) > request.key)]

        async def total():
            COUNTED.append(prefix)
            return len(NAMES)

        people = [{"name": name} for name in rows[: request.rows_wanted]]
        return Listing(page_of(people, request, lambda person: (person["name"],)), BY_NAME, total)


SCHEMA = graphene.Schema(query=Query)


def _people(arguments, selection):
    COUNTED.clear()
    result = asyncio.run(SCHEMA.execute_async(f"{{ people({arguments}) {{ {selection} }} }}"))
    assert result.errors is None, result.errors
    return result.data["people"]


PAGE = "edges { cursor node { name } } nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


def test_a_page_has_its_nodes_with_cursors_and_what_lies_around():
    page = _people("first: 2", PAGE)
    assert [edge["node"] for edge in page["edges"]] == page["nodes"] == [{"name": "Ani"}, {"name": "Budi"}]
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": page["edges"][0]["cursor"],
        "endCursor": page["edges"][1]["cursor"],
    }


def test_the_end_cursor_leads_on_and_the_start_cursor_back():
    first = _people("first: 2", PAGE)
    second = _people(f'first: 2, after: "{first["pageInfo"]["endCursor"]}"', PAGE)
    back = _people(f'last: 2, before: "{second["pageInfo"]["startCursor"]}"', PAGE)
    assert second["nodes"] == [{"name": "Citra"}, {"name": "Dewi"}]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (True, True)
    assert back["edges"] == first["edges"]
    assert (back["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (True, False)


def test_the_last_page_says_that_it_is_the_last():
    page = _people("last: 2", PAGE)
    assert page["nodes"] == [{"name": "Dewi"}, {"name": "Eko"}]
    assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == (False, True)


def test_an_empty_page_has_no_cursors():
    page = _people('first: 5, prefix: "Z"', PAGE)
    assert (page["edges"], page["nodes"]) == ([], [])
    assert (page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]) == (None, None)


def test_the_total_is_counted_only_when_it_is_asked_for():
    assert _people("first: 1", "nodes { name }") == {"nodes": [{"name": "Ani"}]}
    assert COUNTED == []
    assert _people("first: 1", "totalCount") == {"totalCount": 5}
    assert COUNTED == [""]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("", "page-size-missing"),
        ("(first: 101)", "page-size-out-of-range"),
        ('(first: 1, after: "x")', "cursor-unknown"),
    ],
)
def test_a_page_that_is_not_one_is_refused(arguments, code):
    result = asyncio.run(SCHEMA.execute_async(f"{{ people{arguments} {{ totalCount }} }}"))
    cause = cause_of(result.errors[0])
    assert isinstance(cause, CpdError)
    assert cause.code == code


def test_nodes_may_have_connections_of_their_own_kind():
    page = _people("first: 1", "nodes { friends(last: 1) { nodes { name } } }")
    assert page == {"nodes": [{"friends": {"nodes": [{"name": "Eko"}]}}]}


def test_a_type_has_one_connection_and_another_type_another():
    class Chapter(graphene.ObjectType):
        name = graphene.String()

    assert connection_for(Person) is connection_for(Person)
    assert connection_for(Chapter)._meta.name == "ChapterConnection"


def test_everything_of_a_connection_is_described_and_never_null():
    type_map = SCHEMA.graphql_schema.type_map
    for name in ("PersonConnection", "PersonEdge", "PageInfo"):
        assert type_map[name].description
        for field_name, field in type_map[name].fields.items():
            assert field.description
            assert str(field.type).endswith("!") or field_name in {"startCursor", "endCursor"}
    assert "edges: [PersonEdge!]!" in print_type(type_map["PersonConnection"])
    assert all(
        argument.description for name, argument in type_map["Query"].fields["people"].args.items() if name != "prefix"
    )
