from __future__ import annotations

import pytest

from tests.story.association import an_event, zoom_report

pytestmark = pytest.mark.anyio

REPORT = zoom_report("Ada Rahmawati,ada@surel.example,0,120", "Sri Wahyuni,,0,120")
MISSING = "_01ARZ3NDEKTSV4RRFFQ69G5FAV"


async def test_nobody_reads_published_events_and_nothing_else(webinar):
    query = (
        "{ viewer { account { id } } events(first: 10) { totalCount nodes { title status"
        " sessions { meetings { id } } clearing { people } } } }"
    )
    data = await webinar.ours.data(None, query)
    assert data == {
        "viewer": None,
        "events": {
            "totalCount": 1,
            "nodes": [
                {
                    "title": "Ethics and boundaries",
                    "status": "PUBLISHED",
                    "sessions": [{"meetings": []}],
                    "clearing": None,
                }
            ],
        },
    }
    for asked in (
        "members(first: 1) { nodes { id } }",
        'member(number: "K-001") { id }',
        "unmatchedAttendees(first: 1) { nodes { id } }",
    ):
        answer = await webinar.ours.ask(None, "{ " + asked + " }")
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_drafts_are_seen_by_their_organizers_and_auditors_only(ours):
    created = await ours.do("organizer", "eventCreate", an_event(ours.chapters["jabar"]), "event { id slug }")
    query = "query($id: ID!) { event(id: $id) { id } node(id: $id) { id } events(first: 5) { nodes { id } } }"
    for role in (None, "ada", "elsewhere", "registrar"):
        assert await ours.data(role, query, {"id": created["event"]["id"]}) == {
            "event": None,
            "node": None,
            "events": {"nodes": []},
        }
    for role in ("organizer", "auditor", "administrator"):
        found = await ours.data(role, query, {"id": created["event"]["id"]})
        assert found["event"] == found["node"] == found["events"]["nodes"][0] == {"id": created["event"]["id"]}


