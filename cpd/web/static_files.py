"""Our own style sheet, read once and served under an address that changes with its bytes."""

from __future__ import annotations

from hashlib import sha256
from importlib import resources

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {".css": "text/css; charset=utf-8"}
_FOREVER = "public, max-age=31536000, immutable"

_FILES = {
    one.name: one.read_bytes()
    for one in (resources.files("cpd.web") / "static").iterdir()
    if one.name.endswith(tuple(_TYPES))
}
_VERSIONS = {name: sha256(content).hexdigest()[:16] for name, content in _FILES.items()}


def address_of(name: str) -> str:
    """Where a file of ours is served; it may be kept for ever."""
    return f"/static/{_VERSIONS[name]}/{name}"


async def static_file(request: Request) -> Response:
    """A file by its version and name; 404 for any other, so that an old page never gets a new style."""
    name = request.path_params["name"]
    if _VERSIONS.get(name) != request.path_params["version"]:
        raise HTTPException(404)
    content_type = _TYPES[name[name.rindex(".") :]]
    return Response(_FILES[name], headers={"content-type": content_type, "cache-control": _FOREVER})
