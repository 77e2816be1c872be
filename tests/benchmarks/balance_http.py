"""The balance query over HTTP: GraphQL beside a hand-written route that asks the same SQL, in one server process.

Both find the viewer by token, load the member and make the balance; they differ in how they are asked and answer.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import orjson
import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cpd.api import graphql_endpoint
from cpd.core.credits import credits_text
from cpd.demo.build import built
from cpd.demo.run import demo_tokens
from cpd.ops import access, balances
from cpd.ops.accounts import viewer_of_token
from cpd.settings import Settings
from cpd.store.database import open_database
from tests.benchmarks.databases import ENGINES, fresh
from tests.benchmarks.load import get, post, requests_per_second

PORT = 18_321
ROUNDS, SECONDS = 5, 2.0
QUERY = (
    "{ viewer { member { number fullName creditBalance { required earned counted pending remaining daysLeft standing"
    " cycle { startsOn endsOn } requirements { code earned counted remaining isMet } } } } }"
)


async def plain(request: Request) -> Response:
    """The same answer, written by hand."""
    now = datetime.now(UTC)
    viewer = await viewer_of_token(request.headers["authorization"][7:], now)
    assert viewer is not None
    assert viewer.member_id is not None
    member = await access.member(viewer, viewer.member_id)
    found = await balances.balance_of(member["id"], None, now.date())
    assert found is not None
    balance = found.balance
    shown = {
        "number": member["number"],
        "fullName": member["full_name"],
        "creditBalance": {
            "required": credits_text(balance.required),
            "earned": credits_text(balance.earned),
            "counted": credits_text(balance.counted),
            "pending": credits_text(balance.pending),
            "remaining": credits_text(balance.remaining),
            "daysLeft": balance.days_left,
            "standing": balance.standing.value,
            "cycle": {"startsOn": found.cycle.starts_on.isoformat(), "endsOn": found.cycle.ends_on.isoformat()},
            "requirements": [
                {
                    "code": one.code,
                    "earned": credits_text(one.earned),
                    "counted": credits_text(one.counted),
                    "remaining": credits_text(one.remaining),
                    "isMet": one.is_met,
                }
                for one in balance.requirements
            ],
        },
    }
    return Response(orjson.dumps({"data": {"viewer": {"member": shown}}}), media_type="application/json")


def serve(url: str) -> None:
    """The server process."""
    settings = Settings(database_url=url)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with open_database(url):
            yield

    routes = [Route("/graphql", graphql_endpoint(settings)), Route("/plain", plain)]
    app = Starlette(routes=routes, lifespan=lifespan)
    uvicorn.run(app, port=PORT, log_level="error", access_log=False, loop="uvloop", http="httptools")


async def token_of(url: str) -> str:
    """A demo association without its reports, and its member's token."""
    async with open_database(url):
        now = datetime.now(UTC)
        await built(now)
        return (await demo_tokens(now))["member"]


async def measure(url: str) -> list[float]:
    """Requests a second of the two, turn about; and the server's memory."""
    headers = {"Authorization": f"Bearer {await token_of(url)}", "Accept": "application/json"}
    command = [sys.executable, "-m", "tests.benchmarks.balance_http", "serve", url]
    server = await asyncio.create_subprocess_exec(*command)
    try:
        asked = post("/graphql", orjson.dumps({"query": QUERY}), headers)
        by_hand = get("/plain", headers)
        await _ready(by_hand)
        rates: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for kept, request in zip(rates, (asked, by_hand), strict=True):
                kept.append(await requests_per_second("127.0.0.1", PORT, request, seconds=SECONDS))
        memory = psutil.Process(server.pid).memory_info().rss / 1e6
        ratio = median(one / other for one, other in zip(*rates, strict=True))
        return [median(rates[0]), median(rates[1]), ratio, memory]
    finally:
        server.terminate()
        await asyncio.wait_for(server.wait(), 20)


async def _ready(request: bytes) -> None:
    until = perf_counter() + 20
    while True:
        try:
            await requests_per_second("127.0.0.1", PORT, request, seconds=0.3)
            return
        except OSError:
            if perf_counter() > until:
                raise
            await asyncio.sleep(0.2)


async def one_engine(engine: str) -> None:
    try:
        async with fresh(engine) as url:
            graphql, by_hand, ratio, memory = await measure(url)
    except OSError as error:
        print(f"{engine:12} skipped: {error}")
        return
    print(f"{engine:12} {graphql:10.0f} {by_hand:12.0f} {ratio:7.2f} {memory:7.0f} MB")


def main() -> None:
    """One process per engine: the ORM keeps SQL of one dialect per process."""
    print("\nbalance query over HTTP, requests a second")
    print(f"{'engine':12} {'GraphQL':>10} {'hand-written':>12} {'ratio':>7} {'memory':>7}", flush=True)
    for engine in ENGINES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.balance_http", engine], check=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", url]:
            serve(url)
        case [engine]:
            asyncio.run(one_engine(engine))
        case _:
            main()
