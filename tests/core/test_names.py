"""A name taken apart: titles, spelling, initials, and what people write around it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cpd.core.names as names_module
from cpd.core.display_names import display_name, says_just
from cpd.core.likeness import Level, likeness
from cpd.core.name_conventions import convention
from cpd.core.names import PersonName, folded, person_name

RULES = tomllib.loads((Path(names_module.__file__).parent / "names_id.toml").read_text("utf-8"))
BY = convention("id")
WORDS = st.text("abcdefghijklmnoprstuwyz", min_size=1, max_size=10)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def keys(text: str) -> tuple[str, ...]:
    return person_name(text).keys


def words(text: str) -> str:
    """What a display name names: people divided by a bar, initials behind a plus."""
    shown = display_name(text)
    people = [" ".join((*one.words, *(f"+{initial}" for initial in one.initials))) for one in shown.names]
    return " | ".join(people) + (" ?" if shown.unclear or shown.doubtful else "")


@pytest.mark.parametrize(
    "example",
    [example for table in ("front_titles", "address_forms", "back_titles") for example in RULES[table].values()],
)
def test_a_title_or_an_address_form_is_no_part_of_the_name(example: str) -> None:
    assert person_name(example).words in (("hartono", "lesmana"), ("kartini", "lesmana"))


@pytest.mark.parametrize("example", RULES["particles"].values())
def test_a_particle_is_no_part_of_the_name(example: str) -> None:
    assert len(keys(example)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(rule["example"] for rule in RULES["spelling"]),
        *(rule[1:] for rule in RULES["short_forms"].values()),
        *(rule[1:] for rule in RULES["phrases"].values()),
    ],
)
def test_a_rule_of_spelling_reads_its_example_as_one_name(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(("one", "other"), [rule["example"] for rule in RULES["two_people"]])
def test_endings_that_tell_people_apart_stay_apart(one: str, other: str) -> None:
    assert keys(one) != keys(other)
    assert BY.spelling.are_two_people(folded(one), folded(other))
    assert BY.spelling.are_two_people(folded(other), folded(one))


@pytest.mark.parametrize(("one", "other"), [("Suryadi", "Surjadi"), ("Juni", "Yuni"), ("Rahmat", "Slamet"), ("a", "i")])
def test_other_differences_are_not_called_two_people(one: str, other: str) -> None:
    assert not BY.spelling.are_two_people(folded(one), folded(other))


def test_order_of_birth_and_the_words_for_man_and_woman_tell_people_apart() -> None:
    assert BY.spelling.are_two_people("wayan", "made")
    assert BY.spelling.are_two_people("i", "ni")
    assert not BY.spelling.are_two_people("made", "made")


@pytest.mark.parametrize("table", ["institutions", "places", "devices", "marks"])
def test_what_stands_around_a_name_is_known_by_its_example(table: str) -> None:
    assert words(RULES[table]["example"]) == "nurul lesmana"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Prof. Dr. H.Budi Santoso, S.Sos., M.Si", "budi santoso"),
        ("Fransiskus Ngongo, S. Kep., Ns.", "fransiskus ngongo"),
        ("Rohmah Junaedah S Tr Sos", "rohmah junaedah"),
        ("Budi Santoso MA", "budi santoso"),
        ("Hartati SH", "hartati sh"),
        ("Hartati, SH", "hartati"),
        ("Budi Santoso, Drs.", "budi santoso"),
        ("Budi Santoso M.Kesos Kadir", "budi santoso kadir"),
        ("Aminah, Siti", "aminah siti"),
        ("rusli hi anugrah hi. samad", "rusli anugrah samad"),
        ("Besse Dg. Kanang", "besse dg kanang"),
        ("Sélvina Rorimpandey", "selvina rorimpandey"),
        ("Selvina\u200b Rorimpandey", "selvina rorimpandey"),
        ("Ma'ruf Al-Amin", "maruf al amin"),
        ("Dr.", "dr"),
        ("Bin", "bin"),
        ("I Made Rai", "i made rai"),
        ("Hartono B Tjandra W.", "hartono tjandra +b +w"),
        ("M.Rizki Pratama", "rizki pratama +m"),
        ("A.A. Gede Rai", "aa gede rai"),
        ("I Gst. Ngurah Rai", "ign rai"),
        ("S P", "+s +p"),
        ("Ahmad S P", "ahmad +s +p"),
        ("", ""),
        ("12345", ""),
    ],
)
def test_a_written_name_is_taken_apart(written: str, named: str) -> None:
    name = person_name(written)
    assert " ".join((*name.words, *(f"+{one}" for one in name.initials))) == named


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ("121_Ferdinanda_Bayu_Rumahlatu_UPT_PSBR_Buru", "ferdinanda bayu rumahlatu"),
        ("Fauzan Intan Mahyuni_UPT PSBR Banda Aceh", "fauzan intan mahyuni"),
        ("DINSOS TAPIN - NURUL HIDAYAH", "nurul hidayah"),
        ("DINSOS KAB TAPIN NURUL HIDAYAH", "nurul hidayah"),
        ("Dinsos-Nurul Hidayah", "nurul hidayah"),
        ("PKH Lingga Bayu", "lingga bayu"),
        ("Nurul Hidayah (Sentra Abiyoso)", "nurul hidayah"),
        ("Nurul Hidayah - RSUD Ulin", "nurul hidayah"),
        ("Kalimantan Selatan | Nurul Hidayah | PKH", "nurul hidayah"),
        ("Nurul Hidayah Kalimantan Selatan", "nurul hidayah"),
        ("Nurul Kalsel", "nurul kalsel"),
        ("Nurul Hidayah, S.Sos, Dinsos Tapin", "nurul hidayah"),
        ("Nurul Hidayah, Tapin", "nurul hidayah"),
        ("Nurul Hidayah_Bima Sakti", "nurul hidayah | bima sakti ?"),
        ("Andi Bima", "andi bima"),
        ("Bima", "bima"),
        ("Tapin", ""),
        ("DINSOS KAB MINAHASA", ""),
        ("SMKN7 Bandung - Rina Marlina", "rina marlina"),
        ("Tk. Rofiq", "tk rofiq"),
        ("iPhone", ""),
        ("iPhone (2)", ""),
        ("Redmi Note 9 Pro", ""),
        ("Galaxy A12 Nurul Hidayah", "nurul hidayah"),
        ("Nurul’s iPhone", "nurul"),
        ("Zoom User", ""),
        ("Host", ""),
        ("Peserta 12", ""),
        ("Peserta Nurul Hidayah", "nurul hidayah"),
        ("Nurul Hidayah Panitia", "nurul hidayah"),
        ("Siti Aminah 2", "siti aminah"),
        ("Yusak Bunga' (Yusak)", "yusak bunga"),
        ("Bunda Rafa (Siti Aminah)", "siti aminah | rafa ?"),
        ("Budi & Siti", "budi | siti ?"),
        ("Budi Santoso dan Siti Aminah", "budi santoso | siti aminah ?"),
        ("Yosepina Tekege dkk", "yosepina tekege ?"),
        ("Alm. Budi Santoso", "budi santoso ?"),
        ("Hidayah Nurul_Abiyoso Temanggungan", "hidayah nurul | abiyoso temanggungan ?"),
        (
            "satu dua tiga empat lima enam tujuh delapan sembilan",
            "satu dua tiga empat lima enam tujuh delapan sembilan ?",
        ),
        ("081200000000", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_a_display_name_is_taken_apart(shown: str, named: str) -> None:
    assert words(shown) == named


@pytest.mark.parametrize(
    ("one", "other", "level", "reasons"),
    [
        ("Budi Rahman", "BUDI RAHMAN", Level.FULL, ["same-name"]),
        ("Soerjadi Rahman", "Suryadi Rahman", Level.FULL, ["spelling"]),
        ("Lumbangaol Rotua", "Lumban Gaol Rotua", Level.FULL, ["spacing"]),
        ("M. Budi Rahman", "Muhammad Budi Rahman", Level.FULL, ["initials"]),
        ("Muhammad Budi Rahman", "M. Budi Rahman", Level.FULL, ["initials"]),
        ("Budi Rahman", "Muhammad Budi Rahman", Level.FULL, ["word-left-out"]),
        ("Muhammad Budi Rahman", "Budi Rahman", Level.FULL, ["word-left-out"]),
        ("Rahman Budi", "Budi Rahman", Level.PART, ["word-order"]),
        ("Rahman Lesmana Budi", "Budi Rahman Lesmana", Level.FULL, ["word-order"]),
        ("Budi", "Budi Rahman", Level.PART, ["part-of-name"]),
        ("Budi Rahman Lesmana", "Budi Rahman", Level.PART, ["part-of-name"]),
        ("Budi Rahman K.", "Budi Rahman", Level.PART, ["part-of-name"]),
        ("Budi Rahman", "Budi Rahman K.", Level.PART, ["part-of-name"]),
        ("B. R.", "Budi Rahman", Level.FULL, ["initials"]),
        ("Budi Rahman", "Budi Rahmam", Level.NEAR, ["one-letter"]),
        ("Sumarno Rahman", "Sumarni Rahman", Level.NEAR, ["two-people-spelling"]),
        ("Budi Rahman", "Budi Lesmana", Level.DIFFERENT, []),
        ("Budi Rahman K.", "Budi Lesmana", Level.DIFFERENT, []),
        ("Budi Rahman Lesmana", "Budi Kosasih", Level.DIFFERENT, []),
        ("Budi", "Rahman K.", Level.DIFFERENT, []),
        ("K.", "Budi", Level.DIFFERENT, []),
    ],
)
def test_two_names_are_alike_for_reasons(one: str, other: str, level: Level, reasons: list[str]) -> None:
    found = likeness(person_name(one), person_name(other))
    assert (found.level, list(found.reasons)) == (level, reasons)


@given(NAMES)
def test_a_name_is_itself_in_capitals_with_titles_and_an_institution(name: str) -> None:
    assert likeness(person_name(name.upper()), person_name(name)).level is Level.FULL or not person_name(name).keys


@given(NAMES, NAMES)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    here, there = person_name(one), person_name(other)
    assert likeness(here, there).level == likeness(there, here).level


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_name(text: str) -> None:
    shown = display_name(text)
    for one in (*shown.names, person_name(text)):
        assert isinstance(one, PersonName)
        assert len(one.words) == len(one.keys)
        assert all(one.words)
        assert all(one.keys)


AROUND = st.sampled_from(["", "DINSOS TAPIN - ", "012_", "Pak ", "iPhone ", "Budi & ", "Bunda ", "Dra. ", "x", "tamu "])
BEHIND = st.sampled_from(
    ["", "_UPT Tapin", ", S.Sos", " (tamu)", " 2", " Lesmana", " dkk", " MA", " Kalsel", "x", " (Rafa)"]
)


@given(st.sampled_from(["Budi Rahman", "Rina Marlina Lesmana", "Sitaro Rahman", "I Made Rai", "Budi"]), AROUND, BEHIND)
def test_the_quick_look_never_says_more_than_the_long_one(name: str, before: str, behind: str) -> None:
    text = before + name + behind
    if says_just(text, name, BY):
        shown = display_name(text)
        assert shown.names == (person_name(name),)
        assert not shown.unclear
        assert not shown.doubtful


@pytest.mark.parametrize(
    ("text", "is_just"),
    [
        ("budi rahman", True),
        ("012_Budi_Rahman_UPT_Tapin", True),
        ("DINSOS TAPIN - BUDI RAHMAN, S.Sos", True),
        ("Budi Rahman Lesmana", False),
        ("Abudi Rahman", False),
        ("Budi Rahmana", False),
        ("Rina Marlina", False),
        ("Budi Rahman & Rina", False),
        ("Alm. Budi Rahman", False),
    ],
)
def test_a_display_name_with_nothing_but_the_expected_name_is_seen_quickly(text: str, is_just: bool) -> None:
    assert says_just(text, "Budi Rahman", BY) is is_just


def test_a_one_word_name_is_not_looked_at_quickly_beside_other_words() -> None:
    assert says_just("Sumarni", "SUMARNI", BY)
    assert not says_just("Sumarni (tamu)", "Sumarni", BY)


def test_conventions_of_a_country_without_a_file_are_missing() -> None:
    with pytest.raises(FileNotFoundError):
        convention("zz")
