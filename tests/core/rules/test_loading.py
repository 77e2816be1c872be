"""A pack is taken whole, or refused with every mistake in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cpd.core.errors import NotFound, PackRefused
from cpd.core.rules.loading import builtin_pack_text, builtin_packs, load_pack
from cpd.core.rules.pack import Pack
from cpd.words import LANGUAGES, sentence_of

Text = Callable[..., str]


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PackRefused) as refused:
        load_pack(text, "trial.toml")
    for one in refused.value.mistakes:
        assert all(sentence_of(one, language) for language in LANGUAGES)
        assert one.values["file"] == "trial.toml"
    return [(one.code, str(one.values.get("key", ""))) for one in refused.value.mistakes]


def award(keys: str) -> str:
    return f'\n[[awards]]\nid = "a"\nsource = "s"\n{keys}\n'


def condition(keys: str) -> str:
    return f'\n[[conditions]]\nsource = "s"\n{keys}\n'


def requirement(keys: str, code: str = "r") -> str:
    return f'\n[[requirements]]\ncode = "{code}"\ntitle = {{ id = "i", en = "e" }}\nsource = "s"\n{keys}\n'


RISING_TIERS = """
needs = "presence-tiers"
tiers = [{ percent = 50, earns_percent = 50 }, { percent = 75, earns_percent = 40 }]
"""
CYCLE = '\n[cycle]\nanchor = "certification"\nmonths = 12\ntotal = 10\nsource = "s"\n'


def test_a_valid_pack_carries_its_header(a_pack: Callable[..., Pack]) -> None:
    pack = a_pack()
    assert (pack.code, pack.edition, pack.holds_from, pack.certainty) == ("trial", "1", date(2026, 1, 1), "example")
    assert (pack.unit["id"], pack.rounded_per, pack.cycle) == ("SKP", "session", None)
    assert [one.code for one in pack.categories] == ["learning", "service"]


@pytest.mark.parametrize("name", builtin_packs())
def test_every_shipped_pack_loads_under_its_own_name(name: str) -> None:
    pack = load_pack(builtin_pack_text(name), f"{name}.toml")
    assert pack.code == name
    rules = [one.source for one in pack.conditions] + [one.source for one in pack.awards]
    rules += [one.source for one in pack.requirements] + [one.source for one in pack.carry_over]
    assert rules
    assert all(rules)


def test_the_example_pack_says_that_it_is_one() -> None:
    pack = load_pack(builtin_pack_text("contoh-id"), "contoh-id.toml")
    assert pack.certainty == "example"
    assert "bukan peraturan" in pack.note["id"]


@pytest.mark.parametrize("name", ["nobody", "../packs/contoh-id", ""])
def test_only_shipped_packs_can_be_had_by_name(name: str) -> None:
    with pytest.raises(NotFound):
        builtin_pack_text(name)


@pytest.mark.parametrize("text", ["[pack", "a = 1\na = 2", "x" * 1_000_001, "a = " + "[" * 20_000])
def test_what_is_not_toml_is_refused_as_a_whole(text: str) -> None:
    assert len(mistakes(text)) == 1


def test_an_empty_file_names_everything_that_is_missing() -> None:
    assert mistakes("") == [
        ("key-missing", "pack"),
        ("key-missing", "categories"),
        ("key-missing", "rounding"),
        ("key-missing", "rounding.direction"),
        ("key-missing", "rounding.step"),
        ("key-missing", "stated_minutes"),
        ("key-missing", "pack.code"),
        ("key-missing", "pack.edition"),
        ("key-missing", "pack.holds_from"),
        ("key-missing", "pack.title"),
        ("key-missing", "pack.title.id"),
        ("key-missing", "pack.title.en"),
        ("key-missing", "pack.unit"),
        ("key-missing", "pack.unit.id"),
        ("key-missing", "pack.unit.en"),
        ("key-missing", "pack.source"),
        ("key-missing", "pack.certainty"),
        ("key-missing", "pack.checked_on"),
        ("key-missing", "stated_minutes.accepted"),
        ("key-missing", "stated_minutes.source"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ('code = "trial"', 'code = "Trial Pack"', ("value-not-a-name", "pack.code")),
        ('code = "trial"', "code = 7", ("value-not-text", "pack.code")),
        ('edition = "1"', 'edition = " "', ("value-not-text", "pack.edition")),
        ('edition = "1"', 'edition = "\\u0000"', ("value-not-text", "pack.edition")),
        ('source = "Trial rules"', "source = ''", ("value-not-text", "pack.source")),
        ("holds_from = 2026-01-01", "holds_from = 2026-01-01T00:00:00", ("value-not-date", "pack.holds_from")),
        ("holds_from = 2026-01-01", 'holds_from = "2026-02-30"', ("value-not-date", "pack.holds_from")),
        ("holds_from = 2026-01-01", "holds_from = 0001-01-01", ("value-not-date", "pack.holds_from")),
        ('certainty = "example"', 'certainty = "sure"', ("value-not-a-choice", "pack.certainty")),
        ('title = { id = "Uji", en = "Trial" }', 'title = "Uji"', ("value-not-table", "pack.title")),
        ('title = { id = "Uji", en = "Trial" }', 'title = { id = "Uji" }', ("key-missing", "pack.title.en")),
        ('en = "Trial" }', 'en = "Trial", fr = "Essai" }', ("key-unknown", "pack.title.fr")),
        ('code = "service"', 'code = "learning"', ("pack-name-twice", "categories[2].code")),
        ('code = "service"', 'code = "Service"', ("value-not-a-word", "categories[2].code")),
        ("checked_on", "checkd_on", ("key-unknown", "pack.checkd_on")),
        ('step = "0.01"', "step = 0.01", ("value-is-bare-decimal", "rounding.step")),
        ('step = "0.01"', 'step = "1e-2"', ("value-not-credits", "rounding.step")),
        ('step = "0.01"', 'step = "0"', ("value-not-credits", "rounding.step")),
        ('step = "0.01"', f"step = 0x{'f' * 9_000}", ("value-not-credits", "rounding.step")),
        ('step = "0.01"', 'step = ["1"]', ("value-not-credits", "rounding.step")),
        ('step = "0.01"', 'step = "0.2"\nminimum = "0.5"', ("pack-credits-off-step", "rounding.minimum")),
        ('step = "0.01"', "step = 1\nminimum = 3\nmaximum = 2", ("pack-bounds-crossed", "rounding.minimum")),
        ("accepted = false", 'accepted = "no"', ("value-not-true-or-false", "stated_minutes.accepted")),
        (
            "minutes_per_credit = 60",
            "minutes_per_credit = 0",
            ("value-not-whole-number", "awards[1].minutes_per_credit"),
        ),
        (
            "minutes_per_credit = 60",
            "minutes_per_credit = true",
            ("value-not-whole-number", "awards[1].minutes_per_credit"),
        ),
        ('id = "hourly"', 'id = "per hour"', ("value-not-a-name", "awards[1].id")),
        ('id = "hourly"', 'id = "hourly"\nkinds = ["webinars"]', ("value-not-a-choice", "awards[1].kinds")),
        ('id = "hourly"', 'id = "hourly"\nkinds = "webinar"', ("value-not-list", "awards[1].kinds")),
        ('id = "hourly"', 'id = "hourly"\ncategory = "skills"', ("value-not-a-choice", "awards[1].category")),
        ('id = "hourly"', 'id = "hourly"\ncredits = "1"', ("pack-award-twice", "awards[1].credits")),
    ],
)
def test_a_mistake_names_its_key(pack_text: Text, before: str, after: str, mistake: tuple[str, str]) -> None:
    text = pack_text()
    assert before in text
    assert mistake in mistakes(text.replace(before, after))


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ("surprise = 1\n", ("key-unknown", "awards[1].surprise")),
        ("\n[surprise]\n", ("key-unknown", "surprise")),
        ("\n[words]\nkind = ['quiz']\n", ("key-unknown", "words.kind")),
        (condition('needs = "presence"'), ("value-not-a-choice", "conditions[1].needs")),
        (condition('needs = "presence-percent"\npercent = 101'), ("value-not-whole-number", "conditions[1].percent")),
        (condition('needs = "presence-tiers"'), ("key-missing", "conditions[1].tiers")),
        (condition('needs = "provider-standing"\nstandings = []'), ("key-missing", "conditions[1].standings")),
        (
            condition(RISING_TIERS),
            ("pack-tiers-not-falling", "conditions[1].tiers[2].percent"),
        ),
        (condition('needs = "presence-tiers"\ntiers = [1]'), ("value-not-table", "conditions[1].tiers")),
        (award('kinds = ["webinar"]\ncredits = "1"'), ("pack-line-never-reached", "awards[2]")),
        (award("").replace('"a"', '"hourly"'), ("pack-name-twice", "awards[2].id")),
        (award(""), ("key-missing", "awards[2].credits")),
        (award("credits = {}"), ("key-missing", "awards[2].credits")),
        (award('credits = "0"'), ("value-not-credits", "awards[2].credits")),
        (award('credits = { regional = "1" }'), ("value-not-a-choice", "awards[2].credits.regional")),
        (award('credits = { local = "1" }\nlevels = ["local"]'), ("pack-levels-twice", "awards[2].levels")),
        (
            award('credits = "0.25"\nrounding = { direction = "down", step = "0.2" }'),
            ("pack-credits-off-step", "awards[2].credits"),
        ),
        (requirement("minimum = 1"), ("key-missing", "cycle")),
        (CYCLE + requirement(""), ("pack-requirement-empty", "requirements[1]")),
        (CYCLE + requirement("minimum = 1\nminimum_percent = 1"), ("pack-amount-twice", "requirements[1].minimum")),
        (CYCLE + requirement("minimum = 2\nmaximum = 1"), ("pack-bounds-crossed", "requirements[1].minimum")),
        (
            CYCLE + requirement("minimum_percent = 2\nmaximum_percent = 1"),
            ("pack-bounds-crossed", "requirements[1].minimum"),
        ),
        (CYCLE + requirement('minimum = 1\nprofiles = ["remote"]'), ("value-not-a-choice", "requirements[1].profiles")),
        (CYCLE + requirement("minimum = 1", "R 1"), ("value-not-a-name", "requirements[1].code")),
        (CYCLE + requirement("minimum = 1") * 2, ("pack-name-twice", "requirements[2].code")),
        (
            CYCLE + requirement("minimum = 2\nminimum_pieces = 0"),
            ("value-not-whole-number", "requirements[1].minimum_pieces"),
        ),
        (CYCLE + requirement('minimum_share = "2"'), ("value-not-share", "requirements[1].minimum_share")),
        (CYCLE + requirement('minimum_share = "3/2"'), ("value-not-share", "requirements[1].minimum_share")),
        (CYCLE + requirement("minimum_share = 1"), ("value-not-text", "requirements[1].minimum_share")),
        (
            CYCLE + requirement('minimum_percent = 5\nminimum_share = "1/3"'),
            ("pack-amount-twice", "requirements[1].minimum_percent"),
        ),
        (
            CYCLE + requirement('minimum_share = "1/2"\nmaximum_percent = 49'),
            ("pack-bounds-crossed", "requirements[1].minimum"),
        ),
        (CYCLE + requirement('minimum = 1\neach = "week"'), ("value-not-a-choice", "requirements[1].each")),
        (CYCLE + requirement('minimum = 1\neach = "day"'), ("pack-minimum-of-each", "requirements[1].each")),
        (
            CYCLE + requirement('minimum_pieces = 1\neach = "activity"'),
            ("pack-minimum-of-each", "requirements[1].each"),
        ),
        (
            CYCLE + requirement('minimum = 1\neach = "year"\neach_months = 6'),
            ("pack-amount-twice", "requirements[1].each"),
        ),
        (
            CYCLE + requirement('minimum = 1\neach = "year"\nwithin = { last_months = 6 }'),
            ("pack-amount-twice", "requirements[1].within"),
        ),
        (CYCLE + requirement("minimum = 1\nwithin = {}"), ("key-missing", "requirements[1].within.first_months")),
        (
            CYCLE + requirement("minimum = 1\nwithin = { last_months = 6, first_months = 6 }"),
            ("key-unknown", "requirements[1].within.first_months"),
        ),
        (
            CYCLE + requirement("minimum = 1\ncycles = { first = 3, last = 2 }"),
            ("pack-bounds-crossed", "requirements[1].cycles.first"),
        ),
        (
            CYCLE + requirement("minimum = 1\ncycles = { third = true }"),
            ("key-unknown", "requirements[1].cycles.third"),
        ),
        (
            CYCLE + requirement('maximum = 1\ndocuments = ["card"]'),
            ("pack-nothing-to-meet", "requirements[1].documents"),
        ),
        (CYCLE + requirement("maximum = 1\nonce = true"), ("pack-nothing-to-meet", "requirements[1].once")),
        (CYCLE + requirement('minimum = 1\nentries = ["gift"]'), ("value-not-a-choice", "requirements[1].entries")),
        (CYCLE + requirement('minimum = 1\ntags = ["peer"]'), ("value-not-a-choice", "requirements[1].tags")),
        ('\n[[carry_over]]\nsource = "s"\n', ("key-missing", "cycle")),
        (CYCLE + "\n[[carry_over]]\nmaximum = 1\n", ("key-missing", "carry_over[1].source")),
        (
            CYCLE + '\n[[carry_over]]\nsource = "s"\nwithin = { last_months = 0 }\n',
            ("value-not-whole-number", "carry_over[1].within.last_months"),
        ),
        (CYCLE.replace("certification", "birth_month").replace("12", "18"), ("pack-months-not-years", "cycle.months")),
        (CYCLE.replace("certification", "easter"), ("value-not-a-choice", "cycle.anchor")),
        (CYCLE + 'fixed_from = "2026-01-01"\n', ("key-unknown", "cycle.fixed_from")),
        (CYCLE + 'first_length = "shortest"\n', ("key-unknown", "cycle.first_length")),
        (CYCLE.replace("certification", "rolling") + 'starts = "month"\n', ("key-unknown", "cycle.starts")),
        (CYCLE + "\n[[cycle.first]]\n", ("key-missing", "cycle.first[1].asks")),
        (CYCLE + '\n[[cycle.first]]\nasks = "full"\ntotal = 3\n', ("pack-amount-twice", "cycle.first[1].total")),
        (
            CYCLE + '\n[[cycle.first]]\nasks = "full"\n[[cycle.first]]\nasks = "nothing"\n',
            ("pack-first-not-rising", "cycle.first[2]"),
        ),
        (
            CYCLE + "\n[[cycle.first]]\nup_to_months = 9\ntotal = 1\n[[cycle.first]]\nup_to_months = 9\ntotal = 2\n",
            ("pack-first-not-rising", "cycle.first[2].up_to_months"),
        ),
        (CYCLE + '\n[cycle.proration]\ndirection = "up"\n', ("key-missing", "cycle.proration.step")),
        (condition('needs = "role-once"'), ("key-missing", "conditions[1].also")),
        (
            condition('needs = "sessions-attended"\npercent = 101'),
            ("value-not-whole-number", "conditions[1].percent"),
        ),
        (award('credits = "1"\nearns_percent = 0'), ("value-not-whole-number", "awards[2].earns_percent")),
        (CYCLE.replace("certification", "fixed_date"), ("key-missing", "cycle.fixed_from")),
        (CYCLE.replace("months = 12", "months = 0"), ("value-not-whole-number", "cycle.months")),
    ],
)
def test_a_mistake_in_a_rule_names_its_place(pack_text: Text, more: str, mistake: tuple[str, str]) -> None:
    assert mistake in mistakes(pack_text(more))


def test_all_mistakes_are_told_at_once(pack_text: Text) -> None:
    text = pack_text().replace('certainty = "example"', "").replace("60", "-1").replace('"0.01"', "0.01")
    assert [code for code, _ in mistakes(text)] == [
        "value-is-bare-decimal",
        "key-missing",
        "value-not-whole-number",
    ]


def test_a_path_counts_from_one_for_people_and_from_zero_for_programs(pack_text: Text) -> None:
    with pytest.raises(PackRefused) as refused:
        load_pack(pack_text(condition('needs = "presence-percent"\npercent = 0')), "trial.toml")
    [mistake] = refused.value.mistakes
    assert mistake.values["key"] == "conditions[1].percent"
    assert mistake.field == ("conditions", "0", "percent")


def test_a_pack_may_bring_words_of_its_own(a_pack: Callable[..., Pack]) -> None:
    pack = a_pack('\n[words]\nkinds = ["quiz"]\n' + condition('needs = "content-once"\nkinds = ["quiz", "webinar"]'))
    assert pack.conditions[0].selector.kinds == {"quiz", "webinar"}


def test_a_minimum_and_a_maximum_of_different_sorts_cannot_be_compared(a_pack: Callable[..., Pack]) -> None:
    pack = a_pack(CYCLE + requirement("minimum = 9\nmaximum_percent = 10"))
    assert pack.requirements[0].maximum is not None


def test_a_narrower_line_above_leaves_the_wider_one_reachable(a_pack: Callable[..., Pack]) -> None:
    narrow = award('kinds = ["webinar"]\ncredits = "1"')
    wide = award('credits = "2"').replace('"a"', '"b"')
    assert [one.id for one in a_pack(awards=narrow + wide).awards] == ["a", "b"]
