"""What `/relax` is called, and what it answers besides the session itself."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "Un-hunch: a guided upper-back exercise, one step at a time"
    exercise_option = "Which exercise or routine; ninety seconds if you leave it out"
    where_option = "Where the steps appear"
    pace_option = "How fast the movements go; breathing keeps its own time"
    where_private = "Here, only you see it"
    where_dm = "In a direct message"
    where_channel = "In this channel, for everyone here"
    pace_slow = "Slow"
    pace_normal = "Normal"
    pace_brisk = "Brisk"
    choice = "{title} ({length})"

    in_dm = "It begins in our direct messages, right now."
    in_channel = "It begins here in the channel, right now."
    unfinished = "Something cut us short last time"
    unfinished_text = "**{title}** ended early, and that was my side. Continue where you were?"
    continue_button = "Continue there"
    fresh_button = "Begin the new one"
    here_button = "Do it here, just for me"
    busy_channel = "Somebody has a session in this channel already."
    busy_team = (
        "A team break is on in this channel, or begins in a few minutes. "
        "Join it there, or do yours by yourself."
    )
    no_room = "So many people stretch with me right now that I cannot post every step for you too."
    wrong_kind = "I post steps in text, announcement and voice channels and threads, but not here."
    group = "In a group I can only show it to you alone."
    not_in_server = "I am not in this server, so I cannot write in its channels."
    you_may_not = "You cannot write in this channel, so I will not either."
    i_may_not = "I cannot post here. I am missing: {permissions}."
    going_on = "You are in the middle of something"
    going_on_text = "**{title}** is still going. End it and begin the new one?"
    replace_button = "End it and begin"
    keep_button = "Keep going"
    kept = "Good, just keep going."
    nothing_left = (
        "You left out every move in **{title}**. Here is one that still has something for you; "
        "/settings brings moves back."
    )
    instead_button = "Begin {title}"
    no_such_exercise = (
        "There is no exercise called “{source}”. Pick one from the list that opens "
        "while you type, or leave it out."
    )
    ended = "Yours has ended, so you can be with the others."
    not_yours = "That one belongs to somebody else. Start your own with /relax."
    no_such_session = "That session is long over. Start a new one with /relax."
    old_button = "That button is from another time. Start fresh with /relax."
    busy = "I am a little busy. Please press again."
    cannot_save = (
        "I cannot save anything at the moment, so nothing has changed. Please try again later."
    )
    broken = "Something went wrong on my side, and nothing was lost. Please try again."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
