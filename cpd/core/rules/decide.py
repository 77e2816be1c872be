"""One case and a pack -> how many credits, with every finding."""

from __future__ import annotations

from cpd.core.rules.amounts import earned
from cpd.core.rules.conditions import judged
from cpd.core.rules.evidence import shown
from cpd.core.rules.model import Case, Decision, Finding
from cpd.core.rules.pack import Pack


def decide(case: Case, pack: Pack) -> Decision:
    """What the case earns under the pack. Pure: the same case and edition give the same decision.

    Every condition that fits is asked, also after one has failed, so that a member reads all reasons at once.
    """
    times, findings = shown(case, pack)
    conditions, award = pack.lines_for(case.words)
    found = [*findings]
    for condition in conditions:
        finding = judged(condition, times)
        if finding is not None:
            found.append(finding)
    credits, rule = 0, ""
    if award is None:
        values = {"kind": case.kind, "role": case.role, "level": case.level or "-", "mode": case.mode or "-"}
        found.append(Finding("award-missing", values, pack.source, passed=False))
    elif all(one.passed for one in found):
        credits, how = earned(award, times, conditions)
        found += how
        rule = award.id if credits else ""
    return Decision(
        credits=credits,
        category=award.category or case.category if award is not None else case.category,
        rule=rule,
        findings=tuple(found),
        pack=pack.code,
        edition=pack.edition,
        counted_seconds=times.earning_present_seconds,
    )
