"""Pages from templates: autoescaped, in the reader's language, without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.types import Scope

from cpd import words
from cpd.core.errors import Value
from cpd.documents.calendar_times import Language
from cpd.web.language import chosen_language, reader_language
from cpd.web.static_files import address_of

_PAGES = Environment(
    loader=PackageLoader("cpd.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.globals["asset"] = address_of


def page(
    scope: Scope, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """A page. Templates say `t("code", name=value)` for a sentence and `link("/path")` for an address of our own."""
    language = reader_language(scope)
    text = _PAGES.get_template(template).render(
        values,
        language=language,
        other_language="en" if language == "id" else "id",
        path=quote(scope["path"]),
        t=partial(_said, language),
        link=partial(_link, chosen_language(scope)),
    )
    kept = {"cache-control": "no-cache", "content-language": language, "vary": "Accept-Language"}
    return HTMLResponse(text, status, headers=kept | dict(headers or {}))


def _said(language: Language, code: str, /, **values: Value) -> str:
    return words.sentence(code, values, language)


def _link(chosen: Language | None, path: str) -> str:
    return f"{path}?lang={chosen}" if chosen else path
