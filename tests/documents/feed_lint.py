"""The bytes of a calendar feed, read strictly: what lenient parsers forgive is a finding here.

RFC 5545 (lines, text, components), RFC 7986 (feeds), and what subscribing apps need beyond them. Standard library only,
so that it owes nothing to the library that writes the feeds.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE_OCTETS_MAX = 75
CONTENT_LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)"
    r'(?P<parameters>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*)'
    r":(?P<value>.*)",
    re.DOTALL,
)
PARAMETER = re.compile(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";])*)')
TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
TEXT_LIST = re.compile(r"(?:[^\\;]|\\[\\,;nN])*")
UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
LOCAL_TIME = re.compile(r"\d{8}T\d{6}")
DAY = re.compile(r"\d{8}")
DURATION = re.compile(r"-?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)(?<![PT])")
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]+", re.IGNORECASE)

TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "RELATED-TO", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "TZID"}
VALUE_OF = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "CONFERENCE": "URI"}
SHAPES = {
    **dict.fromkeys(TEXTS, TEXT),
    "CATEGORIES": TEXT_LIST,
    **dict.fromkeys(("DTSTAMP", "CREATED", "LAST-MODIFIED"), UTC_TIME),
    **dict.fromkeys(("REFRESH-INTERVAL", "X-PUBLISHED-TTL", "TRIGGER"), DURATION),
    **dict.fromkeys(("URL", "SOURCE", "CONFERENCE"), URI),
    "SEQUENCE": re.compile(r"\d+"),
    "STATUS": re.compile("CONFIRMED|TENTATIVE|CANCELLED"),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "COLOR": re.compile("[a-z]+"),
}
NEEDED = {
    "VCALENDAR": {"VERSION", "PRODID", "NAME", "X-WR-CALNAME", "LAST-MODIFIED", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "VEVENT": {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "CREATED", "LAST-MODIFIED", "STATUS", "TRANSP"),
    },
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}
FORBIDDEN = {"VCALENDAR": {"UID", "METHOD"}, "VEVENT": {"ATTENDEE", "ORGANIZER"}}
MANY = {"CATEGORIES", "CONFERENCE", "RELATED-TO", "RDATE"}
"""Properties that one component may have several times."""


@dataclass(frozen=True)
class Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    kind: str
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def value(self, name: str) -> str:
        found = self.first(name)
        return found.value if found else ""

    def all(self, kind: str) -> list[Component]:
        return [one for one in self.children if one.kind == kind]


def lint(raw: bytes) -> list[str]:
    """Everything that is wrong, in a sentence each; empty for a clean feed."""
    findings = list(_line_findings(raw))
    if findings:
        return findings
    try:
        calendar = parse(raw)
    except ValueError as broken:
        return [str(broken)]
    return [*_component_findings(calendar), *_feed_findings(calendar)]


def parse(raw: bytes) -> Component:
    """The one calendar of a feed. Raises ValueError with what is broken."""
    top = Component("")
    stack = [top]
    for line in raw.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        read = _property(line)
        if read.name == "BEGIN":
            stack.append(Component(read.value))
            stack[-2].children.append(stack[-1])
        elif read.name == "END":
            if stack.pop().kind != read.value:
                raise ValueError(f"END:{read.value} closes something else")
        else:
            stack[-1].properties.append(read)
    if len(stack) > 1 or top.properties or [one.kind for one in top.children] != ["VCALENDAR"]:
        raise ValueError("not exactly one VCALENDAR")
    return top.children[0]


def unescaped(text: str) -> str:
    """A TEXT value as a reader sees it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _property(line: str) -> Property:
    found = CONTENT_LINE.fullmatch(line)
    if not found:
        raise ValueError(f"not a content line: {line[:60]!r}")
    return Property(found["name"], dict(PARAMETER.findall(found["parameters"])), found["value"])


