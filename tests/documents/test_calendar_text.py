from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.documents.calendar_text import EscapedText, calendar_name, categories, folded, lines, one_line, uri


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a, b; c", r"a\, b\; c"),
        ("C:\\New", r"C:\\New"),
        ("satu\ndua", r"satu\ndua"),
        ('tanda "kutip": biasa', 'tanda "kutip": biasa'),
        ("\\,", r"\\\,"),
    ],
)
def test_text_is_escaped_once(text, escaped):
    assert EscapedText(text).to_ical().decode() == escaped


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_is_one(line_break):
    assert lines(f"satu{line_break}dua") == "satu\ndua"
    assert one_line(f"satu{line_break}dua") == "satu dua"


@pytest.mark.parametrize("unseen", ["\x00", "\x08", "\x0e", "\x1b", "\x1f", "\x7f", "\x80", "\x9f", "\ud800", "\ufeff"])
def test_what_cannot_be_read_is_left_out(unseen):
    assert lines(f"a{unseen}b") == "ab"


def test_joiners_and_directions_of_scripts_stay():
    assert one_line("👩🏽‍⚕️ \u200fعربي") == "👩🏽‍⚕️ \u200fعربي"


def test_a_name_keeps_its_words():
    assert calendar_name("Webinar, Lokakarya;\\ Etika") == "Webinar Lokakarya Etika"


def test_categories_are_apart_and_empty_ones_are_left_out():
    assert categories(["Etika, hukum", "", "Webinar"]).to_ical() == rb"Etika\, hukum,Webinar"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://cpd.example/a?b=1,2;c#d", "https://cpd.example/a?b=1,2;c#d"),
        ("https://cpd.example/a b%20c", "https://cpd.example/a%20b%20c"),
        (" https://cpd.example/é\r\nX:1 ", "https://cpd.example/%C3%A9%0D%0AX:1"),
        ('https://cpd.example/"<>', "https://cpd.example/%22%3C%3E"),
    ],
)
def test_an_address_is_ascii_without_blanks(address, written):
    assert uri(address) == written


@given(st.text(st.sampled_from("a\\,é–🎉"), max_size=400))
def test_a_folded_line_is_the_same_line_in_short_pieces(value):
    escaped = "SUMMARY:" + EscapedText(value).to_ical().decode()
    pieces = folded(escaped).removesuffix(b"\r\n").split(b"\r\n ")
    assert b"".join(pieces).decode() == escaped
    assert all(len(piece) <= 75 - (number > 0) for number, piece in enumerate(pieces))
    for piece in pieces:
        text = piece.decode()
        assert (len(text) - len(text.rstrip("\\"))) % 2 == 0


def test_a_line_of_75_octets_is_not_folded_and_a_longer_one_is_filled():
    assert folded("N:" + "x" * 73) == b"N:" + b"x" * 73 + b"\r\n"
    assert folded("N:" + "x" * 74) == b"N:" + b"x" * 73 + b"\r\n x\r\n"
