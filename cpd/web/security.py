"""The outermost layer: security headers on every answer, an id for every request, a line in the log, and the last word
when something failed. Plain ASGI, because feeds and GraphQL go through it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import perf_counter

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpd.logs import REQUEST_ID, REQUESTS

RawHeaders = list[tuple[bytes, bytes]]

_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_PERMISSIONS = ", ".join(
    f"{what}=()" for what in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
_ALWAYS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer, browsers send "Origin: null" with our own forms, and we could not tell them from foreign ones.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000"}


def security_headers(base_url: str) -> RawHeaders:
    """What every answer carries. Browsers are told to keep to https only where the installation has it."""
    headers = _ALWAYS | (_HTTPS_ONLY if base_url.startswith("https://") else {})
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class Edge:
    """Wraps the application. `answer_to` makes the answer to an error that nobody else has answered."""

    def __init__(self, app: ASGIApp, base_url: str, answer_to: Callable[[Scope, Exception], Response]) -> None:
        self._app = app
        self._headers = security_headers(base_url)
        self._answer_to = answer_to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_at = perf_counter()
        request_id = secrets.token_hex(8)
        scope["request_id"] = request_id
        REQUEST_ID.set(request_id)
        added = [*self._headers, (b"x-request-id", request_id.encode())]
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            answer = self._answer_to(scope, error)
            if status:
                # The head of the answer is out: all that is left is to cut the connection.
                raise
            await answer(scope, receive, send_with_headers)
        finally:
            route = getattr(scope.get("route"), "path", "")
            REQUESTS.add(request_id, scope["method"], route, status, perf_counter() - started_at)


def request_id_of(scope: Scope) -> str:
    """The id that was given to the request at the edge; "" where there was none."""
    return str(scope.get("request_id", ""))
