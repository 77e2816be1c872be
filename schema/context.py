"""What every resolver gets as `info.context`: who asks, in which language, at which moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from cpd.ops.access import signed_in
from cpd.ops.importing import Reader
from cpd.ops.viewer import Viewer
from schema.loaders import Loaders


@dataclass
class Context:
    """One request. `now` is its moment (aware), `read` the way from a file's bytes to a reading.

    `base_url` is the public address of this service, without a slash at the end.
    """

    viewer: Viewer | None
    language: str
    request_id: str
    now: datetime
    base_url: str
    read: Reader
    platforms: tuple[str, ...]

    @property
    def introspection_allowed(self) -> bool:
        return self.viewer is not None

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders()

    def signed_in(self) -> Viewer:
        """The viewer, or SignInRequired."""
        return signed_in(self.viewer)

    def title(self, titles: Mapping[str, str]) -> str:
        """The title in the reader's language."""
        return titles.get(self.language) or next(iter(titles.values()))
