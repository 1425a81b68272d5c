"""What reminders say, and what `/reminder` answers."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "Reminders to un-hunch, by direct message, as often as you like"
    add_description = "A new reminder; a test message comes first"
    list_description = "Your reminders"
    pause_description = "Pause a reminder, until you resume it or until a day"
    until_option = "Until which day, like 2026-12-24; until you resume it if left out"
    resume_description = "Let a reminder go on"
    remove_description = "Remove a reminder"
    time_option = "When, like 10:25, or several: 10:25, 15:25"
    every_option = "Or every so many minutes in your working hours (/settings); 45 is the least"
    days_option = "On which days, like mon-fri (if left out), daily, or mon,wed,fri"
    routine_option = "What to do; ninety seconds if left out"
    zone_option = "Whose clocks count; type your city. All your reminders go by it"
    reminder_option = "Which reminder"

    added = "I sent you a test message"
    added_text = "Press **Yes, remind me** there, and it begins: {when}. Until then, nothing comes."
    at_times = "{times}, {days}, {zone}"
    usual_hours = "9:00 to 17:00"
    at_every = "every {every} minutes from {hours}, {days}, {zone}"
    once = "once, {at}"
    runs = "The next ones: {runs}"
    time_or_every = "Give me either `time` or `every`."
    too_often = "Every 45 minutes is the most often I remind anybody."
    too_many = "Ten reminders are the most. /reminder remove makes room."

    test = "This is how a reminder reaches you"
    test_text = (
        "You asked for one: {when}. At most three a day come, never two within 45 minutes. "
        "Do you want it?"
    )
    confirm_button = "Yes, remind me"
    no_button = "No"
    confirmed = "Good, I will remind you"
    confirmed_text = "{when}. /reminder list shows yours, and each message can stop them."
    confirmed_late = "Its time has passed in the meantime, so it will not come."
    removed = "Removed. You will not hear of that one again."
    no_hour = "There is no such hour within a year."

    nudge = "Time to un-hunch"
    nudge_text = "{title} is ready when you are."
    fewer_text = "You left the last three alone. Would fewer be better?"
    start_short_button = "Start 90 s"
    start_long_button = "Start 3 min"
    snooze_button = "Snooze 15"
    skip_button = "Skip today"
    stop_button = "Stop these"
    fewer_button = "Half as many"
    over = "A reminder went by."
    over_quiet = (
        "A reminder went by, like those before it, so I stopped. /reminder resume brings them back."
    )
    snoozed = "Again {at}."
    skipped = "No more of these today."
    stopped = "Stopped. /reminder resume lets them go on."
    halved = "Half as many from now on."
    started = "It begins now."
    is_over = "That one is over."

    list_title = "Your reminders"
    list_none = "You have none. /reminder add makes one."
    state_active = "next {at}"
    state_testing = "waits for your yes on the test message"
    state_paused = "paused"
    state_quiet = "quiet: seven in a row went by. /reminder resume"
    state_closed = "paused: DMs closed. Open them to me, then /reminder resume"
    state_halved = "every second one"
    state_until = "paused until {day}, then {at}"
    days_off = "None on your days off: {days}"
    paused = "Paused. /reminder resume lets it go on."
    paused_until = "Paused until {day}. Then it goes on by itself."
    stays = "That one stays as it is: {state}."
    followed_one = "Your reminder goes by that from now on."
    followed_many = "Your {count} reminders go by that from now on."
    followed_next = "Next: {at}."
    zone_moved = "Your zone is {zone} now. {followed}"
    resumed = "It goes on."
    tested_anew = "I sent you a test message. Press **Yes, remind me** there."
    no_such = "You have no such reminder. /reminder list shows yours."
    closed = "I could not write to you"
    closed_text = (
        "Your direct messages are closed to me, so the reminder is kept, paused: DMs closed. "
        "Open them for this server, or install me for yourself, then /reminder resume."
    )
    told_closed = "A reminder could not reach you: your DMs are closed to me. I paused it."
    told_quiet = "I stopped a reminder, because seven in a row went by. /reminder resume."
    tomorrow_button = "Again tomorrow"
    tomorrow_zone = (
        "Whose clocks count? `/reminder add` with your `zone` makes one, and I remember the zone."
    )


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
