"""GraphQL over HTTP: one ASGI endpoint for `Route("/graphql", GraphQLEndpoint(...))`.

It answers queries by GET, HEAD and POST, and mutations by POST only, as
https://graphql.github.io/graphql-over-http/draft/ says. There is no CORS and no batching, and a body must be declared
as JSON, so a foreign page can make a browser send nothing here that changes anything.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Generic, TypeVar

import graphene
import orjson
from graphql import ExecutionContext, ExecutionResult, execute
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from cpd import words
from cpd.core.errors import CpdError, DatabaseTrouble, SignInRequired
from schema.documents import Document, Documents, Operation, Unusable
from schema.errors import (
    ErrorHook,
    Reader,
    RequestRefused,
    log_unexpected,
    shown,
    shown_from_execution,
    shown_unexpected,
    shown_variable,
)
from schema.http_request import GraphQLRequest, header, read_request
from schema.limits import LimitExceeded, Limits
from schema.negotiation import GRAPHQL_RESPONSE, JSON, answer_type

ContextT = TypeVar("ContextT", bound=Reader)
HttpHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. `well_formed` as in RequestRefused."""

    status: int
    content: Mapping[str, object]
    headers: HttpHeaders = ()
    well_formed: bool = False

    def status_for(self, media_type: str) -> int:
        """The status that a client of this media type is told."""
        return 200 if self.well_formed and media_type == JSON else self.status


@dataclass(frozen=True, slots=True)
class _Nobody:
    """The reader of an answer to a request that did not get as far as a context."""

    language: str
    request_id: str
    introspection_allowed: bool = False


class GraphQLEndpoint(Generic[ContextT]):
    """Answers GraphQL requests on `schema`.

    `context_for` finds out who asks and makes what resolvers see as `info.context`, once the request is known to be
    well-formed; a CpdError it raises is answered (SignInRequired with 401, DatabaseTrouble with 503). Time-outs cancel
    resolvers: what must not be cancelled, a database transaction, shields itself, so a TIMEOUT may have been carried
    out all the same. `execution_context_class` replaces graphql-core's way of executing.
    """

    def __init__(
        self,
        schema: graphene.Schema,
        context_for: Callable[[Request], Awaitable[ContextT]],
        *,
        limits: Limits | None = None,
        on_error: ErrorHook = log_unexpected,
        execution_context_class: type[ExecutionContext] | None = None,
    ) -> None:
        self.schema = schema.graphql_schema
        self.limits = limits or Limits()
        self.documents = Documents(self.schema, self.limits)
        self._context_for = context_for
        self._on_error = on_error
        self._execution_context_class = execution_context_class

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        media_type = JSON
        reader: Reader | None = None
        try:
            try:
                media_type = answer_type(header(scope, b"accept"))
                request = await read_request(scope, receive, self.limits)
                reader = context = await self._context_for(Request(scope))
                answer = await self._answer(request, context)
            except CpdError as error:
                answer = self._refusal(error, reader or _nobody(scope))
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  # A client always gets an answer; the hook gets the error.
            answer = self._failure(error, reader or _nobody(scope))
        status, body = answer.status_for(media_type), self._bytes(answer, reader or _nobody(scope))
        await _send(scope, send, status, [*_standing_headers(media_type, body), *answer.headers], body)

    async def _answer(self, request: GraphQLRequest, context: ContextT) -> Answer:
        document = self.documents.get(request.query, introspection_allowed=context.introspection_allowed)
        if isinstance(document, Unusable):
            errors = [mistake.shown(context) for mistake in document.mistakes]
            return Answer(400, {"errors": errors}, well_formed=True)
        operation = document.operation(request.operation_name)
        _require_served(operation, reads_only=request.reads_only)
        cost = operation.cost.of(request.variables)
        if cost > self.limits.cost:
            raise LimitExceeded("query-too-costly", limit=self.limits.cost, actual=cost)
        return self._answer_of(await self._executed(document, request, context), context)

    async def _executed(self, document: Document, request: GraphQLRequest, context: ContextT) -> ExecutionResult:
        outcome = execute(
            self.schema,
            document.node,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            execution_context_class=self._execution_context_class,
            hide_suggestions=not context.introspection_allowed,
        )
        if not isawaitable(outcome):
            return outcome
        try:
            async with asyncio.timeout(self.limits.seconds) as deadline:
                return await outcome
        except TimeoutError as error:
            if not deadline.expired():
                raise
            seconds = int(self.limits.seconds)
            raise LimitExceeded("timeout", limit=seconds, status=503, well_formed=False) from error

    def _answer_of(self, result: ExecutionResult, context: ContextT) -> Answer:
        if result.errors is None:
            return Answer(200, {"data": result.data})
        # Without a path nothing was executed: the variables did not fit.
        if result.data is None and all(error.path is None for error in result.errors):
            refused = [shown_variable(error, context) for error in result.errors]
            return Answer(400, {"errors": refused}, well_formed=True)
        errors = [shown_from_execution(error, context, self._on_error) for error in result.errors]
        return Answer(200, {"errors": errors, "data": result.data})

    def _refusal(self, error: CpdError, reader: Reader) -> Answer:
        content = {"errors": [shown(error, reader)]}
        if isinstance(error, RequestRefused):
            return Answer(error.status, content, error.headers, error.well_formed)
        if isinstance(error, SignInRequired):
            return Answer(401, content, ((b"www-authenticate", b"Bearer"),))
        if isinstance(error, DatabaseTrouble):
            self._on_error(error, reader.request_id)
            return Answer(503, content, ((b"retry-after", b"1"),))
        return Answer(400, content)

    def _failure(self, error: Exception, reader: Reader) -> Answer:
        return Answer(500, {"errors": [shown_unexpected(error, reader, self._on_error)]})

    def _bytes(self, answer: Answer, reader: Reader) -> bytes:
        try:
            return orjson.dumps(answer.content)
        except TypeError as error:
            return _mended(answer.content) or orjson.dumps(self._failure(error, reader).content)


def _mended(content: Mapping[str, object]) -> bytes | None:
    """JSON of what orjson refuses but is only odd: lone surrogates become "?". None when it is not JSON at all."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
            "utf-8", "replace"
        )
    except (TypeError, ValueError):
        return None


def _require_served(operation: Operation, *, reads_only: bool) -> None:
    if operation.kind == "subscription":
        raise RequestRefused("subscription-not-here", status=400, well_formed=True)
    if reads_only and operation.kind != "query":
        raise RequestRefused("mutation-needs-post", status=405, headers=((b"allow", b"POST"),))


def _nobody(scope: Scope) -> _Nobody:
    language = words.language_of(header(scope, b"accept-language").decode("latin-1"))
    return _Nobody(language, scope.get("request_id") or secrets.token_hex(8))


def _standing_headers(media_type: str, body: bytes) -> HttpHeaders:
    return (
        (b"content-type", _CONTENT_TYPES[media_type]),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    )


_CONTENT_TYPES = {media_type: f"{media_type}; charset=utf-8".encode() for media_type in (JSON, GRAPHQL_RESPONSE)}


async def _send(scope: Scope, send: Send, status: int, headers: HttpHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
