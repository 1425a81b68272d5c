"""Zones as people look for them: by city, country, zone id or abbreviation."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.core.timetable import known_zone
from bot.core.zones_data import ABBREVIATIONS, CITIES, COUNTRIES, POPULAR

_UTC = "UTC"
#: Letters that have no accent to take off, and what is typed for them.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone to choose. `local_time` is what its clocks read, aware; UTC has no country."""

    zone: str
    city: str
    country: str
    local_time: datetime


@dataclass(frozen=True, slots=True)
class Spot:
    """A city by whose clocks people live. `names` are what it is found by, `simplified`."""

    zone: str
    city: str
    country: str
    names: tuple[str, ...] = ()

    def rank(self, typed: str) -> int | None:
        """How well simplified text fits, 0 best: all of a name, its start, a word's, inside."""
        fits = (_fit(typed, name) for name in self.names)
        return min((fit for fit in fits if fit is not None), default=None)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Spots in the order they are offered among equals; the first of a zone is its own city."""

    spots: tuple[Spot, ...]

    def find(self, zone: str) -> Spot:
        """The city of a known zone, also where the tables leave the zone out."""
        spots = (spot for spot in self.spots if spot.zone == zone)
        return next(spots, Spot(zone, _city(zone, ""), ""))


def read_atlas() -> Atlas:
    """The atlas, out of the tables the tzdata package ships. Some milliseconds: keep the result."""
    countries = {code: name for code, name, *_ in _table("iso3166.tab")}
    former = _former_names()
    rows = {zone: code for code, _, zone, *_ in _table("zone.tab")}
    spots = [Spot(_UTC, _UTC, "", tuple(map(simplified, (_UTC, "Etc/UTC", *former["Etc/UTC"]))))]
    for zone, code in rows.items():
        lands = (countries[code], *_listed(COUNTRIES.get(code, "")))
        spots += _spots(zone, lands, (zone, *(one for one in former[zone] if one not in rows)))
    return Atlas(tuple(sorted(spots, key=lambda spot: _popularity(spot.zone))))


def zones_matching(
    atlas: Atlas, typed: str, now: datetime, first: str | None = None, limit: int = 25
) -> tuple[ZoneChoice, ...]:
    """At most `limit` zones that fit what was typed, best first; the popular ones for nothing.

    `first`, a zone somebody here chose before, stands on top, among equals where text was typed.
    """
    wanted = simplified(typed)
    found = _best(atlas, wanted, first) if wanted else _popular(atlas, first)
    return tuple(_choice(spot, now) for spot in found[:limit])


def zones_named(atlas: Atlas, typed: str) -> tuple[str, ...]:
    """The zones whose id that is, or where a city or country of that whole name is."""
    name = typed.strip()
    if known_zone(name):
        return (name,)
    wanted = simplified(name)
    named = (spot.zone for spot in atlas.spots if wanted and spot.rank(wanted) == 0)
    return tuple(dict.fromkeys(named))


def simplified(text: str) -> str:
    """Text without case, accents and punctuation, words one space apart."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.split(r"[\W_]+", letters.translate(_LETTERS))).strip()


def _popular(atlas: Atlas, first: str | None) -> list[Spot]:
    top = (first,) if first is not None and known_zone(first) else ()
    return [atlas.find(zone) for zone in dict.fromkeys((*top, *POPULAR, _UTC))]


def _best(atlas: Atlas, wanted: str, first: str | None) -> list[Spot]:
    """One spot for each zone that fits, those meant by an abbreviation before the others."""
    meant = [atlas.find(zone) for zone in ABBREVIATIONS.get(wanted.upper(), "").split()]
    ranked = [(spot.rank(wanted), spot.zone != first, spot) for spot in atlas.spots]
    fitting = [(rank, other, spot) for rank, other, spot in ranked if rank is not None]
    fitting.sort(key=lambda fit: fit[:2])
    best: dict[str, Spot] = {}
    for spot in (*meant, *(spot for *_, spot in fitting)):
        best.setdefault(spot.zone, spot)
    return list(best.values())


def _fit(typed: str, name: str) -> int | None:
    at = f" {name}".find(f" {typed}")
    if at == 0:
        return 0 if name == typed else 1
    if at > 0:
        return 2
    return 3 if typed in name else None


def _choice(spot: Spot, now: datetime) -> ZoneChoice:
    return ZoneChoice(spot.zone, spot.city, spot.country, now.astimezone(ZoneInfo(spot.zone)))


def _popularity(zone: str) -> int:
    return POPULAR.index(zone) if zone in POPULAR else len(POPULAR)


def _spots(zone: str, lands: Sequence[str], ids: Sequence[str]) -> Iterator[Spot]:
    """The zone's own city, which also goes by the zone's ids, and others with the same clock."""
    own = _city(zone, lands[0])
    for city in (own, *_listed(CITIES.get(zone, ""))):
        towns = [city, *(f"{city} {land}" for land in lands), *lands]
        names = map(simplified, (*towns, *ids) if city == own else towns)
        yield Spot(zone, city, lands[0], tuple(names))


def _city(zone: str, country: str) -> str:
    """`Knox, Indiana` out of `America/Indiana/Knox`, without a part that repeats the country."""
    parts = [part.replace("_", " ") for part in zone.split("/")]
    return ", ".join(part for part in reversed(parts[1:]) if part != country) or parts[-1]


def _former_names() -> Mapping[str, list[str]]:
    """Ids a zone had before or has beside, such as `Asia/Calcutta` and `US/Eastern`."""
    former = defaultdict(list)
    for line in _lines("tzdata.zi"):
        if line.startswith("L ") and "/" in line.split()[2]:
            former[line.split()[1]].append(line.split()[2])
    return former


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name]


def _table(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(name) if not line.startswith("#"))


def _lines(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()
