"""Ids: a prefix for the noun and 26 characters of Crockford's base 32.

New ones begin with the time in milliseconds (the ULID layout), so that they sort by age. Derived ones are a hash of
what caused them, so that the same cause twice is the same row.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _CROCKFORD for second in _CROCKFORD)
_SHIFTS = range(120, -1, -10)
"""130 bits are 26 letters of five bits each, taken two at a time."""


def new_id(prefix: str, now: datetime) -> str:
    """`mem_01J...`: 48 bits of milliseconds, 80 bits of chance."""
    milliseconds = int(now.timestamp() * 1000)
    return f"{prefix}_{_base32((milliseconds << 80) | int.from_bytes(os.urandom(10), 'big'))}"


def derived_id(prefix: str, *causes: str | int) -> str:
    """`ent_...`: 130 bits of SHA-256 over the causes. The same causes give the same id, always."""
    digest = hashlib.sha256("\x1f".join(map(str, causes)).encode()).digest()
    return f"{prefix}_{_base32(int.from_bytes(digest[:17], 'big') >> 6)}"


def _base32(number: int) -> str:
    # An import makes tens of thousands of them; base64.b32encode takes more than twice as long.
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
