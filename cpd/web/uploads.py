"""`PUT /uploads/<id>?secret=...`: the file of an upload, read with a hard limit and kept as it is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

from cpd.core.errors import ActionRefused, CpdError, InputRefused, NotFound
from cpd.ops.deliveries import UPLOAD_BYTES_MAX, open_upload, upload_put
from cpd.web.problems import problem

UPLOAD_SECONDS_MAX = 300
AT_ONCE_MAX = 4
"""Files are held in memory while they arrive: 4 of 50 MB."""


class _Refused(Exception):
    def __init__(self, status: int, error: CpdError) -> None:
        super().__init__(error)
        self.status, self.error = status, error


class Uploads:
    """The endpoint; it counts the files that are arriving."""

    def __init__(self, *, bytes_max: int = UPLOAD_BYTES_MAX, seconds_max: float = UPLOAD_SECONDS_MAX) -> None:
        self._bytes_max = bytes_max
        self._seconds_max = seconds_max
        self._arriving = 0

    async def put(self, request: Request) -> Response:
        """204 when the file is kept; a refusal is JSON with a code and a sentence."""
        upload_id, secret = request.path_params["id"], request.query_params.get("secret", "")
        try:
            await open_upload(upload_id, secret, datetime.now(UTC))
            content = await self._body(request)
            await upload_put(upload_id, secret, content, datetime.now(UTC))
        except _Refused as refused:
            return _answer(request.scope, refused.status, refused.error)
        except NotFound:
            return _answer(request.scope, 404, NotFound("upload-unknown"))
        except ActionRefused as error:
            return _answer(request.scope, 409, error)
        except InputRefused as error:
            return _answer(request.scope, 400, error)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=204)

    async def _body(self, request: Request) -> bytes:
        declared = request.headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:15]) > self._bytes_max:
            raise self._too_big()
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise _Refused(415, InputRefused("upload-compressed"))
        if self._arriving >= AT_ONCE_MAX:
            raise _Refused(503, InputRefused("uploads-busy"))
        self._arriving += 1
        try:
            async with asyncio.timeout(self._seconds_max):
                return await self._read(request)
        except TimeoutError:
            raise _Refused(408, InputRefused("upload-too-slow", seconds=int(self._seconds_max))) from None
        finally:
            self._arriving -= 1

    async def _read(self, request: Request) -> bytes:
        content = bytearray()
        async for chunk in request.stream():
            content += chunk
            if len(content) > self._bytes_max:
                raise self._too_big()
        return bytes(content)

    def _too_big(self) -> _Refused:
        return _Refused(413, InputRefused("file-too-big", megabytes=self._bytes_max // 1_000_000))


def _answer(scope: Scope, status: int, error: CpdError) -> Response:
    headers = {"retry-after": "10"} if status == 503 else {}
    return problem(scope, status, error.code, error.values, headers)
