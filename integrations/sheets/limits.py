"""How much a file may ask of us. One place; every refusal names its limit."""

from __future__ import annotations

FILE_MEGABYTES = 50
FILE_BYTES = FILE_MEGABYTES * 1024 * 1024

ROWS = 500_000
"""Physical lines or sheet rows. The largest webinar known to us has a hundred thousand."""

COLUMNS = 500
LINE_CHARACTERS = 100_000
"""Longest physical line, and so the longest cell."""

HEADER_LINES = 200
"""Physical lines that one record may go over where quoted line breaks are allowed: custom questions in a header."""

PROBLEMS = 10_000
"""Nobody looks at more of them: the file is another one than it seems, or broken as a whole."""

SEARCHED_RECORDS = 40
"""A header row is looked for in this many records from the top."""

# A workbook is a zip archive: its directory is looked at before anything is unpacked.
ZIP_MEMBERS = 1_000
ZIP_UNPACKED_BYTES = 50 * 1024 * 1024
ZIP_RATIO = 100
ZIP_RATIO_FROM_BYTES = 1024 * 1024
"""Small members may be packed better than ZIP_RATIO: an empty sheet of styles often is."""
ZIP_DIRECTORY_BYTES = ZIP_MEMBERS * 400

WORKBOOK_MEMORY_BYTES = 768 * 1024 * 1024
WORKBOOK_CPU_SECONDS = 20
WORKBOOK_WALL_SECONDS = 40
WORKBOOK_CHARACTERS = 150_000_000
"""Of all cells together, written out."""
