"""The newer zone data counts, the system's or the package's."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.zonedata import use_newest


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A system whose clocks in Berlin read what Tokyo's do: to be told apart."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Berlin").write_bytes(zone_file("Asia/Tokyo"))
    return tmp_path


def zone_file(name: str) -> bytes:
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


def berlin_is_tokyo() -> bool:
    ZoneInfo.clear_cache()
    return datetime(2026, 6, 1, tzinfo=ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=9)


def test_an_older_system_is_passed_over(system: Path):
    (system / "tzdata.zi").write_text("# version 2019a\nR A\n")

    assert "the tzdata package's" in use_newest([str(system)])
    assert not berlin_is_tokyo()


def test_a_newer_system_counts(system: Path):
    (system / "tzdata.zi").write_text("# version 2099a\nR A\n")

    assert use_newest([str(system)]) == "2099a, the system's"
    assert berlin_is_tokyo()


def test_on_a_mac_it_is_another_file(system: Path):
    (system / "+VERSION").write_text("2099b\n")

    assert use_newest([str(system)]) == "2099b, the system's"


def test_a_system_that_does_not_say_how_old_it_is_is_passed_over(system: Path):
    use_newest([str(system), str(system / "nowhere")])

    assert not berlin_is_tokyo()
