"""Your own settings."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "How you like it: pace, pictures, posture, breath, and your hours"
    title = "How you like it"
    zone_option = "Your time zone; type a city"
    working_hours_option = "When a nudge is welcome, like 9:00-12:00, 13:00-17:30"
    pace_option = "How fast movements go"
    posture_option = "What the pictures show"
    breath_option = "Seconds in and out"
    leave_out_option = "A move to leave out of routines, or to bring back"
    pictures_option = "Moving, still, or text only"
    dm_steps_option = "Steps in direct messages: new messages sound, edits are silent"

    zone = "**Zone**: {value}"
    working_hours = "**Working hours**: {value}"
    pace = "**Pace**: {value}"
    posture = "**Posture**: {value}"
    breath = "**Breath**: {value}"
    leave_out = "**Left out**: {value}"
    pictures = "**Pictures**: {value}"
    dm_steps = "**Steps in direct messages**: {value}"
    unknown = "not set yet"
    as_written = "as the exercise says"
    nothing = "nothing"
    breath_value = "{seconds_in} s in, {seconds_out} s out"
    how = "Change one with its option, like /settings pace. It holds from the next session on."

    choice_slow = "Slow"
    choice_normal = "Normal"
    choice_brisk = "Brisk"
    choice_seated = "Seated"
    choice_standing = "Standing"
    choice_moving = "Moving"
    choice_still = "Still (low motion)"
    choice_none = "None (text only)"
    choice_messages = "New messages"
    choice_edits = "Edits of one message"
    choice_leave_out = "Leave out {title}"
    choice_bring_back = "Bring back {title}"

    refused_zone = "I do not know the zone “{value}”. Type a city and pick one from the list."
    refused_working_hours = "I cannot read “{value}”. Write hours like 9:00-12:00, 13:00-17:30."
    refused_leave_out = "There is no move called “{value}”. Pick one from the list."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
