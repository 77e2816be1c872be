"""Zoom: meeting, webinar and poll reports."""

from __future__ import annotations

from cpd.core.attendance import Reading
from cpd.core.platform import ReadingOptions
from integrations.zoom import export


class Zoom:
    """Zoom as a `cpd.core.platform.Platform`."""

    name = "zoom"

    def read_export(self, content: bytes, options: ReadingOptions) -> Reading | None:
        return export.read_export(content, options)


ZOOM = Zoom()
