"""What a reader is told when something is not there or failed: a page, plain text for feeds, JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from cpd import words
from cpd.core.errors import CpdError, DatabaseTrouble, NotFound, Value
from cpd.store.tx import is_trouble
from cpd.web.language import reader_language
from cpd.web.security import request_id_of
from cpd.web.templating import page

RETRY_AFTER_SECONDS = 10
_PROGRAMS = ("/uploads/", "/graphql", "/healthz", "/readyz")
_CODES = {404: "page-not-found", 405: "page-method-not-served", 500: "page-failed", 503: "page-busy"}


async def answer_http(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such address, no such method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return problem(request.scope, status, _CODES.get(status, "page-refused"), {}, headers)


def answer_to(scope: Scope, error: Exception) -> Response:
    """The answer to an error that nothing below has answered; what is our own mistake is logged with its trace."""
    if isinstance(error, NotFound):
        return problem(scope, 404, _CODES[404])
    log = structlog.get_logger()
    if is_database_trouble(error):
        log.warning("the database cannot answer", error=type(error).__name__, exc_info=error)
        return problem(scope, 503, _CODES[503], {}, {"retry-after": str(RETRY_AFTER_SECONDS)})
    log.error("request failed", exc_info=error)
    return problem(scope, 500, _CODES[500])


def is_database_trouble(error: Exception) -> bool:
    """The database cannot answer now, whichever way it was asked."""
    return isinstance(error, DatabaseTrouble) or (not isinstance(error, CpdError) and is_trouble(error))


def problem(
    scope: Scope,
    status: int,
    code: str,
    values: Mapping[str, Value] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """In the form that belongs to the address. `code` has its sentence in `cpd.words`."""
    message = words.sentence(code, values or {}, reader_language(scope))
    kept = {"cache-control": "no-store", **(headers or {})}
    if scope["path"].startswith("/ics/"):
        return PlainTextResponse(message + "\n", status, headers=kept)
    request_id = request_id_of(scope)
    if scope["path"].startswith(_PROGRAMS):
        return JSONResponse({"code": code, "message": message, "requestId": request_id}, status, headers=kept)
    title = f"{status} {HTTPStatus(status).phrase}"
    return page(scope, "problem.html", status=status, headers=kept, title=title, message=message, request_id=request_id)
