"""Your own settings."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "How you like it: pace, pictures, posture, breath, and your hours"
    title = "How you like it"
    zone_option = "Your time zone; type a city"
    working_hours_option = "When reminders with every are welcome: 9-17, or 9-12, 13-17:30"
    days_off_option = (
        "No reminders then, like 2026-12-24, 2026-12-27..2026-12-31; none takes them back"
    )
    pace_option = "How fast movements go"
    posture_option = "Whether words and pictures are for sitting or for standing"
    breath_option = "Seconds in and out"
    leave_out_option = "A move to leave out of routines, or to bring back"
    pictures_option = "Moving, still, or text only"
    dm_steps_option = "Steps in direct messages: new messages sound, edits are silent"

    zone = "**Zone**: {value}"
    working_hours = "**Working hours**: {value}"
    days_off = "**Days off**: {value}"
    pace = "**Pace**: {value}"
    posture = "**Posture**: {value}"
    breath = "**Breath**: {value}"
    leave_out = "**Left out**: {value}"
    pictures = "**Pictures**: {value}"
    dm_steps = "**Steps in direct messages**: {value}"
    unknown = "not set yet"
    usual_hours = "not set yet, so 09:00-17:00"
    as_written = "as the exercise says"
    nothing = "nothing"
    nothing_off = "none"
    breath_value = "{seconds_in} s in, {seconds_out} s out"
    noted = "Noted"
    same = "You have it like that already."
    rest = "Everything else stays as it was. /settings shows all of it."
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

    refused_working_hours = (
        "I cannot read “{value}”. Write hours like 9-17, or 9:00-12:00, 13:00-17:30."
    )
    refused_working_hours_no_length = "“{value}” ends when it begins. Write hours like 9-17."
    refused_working_hours_crosses_midnight = (
        "“{value}” goes past midnight. Write a night in two parts, like 22:00-24:00, 0:00-6:00."
    )
    refused_working_hours_overlap = (
        "Some hours in “{value}” overlap. Write each once, like 9:00-12:00, 13:00-17:30."
    )
    refused_days_off = (
        "I cannot read “{value}”. Write days off like {example}, several with commas, or a range "
        "like {example}..{later}. `none` takes them all back."
    )
    refused_days_off_backwards = (
        "“{value}” ends before it begins. Write the first day first, like {example}..{later}."
    )
    refused_days_off_past = "“{value}” is over already. Write a day to come, like {example}."
    refused_days_off_too_far = (
        "“{value}” is too far away: two years are the most. Write a day like {example}."
    )
    refused_days_off_no_zone = (
        "Whose days are that? Tell me your `zone` with it: type a city, like Berlin."
    )
    refused_leave_out = "There is no move called “{value}”. Pick one from the list."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
