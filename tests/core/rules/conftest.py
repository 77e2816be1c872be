"""Small packs and cases, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cpd.core.intervals import Interval
from cpd.core.rules.decide import decide
from cpd.core.rules.loading import builtin_pack_text, load_pack
from cpd.core.rules.model import Case, Decision, LedgerLine
from cpd.core.rules.pack import Pack

HEAD = """
[pack]
code = "trial"
edition = "1"
holds_from = 2026-01-01
title = { id = "Uji", en = "Trial" }
unit = { id = "SKP", en = "credits" }
source = "Trial rules"
certainty = "example"
checked_on = 2026-01-01

[[categories]]
code = "learning"
title = { id = "Pembelajaran", en = "Learning" }

[[categories]]
code = "service"
title = { id = "Pelayanan", en = "Service" }
"""
ROUNDING = """
[rounding]
direction = "down"
step = "0.01"
"""
STATED = """
[stated_minutes]
accepted = false
source = "Trial rules, stated"
"""
HOURLY = """
[[awards]]
id = "hourly"
minutes_per_credit = 60
source = "Trial rules, award"
"""


@pytest.fixture
def pack_text() -> Callable[..., str]:
    """A valid pack, with what the test adds, or puts in place of a part."""

    def made(
        more: str = "", head: str = HEAD, rounding: str = ROUNDING, stated: str = STATED, awards: str = HOURLY
    ) -> str:
        return head + rounding + stated + awards + more

    return made


@pytest.fixture
def a_pack(pack_text: Callable[..., str]) -> Callable[..., Pack]:
    def made(*parts: str, **named: str) -> Pack:
        return load_pack(pack_text(*parts, **named), "trial.toml")

    return made


@pytest.fixture
def a_case() -> Callable[..., Case]:
    """A webinar of `core` minutes from 0, attended for `present` minutes from 0, unless the test says otherwise."""

    def made(
        core: int = 60, present: int | None = None, case_core: tuple[Interval, ...] | None = None, **fields: object
    ) -> Case:
        there = core if present is None else present
        given: dict[str, object] = {
            "core": (Interval(0, core * 60),) if case_core is None else case_core,
            "presence": (Interval(0, there * 60),),
            "kind": "webinar",
            "role": "participant",
            "category": "learning",
            "earned_on": date(2026, 6, 12),
            "level": "national",
            "mode": "live_online",
            **fields,
        }
        return Case(**given)  # type: ignore[arg-type]

    return made


@pytest.fixture
def decided(a_case: Callable[..., Case], a_pack: Callable[..., Pack]) -> Callable[..., Decision]:
    """Decides a case under a trial pack with these parts."""

    def made(more: str = "", *, pack: str = "", **case: object) -> Decision:
        named = {"awards": pack} if pack else {}
        return decide(a_case(**case), a_pack(more, **named))

    return made


@pytest.fixture
def shipped() -> Callable[..., Pack]:
    """A shipped pack, with words of its text exchanged."""

    def made(name: str, *changes: tuple[str, str]) -> Pack:
        text = builtin_pack_text(name)
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        return load_pack(text, f"{name}.toml")

    return made


@pytest.fixture
def line() -> Callable[..., LedgerLine]:
    """An entry: `line("a", 100)` is 1.00 of learning on 12 June 2026."""

    def made(id: str, credits: int, category: str = "learning", on: str = "2026-06-12", **more: object) -> LedgerLine:
        return LedgerLine(id, credits, category, date.fromisoformat(on), **more)  # type: ignore[arg-type]

    return made
