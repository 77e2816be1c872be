"""Which of our two media types a client is answered in: https://graphql.github.io/graphql-over-http/draft/"""

from __future__ import annotations

import re
from functools import lru_cache

from schema.errors import RequestRefused

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"

_EXACT = 2


@lru_cache(maxsize=128)
def answer_type(accept: bytes) -> str:
    """The media type to answer in: the more wanted of our two, `application/json` when a client does not care.

    Refuses with 406 when neither is acceptable.
    """
    ranges = [_media_range(text) for text in (accept.decode("latin-1") or "*/*").split(",") if text.strip()]
    plain, newer = _wanted(JSON, ranges), _wanted(GRAPHQL_RESPONSE, ranges)
    if not plain[0] and not newer[0]:
        raise RequestRefused("accept-not-served", status=406)
    # Wanted alike: when both are named the newer type is meant, a wildcard means plain JSON.
    if newer > plain or (newer == plain and newer[1] == _EXACT):
        return GRAPHQL_RESPONSE
    return JSON


def _media_range(text: str) -> tuple[str, float]:
    """A media range and its weight; a range that asks for another charset than ours weighs nothing."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = _quality(value.strip())
        elif key.strip() == "charset" and value.strip().strip('"') not in {"utf-8", "utf8"}:
            return name, 0.0
    return name, quality


def _quality(text: str) -> float:
    return float(text) if re.fullmatch(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", text) else 0.0


def _wanted(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """How much a type is wanted and how exactly it was named: the most exact range decides (RFC 9110, 12.5.1)."""
    for exactness, name in ((_EXACT, media_type), (1, "application/*"), (0, "*/*")):
        weights = [quality for text, quality in ranges if text == name]
        if weights:
            return max(weights), exactness
    return 0.0, 0
