"""The enums: the domain's words in capitals."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import graphene

from cpd.core.rules.model import Standing


def enumeration(name: str, description: str, values: Mapping[str, str]) -> type[graphene.Enum]:
    """An enum of lower-case words: `webinar` is WEBINAR in the API. `values`: word -> what it means."""
    python = enum.Enum(name, {word.upper(): word for word in values})  # type: ignore[misc]

    def describe(value: enum.Enum | None) -> str:
        return description if value is None else values[value.value]

    made: type[graphene.Enum] = graphene.Enum.from_enum(python, description=describe)
    return made


def word_of(value: object) -> str:
    """The lower-case word of an enum argument, whether graphene gave the member or its value."""
    return str(value.value if isinstance(value, enum.Enum) else value)


ActivityKind = enumeration(
    "ActivityKind",
    "What kind of activity an event is; rules award by it.",
    {
        "webinar": "A lecture online.",
        "workshop": "Work in small groups.",
        "bimtek": "Technical guidance (bimbingan teknis).",
        "training": "Training.",
        "congress": "A congress, jamboree or chapter assembly.",
        "talk_show": "A radio or television talk show.",
        "social_action": "Social action (bakti sosial).",
        "advocacy": "Advocacy and case response.",
        "competence_test": "A competence test.",
        "supervision": "Supervision.",
        "practice": "Practice itself.",
        "publication": "A publication.",
    },
)
ActivityRole = enumeration(
    "ActivityRole",
    "What somebody did in an activity.",
    {
        "participant": "Took part.",
        "speaker": "Spoke (narasumber).",
        "moderator": "Moderated.",
        "facilitator": "Facilitated.",
        "committee": "Organized.",
        "delegate": "Was sent by the association.",
    },
)
ActivityLevel = enumeration(
    "ActivityLevel",
    "How far an activity reaches.",
    {"local": "A chapter.", "national": "The country.", "international": "Beyond."},
)
ActivityMode = enumeration(
    "ActivityMode",
    "How people take part.",
    {
        "live_in_person": "In one place at one time.",
        "live_online": "Online at one time.",
        "self_study": "Alone.",
        "asynchronous": "Online, at any time.",
    },
)
MemberStatus = enumeration(
    "MemberStatus",
    "A member's standing in the association.",
    {"active": "Active.", "lapsed": "Has not renewed.", "honorary": "Honorary.", "deceased": "Has died."},
)
EventStatus = enumeration(
    "EventStatus",
    "Where an event is between its first note and its end.",
    {
        "draft": "Seen by its organizers only.",
        "published": "Seen by everybody.",
        "cancelled": "Will not take place; still shown, marked.",
        "closed": "Over, its credits are final.",
    },
)
EntryKind = enumeration(
    "EntryKind",
    "What a line of the ledger is.",
    {
        "award": "Credits for attendance.",
        "reversal": "Takes another entry back.",
        "adjustment": "Posted by a registrar, with a reason.",
        "carry_over": "Credits from the cycle before.",
        "expiry": "Carried credits that ran out.",
    },
)
AttendeeState = enumeration(
    "AttendeeState",
    "Who an attendee is, as far as is known.",
    {
        "auto": "Matched by evidence.",
        "review": "May be a member: a person has to look.",
        "none": "No member was found: a guest.",
        "assigned": "A person said which member it is.",
        "dismissed": "A person said that it is no member.",
    },
)
ImportState = enumeration(
    "ImportState",
    "Whether an import counts.",
    {
        "live": "Counts.",
        "replaced": "A later version of the same report counts instead.",
        "undone": "Was taken back.",
    },
)
RoleName = enumeration(
    "RoleName",
    "What an account may do.",
    {
        "member": "See their own.",
        "organizer": "Log events, import attendance, resolve names.",
        "registrar": "Keep members, credits, rules and renewals.",
        "auditor": "Read everything, change nothing.",
        "administrator": "Everything.",
    },
)
DateOrder = enumeration(
    "DateOrder",
    "The order of day, month and year in a file's dates.",
    {"dmy": "31/12/2026.", "mdy": "12/31/2026.", "ymd": "2026/12/31."},
)
RequirementKind = enumeration(
    "RequirementKind",
    "What a requirement asks.",
    {"minimum": "At least so much.", "maximum": "No more than so much counts.", "range": "Both."},
)
StandingName = enumeration(
    "Standing",
    "How a member stands in a cycle.",
    {
        Standing.COMPLETE.value.lower(): "Everything is met.",
        Standing.ON_TRACK.value.lower(): "Not complete, and at least as far as the cycle.",
        Standing.AT_RISK.value.lower(): "Behind the pace of the cycle.",
        Standing.SHORT.value.lower(): "The cycle is over and something is missing.",
        Standing.GRACE.value.lower(): "Over and short, within the time of grace.",
        Standing.LAPSED.value.lower(): "Over and short, the time of grace too.",
        Standing.EXEMPT.value.lower(): "Nothing is asked in this cycle.",
    },
)
