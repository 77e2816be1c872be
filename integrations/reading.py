"""A file of unknown origin -> the reading of the first platform that knows its layout."""

from __future__ import annotations

from cpd.core.attendance import Reading
from cpd.core.errors import FileRefused, InputRefused
from cpd.core.platform import ReadingOptions
from integrations import PLATFORMS


def read_export(content: bytes, options: ReadingOptions, platform: str | None = None) -> Reading:
    """`platform` is a name of PLATFORMS; None tries all of them, in the table's order.

    Raises InputRefused platform-unknown; FileRefused layout-unknown when nobody knows the layout, and whatever the
    platform whose layout it is refuses.
    """
    if platform is not None and platform not in PLATFORMS:
        raise InputRefused("platform-unknown", field=("platform",), platform=platform[:60], known=", ".join(PLATFORMS))
    tried = [PLATFORMS[platform]] if platform is not None else list(PLATFORMS.values())
    for one in tried:
        reading = one.read_export(content, options)
        if reading is not None:
            return reading
    raise FileRefused("layout-unknown", platforms=", ".join(one.name for one in tried))
