"""Python's collector of cycles, at rest while very many values are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cycles inside of the block; what nothing refers to any more is freed at once as ever.

    An import makes half a million values that live to its end and hold no cycles. Each time they have grown by a
    quarter the collector looks through all of them again: a third of the time of a large import.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Of two imports at a time the first one ends the rest for both: it never outlasts the last.
        if was_at_work:
            gc.enable()
