"""Balances and the ledger's entries, with the decisions behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import graphene
import orjson

from cpd.core.errors import NotFound
from cpd.core.rules.model import Finding as FindingValue
from cpd.core.rules.model import RequirementProgress as Progress
from cpd.core.rules.model import Uncounted
from cpd.ops import access
from cpd.ops.balances import MemberBalance, entries_by_id
from cpd.ops.decisions import findings_of
from cpd.store.columns import instant
from cpd.store.tx import Row
from cpd.words import sentence
from schema.chapters import Programme
from schema.context import Context
from schema.events import Event, Session
from schema.nodes import Node, findable
from schema.scalars import Credits, Date, DateTime
from schema.words import ActivityRole, EntryKind, RequirementKind, StandingName


class Finding(graphene.ObjectType):
    """What one rule said."""

    code = graphene.String(required=True, description="The rule's code, such as minimum-presence.")
    message = graphene.String(required=True, description="The finding as a sentence in the reader's language.")
    source = graphene.String(required=True, description="The clause it stands on; empty for the house's own.")
    passed = graphene.Boolean(required=True, description="Whether it was met.")

    @staticmethod
    def resolve_message(finding: FindingValue, info: graphene.ResolveInfo) -> str:
        return sentence(finding.code, finding.values, info.context.language)


class Interval(graphene.ObjectType):
    """A stretch of time, the end not inside."""

    starts_at = graphene.Field(DateTime, required=True, description="Its first moment.")
    ends_at = graphene.Field(DateTime, required=True, description="The moment after it.")

    @staticmethod
    def resolve_starts_at(stretch: list[int], _info: graphene.ResolveInfo) -> object:
        return instant(stretch[0])

    @staticmethod
    def resolve_ends_at(stretch: list[int], _info: graphene.ResolveInfo) -> object:
        return instant(stretch[1])


class Presence(graphene.ObjectType):
    """Time that was counted: all connections united, inside the session and outside its breaks."""

    seconds = graphene.Int(required=True, description="The sum of the intervals.")
    intervals = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Interval))), description="Disjoint, by time."
    )

    @staticmethod
    def resolve_seconds(decided: Row, _info: graphene.ResolveInfo) -> int:
        return int(decided["presence_seconds"])

    @staticmethod
    def resolve_intervals(decided: Row, _info: graphene.ResolveInfo) -> object:
        return orjson.loads(decided["intervals"])


class Decision(graphene.ObjectType):
    """Why it is so many credits."""

    findings = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(Finding))), description="In the order the rules were asked."
    )
    pack = graphene.String(description="The rule pack; null when none held.")
    pack_edition = graphene.String(description="Its edition; null when none held.")
    role = graphene.Field(ActivityRole, required=True, description="The role it was decided for.")
    presence = graphene.Field(Presence, required=True, description="The time that was weighed.")

    @staticmethod
    def resolve_findings(decided: Row, _info: graphene.ResolveInfo) -> list[FindingValue]:
        return findings_of(decided["findings"])

    @staticmethod
    def resolve_pack(decided: Row, _info: graphene.ResolveInfo) -> str | None:
        code: str | None = decided["pack_code"]
        return code

    @staticmethod
    def resolve_pack_edition(decided: Row, _info: graphene.ResolveInfo) -> str | None:
        edition: str | None = decided["edition"]
        return edition

    @staticmethod
    def resolve_role(decided: Row, _info: graphene.ResolveInfo) -> str:
        return str(decided.get("decision_role") or decided["role"])

    @staticmethod
    def resolve_presence(decided: Row, _info: graphene.ResolveInfo) -> Row:
        return decided


class CreditCategory(graphene.ObjectType):
    """A kind of credit."""

    code = graphene.String(required=True, description="The rule pack's word.")


class CreditEntry(graphene.ObjectType):
    """One line of the ledger. Never changed; a correction is another entry."""

    class Meta:
        interfaces = (Node,)

    kind = graphene.Field(EntryKind, required=True, description="What it is.")
    credits = graphene.Field(Credits, required=True, description="Signed; a reversal is negative.")
    category = graphene.Field(CreditCategory, required=True, description="Its kind of credit.")
    earned_on = graphene.Field(Date, required=True, description="The date it belongs to, where it was earned.")
    posted_at = graphene.Field(DateTime, required=True, description="When it was posted.")
    reason = graphene.String(required=True, description="Why, for what a person posted; may be empty.")
    event = graphene.Field(Event, description="The event that earned it.")
    session = graphene.Field(Session, description="The session that earned it.")
    reverses = graphene.Field(lambda: CreditEntry, description="The entry it takes back.")
    reversed_by = graphene.Field(lambda: CreditEntry, description="The entry that takes it back.")
    decision = graphene.Field(Decision, description="Why it is so many.")

    @staticmethod
    def resolve_category(entry: Row, _info: graphene.ResolveInfo) -> Mapping[str, str]:
        return {"code": entry["category"]}

    @staticmethod
    def resolve_earned_on(entry: Row, _info: graphene.ResolveInfo) -> date:
        return date.fromisoformat(entry["earned_on"])

    @staticmethod
    def resolve_posted_at(entry: Row, _info: graphene.ResolveInfo) -> object:
        return instant(entry["posted_at"])

    @staticmethod
    async def resolve_event(entry: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.event.load(entry["event_id"]) if entry["event_id"] else None

    @staticmethod
    async def resolve_session(entry: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.session.load(entry["session_id"]) if entry["session_id"] else None

    @staticmethod
    async def resolve_reverses(entry: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.entry.load(entry["reverses_id"]) if entry["reverses_id"] else None

    @staticmethod
    async def resolve_reversed_by(entry: Row, info: graphene.ResolveInfo) -> Row | None:
        return await info.context.loaders.entry.load(entry["reversed_by_id"]) if entry["reversed_by_id"] else None

    @staticmethod
    def resolve_decision(entry: Row, _info: graphene.ResolveInfo) -> Row | None:
        return entry if entry["decision_id"] else None


class Cycle(graphene.ObjectType):
    """The time in which credits count toward one renewal."""

    starts_on = graphene.Field(Date, required=True, description="Its first day.")
    ends_on = graphene.Field(Date, required=True, description="Its last day.")
    state = graphene.String(required=True, description="open, or over.")


class RequirementProgress(graphene.ObjectType):
    """One requirement of the pack, in the cycle or one of its years."""

    code = graphene.String(required=True, description="The requirement's code.")
    title = graphene.String(required=True, description="In the reader's language.")
    kind = graphene.Field(RequirementKind, required=True, description="What it asks.")
    starts_on = graphene.Field(Date, required=True, description="First day of the time it is about.")
    ends_on = graphene.Field(Date, required=True, description="Last day of it.")
    minimum = graphene.Field(Credits, description="At least so much; null when there is no minimum.")
    maximum = graphene.Field(Credits, description="At most so much counts; null when there is no maximum.")
    earned = graphene.Field(Credits, required=True, description="What final entries bring to it.")
    counted = graphene.Field(Credits, required=True, description="What of it counts after every maximum.")
    remaining = graphene.Field(Credits, required=True, description="What is missing of the minimum.")
    is_met = graphene.Boolean(required=True, description="Whether it is met.")
    source = graphene.String(required=True, description="The clause it stands on.")

    @staticmethod
    def resolve_title(progress: Progress, info: graphene.ResolveInfo) -> str:
        return str(info.context.title(progress.title))


class UncountedCredit(graphene.ObjectType):
    """Credits that do not count, and why."""

    entry = graphene.Field(CreditEntry, description="The entry.")
    credits = graphene.Field(Credits, required=True, description="How many of its credits do not count.")
    finding = graphene.Field(Finding, required=True, description="Why.")

    @staticmethod
    async def resolve_entry(uncounted: Uncounted, info: graphene.ResolveInfo) -> Row | None:
        found: Row | None = await info.context.loaders.entry.load(uncounted.entry)
        return found


class CreditBalance(graphene.ObjectType):
    """What counts in a cycle, and what is missing."""

    programme = graphene.Field(Programme, required=True, description="What it is about.")
    cycle = graphene.Field(Cycle, required=True, description="The cycle that the day is in.")
    unit = graphene.String(required=True, description="What the credits are called, in the reader's language.")
    required = graphene.Field(Credits, required=True, description="What the cycle asks in total.")
    earned = graphene.Field(Credits, required=True, description="The sum of all entries of the cycle.")
    counted = graphene.Field(Credits, required=True, description="What of it counts.")
    pending = graphene.Field(Credits, required=True, description="What of it is not final yet.")
    remaining = graphene.Field(Credits, required=True, description="What is missing of the total.")
    days_left = graphene.Int(required=True, description="Days to the end of the cycle, 0 when it is over.")
    standing = graphene.Field(StandingName, required=True, description="How the member stands.")
    requirements = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(RequirementProgress))), description="All that is asked."
    )
    uncounted = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(UncountedCredit))), description="What does not count, and why."
    )

    @staticmethod
    def of(found: MemberBalance, context: Context) -> Mapping[str, object]:
        """A balance as its fields are read."""
        balance = found.balance
        over = found.cycle.closes_on < context.today
        return {
            "programme": found.programme,
            "cycle": {
                "starts_on": found.cycle.starts_on,
                "ends_on": found.cycle.ends_on,
                "state": "over" if over else "open",
            },
            "unit": context.title(found.pack.unit),
            "required": balance.required,
            "earned": balance.earned,
            "counted": balance.counted,
            "pending": balance.pending,
            "remaining": balance.remaining,
            "days_left": balance.days_left,
            "standing": balance.standing.value.lower(),
            "requirements": balance.requirements,
            "uncounted": balance.uncounted,
        }


async def _entry(context: Context, node_id: str) -> Row | None:
    found = await entries_by_id([node_id]) if context.viewer is not None else []
    if not found or context.viewer is None:
        return None
    try:
        await access.member(context.viewer, found[0]["member_id"])
    except NotFound:
        return None
    return found[0]


findable("ent", CreditEntry, _entry)
