from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.story.association import Association, an_event, running


@pytest.fixture
async def ours(database_url: str) -> AsyncIterator[Association]:
    async with running(database_url) as association:
        yield association


@dataclass(frozen=True, slots=True)
class Webinar:
    """A published event that is over, with its meeting on Zoom."""

    ours: Association
    event: str
    meeting: str

    async def imported(self, content: bytes, role: str = "organizer", **given: Any) -> Any:
        """Uploads a file and imports it; the payload of attendanceImport."""
        upload = await self.ours.do(role, "uploadCreate", {"fileName": "laporan.csv"}, "uploadId url")
        put = await self.ours.client.put(upload["url"], content=content)
        assert put.status_code == 204, put.text
        wanted = {"uploadId": upload["uploadId"], "meetingId": self.meeting} | given
        summary = "isNew layout rows people matched toReview guests entriesPosted creditsPosted entriesReversed"
        fields = f"attendanceImport {{ id state }} summary {{ {summary} problems {{ line message }} }}"
        return await self.ours.do(role, "attendanceImport", wanted, fields)

    async def queue(self, states: str = "REVIEW", role: str = "organizer") -> list[Any]:
        query = (
            "query($event: ID!) { unmatchedAttendees(first: 50, filter: {eventId: $event, states: ["
            + states
            + "]}) { nodes { id name version state candidates { id fullName reasons } } } }"
        )
        return (await self.ours.data(role, query, {"event": self.event}))["unmatchedAttendees"]["nodes"]

    async def balance(self, member: str) -> Any:
        query = (
            "query($id: ID!) { member(id: $id) { creditBalance { earned counted pending standing }"
            " creditEntries(first: 20) { nodes { id kind credits reason reversedBy { id }"
            " decision { findings { code message source passed } presence { seconds } } } } } }"
        )
        return (await self.ours.data("registrar", query, {"id": self.ours.members[member]}))["member"]


@pytest.fixture
async def webinar(ours: Association) -> Webinar:
    fields = "event { id slug status sessions { id meetings { id } } }"
    created = await ours.do("organizer", "eventCreate", an_event(ours.chapters["jabar"]), fields)
    assert created["userErrors"] == []
    event = created["event"]
    published = await ours.do("organizer", "eventPublish", {"id": event["id"]}, "event { status }")
    assert published["event"]["status"] == "PUBLISHED"
    return Webinar(ours, event["id"], event["sessions"][0]["meetings"][0]["id"])
