"""What an award line gives, once the conditions are met."""

from __future__ import annotations

from collections.abc import Sequence

from cpd.core.credits import credits_text
from cpd.core.errors import Value
from cpd.core.rules.conditions import earned_percent
from cpd.core.rules.evidence import Shown, clock
from cpd.core.rules.model import Finding
from cpd.core.rules.pack import Award, ChecksPerCredit, Condition, PresenceTiers, Rate
from cpd.core.rules.rounding import bounded, in_steps


def earned(award: Award, times: Shown, conditions: Sequence[Condition]) -> tuple[int, list[Finding]]:
    """Hundredths, with the findings on how they came about. `conditions` are those that fit the case."""
    # Both are whole percent, so the two together are ten thousandths.
    share = _tier_percent(conditions, times) * award.earns_percent
    if award.rate is None:
        amount, findings = _fixed(award, times, share)
    else:
        amount, findings = _by_time(award, award.rate, times, share)
    for one in conditions:
        if isinstance(one.need, ChecksPerCredit) and amount:
            amount, finding = _as_far_as_checked(amount, one.need, award, times, one.source)
            findings.append(finding)
    return amount, findings


def _tier_percent(conditions: Sequence[Condition], times: Shown) -> int:
    percents = [earned_percent(one.need, times) for one in conditions if isinstance(one.need, PresenceTiers)]
    return min(percents, default=100)


def _fixed(award: Award, times: Shown, share: int) -> tuple[int, list[Finding]]:
    offered = award.fixed.get(times.case.level) or award.fixed[""]
    rounded = in_steps(offered * share, 10_000, award.rounding.step, award.rounding.direction)
    values: dict[str, Value] = {"line": award.id, "offered": credits_text(offered), "credits": credits_text(rounded)}
    return _within_bounds(rounded, award, Finding("award-fixed", values, award.source))


def _by_time(award: Award, rate: Rate, times: Shown, share: int) -> tuple[int, list[Finding]]:
    seconds = times.earning_present_seconds if rate.of == "presence" else times.earning_core_seconds
    seconds += min(times.case.preparation_seconds, rate.preparation_times * seconds)
    rounding = award.rounding
    # seconds x 100 hundredths / (minutes x 60), of which `share` / 10,000 is given.
    rounded = in_steps(seconds * share, rate.minutes_per_credit * 6_000, rounding.step, rounding.direction)
    values: dict[str, Value] = {
        "line": award.id,
        "seconds": seconds,
        "time": clock(seconds),
        "minutes": rate.minutes_per_credit,
        "step": credits_text(rounding.step),
        "credits": credits_text(rounded),
    }
    return _within_bounds(rounded, award, Finding("award-by-time", values, award.source))


def _within_bounds(rounded: int, award: Award, finding: Finding) -> tuple[int, list[Finding]]:
    amount = bounded(rounded, award.rounding)
    findings = [finding]
    if amount == 0:
        least = max(award.rounding.minimum, award.rounding.step)
        findings.append(_bound("award-below-minimum", rounded, least, award, passed=False))
    elif amount < rounded:
        findings.append(_bound("award-above-maximum", rounded, amount, award))
    elif amount > rounded:
        findings.append(_bound("award-raised-to-floor", rounded, amount, award))
    return amount, findings


def _bound(code: str, rounded: int, bound: int, award: Award, *, passed: bool = True) -> Finding:
    values: dict[str, Value] = {"credits": credits_text(rounded), "bound": credits_text(bound)}
    return Finding(code, values, award.source, passed)


def _as_far_as_checked(
    amount: int, need: ChecksPerCredit, award: Award, times: Shown, source: str
) -> tuple[int, Finding]:
    """As many credits as the answered checks vouch for, rounded down: a missed check is not made up by rounding."""
    answered, asked = times.case.checks_answered, times.case.checks_asked
    needed = -(-amount * need.count // 100)
    vouched = amount
    if need.count:
        vouched = min(vouched, in_steps(answered * 100, need.count, award.rounding.step, "down"))
    if need.each_asked and asked:
        needed = max(needed, asked)
        vouched = min(vouched, in_steps(amount * answered, asked, award.rounding.step, "down"))
    if vouched < award.rounding.minimum:
        vouched = 0
    values: dict[str, Value] = {
        "answered": answered,
        "asked": asked,
        "needed": needed,
        "offered": credits_text(amount),
        "credits": credits_text(vouched),
    }
    return vouched, Finding("checks-per-credit", values, source, passed=vouched == amount)
