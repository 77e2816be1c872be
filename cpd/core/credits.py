"""Credits in whole hundredths. No float comes near them."""

from __future__ import annotations

import re

from cpd.core.errors import InputRefused

HUNDREDTHS_MAX = 99_999_999
"""999,999.99 credits: more than any career, and small enough for every database's integer."""

_TEXT = re.compile(r"-?(?:0|[1-9][0-9]{0,5})\.[0-9]{2}", re.ASCII)
_LOOSE = re.compile(r"-?(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,2})?", re.ASCII)


class NotCreditsError(InputRefused):
    """Text that is not an amount of credits."""

    def __init__(self, text: str) -> None:
        super().__init__("not-credits", text=text[:40])


def credits_text(hundredths: int) -> str:
    """Hundredths as text with exactly two decimals: 150 -> "1.50", -5 -> "-0.05"."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02d}"


def credits_from_text(text: str) -> int:
    """Text with exactly two decimals as hundredths; the strict reading of the API's Credits scalar.

    Refuses everything else with NotCreditsError: "1", "1.5", "1e2", "NaN", digits of other scripts.
    """
    if _TEXT.fullmatch(text) is None:
        raise NotCreditsError(text)
    return _hundredths(text)


def credits_from_decimal_text(text: str) -> int:
    """As `credits_from_text`, for rule packs and tables, where "1" and "0.5" are usual."""
    if _LOOSE.fullmatch(text) is None:
        raise NotCreditsError(text)
    return _hundredths(text)


def _hundredths(text: str) -> int:
    whole, _, decimals = text.removeprefix("-").partition(".")
    amount = int(whole) * 100 + int(decimals.ljust(2, "0"))
    return -amount if text.startswith("-") else amount
