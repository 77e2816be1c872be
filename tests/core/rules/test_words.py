"""Every code that the rules can say has a sentence in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cpd.core.cycles
from cpd.words import LANGUAGES, sentences

CODE = re.compile(
    r"(?:mistake|Finding|InputRefused|NotFound|_refused|_bound|_presence)\(\s*\"([a-z-]+)\"|\": \"([a-z]+-[a-z]+)\","
)


def codes() -> set[str]:
    core = Path(cpd.core.cycles.__file__).parent
    files = [core / "cycles.py", *(core / "rules").glob("*.py")]
    return {first or second for file in files for first, second in CODE.findall(file.read_text("utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    assert len(codes()) > 60
    assert sorted(codes() - sentences(language).keys()) == []
