"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for folder in ("cpd", "schema", "integrations") for path in (ROOT / folder).rglob("*.py"))


def holding(pattern: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in SOURCES if re.search(pattern, path.read_text("utf-8"))}


def test_only_the_ledger_posts_entries():
    assert holding(r'insert_many\("entry"|INSERT INTO entry|ledger_head SET') == {"cpd/ops/ledger.py"}


def test_database_transactions_are_opened_in_one_place():
    assert holding(r"_in_transaction\(\)") <= {"cpd/store/tx.py", "cpd/store/sqlite.py", "cpd/store/postgresql.py"}
    assert holding(r"tortoise\.transactions|in_transaction\(\"") == set()


def test_credits_are_never_floats():
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "cpd" / "core") or "ledger" in path.name or "award" in path.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    }
    assert found == set()


def test_the_clock_is_read_by_roots_and_faces_only():
    readers = holding(r"datetime\.now\(|date\.today\(|time\.time\(")
    assert readers
    below = {
        name
        for name in readers
        if name.startswith(("cpd/core", "cpd/store", "cpd/documents", "cpd/ops", "integrations"))
    }
    assert below == set()


def test_modules_and_functions_stay_small():
    texts = {path: path.read_text("utf-8") for path in SOURCES}
    long = [str(path.relative_to(ROOT)) for path, text in texts.items() if text.count("\n") > 400]
    long += [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []
