"""Writes schema/schema.graphql from the code: `python -m tests.schema.write_sdl`. The difference is reviewed."""

from __future__ import annotations

from schema import SCHEMA
from tests.schema.test_schema import FILE

if __name__ == "__main__":
    FILE.write_text(f"{SCHEMA}\n", "utf-8")
