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
    paused_text = "No hurry: I keep your place at **{title}** for half an hour."
    #: Discord lets us change this card for fifteen minutes from a press, and we leave in time.
    paused_private = (
        "No hurry: I keep your place at **{title}** for fourteen minutes. "
        "After that, **Continue** brings you back to it."
    )
    position = "at {position} of {length}"
    dms_closed = "Your DMs are closed to me, so we do it here, just for you."
    channel_closed = "I cannot write in that channel any more, so we do it here, just for you."

    done = "Done: {title}"
    done_text = "That took {took}. Notice how your shoulders feel now."
    stopped = "Stopped: {title}"
    stopped_text = "You did {took}. Stopping whenever you like is always fine."
    closed = "Ended early: {title}"
    closed_text = "You did {took}. Continue where you were, or start over."
    for_all = "Anyone here may follow along."

    pause_button = "Pause"
    resume_button = "Resume"
    back_button = "Back"
    skip_button = "Skip"
    how_button = "How?"
    stop_button = "Stop"
    hurts_button = "Stop, this hurts"
    hurt = "Stopped. Good that you listened to your body."
    hurt_elsewhere = "Then stop here, and rest. The others will understand."
    hurt_text = (
        "Sit down, let your arms rest, and breathe as usual. A light stretch is fine, pain is not, "
        "and stopping is always right."
    )
    leave_out = (
        "Shall I leave **{title}** out of your routines from now on? I do not write down why."
    )
    leave_out_button = "Leave out {title}"
    left_out = "**{title}** is left out from now on. /settings brings it back."
    better_button = "Better"
    same_button = "Same"
    worse_button = "Worse"
    feels_better = "Lovely. Take it with you."
    feels_same = "That is fine too. Some days the body takes its time."
    feels_worse = (
        "Thank you for saying so. Rest now; if it stays or grows, have it looked at. "
        "/safety says when to get help."
    )
    continue_button = "Continue"
    again_button = "Once more"
    how = "How: {title}"
    cautions = "Take care"
    tick = "✓ {title}"


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
