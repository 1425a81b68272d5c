"""The messages of reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.buttons import Control, Style
from bot.chat.cards.breaks import clock, moment
from bot.chat.cards.face import Face, layout
from bot.chat.custom_id import CustomId
from bot.chat.words import full_date
from bot.chat.words import reminder as words
from bot.core.reminder import Reminder, State, What, asks_fewer
from bot.core.reminder_card import ReminderCard
from bot.core.typed import spell_days, spell_days_off, spell_times
from bot.flows.following import Followed
from bot.flows.reminders import Added, Answered

say = words.words()
_LONGEST = 100


def card(it: ReminderCard) -> Face:
    """A reminder's message."""
    reminder = it.reminder
    match it.what:
        case What.TEST:
            return layout(
                [f"### {say.test}", say.test_text.format(when=when(reminder))],
                [
                    _of(reminder, "confirm", say.confirm_button, Style.primary),
                    _of(reminder, "stop", say.no_button),
                ],
            )
        case What.NUDGE:
            return _nudge(it)
        case What.OVER:
            quiet = reminder.state is State.QUIET
            return line(say.over_quiet if quiet else say.over)


def line(text: str) -> Face:
    """A message that is done with."""
    return layout([f"-# {text}"])


def closed() -> Face:
    """Told where `/reminder add` was asked, when the test message could not be delivered."""
    return layout([f"### {say.closed}", say.closed_text])


def added(it: Added) -> Face:
    """Its test message is on its way."""
    text = say.added_text.format(when=when(it.reminder))
    others = followed(it.followed)
    moved = say.zone_moved.format(zone=it.reminder.zone, followed=others) if others else ""
    return layout([f"### {say.added}", text, moved])


def confirmed(it: Reminder, runs: Sequence[datetime]) -> Face:
    """Its person said yes."""
    if it.state is State.REMOVED:
        return layout([say.confirmed_late])
    text = say.confirmed_text.format(when=when(it))
    return layout([f"### {say.confirmed}", text, _runs(runs)])


def listed(reminders: Sequence[tuple[Reminder, datetime | None]]) -> Face:
    """A person's reminders, the real instant each is due, and their days off."""
    lines = [f"**{when(it)}**\n-# {state(it, at)}" for it, at in reminders]
    away = spell_days_off(reminders[0][0].days_off) if reminders else ""
    off = f"-# {say.days_off.format(days=away)}" if away else ""
    return layout([f"### {say.list_title}", "\n".join(lines) or say.list_none, off])


def told(verb: str, found: Answered) -> Face:
    """What came of pausing, resuming or removing one, and when it is next."""
    it, until = found.reminder, found.reminder.paused_until
    sentence = {"pause": say.paused, "resume": say.resumed, "remove": say.removed}[verb]
    if verb == "pause" and not found.did and it.state is State.CLOSED:
        sentence = say.stays.format(state=say.state_closed)
    elif verb == "pause" and until:
        sentence = say.paused_until.format(day=full_date(until))
    if verb == "resume" and it.state is State.TESTING:
        sentence = say.tested_anew
    return layout([sentence, _runs(found.runs)])


def followed(it: Followed) -> str:
    """How many reminders go by a change, and when the next comes; nothing where none does."""
    if not it.count:
        return ""
    words = say.followed_one if it.count == 1 else say.followed_many
    following = say.followed_next.format(at=moment(it.next_at)) if it.next_at else ""
    return " ".join(filter(None, (words.format(count=it.count), following)))


def when(it: Reminder) -> str:
    """When it comes, in one line."""
    days = spell_days(it.days)
    if it.once:
        return say.once.format(at=clock(it.next_at)) if it.next_at else spell_times(it.times)
    if it.every:
        return _every(it, days)
    return say.at_times.format(times=spell_times(it.times), days=days, zone=it.zone)


def label(it: Reminder) -> str:
    """As it is picked from a list, where no instant can be shown."""
    days = spell_days(it.days)
    if it.every:
        return _every(it, days)[:_LONGEST]
    return say.at_times.format(times=spell_times(it.times), days=days, zone=it.zone)[:_LONGEST]


def _every(it: Reminder, days: str) -> str:
    hours = it.hours or say.usual_hours
    return say.at_every.format(every=it.every, hours=hours, days=days, zone=it.zone)


def _nudge(it: ReminderCard) -> Face:
    reminder = it.reminder
    asks = asks_fewer(reminder)
    # A row holds five: the one that asks for fewer has no second length to start.
    last = (
        _of(reminder, "fewer", say.fewer_button)
        if asks
        else _of(reminder, "start", say.start_long_button, Style.secondary, "three-minute-reset")
    )
    short = _of(reminder, "start", say.start_short_button, Style.primary, "ninety-second-reset")
    return layout(
        [
            f"### {say.nudge}",
            say.nudge_text.format(title=it.title),
            f"**{say.fewer_text}**" if asks else "",
        ],
        [
            short,
            last,
            _of(reminder, "snooze", say.snooze_button),
            _of(reminder, "skip", say.skip_button),
            _of(reminder, "stop", say.stop_button, Style.danger),
        ],
    )


def state(it: Reminder, at: datetime | None) -> str:
    """Whether it counts, and when it comes next."""
    text = {
        State.TESTING: say.state_testing,
        State.PAUSED: say.state_paused,
        State.QUIET: say.state_quiet,
        State.CLOSED: say.state_closed,
    }.get(it.state) or (_next(it, at) if at else "")
    return f"{text}, {say.state_halved}" if it.halved and it.state is State.ACTIVE else text


def _next(it: Reminder, at: datetime) -> str:
    if it.paused_until:
        return say.state_until.format(day=full_date(it.paused_until), at=moment(at))
    return say.state_active.format(at=moment(at))


def _runs(runs: Sequence[datetime]) -> str:
    return say.runs.format(runs=", ".join(map(moment, runs))) if runs else ""


def _of(it: Reminder, verb: str, text: str, style: Style = Style.secondary, *more: str) -> Control:
    means = CustomId("reminder", it.id, verb, (str(it.posts), *more))
    return Control.labelled(text, means, style)
