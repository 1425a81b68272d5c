"""A person's last weeks, gently."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "Your own last four weeks, as a small picture only you see"
    title = "Your last four weeks"
    #: By what is worth saying.
    sentences: dict[str, str] = {  # noqa: RUF012
        "today": "You took a moment for yourself today. Good.",
        "this_week": "You took time for your shoulders this week. Rest days are part of it.",
        "earlier": "Good to see you. Rest is fine, and you can begin again any time.",
        "nothing_yet": "These weeks are blank, and that is fine. **/relax** whenever you like.",
    }
    in_zone = "Days by the clocks in {zone}."
    in_utc = "Days by UTC, because I do not know your zone."

    alt = "Days on which you finished something, oldest week first. {weeks}"
    alt_week = "Week of {monday}: {days}."
    alt_this_week = "This week so far: {days}."
    every_day = "every day"
    rest = "rest"
    this_week = "This week"
    monday = "{day} {month}"
    day_letters = "MTWTFSS"
    day_names = (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    )
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    short_month = 3
    comma, last_and = ", ", " and "


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
