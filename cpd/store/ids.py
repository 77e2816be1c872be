"""Ids: a prefix for the noun and 26 characters of Crockford's base 32.

New ones begin with the time in milliseconds (the ULID layout), so that they sort by age. Derived ones are a hash of
what caused them, so that the same cause twice is the same row.
"""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import datetime

_LENGTH = 26
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def new_id(prefix: str, now: datetime) -> str:
    """`mem_01J...`: 48 bits of milliseconds, 80 bits of chance."""
    milliseconds = int(now.timestamp() * 1000)
    return f"{prefix}_{_base32((milliseconds << 80) | int.from_bytes(os.urandom(10), 'big'))}"


def derived_id(prefix: str, *causes: str | int) -> str:
    """`ent_...`: 130 bits of SHA-256 over the causes. The same causes give the same id, always."""
    digest = hashlib.sha256("\x1f".join(map(str, causes)).encode()).digest()
    return f"{prefix}_{_base32(int.from_bytes(digest[:17], 'big') >> 6)}"


def _base32(number: int) -> str:
    # 130 bits are 26 letters of five bits each; the library wants whole bytes, so six bits of nothing come after.
    letters = base64.b32encode((number << 6).to_bytes(17, "big"))[:_LENGTH]
    return letters.translate(_CROCKFORD).decode("ascii")
