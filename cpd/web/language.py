"""In which language a reader is answered: `?lang=`, else what the browser asks for, else Indonesian."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from cpd import words
from cpd.documents.calendar_times import Language


def chosen_language(scope: Scope) -> Language | None:
    """The language that the address names, if it names one of ours."""
    if not scope.get("query_string"):
        return None
    asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=None).get("lang", [""])[-1]
    return cast("Language", asked) if asked in words.LANGUAGES else None


def reader_language(scope: Scope) -> Language:
    accepted = Headers(scope=scope).get("accept-language")
    return chosen_language(scope) or cast("Language", words.language_of(accepted))
