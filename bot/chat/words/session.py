"""What a session says while it runs, and when it is over."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    arrive = "Arrive"
    ready = "Get ready"
    switch = "Switch sides"
    rest = "Rest"
    finish = "Finish"
    left = "your left"
    right = "your right"
    safety_line = "Go gently, stop if it hurts; unsure? Ask your doctor first."
    coming = "Next: {title}"
    then = "then: {title}"
    then_done = "then you are done"
    until = "until {at}"
    rounds = "{count} slow rounds, about {seconds} s each"
    breaths = "{count} breaths: {seconds_in} s in, {seconds_out} s out, no holding"
    one_breath = "1 breath: {seconds_in} s in, {seconds_out} s out, no holding"
    halfway = "Half-way. Stay easy."
    halfway_reps = "Half-way: about {count} to go."
    paused = "Paused"
    paused_text = "{title} waits for you. Resume within half an hour."
    position = "at {position} of {length}"
    dms_closed = "Your DMs are closed to me, so we do it here, just for you."
    channel_closed = "I cannot write in that channel any more, so we do it here, just for you."

    done = "Done: {title}"
    done_text = "That took {took}. Notice how your shoulders feel now."
    stopped = "Stopped: {title}"
    stopped_text = "You moved for {took}. Stopping when you want to is right."
    closed = "Ended early: {title}"
    closed_text = "We got to {took}. Continue where you were, or begin once more."
    for_all = "Anyone here may follow along."

    pause_button = "Pause"
    resume_button = "Resume"
    back_button = "Back"
    skip_button = "Skip"
    how_button = "How?"
    stop_button = "Stop"
    continue_button = "Continue"
    again_button = "Once more"
    how = "How: {title}"
    cautions = "Take care"
    tick = "✓ {title}"


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