def _line_findings(raw: bytes) -> Iterator[str]:
    if raw.startswith(b"\xef\xbb\xbf"):
        yield "begins with a byte order mark"
    if not raw.endswith(b"\r\n"):
        yield "does not end with CRLF"
    for number, line in enumerate(raw.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if len(line) > LINE_OCTETS_MAX:
            yield f"line {number}: {len(line)} octets"
        if not line.strip(b" "):
            yield f"line {number}: empty"
        if re.search(rb"[\x00-\x1f\x7f]", line):
            yield f"line {number}: control character, or a line break that is not CRLF"
        try:
            if re.search("[\x80-\x9f\u2028\u2029\ufeff]", line.decode()):
                yield f"line {number}: control character or line separator beyond ASCII"
        except UnicodeDecodeError:
            yield f"line {number}: not UTF-8, or folded inside a character"


def _component_findings(component: Component) -> Iterator[str]:
    names = Counter(one.name for one in component.properties)
    where = f"{component.kind} {component.value('UID')}".strip()
    for missing in sorted(NEEDED.get(component.kind, set()) - set(names)):
        yield f"{where}: no {missing}"
    for name in sorted(FORBIDDEN.get(component.kind, set()) & set(names)):
        yield f"{where}: {name} does not belong into a feed"
    for name, count in names.items():
        if count > 1 and name not in MANY:
            yield f"{where}: {name} {count} times"
    for one in component.properties:
        yield from (f"{where}: {finding}" for finding in _property_findings(one))
    for child in component.children:
        yield from _component_findings(child)


def _property_findings(one: Property) -> Iterator[str]:
    shape = SHAPES.get(one.name)
    if shape and not shape.fullmatch(one.value):
        yield f"{one.name} is not well written: {one.value[:60]!r}"
    if one.parameters.get("VALUE") != VALUE_OF.get(one.name, one.parameters.get("VALUE")):
        yield f"{one.name} needs VALUE={VALUE_OF[one.name]}"
    if one.name in {"NAME", "X-WR-CALNAME"} and re.search(r"[\\,;]", one.value):
        yield f"{one.name} has a sign that apps show with its escaping"
    if one.parameters.get("FEATURE", "").startswith('"'):
        yield "the features of a CONFERENCE are quoted into one"


def _feed_findings(calendar: Component) -> Iterator[str]:
    kinds = [one.kind for one in calendar.children]
    if not kinds:
        yield "a calendar without any component"
    if kinds != sorted(kinds, key=lambda kind: kind != "VTIMEZONE"):
        yield "a VTIMEZONE after an event"
    zones = [one.value("TZID") for one in calendar.all("VTIMEZONE")]
    if zones != sorted(set(zones)):
        yield "zones twice, or not in order"
    events = calendar.all("VEVENT")
    for uid, count in Counter(one.value("UID") for one in events).items():
        if count > 1:
            yield f"UID {uid} {count} times"
    for event in events:
        yield from (f"VEVENT {event.value('UID')}: {finding}" for finding in _time_findings(event, set(zones)))


def _time_findings(event: Component, zones: set[str]) -> Iterator[str]:
    start, end = event.first("DTSTART"), event.first("DTEND")
    if not start or not end:
        return
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP is not the last change"
    if start.parameters != end.parameters or len(start.value) != len(end.value):
        yield "DTSTART and DTEND are of two kinds"
    elif end.value <= start.value:
        yield "DTEND is not after DTSTART"
    for one in (start, end):
        yield from _moment_findings(one, zones)


def _moment_findings(one: Property, zones: set[str]) -> Iterator[str]:
    zone = one.parameters.get("TZID")
    if one.parameters.get("VALUE") == "DATE":
        right = DAY.fullmatch(one.value) and not zone
    elif zone:
        right = LOCAL_TIME.fullmatch(one.value)
    else:
        right = UTC_TIME.fullmatch(one.value)
    if not right:
        yield f"{one.name} is not well written, or without a zone: {one.value!r}"
    if zone and zone not in zones:
        yield f"{one.name} in {zone}, which has no VTIMEZONE"


if __name__ == "__main__":
    found = lint(Path(sys.argv[1]).read_bytes())
    print("\n".join(found) or "clean")
    sys.exit(bool(found))