async def test_not_yours_looks_like_not_there_for_every_deed(webinar):
    """An organizer of another chapter, and for the registrar's deeds a registrar of another chapter."""
    done = await webinar.imported(REPORT)
    (attendee,) = await webinar.queue()
    entry = (await webinar.balance("ada"))["creditEntries"]["nodes"][0]["id"]
    member = webinar.ours.members["sri"]
    adjustment = {
        "programmeId": webinar.ours.programme,
        "credits": "1.00",
        "category": "learning",
        "earnedOn": "2026-01-20",
    }
    deeds = (
        ("eventUpdate", webinar.event, {"title": "x"}),
        ("eventPublish", webinar.event, {}),
        ("eventCancel", webinar.event, {}),
        ("eventClose", webinar.event, {}),
        ("attendanceImportUndo", done["attendanceImport"]["id"], {}),
        ("attendeeAssign", attendee["id"], {"memberId": member}),
        ("attendeeDismiss", attendee["id"], {}),
        ("attendeeRestore", attendee["id"], {}),
        ("entryReverse", entry, {"reason": "x"}),
    )
    for name, thing, more in deeds:
        there = await webinar.ours.do("elsewhere", name, {"id": thing} | more, "")
        missing = await webinar.ours.do("elsewhere", name, {"id": thing[:3] + MISSING} | more, "")
        assert there["userErrors"][0]["code"] == missing["userErrors"][0]["code"] == "NOT_FOUND", name
        assert there["userErrors"][0]["message"].replace(thing, "") == missing["userErrors"][0]["message"].replace(
            thing[:3] + MISSING, ""
        )
    adjusted = await webinar.ours.do("elsewhere", "entryAdjust", {"memberId": member, "reason": "x"} | adjustment, "")
    assert adjusted["userErrors"][0]["code"] == "NOT_FOUND"
    created = await webinar.ours.do(
        "elsewhere", "eventCreate", an_event(webinar.ours.chapters["jabar"]), "event { id }"
    )
    assert created["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await webinar.balance("ada"))["creditBalance"]["earned"] == "1.00"


@pytest.mark.parametrize("role", ["auditor", "ada"])
async def test_who_only_reads_can_do_nothing(webinar, role):
    for name, given in (
        ("eventCreate", an_event(webinar.ours.chapters["jabar"])),
        ("eventCancel", {"id": webinar.event}),
        ("uploadCreate", {"fileName": "x.csv"}),
    ):
        refused = await webinar.ours.do(role, name, given, "")
        assert refused["userErrors"][0]["code"] == "NOT_FOUND", name


async def test_a_member_sees_their_own_balance_and_nobody_elses(webinar):
    await webinar.imported(REPORT)
    own = await webinar.ours.data(
        "ada", "{ viewer { member { number creditBalance { earned programme { code } } } roles { role } } }"
    )
    assert own["viewer"] == {
        "member": {"number": "K-001", "creditBalance": {"earned": "1.00", "programme": {"code": "STR"}}},
        "roles": [{"role": "MEMBER"}],
    }
    query = "query($id: ID!) { member(id: $id) { number } node(id: $id) { id } members(first: 5) { totalCount } }"
    others = await webinar.ours.data("ada", query, {"id": webinar.ours.members["budi"]})
    assert others == {"member": None, "node": None, "members": {"totalCount": 0}}


async def test_a_registrar_of_the_national_board_sees_the_chapters_below_it(ours):
    query = "{ members(first: 2, orderBy: NAME) { totalCount nodes { number } pageInfo { hasNextPage endCursor } } }"
    first = (await ours.data("registrar", query))["members"]
    assert (first["totalCount"], [one["number"] for one in first["nodes"]]) == (4, ["K-002", "K-001"])
    after = first["pageInfo"]["endCursor"]
    query = (
        f'{{ members(first: 2, orderBy: NAME, after: "{after}") {{ nodes {{ number }} pageInfo {{ hasNextPage }} }} }}'
    )
    rest = (await ours.data("registrar", query))["members"]
    assert rest == {"nodes": [{"number": "K-003"}, {"number": "K-004"}], "pageInfo": {"hasNextPage": False}}
    assert (await ours.data("elsewhere", "{ members(first: 5) { totalCount } }"))["members"]["totalCount"] == 0


async def test_a_token_that_does_not_work_is_told_so(ours):
    answer = await ours.client.post(
        "/graphql", json={"query": "{ viewer { account { id } } }"}, headers={"authorization": "Bearer cpd_pat_x"}
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_token_is_made_used_and_revoked(ours):
    made = await ours.do("organizer", "apiTokenCreate", {"name": "skrip", "days": 7}, "id token")
    headers = {"authorization": f"Bearer {made['token']}"}
    asked = {"query": "{ viewer { account { name } } }"}
    answer = await ours.client.post("/graphql", json=asked, headers=headers)
    assert answer.json()["data"]["viewer"]["account"]["name"] == "organizer"
    foreign = await ours.do("auditor", "apiTokenRevoke", {"id": made["id"]}, "id")
    assert foreign["userErrors"][0]["code"] == "NOT_FOUND"
    await ours.do("organizer", "apiTokenRevoke", {"id": made["id"]}, "id")
    assert (await ours.client.post("/graphql", json=asked, headers=headers)).status_code == 401
    refused = await ours.do("organizer", "apiTokenCreate", {"name": "skrip", "days": 900}, "id")
    assert refused["userErrors"][0]["code"] == "TOKEN_DAYS"


async def test_the_schema_is_read_by_accounts_only(ours):
    query = "{ __schema { queryType { name } } }"
    assert "errors" in await ours.ask(None, query)
    assert (await ours.data("ada", query))["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": "  "}, "title", "VALUE_NEEDED"),
        ({"title": "x" * 301}, "title", "TEXT_TOO_LONG"),
        ({"title": "Satu\u0000dua"}, None, None),
        ({"sessions": []}, "sessions", "SESSIONS_COUNT"),
        ({"joinUrl": "javascript:alert(1)"}, "joinUrl", "NOT_AN_ADDRESS"),
        ({"programmes": ["prg" + MISSING]}, "programmes", "NOT_FOUND"),
        ({"seriesId": "srs" + MISSING}, "seriesId", "NOT_FOUND"),
    ],
)
async def test_bad_input_is_refused_at_its_field_and_nothing_is_logged(ours, change, field, code):
    given = an_event(ours.chapters["jabar"]) | change
    asked = "event { id } userErrors { field code message }"
    query = f"mutation M($input: EventCreateInput!) {{ eventCreate(input: $input) {{ {asked} }} }}"
    answer = await ours.ask("organizer", query, {"input": given})
    if code is None:
        assert answer["errors"]
    else:
        (error,) = answer["data"]["eventCreate"]["userErrors"]
        assert (error["field"][0], error["code"]) == (field, code)
    assert (await ours.data("organizer", "{ events(first: 5) { totalCount } }"))["events"]["totalCount"] == 0


async def test_sentences_are_in_the_readers_language(ours):
    given = an_event(ours.chapters["jabar"], title="")
    query = "mutation M($input: EventCreateInput!) { eventCreate(input: $input) { userErrors { message } } }"
    said = {
        language: (await ours.ask("organizer", query, {"input": given}, **{"accept-language": language}))["data"][
            "eventCreate"
        ]["userErrors"][0]["message"]
        for language in ("id", "en")
    }
    assert said["id"] != said["en"]
