"""Maximums of a day, of an activity and of a category together, against trying everything."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.core.rules.balance import balance
from cpd.core.rules.loading import load_pack
from cpd.core.rules.model import Cycle, LedgerLine

YEAR = Cycle(date(2026, 1, 1), date(2026, 12, 31))


def requirement(code: str, keys: str) -> str:
    return f'\n[[requirements]]\ncode = "{code}"\ntitle = {{ id = "i", en = "e" }}\nsource = "s"\n{keys}\n'


SMALL = (
    '[pack]\ncode = "small"\nedition = "1"\nholds_from = 2026-01-01\ntitle = { id = "i", en = "e" }\n'
    'unit = { id = "i", en = "e" }\nsource = "s"\ncertainty = "example"\nchecked_on = 2026-01-01\n'
    '[[categories]]\ncode = "a"\ntitle = { id = "i", en = "e" }\n'
    '[[categories]]\ncode = "b"\ntitle = { id = "i", en = "e" }\n'
    '[rounding]\ndirection = "down"\nstep = "0.01"\n[stated_minutes]\naccepted = false\nsource = "s"\n'
    '[cycle]\nanchor = "certification"\nmonths = 12\ntotal = "0.06"\nsource = "s"\n'
)
CAPPED = load_pack(
    SMALL
    + requirement("cap-b", 'categories = ["b"]\nmaximum = "0.03"')
    + requirement("per-event", 'each = "activity"\nmaximum = "0.03"')
    + requirement("per-day", 'each = "day"\nmaximum = "0.04"')
    + requirement("least-b", 'categories = ["b"]\nminimum = "0.02"\nwithin = { last_months = 6 }'),
    "small",
)
drawn_lines = st.lists(
    st.builds(
        lambda credits, category, month, event: (credits, category, date(2026, month, 1), event),
        st.integers(1, 3),
        st.sampled_from(["a", "b"]),
        st.sampled_from([5, 9]),
        st.sampled_from(["", "x", "y"]),
    ),
    min_size=1,
    max_size=5,
).map(lambda drawn: [LedgerLine(f"e{n}", *one[:3], activity=one[3]) for n, one in enumerate(drawn)])


@settings(max_examples=150, deadline=None)
@given(drawn_lines)
def test_days_and_activities_count_what_trying_everything_finds(lines: list[LedgerLine]) -> None:
    def is_allowed(taken: tuple[int, ...]) -> bool:
        caps: dict[object, int] = {}
        for one, amount in zip(lines, taken, strict=True):
            for key in (("day", one.earned_on), ("event", one.activity or one.id), ("category", one.category)):
                caps[key] = caps.get(key, 0) + amount
        limits = {"day": 4, "event": 3}
        return all(
            amount <= limits.get(str(key[0]), 3 if key[1] == "b" else 99)  # type: ignore[index]
            for key, amount in caps.items()
        )

    best = max(sum(taken) for taken in product(*(range(one.credits + 1) for one in lines)) if is_allowed(taken))
    assert balance(lines, YEAR, CAPPED, date(2026, 7, 1)).counted == best
