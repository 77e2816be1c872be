"""The platform is named, or found by the layout."""

from __future__ import annotations

import pytest

from cpd.core.errors import FileRefused, InputRefused
from cpd.core.platform import ReadingOptions
from integrations import PLATFORMS
from integrations.reading import read_export

REPORT = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\nAni,,60,No"


@pytest.mark.parametrize("platform", [None, "zoom"])
def test_a_report_is_read_with_and_without_its_platform_named(platform: str | None) -> None:
    assert read_export(REPORT, ReadingOptions(), platform).platform == "zoom"


def test_a_platform_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InputRefused) as refused:
        read_export(REPORT, ReadingOptions(), "skype")
    assert refused.value.code == "platform-unknown"
    assert "zoom" in str(refused.value.values["known"])


def test_a_layout_that_nobody_knows_names_who_was_asked() -> None:
    with pytest.raises(FileRefused) as refused:
        read_export(b"a,b\n1,2\n", ReadingOptions())
    assert refused.value.values == {"platforms": ", ".join(PLATFORMS)}


def test_every_platform_is_listed_under_its_own_name() -> None:
    assert all(name == platform.name for name, platform in PLATFORMS.items())
