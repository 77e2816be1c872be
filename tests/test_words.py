"""Every code that the product says has a sentence in every language, and every sentence is said."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpd.core.errors import InputRefused
from cpd.words import LANGUAGES, language_of, sentence_of, sentences

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for folder in ("cpd", "schema", "integrations") for path in (ROOT / folder).rglob("*.py"))
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
SAYERS = re.compile(r"(Refused|Conflict|NotFound|SignInRequired|DatabaseTrouble|Finding|Problem|Violation)$")


def said(path: Path) -> Iterator[str]:
    """Codes given as the first (or for Problem the second) literal to an error, a finding or a problem."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if SAYERS.search(name):
                literals = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                yield from (one for one in literals if isinstance(one, str) and CODE.fullmatch(one))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def neutral(text: str) -> set[str]:
    """Values of which there is one for each language count as one: title_id, title_en."""
    return {re.sub("_(id|en)$", "", name) for name in placeholders(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_raised_has_a_sentence(language):
    codes = {code for path in SOURCES for code in said(path)}
    assert len(codes) > 100
    assert codes - sentences(language).keys() == set()


def test_the_languages_have_the_same_sentences_with_the_same_values():
    indonesian, english = (sentences(language) for language in ("id", "en"))
    assert indonesian.keys() == english.keys()
    differing = {code for code in english if neutral(english[code]) != neutral(indonesian[code])}
    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_every_one_can_be_filled(language):
    for code, text in sentences(language).items():
        assert text.strip(), code
        assert text.format(**dict.fromkeys(placeholders(text), "x")), code


def test_every_sentence_is_said_somewhere():
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    templates = "\n".join(path.read_text("utf-8") for path in (ROOT / "cpd/web/templates").rglob("*"))
    # The names of words are put together: kind-webinar, setup-email.
    made = ("kind-", "setup-", "feed-")
    plain = {code for code in sentences("en") if not code.startswith(made)}
    assert {code for code in plain if f'"{code}"' not in text and code not in templates} == set()


def test_an_error_is_a_sentence_in_the_readers_language():
    error = InputRefused("not-credits", text="abc")
    assert sentence_of(error, "en").startswith("“abc” is not an amount")
    assert sentence_of(error, "id").startswith("“abc” bukan jumlah")
    assert str(error) == "not-credits(text='abc')"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.5", "en"),
        ("id-ID", "id"),
        ("de", "id"),
    ],
)
def test_the_first_language_we_speak_is_taken_and_indonesian_without_one(header, language):
    assert language_of(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_written_twice(language):
    text = (ROOT / "cpd" / "locale" / language / "LC_MESSAGES" / "cpd.po").read_text("utf-8")
    codes = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert sorted(codes) == sorted(set(codes))
