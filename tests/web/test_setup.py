"""The page with which a new installation is set up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
import pytest

from cpd.ops import accounts
from cpd.ops.accounts import viewer_of_token
from cpd.store.tx import execute, in_tx, rows
from tests.web.builders import BASE_URL
from tests.web.test_pages import Outline

pytestmark = pytest.mark.anyio

TYPED = {
    "association": "Himpunan Contoh",
    "timeZone": "Asia/Makassar",
    "name": "Sekar Wulan",
    "email": "Sekar@Example.org",
}
FORM = {"content-type": "application/x-www-form-urlencoded"}
OURS = FORM | {"origin": BASE_URL}


@pytest.fixture
async def link(client: httpx.AsyncClient) -> str:
    return f"/setup/{await accounts.setup_link_create(datetime.now(UTC))}"


async def submit(client: httpx.AsyncClient, link: str, **changes: str) -> httpx.Response:
    return await client.post(link, content=urlencode(TYPED | changes), headers=OURS)


async def nothing_was_written() -> bool:
    counted = (
        "SELECT (SELECT count(*) FROM instance) + (SELECT count(*) FROM account) + (SELECT count(*) FROM api_token)"
    )
    [found] = await rows(f"{counted} AS n")
    return bool(found["n"] == 0)


async def test_the_form_offers_the_three_zones_first(client: httpx.AsyncClient, link: str) -> None:
    answer = await client.get(link)
    assert answer.status_code == 200
    options = [one["value"] for one in Outline(answer.text).attributes("option")]
    assert options[:3] == ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


async def test_four_answers_make_the_association_and_a_token_that_works(client: httpx.AsyncClient, link: str) -> None:
    answer = await submit(client, link)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    [field] = [one for one in Outline(answer.text).attributes("input") if one.get("id") == "token"]
    viewer = await viewer_of_token(field["value"] or "", datetime.now(UTC))
    assert viewer is not None
    assert (viewer.name, viewer.grants) == ("Sekar Wulan", {"administrator": None})
    assert await rows("SELECT name, time_zone FROM instance") == [
        {"name": "Himpunan Contoh", "time_zone": "Asia/Makassar"}
    ]
    assert await rows("SELECT email FROM account") == [{"email": "sekar@example.org"}]
    assert f"Bearer {field['value']}" in Outline(answer.text).text
    assert "Himpunan Contoh" in (await client.get("/")).text


async def test_a_link_works_once(client: httpx.AsyncClient, link: str) -> None:
    await submit(client, link)
    assert (await client.get(link)).status_code == 404
    assert (await submit(client, link)).status_code == 404


async def test_a_wrong_link_and_one_that_is_a_day_old_lead_nowhere(client: httpx.AsyncClient) -> None:
    old = await accounts.setup_link_create(datetime.now(UTC) - timedelta(hours=25))
    for path in (f"/setup/{old}", "/setup/guessed"):
        assert (await client.get(path)).status_code == 404
        assert (await submit(client, path)).status_code == 404
    assert await nothing_was_written()


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    client: httpx.AsyncClient, link: str
) -> None:
    answer = await submit(client, link, association="", email="sekar", name='"><script>', timeZone="Asia/Atlantis")
    assert answer.status_code == 422
    seen = Outline(answer.text)
    fields = {one["id"]: one for one in seen.attributes("input")}
    assert fields["email"]["value"] == "sekar"
    assert fields["name"]["value"] == '"><script>'
    assert fields["email"]["aria-describedby"] == "email-said"
    assert "Nama organisasi belum diisi." in seen.text
    assert "“sekar” bukan alamat e-mail" in seen.text
    assert "Asia/Atlantis" in seen.text
    assert "aria-invalid" not in fields["name"]
    assert await nothing_was_written()
    assert (await submit(client, link)).status_code == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "https://skp.example.evil.example", "skp.example"]
)
async def test_a_form_from_another_site_is_refused(client: httpx.AsyncClient, link: str, origin: str | None) -> None:
    headers = FORM if origin is None else FORM | {"origin": origin}
    answer = await client.post(link, content=urlencode(TYPED), headers=headers)
    assert answer.status_code == 403
    assert await nothing_was_written()


async def test_the_machines_other_name_is_ours_too(client: httpx.AsyncClient, link: str) -> None:
    headers = FORM | {"origin": "http://localhost:8000", "host": "localhost:8000"}
    assert (await client.post(link, content=urlencode(TYPED), headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"), [(b"a=" + b"x" * 20_000, 413), (b"name=\xff", 400), (b"&".join([b"a=1"] * 30), 400)]
)
async def test_a_body_that_no_browser_sends_is_refused(
    client: httpx.AsyncClient, link: str, body: bytes, status: int
) -> None:
    answer = await client.post(link, content=body, headers=OURS)
    assert answer.status_code == status
    assert await nothing_was_written()


async def test_an_association_that_is_there_already_is_not_founded_twice(client: httpx.AsyncClient, link: str) -> None:
    await found_by_hand()
    answer = await submit(client, link)
    assert answer.status_code == 409
    assert await rows("SELECT id FROM account") == []
    assert (await client.get(link)).status_code == 200


@in_tx
async def found_by_hand() -> None:
    await execute(
        "INSERT INTO instance (id, name, namespace, time_zone, calendar_version, roster_version, created_at)"
        " VALUES ('instance', 'Lain', 'n', 'Asia/Jakarta', 0, 0, 0)"
    )
