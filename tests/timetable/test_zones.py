from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timetable import known_zone
from bot.core.zones import simplified, zones_matching, zones_named
from bot.core.zones_data import ABBREVIATIONS, CITIES, COUNTRIES, POPULAR
from tests.timetable.walk import utc

NOW = utc(2026, 7, 1, 12)


def top(atlas, typed, **more):
    return zones_matching(atlas, typed, NOW, **more)[0]


def zones(atlas, typed, **more):
    return [choice.zone for choice in zones_matching(atlas, typed, NOW, **more)]


def test_nothing_typed_offers_the_popular_cities_and_utc(atlas):
    assert zones(atlas, "") == [*POPULAR, "UTC"]
    assert zones(atlas, "  ,") == zones(atlas, "")


def test_nothing_typed_offers_the_last_zone_here_on_top_and_once(atlas):
    assert zones(atlas, "", first="Asia/Tokyo")[0] == "Asia/Tokyo"
    assert sorted(zones(atlas, "", first="Asia/Tokyo")) == sorted([*POPULAR, "UTC"])
    assert zones(atlas, "", first="Europe/Oslo") == ["Europe/Oslo", *POPULAR, "UTC"]
    assert zones(atlas, "", first="UTC") == ["UTC", *POPULAR]


def test_a_last_zone_the_tables_leave_out_is_offered_by_its_id(atlas):
    choice = top(atlas, "", first="Etc/GMT+5")

    assert (choice.zone, choice.city, choice.country) == ("Etc/GMT+5", "GMT+5", "")


def test_a_last_zone_that_is_none_is_not_offered(atlas):
    assert zones(atlas, "", first="Mars/Olympus") == zones(atlas, "")


def test_a_choice_tells_city_country_and_the_time_there(atlas):
    choice = top(atlas, "berlin")

    assert (choice.zone, choice.city, choice.country) == ("Europe/Berlin", "Berlin", "Germany")
    assert choice.local_time == NOW
    assert choice.local_time.isoformat() == "2026-07-01T14:00:00+02:00"


