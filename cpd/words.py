"""Codes of errors, problems and findings -> sentences in the reader's language.

The sentences stand in `locale/<language>/LC_MESSAGES/cpd.po` with the code as msgid and `{name}` for the values. A
test fails when a code has no sentence in a language, or a sentence names a value that the code does not carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from cpd.core.errors import CpdError, Value

LANGUAGES = ("id", "en")
"""Indonesian first, English second."""


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Every code with its sentence in one of LANGUAGES."""
    path = Path(__file__).parent / "locale" / language / "LC_MESSAGES" / "cpd.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def sentence(code: str, values: Mapping[str, Value], language: str) -> str:
    """One sentence. Values are put in as they are: they are text a person reads, or whole numbers."""
    return sentences(language)[code].format(**values)


def sentence_of(error: CpdError, language: str) -> str:
    """What an error says to a reader."""
    return sentence(error.code, error.values, language)


def language_of(accept_language: str | None) -> str:
    """The first of LANGUAGES that an Accept-Language header names, by its order; Indonesian when it names none."""
    for choice in (accept_language or "").split(","):
        tag = choice.split(";")[0].strip().casefold().split("-")[0]
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]
