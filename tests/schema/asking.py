"""A schema to throw away, and a client that asks it through the endpoint: no server, no patching."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import graphene
import httpx
from graphql import GraphQLError
from starlette.requests import Request

from cpd.core.errors import (
    ActionRefused,
    DatabaseTrouble,
    IdempotencyConflict,
    InputRefused,
    NotFound,
    SignInRequired,
    VersionConflict,
)
from schema.endpoint import GraphQLEndpoint
from schema.limits import Limits
from schema.scalars import Credits

GRAPHQL_RESPONSE = "application/graphql-response+json"

RAISED: Mapping[str, Exception] = {
    "sign-in": SignInRequired("schema-for-signed-in"),
    "not-found": NotFound("operation-unknown", name="x"),
    "input": InputRefused("not-date", field=["starts_on"], text="soon"),
    "action": ActionRefused("page-both-ways"),
    "version": VersionConflict("page-both-ways"),
    "idempotency": IdempotencyConflict("page-both-ways"),
    "database": DatabaseTrouble("body-compressed"),
    "bug": ZeroDivisionError("secret of the house"),
    "no-sentence": InputRefused("no-sentence-for-this"),
    "their-error": GraphQLError("secret of the house"),
}


@dataclass
class Context:
    language: str = "en"
    request_id: str = "req-1"
    introspection_allowed: bool = True
    written: list[str] = field(default_factory=list)


class Person(graphene.ObjectType):
    name = graphene.String()
    friends = graphene.List(lambda: graphene.NonNull(Person), first=graphene.Int(), last=graphene.Int())
    page = graphene.Field(lambda: PersonConnection, first=graphene.Int())

    def resolve_friends(self, info, first=None, last=None):
        return [self] * (first or last or 0)

    def resolve_page(self, info, first=0):
        return {"nodes": [self] * first}


class PersonConnection(graphene.ObjectType):
    nodes = graphene.List(Person)
    total = graphene.Int()


class Animal(graphene.Interface):
    name = graphene.String()


class Cat(graphene.ObjectType):
    class Meta:
        interfaces = (Animal,)


class Query(graphene.ObjectType):
    hello = graphene.String(name_=graphene.String(name="name"), count=graphene.Int())
    person = graphene.Field(Person)
    people = graphene.List(Person, first=graphene.Int(), ids=graphene.List(graphene.ID))
    needed = graphene.String(word=graphene.String(required=True))
    amount = graphene.Field(Credits, value=Credits(required=True))
    fails = graphene.String(how=graphene.String())
    missing = graphene.NonNull(graphene.String)
    wrong_leaf = graphene.Int()
    animal = graphene.Field(Animal)
    surrogate = graphene.String()
    strange = graphene.Field(lambda: Strange)
    slow = graphene.String()

    def resolve_hello(self, info, name_="world", count=1):
        return f"hello {name_}" * count

    def resolve_person(self, info):
        return {"name": "Ani"}

    def resolve_people(self, info, first=0, ids=()):
        return [{"name": "Ani"}] * (first or len(ids))

    def resolve_needed(self, info, word):
        return word

    def resolve_amount(self, info, value):
        return value

    def resolve_fails(self, info, how):
        raise RAISED[how]

    def resolve_wrong_leaf(self, info):
        return "secret of the house"

    def resolve_animal(self, info):
        return {"name": "secret of the house"}

    def resolve_surrogate(self, info):
        return "broken \ud800 name"

    def resolve_strange(self, info):
        return object()

    async def resolve_slow(self, info):
        await asyncio.sleep(30)


class Strange(graphene.Scalar):
    serialize = staticmethod(lambda value: value)


class Write(graphene.Mutation):
    class Arguments:
        word = graphene.String()

    done = graphene.Boolean()

    def mutate(self, info, word):
        info.context.written.append(word)
        return Write(done=True)


class WriteShielded(graphene.Mutation):
    """Writes as a database transaction does: in a task of its own that is never cancelled."""

    done = graphene.Boolean()

    async def mutate(self, info):
        async def transaction():
            await asyncio.sleep(0.05)
            info.context.written.append("all of it")

        await asyncio.shield(asyncio.create_task(transaction()))
        return WriteShielded(done=True)


class Mutation(graphene.ObjectType):
    write = Write.Field()
    write_shielded = WriteShielded.Field()


class Subscription(graphene.ObjectType):
    ticks = graphene.Int()

    async def subscribe_ticks(self, info):
        yield 1


SCHEMA = graphene.Schema(query=Query, mutation=Mutation, subscription=Subscription, types=[Cat])


@dataclass
class Asking:
    """Sends requests to an endpoint over SCHEMA. `unexpected` is what the error hook was given."""

    context: Context = field(default_factory=Context)
    limits: Limits = field(default_factory=Limits)
    context_for: Callable[[Request], Awaitable[Context]] | None = None
    options: dict[str, object] = field(default_factory=dict)
    unexpected: list[tuple[Exception, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        async def this_context(_request: Request) -> Context:
            return self.context

        self.endpoint = GraphQLEndpoint(
            SCHEMA,
            self.context_for or this_context,
            limits=self.limits,
            on_error=lambda error, request_id: self.unexpected.append((error, request_id)),
            **self.options,
        )

    async def asked(self, method: str, *, query_string: str = "", **how: object) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.endpoint)
        address = f"/graphql?{query_string}" if query_string else "/graphql"
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, address, **how)

    def request(self, method: str, **how: object) -> httpx.Response:
        return asyncio.run(self.asked(method, **how))

    def post(self, query: str, variables: object = None, *, accept: str = GRAPHQL_RESPONSE) -> httpx.Response:
        body = {"query": query, "variables": variables}
        return self.request("POST", json=body, headers={"accept": accept})

    def data(self, query: str, variables: object = None) -> object:
        answer = self.post(query, variables).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def error(self, query: str, variables: object = None) -> dict:
        """The only error of the answer."""
        (error,) = self.post(query, variables).json()["errors"]
        return error

    def code(self, query: str, variables: object = None) -> str:
        return self.error(query, variables)["extensions"]["code"]

    def sent(self, messages: list[dict], method: str = "POST", headers: tuple = ()) -> list[dict]:
        """What the endpoint sends when it receives these ASGI messages, and nothing after them."""
        answers: list[dict] = []

        async def receive() -> dict:
            if messages:
                return messages.pop(0)
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: dict) -> None:
            answers.append(message)

        standing = [(b"content-type", b"application/json"), *headers]
        scope = {"type": "http", "method": method, "path": "/graphql", "query_string": b"", "headers": standing}
        asyncio.run(self.endpoint(scope, receive, send))
        return answers
