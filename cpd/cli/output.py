"""How commands speak: the language of the environment, JSON or text."""

from __future__ import annotations

import os
from pathlib import Path

import click
import orjson

from cpd.core.errors import FileRefused

FILE_BYTES_MAX = 50_000_000


def language() -> str:
    """CPD_LANGUAGE, or Indonesian where the environment is Indonesian, else English."""
    chosen = os.environ.get("CPD_LANGUAGE", "")
    if chosen in ("id", "en"):
        return chosen
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "id" if locale.casefold().startswith(("id", "in_")) else "en"


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def file_content(path: Path) -> bytes:
    """The bytes of a file, refused unread when it is missing, a folder, or over 50 MB."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise FileRefused("file-too-big", megabytes=FILE_BYTES_MAX // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused("file-unreadable", file=str(path), reason=error.strerror or type(error).__name__) from error
