"""Errors as GraphQL shows them: business refusals as `userErrors` of a payload, everything else in `errors`.

In `errors`, `extensions.code` says the kind, `extensions.reason` our own code in capitals, `extensions.requestId` what
to quote to the operators. A stack trace never leaves the server; `on_error` is given the exception instead.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError, ValueNode

from cpd import words
from cpd.core.errors import (
    ActionRefused,
    CpdError,
    DatabaseTrouble,
    IdempotencyConflict,
    InputRefused,
    InputsRefused,
    NotFound,
    PackRefused,
    SignInRequired,
    VersionConflict,
)

Shown = dict[str, object]
"""One entry of `errors`, as it is sent."""

ErrorHook = Callable[[Exception, str], None]
"""Called with what was not expected and the request's id."""

REFUSALS = (InputRefused, ActionRefused, NotFound)
"""What a mutation catches and answers with `user_errors`; the rest of the tree belongs in `errors`."""

_KINDS: tuple[tuple[type[CpdError], str], ...] = (
    (SignInRequired, "UNAUTHENTICATED"),
    (NotFound, "NOT_FOUND"),
    (InputRefused, "BAD_INPUT"),
    (IdempotencyConflict, "IDEMPOTENCY_CONFLICT"),
    (VersionConflict, "VERSION_CONFLICT"),
    (ActionRefused, "REFUSED"),
    (DatabaseTrouble, "UNAVAILABLE"),
)

_VARIABLE = re.compile(r"^Variable '\$(\w+)' got .*?(?: at '([^']+)')?; [^;]*$", re.DOTALL)
_SAID_TO_STRANGERS = {"GRAPHQL_VALIDATION_FAILED": "query-does-not-fit", "BAD_INPUT": "variables-do-not-fit"}


class Reader(Protocol):
    """Who reads the answer. Every request's context offers these three."""

    @property
    def language(self) -> str:
        """One of `cpd.words.LANGUAGES`."""

    @property
    def request_id(self) -> str:
        """The id that the logs know this request by."""

    @property
    def introspection_allowed(self) -> bool:
        """Whether the schema may be read; without it validation errors do not describe the schema either."""


class RequestRefused(CpdError):
    """The request as a whole is refused and nothing was executed.

    `status` is the HTTP status. A request that was `well_formed` as HTTP is answered with 200 all the same to clients
    of `application/json`, as the GraphQL-over-HTTP draft asks (section 6.4.1).
    """

    def __init__(
        self,
        code: str,
        /,
        *,
        status: int,
        well_formed: bool = False,
        headers: Sequence[tuple[bytes, bytes]] = (),
        extensions: Mapping[str, int] | None = None,
        **values: str | int,
    ) -> None:
        super().__init__(code, field=(), **values)
        self.status = status
        self.well_formed = well_formed
        self.headers = tuple(headers)
        self.extensions = dict(extensions or {})


class UserError(graphene.ObjectType):
    """Why something was not done. Nothing of the request was written."""

    field = graphene.List(
        graphene.NonNull(graphene.String),
        description="Path of the input value that is meant, such as [input, startsAt]. Null when it is the whole.",
    )
    code = graphene.String(required=True, description="The reason, for programs: MEETING_ALREADY_LINKED.")
    message = graphene.String(required=True, description="The reason as a sentence in the reader's language.")
    element_index = graphene.Int(description="Which element of a bulk request is meant, counted from 0.")


def api_code(code: str) -> str:
    """A code as the API writes it: cursor-unknown -> CURSOR_UNKNOWN."""
    return code.replace("-", "_").upper()


def user_errors(
    error: InputRefused | ActionRefused | NotFound, language: str, *, element_index: int | None = None
) -> list[UserError]:
    """A refusal as the `userErrors` of a payload: one for each refusal it holds."""
    return [
        UserError(
            field=[to_camel_case(name) for name in one.field] or None,
            code=api_code(one.code),
            message=words.sentence_of(one, language),
            element_index=element_index,
        )
        for one in _single(error)
    ]


