"""Browsing what there is to do."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "Look through the exercises and routines, and start one"
    length = "{length}, {postures}"
    postures = "seated or standing"
    seated = "seated"
    care = "Take care"
    parts = "What is in it"
    place = "{n} of {count}"
    previous_button = "Previous"
    next_button = "Next"
    start_button = "Start"


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
