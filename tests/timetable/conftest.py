from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from bot.core.timetable import known_zone
from bot.core.zones import read_atlas
from tests.timetable.walk import transitions, utc


@pytest.fixture(scope="session")
def turns():
    """Every change of every zone's clocks from 2024 to 2040."""
    zones = sorted(zone for zone in available_timezones() if known_zone(zone))
    return [turn for zone in zones for turn in transitions(zone, utc(2024, 1, 1), utc(2041, 1, 1))]


@pytest.fixture(scope="session")
def atlas():
    return read_atlas()