@pytest.mark.parametrize(
    ("typed", "zone", "city"),
    [
        ("ber", "Europe/Berlin", "Berlin"),
        ("BERLIN", "Europe/Berlin", "Berlin"),
        ("europe/berlin", "Europe/Berlin", "Berlin"),
        ("Berlin, Germany", "Europe/Berlin", "Berlin"),
        ("deutschland", "Europe/Berlin", "Berlin"),
        ("munchen", "Europe/Berlin", "München"),
        ("new y", "America/New_York", "New York"),
        ("america/new_york", "America/New_York", "New York"),
        ("york", "America/New_York", "New York"),
        ("United States", "America/Los_Angeles", "Los Angeles"),
        ("são paulo", "America/Sao_Paulo", "Sao Paulo"),
        ("cote d'ivoire", "Africa/Abidjan", "Abidjan"),
        ("lodz", "Europe/Warsaw", "Łódź"),
        ("izmir", "Europe/Istanbul", "İzmir"),
        ("mumbai", "Asia/Kolkata", "Mumbai"),
        ("calcutta", "Asia/Kolkata", "Kolkata"),
        ("us/eastern", "America/New_York", "New York"),
        ("uk", "Europe/London", "London"),
        ("south korea", "Asia/Seoul", "Seoul"),
        ("日本", "Asia/Tokyo", "Tokyo"),
        ("knox", "America/Indiana/Knox", "Knox, Indiana"),
        ("buenos", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("utc", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
        ("cet", "Europe/Berlin", "Berlin"),
        ("EST", "America/New_York", "New York"),
        ("ist", "Asia/Kolkata", "Kolkata"),
    ],
)
def test_what_is_typed_finds(atlas, typed, zone, city):
    choice = top(atlas, typed)

    assert (choice.zone, choice.city) == (zone, city)


def test_an_abbreviation_of_several_offers_each_before_what_begins_with_it(atlas):
    assert zones(atlas, "IST")[:4] == [
        "Asia/Kolkata",
        "Asia/Jerusalem",
        "Europe/Dublin",
        "Europe/Istanbul",
    ]


def test_a_whole_name_comes_before_a_beginning_before_a_later_word_before_an_inside(atlas):
    assert zones(atlas, "mali")[0] == "Africa/Bamako"
    assert zones(atlas, "oman") == ["Asia/Muscat", "Europe/Bucharest"]

    found = zones(atlas, "sal")
    in_order = ["America/Argentina/Salta", "America/North_Dakota/New_Salem", "Asia/Jerusalem"]

    assert [zone for zone in found if zone in in_order] == in_order


def test_among_equals_the_last_zone_here_comes_first(atlas):
    assert zones(atlas, "united states", first="America/Boise")[0] == "America/Boise"


def test_a_zone_is_offered_once_and_at_most_25_are(atlas):
    found = zones(atlas, "a")

    assert len(found) == len(set(found)) == 25
    assert len(zones(atlas, "a", limit=3)) == 3
    assert len(zones(atlas, "", limit=3)) == 3


def test_what_fits_nothing_finds_nothing(atlas):
    assert zones(atlas, "zzzz") == []


@given(st.text(max_size=20))
def test_anything_typed_gives_known_zones(atlas, typed):
    found = zones(atlas, typed)

    assert len(found) <= 25
    assert all(map(known_zone, found))


@given(st.data())
def test_every_name_in_the_atlas_finds_its_zone(atlas, data):
    spot = data.draw(st.sampled_from(atlas.spots))

    assert spot.zone in zones(atlas, spot.city)
    assert spot.zone in zones(atlas, spot.zone)


def test_every_spot_has_a_known_zone_and_a_city(atlas):
    assert all(known_zone(spot.zone) and spot.city for spot in atlas.spots)
    assert len({spot.zone for spot in atlas.spots}) > 400


def test_the_names_we_bundle_are_of_zones_and_countries_the_tables_have(atlas):
    there = {spot.zone for spot in atlas.spots}
    lands = {name for spot in atlas.spots for name in spot.names}
    meant = {zone for zones in ABBREVIATIONS.values() for zone in zones.split()}

    assert there.issuperset({*POPULAR, *CITIES, *meant})
    assert all(simplified(name) in lands for text in COUNTRIES.values() for name in text.split(","))


@pytest.mark.parametrize(("short", "meant"), ABBREVIATIONS.items())
def test_an_abbreviation_is_what_clocks_there_are_called(short, meant):
    year = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=30 * n) for n in range(12)]
    generic = {"CT", "ET", "MT", "PT", "PHT", "Z", "UTC"}
    for zone in meant.split():
        called = {at.astimezone(ZoneInfo(zone)).tzname() for at in year}
        numeric = any(name[0] in "+-" for name in called)

        assert short in called or numeric or short in generic or (short, zone) == ("GMT", "UTC")


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Berlin", {"Europe/Berlin"}),
        (" berlin ", {"Europe/Berlin"}),
        ("new york", {"America/New_York"}),
        ("M\u00fcnchen", {"Europe/Berlin"}),
        ("berlin, germany", {"Europe/Berlin"}),
        ("europe/berlin", {"Europe/Berlin"}),
        ("Europe/Berlin", {"Europe/Berlin"}),
        ("Asia/Calcutta", {"Asia/Calcutta"}),
        ("Japan", {"Japan"}),
        ("utc", {"UTC"}),
        ("", set()),
        ("  ", set()),
        ("ber", set()),
        ("york", set()),
        ("Middle Earth", set()),
    ],
)
def test_a_whole_name_names_its_zone(atlas, typed, zones):
    assert set(zones_named(atlas, typed)) == zones


def test_a_name_of_several_zones_names_them_all(atlas):
    assert set(zones_named(atlas, "Germany")) == {"Europe/Berlin", "Europe/Busingen"}
