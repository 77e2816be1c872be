"""What a client asks for over HTTP, read strictly: https://graphql.github.io/graphql-over-http/draft/"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from schema.errors import RequestRefused
from schema.limits import LimitExceeded, Limits
from schema.negotiation import JSON

_PARAMETERS = ("query", "operationName", "variables", "extensions")
_ALLOW = ((b"allow", b"GET, HEAD, POST"),)
# In JSON a control character can only be written as an escape; this finds every body that may hold one.
_CONTROL_ESCAPES = re.compile(rb"\\(?:u00[01]|[bf])")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request. `reads_only` is set when it came by GET or HEAD, which must not change anything."""

    query: str
    operation_name: str | None
    variables: dict[str, object]
    reads_only: bool


async def read_request(scope: Scope, receive: Receive, limits: Limits) -> GraphQLRequest:
    """The request in `scope`, or RequestRefused with the status that the draft asks for."""
    method = scope["method"]
    if method == "POST":
        _require_json(scope)
        return _from_body(await _body(scope, receive, limits))
    if method in {"GET", "HEAD"}:
        return _from_address(scope["query_string"])
    raise RequestRefused("method-not-served", status=405, headers=_ALLOW, method=str(method)[:20])


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of this lower-case name, or nothing. Starlette's Headers decode all of them at each look."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for key, value in headers:
        if key == name:
            return value
    return b""


@lru_cache(maxsize=128)
def _is_json(content_type: bytes) -> bool:
    name, *parameters = (part.strip().lower() for part in content_type.decode("latin-1").split(";"))
    charsets = [text.partition("=")[2].strip().strip('"') for text in parameters if text.startswith("charset")]
    return name == JSON and all(charset in {"utf-8", "utf8"} for charset in charsets)


def _require_json(scope: Scope) -> None:
    """A body must say that it is JSON: a form on a foreign page cannot (it would need a preflight, which we refuse)."""
    content_type = header(scope, b"content-type")
    if not _is_json(content_type):
        said = content_type.decode("latin-1")[:80] or "-"
        raise RequestRefused("body-not-json", status=415, content_type=said)
    if header(scope, b"content-encoding").lower() not in {b"", b"identity"}:
        raise RequestRefused("body-compressed", status=415)


async def _body(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    declared = header(scope, b"content-length")
    if declared.isdigit() and (len(declared) > 15 or int(declared) > limits.body_bytes):
        raise _too_big(limits)
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _received(receive, limits)
    except TimeoutError as error:
        seconds = int(limits.body_seconds)
        raise LimitExceeded("body-too-slow", limit=seconds, status=408, well_formed=False) from error


async def _received(receive: Receive, limits: Limits) -> bytes:
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > limits.body_bytes:
            raise _too_big(limits)
        if not message.get("more_body", False):
            return b"".join(chunks) if len(chunks) > 1 else chunk


def _too_big(limits: Limits) -> LimitExceeded:
    return LimitExceeded("body-too-big", limit=limits.body_bytes, status=413, well_formed=False)


def _from_body(body: bytes) -> GraphQLRequest:
    parameters = _json(body, "body")
    if isinstance(parameters, list):
        raise RequestRefused("body-is-a-batch", status=400)
    if not isinstance(parameters, dict):
        raise RequestRefused("body-not-an-object", status=400)
    request = _request(parameters, reads_only=False)
    if _CONTROL_ESCAPES.search(body):
        _refuse_control_characters(request.variables)
    return request


def _json(text: bytes | str, place: str) -> object:
    """Strict JSON: UTF-8, no lone surrogates, no NaN, no endless nesting. Of two equal keys the last one holds."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RequestRefused("json-unreadable", status=400, place=place, column=error.pos + 1) from error


def _from_address(query_string: bytes) -> GraphQLRequest:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise RequestRefused("address-unreadable", status=400) from error
    parameters: dict[str, object] = {}
    for name, value in pairs:
        if name in parameters and name in _PARAMETERS:
            raise RequestRefused("parameter-twice", status=400, name=name)
        parameters[name] = value
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        if isinstance(text, str):
            parameters[name] = _json(text, name) if text else None
    request = _request(parameters, reads_only=True)
    _refuse_control_characters(request.variables)
    return request


def _request(parameters: Mapping[str, object], *, reads_only: bool) -> GraphQLRequest:
    query = parameters.get("query")
    if query is None or query == "":
        raise RequestRefused("query-missing", status=400)
    operation_name = parameters.get("operationName")
    if not isinstance(query, str):
        raise RequestRefused("parameter-not-text", status=400, name="query")
    if not isinstance(operation_name, str | None):
        raise RequestRefused("parameter-not-text", status=400, name="operationName")
    variables = _object(parameters, "variables")
    _object(parameters, "extensions")
    return GraphQLRequest(query, operation_name or None, variables, reads_only)


def _object(parameters: Mapping[str, object], name: str) -> dict[str, object]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestRefused("parameter-not-an-object", status=400, name=name)
    return value


def _refuse_control_characters(variables: Mapping[str, object]) -> None:
    """PostgreSQL refuses NUL and SQLite stores it: so nobody gets it in. Walked without recursion: JSON nests deep."""
    waiting: list[object] = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and CONTROL_CHARACTERS.search(value):
            raise RequestRefused("text-has-control-character", status=400, well_formed=True)
