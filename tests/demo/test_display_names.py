from __future__ import annotations

import pytest

from cpd.demo.dice import Dice
from cpd.demo.display_names import DEVICES, Style, Workplace, display_name, initials, old_spelling
from cpd.demo.names import PersonName

NAME = PersonName("Hj.", "Sri Wahyuni", "S.Sos.")
PLACE = Workplace("Dinsos", "Jawa Timur")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("plain", "Sri Wahyuni"),
        ("upper", "SRI WAHYUNI"),
        ("lower", "sri wahyuni"),
        ("institution", "Sri Wahyuni_Dinsos Jawa Timur"),
        ("place", "Sri_Wahyuni_Dinsos_Jawa_Timur"),
        ("dashed", "DINSOS JAWA TIMUR - SRI WAHYUNI"),
        ("bracketed", "Sri Wahyuni (Dinsos Jawa Timur)"),
        ("piped", "Jawa Timur | Sri Wahyuni | Dinsos"),
        ("renamed", "Sri Wahyuni_Dinsos Jawa Timur (Sri)"),
    ],
)
def test_names_are_written_as_organizers_ask(style: Style, written: str) -> None:
    assert display_name(Dice("style"), NAME, PLACE, style) == written


def test_numbered_names_begin_with_three_digits() -> None:
    number, rest = display_name(Dice("number"), NAME, PLACE, "numbered").split("_", 1)
    assert len(number) == 3
    assert number.isdigit()
    assert rest == "Sri_Wahyuni_Dinsos_Jawa_Timur"


def test_titles_come_with_and_without_their_dots() -> None:
    dice = Dice("titles")
    written = {display_name(dice, NAME, PLACE, "titled") for _ in range(30)}
    assert written == {"Hj. Sri Wahyuni, S.Sos.", "Hj Sri Wahyuni SSos"}


def test_a_device_says_nothing_about_its_owner() -> None:
    assert display_name(Dice("device"), NAME, PLACE, "device") in DEVICES


def test_some_are_called_bu_or_pak() -> None:
    word, rest = display_name(Dice("address"), NAME, PLACE, "addressed").split(" ", 1)
    assert word in {"Bu", "Pak", "Kak", "Ibu"}
    assert rest == "Sri Wahyuni"


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Sujarwo", "Sudjarwo"), ("Djumadi", "Jumadi"), ("Sumarno", "Soemarno"), ("Boerhan", "Burhan"),
        ("Jonni", "Djonni"), ("Yani", "Yani"), ("Maya", "Maja"), ("Ali", "Ali"),
    ],
)  # fmt: skip
def test_old_spelling_changes_one_sound(new: str, old: str) -> None:
    assert old_spelling(new) == old


def test_initials_keep_the_first_name() -> None:
    assert initials("Sri Wahyuni Hartati") == "Sri W H"
