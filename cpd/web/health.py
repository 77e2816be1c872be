"""For those who watch over the service: `/healthz` says that the process lives, `/readyz` that it can work."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from cpd.core.errors import CpdError
from cpd.ops.readiness import check_ready

_NEVER_KEPT = {"cache-control": "no-store"}


async def healthz(_request: Request) -> Response:
    """Asks nothing of the database: a process must not be killed because the database is away."""
    return PlainTextResponse("ok\n", headers=_NEVER_KEPT)


async def readyz(_request: Request) -> Response:
    """503 when the database does not answer, migrations are missing, or a trigger of the ledger is not in place."""
    try:
        await check_ready()
    except Exception as error:  # noqa: BLE001  -- whatever it is, the answer is "not ready"; the log has the error
        code = error.code if isinstance(error, CpdError) else "database-unreachable"
        structlog.get_logger().warning("not ready", code=code, exc_info=error)
        return JSONResponse({"ready": False, "code": code}, 503, headers=_NEVER_KEPT | {"retry-after": "10"})
    return JSONResponse({"ready": True}, headers=_NEVER_KEPT)
