"""An invented association with a chapter, a programme and an organizer, and the running service on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from cpd.app import build_app
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import accounts, association, events, packs
from cpd.ops.events import EventPlan, SessionPlan
from cpd.ops.viewer import Viewer, viewer_of
from cpd.settings import Settings

BASE_URL = "https://skp.example"
NOW = datetime.now(UTC).replace(microsecond=0)
NAME = "Himpunan Pekerja Sosial Contoh"


class GraphQLStandIn:
    """Stands where the GraphQL endpoint is mounted; `?fail` makes it fail as only a mistake of ours would."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"] == b"fail":
            raise ZeroDivisionError("a row of sari@example.org with cpd_pat_00ff")
        await PlainTextResponse("graphql")(scope, receive, send)


@asynccontextmanager
async def running(database_url: str, base_url: str = BASE_URL) -> AsyncIterator[tuple[Starlette, httpx.AsyncClient]]:
    """The real application with its database open, and a client that speaks to it."""
    app = build_app(Settings(database_url=database_url, base_url=base_url, pool_size=4), GraphQLStandIn())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield app, client


@dataclass(frozen=True, slots=True)
class Seeded:
    """`organizer` may log events everywhere; `chapters` by code."""

    organizer: Viewer
    chapters: dict[str, str]

    async def publish(self, plan: EventPlan, *, chapter: str = "kalsel", now: datetime = NOW) -> str:
        """Logs and publishes an event; answers its id."""
        event_id = await events.event_create(self.organizer, replace(plan, chapter_id=self.chapters[chapter]), now)
        return await events.event_publish(self.organizer, event_id, now)


async def seed() -> Seeded:
    """The database must be open."""
    await association.found(NAME, "Asia/Jakarta", NOW)
    national = await association.chapter_create("nasional", "Pengurus Nasional", "", "Asia/Jakarta", NOW)
    chapters = {"nasional": national}
    for code, name, zone in (
        ("kalsel", "DPD Kalimantan Selatan", "Asia/Makassar"),
        ("papua", "DPD Papua", "Asia/Jayapura"),
    ):
        chapters[code] = await association.chapter_create(code, name, name[4:], zone, NOW, parent_id=national)
    await packs.publish(builtin_pack_text("contoh-id"), "contoh-id.toml", NOW)
    await association.programme_create("str", "STR Pekerja Sosial", "Social work licence", "contoh-id", NOW)
    account_id = await accounts.account_create("sekar@example.org", "Sekar Wulan", [("administrator", None)], NOW)
    viewer = await viewer_of(account_id)
    assert viewer is not None
    return Seeded(viewer, chapters)


def session(days: int = 7, hours: int = 2, title: str = "Sesi", **changes: object) -> SessionPlan:
    """A session that begins so many days from now."""
    starts_at = NOW + timedelta(days=days)
    plan = SessionPlan(title, starts_at, starts_at + timedelta(hours=hours), "learning")
    return replace(plan, **changes)  # type: ignore[arg-type]


def webinar(title: str = "Etika praktik", days: int = 7, **changes: object) -> EventPlan:
    """A national webinar of two hours, a week from now."""
    plan = EventPlan(
        title=title,
        chapter_id="",
        kind="webinar",
        level="national",
        mode="live_online",
        time_zone="Asia/Makassar",
        sessions=(session(days, title=title),),
        title_en="Ethics in practice",
        description="Bersama Dra. Sekar Wulan.",
        join_url="https://zoom.example/j/123456789",
    )
    return replace(plan, **changes)  # type: ignore[arg-type]
