"""Everything attendance can come from. One explicit table: a platform that is not here does not exist."""

from __future__ import annotations

from collections.abc import Mapping

from cpd.core.platform import Platform
from integrations.zoom import ZOOM

PLATFORMS: Mapping[str, Platform] = {platform.name: platform for platform in (ZOOM,)}
