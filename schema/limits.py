"""What one request may ask for, in one place. Each refusal says the limit, and where it is known what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from schema.errors import RequestRefused


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request, and of what is remembered between requests.

    `cost` is the number of fields the answer may hold: each field once for every object it is asked of, where a list
    counts as its `first`, `last` or number of `ids`, or as `list_size` when it has none of these.
    `depth` counts fields from the root; reading the schema itself has a bound of its own.
    `comparisons` bounds the check that fields of one name can be merged, whose work grows with their square.
    """

    body_bytes: int = 1_000_000
    body_seconds: float = 15
    document_characters: int = 50_000
    tokens: int = 2_000
    depth: int = 10
    aliases: int = 30
    root_fields: int = 20
    cost: int = 20_000
    list_size: int = 10
    comparisons: int = 50_000
    validation_errors: int = 10
    seconds: float = 10
    cached_documents: int = 500
    cached_characters: int = 400_000


class LimitExceeded(RequestRefused):
    """More was asked than Limits allow. `actual` is None where counting stopped at the limit."""

    def __init__(
        self, code: str, /, *, limit: int, actual: int | None = None, status: int = 400, well_formed: bool = True
    ) -> None:
        numbers = {"limit": limit} if actual is None else {"limit": limit, "actual": actual}
        super().__init__(code, status=status, well_formed=well_formed, headers=(), extensions=numbers, **numbers)
