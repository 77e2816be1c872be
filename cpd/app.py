"""The wiring of the service, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from cpd.logs import REQUESTS
from cpd.ops.readiness import check_ready
from cpd.settings import Settings
from cpd.store.database import open_database
from cpd.web.feeds import Feeds
from cpd.web.health import healthz, readyz
from cpd.web.pages import Pages
from cpd.web.problems import answer_http, answer_to
from cpd.web.security import Edge
from cpd.web.setup import SetUpPages
from cpd.web.static_files import static_file
from cpd.web.uploads import Uploads


def build_app(settings: Settings, graphql: ASGIApp | BaseRoute) -> Starlette:
    """The service. `graphql` is an endpoint object that is mounted at /graphql, or a route of its own.

    While it runs the database is open. Starting raises DatabaseTrouble when migrations or the ledger's triggers are
    missing; stopping waits for the database transactions whose requests are gone.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with open_database(settings.database_url, pool_size=settings.pool_size):
            await check_ready()
            try:
                yield
            finally:
                REQUESTS.write()

    app = Starlette(
        routes=[
            # Those that are asked most often stand first: each route that does not fit costs a little.
            Route("/ics/{name}.ics", Feeds(settings.base_url)),
            graphql if isinstance(graphql, BaseRoute) else Route("/graphql", graphql),
            Route("/uploads/{id}", Uploads().put, methods=["PUT"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/static/{version}/{name}", static_file),
            *SetUpPages(settings.base_url).routes(),
            *Pages(settings.base_url).routes(),
        ],
        middleware=[Middleware(Edge, base_url=settings.base_url, answer_to=answer_to)],
        exception_handlers={HTTPException: answer_http},
        lifespan=lifespan,
    )
    # A redirect would be made from the Host header, which anybody may write.
    app.router.redirect_slashes = False
    return app
