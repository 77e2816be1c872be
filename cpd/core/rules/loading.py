"""A rule pack's TOML -> Pack, or every mistake in it. How a pack is written stands in the README beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from importlib import resources

from cpd.core.errors import InputRefused, NotFound, PackRefused
from cpd.core.rules import pack_asked, pack_lines
from cpd.core.rules.asked import Category, Profile
from cpd.core.rules.model import is_word
from cpd.core.rules.pack import Certainty, Pack, StatedMinutes
from cpd.core.rules.pack_lines import title
from cpd.core.rules.tables import Table
from cpd.core.rules.vocabulary import Vocabulary

_PACKS = resources.files("cpd.core.rules") / "packs"
_CHARACTERS_MAX = 1_000_000
_CERTAINTY: dict[str, Certainty] = {"primary": "primary", "secondary": "secondary", "example": "example"}


def builtin_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped, sorted."""
    return tuple(sorted(one.name.removesuffix(".toml") for one in _PACKS.iterdir() if one.name.endswith(".toml")))


def builtin_pack_text(name: str) -> str:
    """The TOML text of a shipped pack. Raises NotFound for any other name."""
    if name not in builtin_packs():
        raise NotFound("pack-not-shipped", name=name[:60])
    return (_PACKS / f"{name}.toml").read_text("utf-8")


def load_pack(toml_text: str, file_name: str) -> Pack:
    """The pack, or PackRefused with every mistake: its file, its key, and what is wrong with it.

    A key that is not known is a mistake: a misspelt rule must not be a rule that silently does not hold.
    """
    mistakes: list[InputRefused] = []
    pack = _pack(Table(_toml(toml_text, file_name), file_name, mistakes))
    if mistakes:
        raise PackRefused(mistakes)
    return pack


def _toml(toml_text: str, file_name: str) -> dict[str, object]:
    if len(toml_text) > _CHARACTERS_MAX:
        raise PackRefused([InputRefused("pack-too-big", file=file_name)])
    try:
        return tomllib.loads(toml_text)
    except (ValueError, RecursionError) as error:
        raise PackRefused([InputRefused("pack-not-toml", file=file_name, reason=str(error)[:200])]) from error


def _pack(document: Table) -> Pack:
    head = document.table("pack")
    words = document.table("words") if "words" in document else Table({}, "", document.mistakes)
    categories = _categories(document)
    profiles = _profiles(document)
    vocabulary = Vocabulary.of(words, categories, profiles)
    rounding = pack_lines.rounding(document.table("rounding"))
    stated = document.table("stated_minutes")
    pack = Pack(
        code=_code(head, "code"),
        edition=head.text("edition"),
        holds_from=head.day("holds_from"),
        title=title(head, "title"),
        unit=title(head, "unit"),
        note=title(head, "note") if "note" in head else {"id": "", "en": ""},
        source=head.text("source"),
        certainty=_CERTAINTY[head.choice("certainty", tuple(_CERTAINTY))],
        checked_on=head.day("checked_on"),
        rounded_per="event" if head.choice("rounded_per", ("session", "event"), "session") == "event" else "session",
        categories=categories,
        profiles=profiles,
        stated_minutes=StatedMinutes(stated.flag("accepted"), stated.text("source")),
        conditions=tuple(pack_lines.condition(one, vocabulary) for one in document.tables("conditions")),
        awards=pack_lines.awards(document.tables("awards"), rounding, vocabulary),
        requirements=pack_asked.requirements(document.tables("requirements"), vocabulary),
        cycle=pack_asked.cycle(document.table("cycle")) if "cycle" in document else None,
        carry_over=pack_asked.carry_over(document.tables("carry_over"), vocabulary),
    )
    if (pack.requirements or pack.carry_over) and pack.cycle is None:
        document.mistake("key-missing", "cycle")
    for table in (head, words, stated, document):
        table.close()
    return pack


def _categories(document: Table) -> tuple[Category, ...]:
    found: list[Category] = []
    for table in document.tables("categories"):
        code = _own_code(table, [one.code for one in found])
        found.append(Category(code, title(table, "title"), table.flag("in_total", default=True)))
        table.close()
    if not found:
        document.mistake("key-missing", "categories")
    return tuple(found)


def _profiles(document: Table) -> tuple[Profile, ...]:
    found: list[Profile] = []
    for table in document.tables("profiles"):
        code = _own_code(table, [one.code for one in found])
        total = table.credits("total") if "total" in table else None
        found.append(Profile(code, title(table, "title"), total))
        table.close()
    return tuple(found)


def _own_code(table: Table, taken: Collection[str]) -> str:
    code = table.text("code")
    if code and not is_word(code):
        table.mistake("value-not-a-word", "code", text=code[:60])
    if code in taken:
        table.mistake("pack-name-twice", "code", text=code)
    return code


def _code(table: Table, key: str) -> str:
    """A name that never changes: words with hyphens between them."""
    code = table.text(key)
    if code and (not is_word(code.replace("-", "_")) or len(code) > 60):
        table.mistake("value-not-a-name", key, text=code[:60])
    return code
