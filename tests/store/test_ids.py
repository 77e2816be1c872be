"""Ids that are derived are written into the ledger: the same cause is the same id, in every version."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.store.ids import derived_id, new_id

NOW = datetime(2026, 6, 12, 12, tzinfo=UTC)
RFC_4648_TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        (("ent", "award", "ses_1", "mem_1", "prg_1", "webinar-attended", 1), "ent_M1HYG7STWCPH5STCM8207TA217"),
        (("att", "mtg_1", "e:sari@contoh.example"), "att_3P02C89GHNWBRPRQJ8N1DSTNK6"),
        (("dec",), "dec_WERC8GMRZGE196QVYK49JVXS4G"),
    ],
)
def test_a_derived_id_is_the_same_for_ever(causes: tuple[str | int, ...], expected: str) -> None:
    prefix, *rest = causes
    assert derived_id(str(prefix), *rest) == expected


@given(st.lists(st.one_of(st.text(st.characters(codec="utf-8")), st.integers()), max_size=5))
def test_a_derived_id_is_the_base_32_of_130_bits_of_the_hash(causes: list[str | int]) -> None:
    digest = hashlib.sha256("\x1f".join(map(str, causes)).encode()).digest()
    letters = base64.b32encode(digest)[:26].decode().translate(RFC_4648_TO_CROCKFORD)
    assert derived_id("ent", *causes) == f"ent_{letters}"


def test_new_ids_sort_by_age_to_the_millisecond() -> None:
    ages = [timedelta(days=-9000), timedelta(0), timedelta(milliseconds=1), timedelta(days=9000)]
    ids = [new_id("mem", NOW + age) for age in ages]
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"mem_[0-9A-HJKMNP-TV-Z]{26}", one) for one in ids)


def test_two_new_ids_of_the_same_moment_differ() -> None:
    assert new_id("mem", NOW) != new_id("mem", NOW)
