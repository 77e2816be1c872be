from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.credits import (
    HUNDREDTHS_MAX,
    NotCreditsError,
    credits_from_decimal_text,
    credits_from_text,
    credits_text,
)


@given(st.integers(-HUNDREDTHS_MAX, HUNDREDTHS_MAX))
def test_what_is_written_is_read_again(hundredths):
    text = credits_text(hundredths)
    assert text != "-0.00"
    assert credits_from_text(text) == credits_from_decimal_text(text) == hundredths


@pytest.mark.parametrize(("text", "hundredths"), [("1", 100), ("0.5", 50), ("-2.25", -225), ("0", 0)])
def test_a_pack_may_leave_decimals_out(text, hundredths):
    assert credits_from_decimal_text(text) == hundredths
    if hundredths != -225:
        with pytest.raises(NotCreditsError):
            credits_from_text(text)


@pytest.mark.parametrize(
    "text", ["", "1,00", "1.000", "1e2", "NaN", "+1.00", " 1.00", "1_000.00", "01.00", "١.٠٠", "1000000.00", ".50"]
)
def test_anything_else_is_refused_with_the_text(text):
    for read in (credits_from_text, credits_from_decimal_text):
        with pytest.raises(NotCreditsError) as refused:
            read(text)
        assert refused.value.values["text"] == text