def _single(error: CpdError) -> Iterator[CpdError]:
    parts: Sequence[CpdError] = ()
    if isinstance(error, InputsRefused):
        parts = error.refusals
    elif isinstance(error, PackRefused):
        parts = error.mistakes
    if not parts:
        yield error
    for part in parts:
        yield from _single(part)


def shown(error: CpdError, reader: Reader, *, variable: str = "") -> Shown:
    """One of our errors as an entry of `errors`; `variable` names the one whose value is meant."""
    extensions: Shown = {"code": _kind(error), "requestId": reader.request_id}
    if isinstance(error, RequestRefused):
        extensions.update(error.extensions)
    else:
        extensions["reason"] = api_code(error.code)
    if error.field:
        extensions["field"] = [to_camel_case(name) for name in error.field]
    if variable:
        extensions["variable"] = variable
    return {"message": words.sentence_of(error, reader.language), "extensions": extensions}


def _kind(error: CpdError) -> str:
    for kind, code in _KINDS:
        if isinstance(error, kind):
            return code
    return api_code(error.code)


def shown_unexpected(error: Exception, reader: Reader, on_error: ErrorHook) -> Shown:
    """A bug, or what looks like one: the reader gets an id to quote, the hook gets the exception."""
    on_error(error, reader.request_id)
    sentence = words.sentence("internal-error", {"request_id": reader.request_id}, reader.language)
    return {"message": sentence, "extensions": {"code": "INTERNAL", "requestId": reader.request_id}}


def shown_from_execution(error: GraphQLError, reader: Reader, on_error: ErrorHook) -> Shown:
    """An error that a resolver raised, or the executor about one."""
    cause = cause_of(error)
    if isinstance(cause, DatabaseTrouble):
        on_error(cause, reader.request_id)
    if isinstance(cause, CpdError):
        entry = shown(cause, reader)
    elif isinstance(cause, GraphQLError) and cause.nodes and isinstance(cause.nodes[0], ValueNode):
        # An argument whose variable turned out null. What else the executor objects to is what a resolver returned,
        # which is ours to mend and not to be shown.
        entry = shown_plain("BAD_INPUT", cause.message, reader)
    else:
        entry = shown_unexpected(cause, reader, on_error)
    return placed(entry, error)


def shown_variable(error: GraphQLError, reader: Reader) -> Shown:
    """A variable whose value does not fit, before anything was executed."""
    cause = cause_of(error)
    if isinstance(cause, CpdError):
        # The executor only says the place in words: Variable '$input' got invalid value 1.5 at 'input.credits'; ...
        place = _VARIABLE.search(error.message.removesuffix(str(cause)))
        return placed(shown(cause, reader, variable=place[2] or place[1] if place else ""), error)
    return placed(shown_plain("BAD_INPUT", error.message, reader), error)


def shown_plain(code: str, message: str, reader: Reader) -> Shown:
    """A sentence that is not ours: the parser's, the checker's, the executor's.

    The latter two name types and fields, from which a stranger could rebuild the schema (clairvoyance does); strangers
    are told that it does not fit and where, and to sign in.
    """
    general = _SAID_TO_STRANGERS.get(code)
    if general is not None and not reader.introspection_allowed:
        message = words.sentence(general, {}, reader.language)
    return {"message": message, "extensions": {"code": code, "requestId": reader.request_id}}


def placed(entry: Shown, error: GraphQLError) -> Shown:
    """The entry with the place in the document and in the answer."""
    if error.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        entry["path"] = list(error.path)
    return entry


def cause_of(error: GraphQLError) -> Exception:
    """The innermost error that the executor wrapped."""
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def log_unexpected(error: Exception, request_id: str) -> None:
    """The default hook: the traceback goes to the log, under the id the reader was given."""
    logging.getLogger("schema").error("GraphQL request %s failed", request_id, exc_info=error)
