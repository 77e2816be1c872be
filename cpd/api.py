"""GraphQL wired to this installation: who asks, in which language, at which moment."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request

from cpd.core.errors import SignInRequired
from cpd.ops.accounts import viewer_of_token
from cpd.ops.viewer import Viewer
from cpd.settings import Settings
from cpd.words import language_of
from integrations import PLATFORMS
from integrations.reading import read_export
from schema import SCHEMA
from schema.context import Context
from schema.endpoint import GraphQLEndpoint
from schema.execution import LeafExecution

_BEARER = "bearer "


def graphql_endpoint(settings: Settings) -> GraphQLEndpoint[Context]:
    """The endpoint for `/graphql`."""
    platforms = tuple(PLATFORMS)

    async def context_for(request: Request) -> Context:
        now = datetime.now(UTC)
        viewer = await _viewer(request.headers.get("authorization"), now)
        asked = request.headers.get("accept-language")
        return Context(
            viewer=viewer,
            language=viewer.language if viewer is not None and not asked else language_of(asked),
            request_id=request.scope.get("request_id", ""),
            now=now,
            base_url=settings.base_url,
            read=read_export,
            platforms=platforms,
        )

    return GraphQLEndpoint(SCHEMA, context_for, execution_context_class=LeafExecution)


async def _viewer(authorization: str | None, now: datetime) -> Viewer | None:
    """Nobody without the header; a header with a token that does not work is an error, not nobody."""
    if authorization is None:
        return None
    if not authorization.casefold().startswith(_BEARER):
        raise SignInRequired("token-unknown")
    viewer = await viewer_of_token(authorization[len(_BEARER) :].strip(), now)
    if viewer is None:
        raise SignInRequired("token-unknown")
    return viewer
