"""A small invented association, the running service on it, and a client for each role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from cpd.api import graphql_endpoint
from cpd.app import build_app
from cpd.core.rules.loading import builtin_pack_text
from cpd.ops import accounts, association, packs
from cpd.ops.association import NewMember
from cpd.settings import Settings

BASE_URL = "http://127.0.0.1:8000"
NOW = datetime.now(UTC).replace(microsecond=0)
START = (NOW - timedelta(days=3)).replace(hour=2, minute=0, second=0)
"""09:00 in Jakarta, three days ago."""
END = START + timedelta(hours=2)
MEMBERS = {
    "ada": ("K-001", "Dra. Ada Rahmawati, M.Si.", ("ada@surel.example",)),
    "budi": ("K-002", "Budi Santosa Wijaya", ("budi@surel.example",)),
    "sri": ("K-003", "Sri Wahyuni Lestari", ("sri@surel.example",)),
    "tono": ("K-004", "Tono", ("tono@surel.example",)),
}


@dataclass(frozen=True, slots=True)
class Association:
    """Ids by short name, and who may ask what: `ask(role, query)`."""

    client: httpx.AsyncClient
    tokens: dict[str, str]
    members: dict[str, str]
    chapters: dict[str, str]
    programme: str

    async def ask(self, role: str | None, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """The whole answer to a GraphQL request."""
        sent = {"accept-language": "en", **headers}
        if role is not None:
            sent["authorization"] = f"Bearer {self.tokens[role]}"
        answer = await self.client.post("/graphql", json={"query": query, "variables": variables or {}}, headers=sent)
        return answer.json()

    async def data(self, role: str | None, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The data of a request that has no errors."""
        answer = await self.ask(role, query, variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def do(self, role: str, name: str, given: dict[str, Any], fields: str) -> Any:
        """The payload of a mutation, with its userErrors."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        if name in ("eventPublish", "eventCancel", "eventClose"):
            kind = "EventStepInput"
        asked = f"{fields} userErrors {{ field code message }}"
        query = f"mutation M($input: {kind}!) {{ {name}(input: $input) {{ {asked} }} }}"
        return (await self.data(role, query, {"input": given}))[name]


@asynccontextmanager
async def running(database_url: str) -> AsyncIterator[Association]:
    settings = Settings(database_url=database_url, base_url=BASE_URL, pool_size=4)
    app = build_app(settings, graphql_endpoint(settings))
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield await _seeded(client)


async def _seeded(client: httpx.AsyncClient) -> Association:
    await association.found("Himpunan Contoh", "Asia/Jakarta", NOW)
    await packs.publish(builtin_pack_text("contoh-id"), "contoh-id.toml", NOW)
    programme = await association.programme_create("STR", "STR", "Licence", "contoh-id", NOW)
    national = await association.chapter_create("nasional", "Pengurus Nasional", "", "Asia/Jakarta", NOW)
    chapters = {"nasional": national}
    for code in ("jabar", "papua"):
        chapters[code] = await association.chapter_create(
            code, f"DPD {code}", code, "Asia/Jakarta", NOW, parent_id=national
        )
    certified = date(NOW.year - 1, 1, 15)
    new = [
        NewMember(number, name, chapters["jabar"], emails, "active", certified, certified if key != "tono" else None)
        for key, (number, name, emails) in MEMBERS.items()
    ]
    members = dict(zip(MEMBERS, await association.members_create(new, programme, NOW), strict=True))
    tokens: dict[str, str] = {}
    for name, roles, member in (
        ("ada", [("member", None)], "ada"),
        ("organizer", [("organizer", chapters["jabar"])], None),
        ("elsewhere", [("organizer", chapters["papua"]), ("registrar", chapters["papua"])], None),
        ("registrar", [("registrar", national)], None),
        ("auditor", [("auditor", None)], None),
        ("administrator", [("administrator", None)], None),
    ):
        account = await accounts.account_create(
            f"{name}@akun.example", name, roles, NOW, member_id=members[member] if member else None, language="en"
        )
        _, tokens[name] = await accounts.api_token_create(account, "test", NOW)
    return Association(client, tokens, members, chapters, programme)


def zoom_report(*rows: str) -> bytes:
    """A Zoom meeting export (2024 wording, without block) with rows `name,email,minute in,minute out` from START."""
    lines = ["Name (original name),Email,Join time,Leave time,Duration (minutes),Guest"]
    for row in rows:
        name, email, first, last = row.split(",")
        times = [
            (START + timedelta(hours=7, minutes=int(minute))).strftime("%m/%d/%Y %I:%M:%S %p")
            for minute in (first, last)
        ]
        lines.append(f"{name},{email},{times[0]},{times[1]},{int(last) - int(first)},{'No' if email else 'Yes'}")
    return b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode()


def an_event(chapter_id: str, **changes: Any) -> dict[str, Any]:
    """Input of eventCreate: a national webinar of two hours that is over."""
    session = {
        "title": "Paparan",
        "startsAt": START.isoformat(),
        "endsAt": END.isoformat(),
        "category": "learning",
        "platform": "zoom",
        "platformMeetingId": "899 000 417",
    }
    event = {
        "title": "Webinar Etika & Batas",
        "titleEn": "Ethics and boundaries",
        "chapterId": chapter_id,
        "kind": "WEBINAR",
        "level": "NATIONAL",
        "mode": "LIVE_ONLINE",
        "timeZone": "Asia/Jakarta",
        "sessions": [session],
    }
    return event | changes
