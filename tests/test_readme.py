"""The README and the docs are short, true and complete."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from graphql import parse, validate

from cpd.cli import main
from schema import SCHEMA

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PROSE = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "cpd").rglob("*.md"), *(ROOT / "integrations").rglob("*.md")]
)


def test_the_readme_is_under_150_lines():
    assert README.count("\n") < 150


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("http") or (path.parent / target).exists() or (ROOT / target).exists(), target


def test_every_folder_in_the_table_exists():
    for cell in re.findall(r"^\| (.+?) \|", README, re.MULTILINE):
        for name in re.findall(r"`([\w/]+)`", cell):
            assert (ROOT / name).is_dir(), name


def test_every_command_it_names_exists():
    named = set(re.findall(r"\bcpd ([a-z]+(?:-[a-z]+)*)", README)) - {"demo"}
    assert named <= main.commands.keys()
    assert len(named) > 4
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_its_graphql_fits_the_schema():
    bodies = re.findall(r"ask '(\{.*\})'", README)
    assert bodies
    for body in bodies:
        assert validate(SCHEMA.graphql_schema, parse(json.loads(body)["query"])) == []


def test_nothing_names_a_package_registry_or_a_path_of_a_machine():
    forbidden = re.compile("p[y]pi[.]org|n[p]mjs[.]|pythonh[o]sted|(?<![\\w.])/w[o]rk/|/r[o]ot/[.]")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 1_000_000:
            assert not forbidden.search(path.read_text("utf-8", "ignore")), name
