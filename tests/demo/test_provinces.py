from __future__ import annotations

import re

import pytest

from cpd.demo.provinces import CHAPTERS, NATIONAL, PROVINCES

BY_CODE = {chapter.code: chapter for chapter in CHAPTERS}


def test_there_are_38_chapters_below_one_national_board() -> None:
    below = [chapter for chapter in CHAPTERS if chapter.parent == NATIONAL]
    roots = [chapter for chapter in CHAPTERS if chapter.parent is None]
    assert len(below) == 38
    assert [chapter.code for chapter in roots] == [NATIONAL]
    assert len(CHAPTERS) == 39


def test_the_four_provinces_of_2022_are_there() -> None:
    assert {"papua-selatan", "papua-tengah", "papua-pegunungan", "papua-barat-daya"} <= BY_CODE.keys()


@pytest.mark.parametrize(
    ("code", "time_zone"),
    [
        ("aceh", "Asia/Jakarta"),
        ("dki-jakarta", "Asia/Jakarta"),
        ("jawa-timur", "Asia/Jakarta"),
        ("kepulauan-bangka-belitung", "Asia/Jakarta"),
        ("kalimantan-barat", "Asia/Pontianak"),
        ("kalimantan-tengah", "Asia/Pontianak"),
        ("kalimantan-selatan", "Asia/Makassar"),
        ("kalimantan-timur", "Asia/Makassar"),
        ("kalimantan-utara", "Asia/Makassar"),
        ("bali", "Asia/Makassar"),
        ("nusa-tenggara-timur", "Asia/Makassar"),
        ("gorontalo", "Asia/Makassar"),
        ("maluku", "Asia/Jayapura"),
        ("maluku-utara", "Asia/Jayapura"),
        ("papua-barat-daya", "Asia/Jayapura"),
        ("nasional", "Asia/Jakarta"),
    ],
)
def test_each_chapter_lives_in_its_own_zone(code: str, time_zone: str) -> None:
    assert BY_CODE[code].time_zone == time_zone


@pytest.mark.parametrize(
    ("time_zone", "count"), [("Asia/Jakarta", 16), ("Asia/Pontianak", 2), ("Asia/Makassar", 12), ("Asia/Jayapura", 8)]
)
def test_provinces_by_zone(time_zone: str, count: int) -> None:
    assert sum(one.time_zone == time_zone for one in PROVINCES) == count


def test_codes_are_unique_slugs_and_names_say_the_province() -> None:
    assert len(BY_CODE) == len(CHAPTERS)
    assert len({one.number for one in PROVINCES}) == 38
    for chapter in CHAPTERS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", chapter.code)
    assert BY_CODE["kalimantan-selatan"].name == "DPD Kalimantan Selatan"
    assert BY_CODE["kalimantan-selatan"].province == "Kalimantan Selatan"
