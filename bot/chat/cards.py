"""Values become cards: Components V2, at most 40 components and 4,000 characters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import discord

from bot.chat import custom_id
from bot.chat.buttons import Control, Style
from bot.chat.custom_id import CustomId
from bot.chat.words import help as help_words
from bot.chat.words import minutes
from bot.chat.words import relax as relax_words
from bot.chat.words import reminder as reminder_words
from bot.chat.words import safety as safety_words
from bot.chat.words import session as session_words
from bot.core.card import Card, EndCard, Feel, HurtCard, LiveCard, PausedCard, TickedCard
from bot.core.exercise import WINDOWS, Exercise, Kind, Side, Step
from bot.core.picture import Picture
from bot.core.script import CueKind, Script
from bot.core.session import Place, Request, Session, State

#: The colour is never the only sign of anything.
CALM, MOVING, OVER = discord.Colour(0x5B8A72), discord.Colour(0x3F7CAC), discord.Colour(0x8A8D93)

#: Buttons in a row, and characters on a card, at most.
_IN_A_ROW, _ON_A_CARD = 5, 4_000

say = session_words.words()


@dataclass(frozen=True, slots=True)
class Face:
    """A card as Discord takes it. Its pictures go with every write: an edit drops what it omits."""

    view: discord.ui.LayoutView
    pictures: tuple[Picture, ...] = ()

    def files(self) -> list[discord.File]:
        """The pictures, to be uploaded once."""
        return [
            discord.File(io.BytesIO(it.content), it.file_name, description=it.alt)
            for it in self.pictures
        ]


def layout(
    texts: Iterable[str],
    controls: Iterable[Control] = (),
    colour: discord.Colour = CALM,
    pictures: tuple[Picture, ...] = (),
) -> Face:
    """A card of these texts, one under the other, then pictures, then rows of buttons.

    A list too long for one card ends with three dots.
    """
    parts: list[Any] = [discord.ui.TextDisplay(text) for text in _fitting(texts)]
    if pictures:
        parts.append(discord.ui.MediaGallery(*(_item(it) for it in pictures)))
    for row in _rows(controls):
        parts.append(discord.ui.ActionRow(*row))
    return Face(view_of(parts, colour), pictures)


def view_of(parts: Iterable[Any], colour: discord.Colour | None = None) -> discord.ui.LayoutView:
    """These components in a container, as discord.py sends them."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*parts, accent_colour=colour))
    # Presses find their way by `custom_id`. A view that is not stopped discord.py would keep, with
    # a task of its own, for a quarter of an hour after each answer that only its reader sees.
    view.stop()
    return view


def card(value: Card) -> Face:
    """The card of a session's state."""
    match value:
        case LiveCard():
            return _live(value)
        case PausedCard():
            return _paused(value)
        case EndCard():
            return _end(value)
        case HurtCard():
            return _hurt(value)
        case TickedCard():
            return layout(
                [f"-# {say.tick.format(title=title_of(value.script, value.step))}"], colour=OVER
            )


def _fitting(texts: Iterable[str]) -> Iterator[str]:
    left = _ON_A_CARD
    for text in filter(None, texts):
        if len(text) > left:
            whole_lines, _, _ = text[: left - 1].rpartition("\n")
            yield f"{whole_lines}\n…"
            return
        yield text
        left -= len(text)


def _rows(controls: Iterable[Control]) -> Iterator[list[Any]]:
    buttons: list[Any] = list(controls)
    for first in range(0, len(buttons), _IN_A_ROW):
        yield buttons[first : first + _IN_A_ROW]


def _item(picture: Picture) -> discord.MediaGalleryItem:
    return discord.MediaGalleryItem(f"attachment://{picture.file_name}", description=picture.alt)


def note(text: str, *controls: Control) -> Face:
    """A short answer."""
    return layout([text], controls)


def safety_first(user_id: int, asked: Request) -> Face:
    """The safety card whose button accepts it and begins what was asked for."""
    say = safety_words.words()
    means = CustomId("member", user_id, "accept", custom_id.packed(asked))
    accept = Control.labelled(say.accept_button, means, Style.primary)
    return layout([*_before_moving(), say.accept_line], [accept])


def safety() -> Face:
    """All of the safety text, any time."""
    say = safety_words.words()
    return layout([*_before_moving(), _titled(say.always_title, say.always)])


def _before_moving() -> list[str]:
    say = safety_words.words()
    asks = "\n".join(f"- {line}" for line in say.ask_first)
    return [
        f"### {say.title}",
        f"{say.first}\n{asks}",
        _titled(say.stop_title, say.stop),
        _titled(say.care_title, say.care),
        _titled(say.emergency_title, say.emergency),
    ]


def help_card() -> Face:
    """How it works."""
    say = help_words.words()
    commands = "\n".join(f"- {line}" for line in say.commands)
    return layout(
        [
            f"### {say.title}",
            say.text,
            _titled(say.commands_title, commands),
            say.buttons,
            say.quiet,
        ]
    )


def going_on(session: Session, title: str, asked: Request) -> Face:
    """The offer to end the running session for the new one."""
    say = relax_words.words()
    replace = CustomId("session", session.id, "replace", custom_id.packed(asked))
    keep = CustomId("session", session.id, "keep")
    return layout(
        [f"### {say.going_on}", say.going_on_text.format(title=title)],
        [
            Control.labelled(say.replace_button, replace, Style.primary),
            Control.labelled(say.keep_button, keep),
        ],
    )


def unfinished(session: Session, title: str, user_id: int, asked: Request) -> Face:
    """The offer to continue a session that an outage ended."""
    say = relax_words.words()
    continue_ = custom_id.of_session(session.id, "continue", session.sends)
    return layout(
        [f"### {say.unfinished}", say.unfinished_text.format(title=title)],
        [
            Control.labelled(say.continue_button, continue_, Style.primary),
            _start(say.fresh_button, user_id, asked),
        ],
    )


def not_here(why: str, user_id: int, asked: Request) -> Face:
    """Why the steps cannot be posted where they were asked for, and the private card instead."""
    here = replace(asked, place=Place.PRIVATE)
    return layout([why], [_start(relax_words.words().here_button, user_id, here)])


def nothing_left(title: str, instead: Request, instead_title: str, user_id: int) -> Face:
    """Everything in a routine is left out; another one that has something left."""
    say = relax_words.words()
    text = say.nothing_left.format(title=title)
    return layout(
        [text], [_start(say.instead_button.format(title=instead_title), user_id, instead)]
    )


def hurts_elsewhere() -> Face:
    """For somebody who follows along in a session that is not theirs."""
    return layout(stop_advice(say.hurt_elsewhere))


def how(exercise: Exercise) -> Face:
    """The long explanation."""
    cautions = "\n".join(f"- {line}" for line in exercise.cautions)
    title = f"### {say.how.format(title=exercise.title)}"
    return layout([title, exercise.more or exercise.purpose, _titled(say.cautions, cautions)])


def title_of(script: Script, n: int) -> str:
    """The name of step number `n`, with the side of the person who moves."""
    step = script.steps[n]
    if n == 0:
        return step.title or say.arrive
    if step.kind in WINDOWS or step.kind is Kind.FINISH:
        return step.title or getattr(say, step.kind)
    sides = {Side.LEFT: say.left, Side.RIGHT: say.right}
    return f"{step.title}, {sides[step.side]}" if step.side else step.title


def clock_time(at: datetime) -> str:
    """An instant as each reader's own clock time."""
    return discord.utils.format_dt(at, "T")


def _live(it: LiveCard) -> Face:
    step = it.script.step_of(it.cue)
    n = it.script.cues[it.cue].step
    texts = [f"### {title_of(it.script, n)}", *_opening(it, n)]
    texts += [instructions(step), dose(step)]
    if it.script.cues[it.cue].kind is CueKind.HALFWAY:
        texts.append(f"**{halfway(step)}**")
    texts.append(what_comes(it.script, it.cue, it.ends_at))
    colour = MOVING if step.kind is Kind.MOVE else CALM
    return layout(texts, _controls(it.session, n), colour, it.pictures)


def _opening(it: LiveCard, step: int) -> Iterator[str]:
    if step == 0:
        yield f"-# {it.script.title}, {minutes(it.script.length)}\n**{say.safety_line}**"
    if it.session.place is Place.PRIVATE and it.session.asked is not Place.PRIVATE:
        dm = it.session.asked is Place.DM
        yield f"-# {say.dms_closed if dm else say.channel_closed}"
    if step == 0 and it.session.place is Place.CHANNEL:
        yield f"-# {say.for_all}"


def what_comes(script: Script, cue: int, ends_at: datetime) -> str:
    """Until when, and what is next: in full where it is read now."""
    until = say.until.format(at=clock_time(ends_at))
    after = script.cues[cue].step + 1
    if after >= len(script.steps):
        return f"-# {until}, {say.then_done}"
    following = script.steps[after]
    title = title_of(script, after)
    if script.step_of(cue).kind not in WINDOWS:
        return f"-# {until}, {say.then.format(title=title)}"
    coming = f"**{say.coming.format(title=title)}**\n{instructions(following)}".rstrip()
    return f"{coming}\n-# {until}"


def instructions(step: Step) -> str:
    """What to do; where postures differ and the card is for everybody, both lines by their name."""
    own = (getattr(say, name).format(line=line) for name, line in step.by_posture.items())
    return "\n".join((*step.lines, *own))


def dose(step: Step) -> str:
    """How much of it: rounds or breaths, with their seconds."""
    if step.breath:
        words = say.breaths if step.breaths != 1 else say.one_breath
        seconds_in, seconds_out = step.breath.seconds_in, step.breath.seconds_out
        return words.format(count=step.breaths, seconds_in=seconds_in, seconds_out=seconds_out)
    if step.reps:
        each = step.length.total_seconds() / step.reps
        return say.rounds.format(count=step.reps, seconds=f"{each:.1f}".removesuffix(".0"))
    return ""


def halfway(step: Step) -> str:
    """The word at half of it: how much is to go, where that is counted."""
    count = step.breaths or step.reps
    return say.halfway_reps.format(count=count // 2) if count else say.halfway


def _paused(it: PausedCard) -> Face:
    title = title_of(it.script, it.script.cues[it.cue].step)
    position = minutes(it.session.position(it.session.started_at))
    where = say.position.format(position=position, length=minutes(it.script.length))
    private = it.session.place is Place.PRIVATE
    text = say.paused_private if private else say.paused_text
    return layout(
        [f"### {say.paused}", text.format(title=title), f"-# {where}"],
        [_verb(it.session, "resume", say.resume_button, Style.primary), _stop(it.session)],
        OVER,
    )


def _end(it: EndCard) -> Face:
    title, text = {
        State.FINISHED: (say.done, say.done_text),
        State.STOPPED: (say.stopped, say.stopped_text),
    }.get(it.session.state, (say.closed, say.closed_text))
    took = minutes(it.session.active(it.session.started_at))
    texts = [f"### {title.format(title=it.title)}", text.format(took=took)]
    if it.feel:
        texts.append(getattr(say, f"feels_{it.feel}"))
    return layout(texts, _after(it), OVER)


def _after(it: EndCard) -> Iterator[Control]:
    if it.feel is Feel.WORSE:
        return
    alone = it.session.place is not Place.CHANNEL
    if it.session.state is State.FINISHED and alone and it.feel is None:
        for feel in Feel:
            yield _verb(it.session, feel, getattr(say, f"{feel}_button"))
    if it.session.state is State.FINISHED:
        means = CustomId("tomorrow", it.session.member_id, "again", (it.session.source,))
        yield Control.labelled(reminder_words.words().tomorrow_button, means)
    if it.session.state in (State.CLOSED, State.LOST):
        yield _verb(it.session, "continue", say.continue_button, Style.primary)
    yield _verb(it.session, "again", say.again_button)


def _hurt(it: HurtCard) -> Face:
    texts = stop_advice(say.hurt)
    if it.exercise is None:
        return layout(texts, colour=OVER)
    named = it.exercise.title
    if it.left_out:
        return layout([*texts, say.left_out.format(title=named)], colour=OVER)
    means = CustomId("session", it.session.id, "leave_out", (it.exercise.id,))
    button = Control.labelled(say.leave_out_button.format(title=named), means)
    return layout([*texts, say.leave_out.format(title=named)], [button], OVER)


def stop_advice(title: str) -> list[str]:
    """What to do when it hurts, and when to get help."""
    words = safety_words.words()
    return [
        f"### {title}",
        say.hurt_text,
        _titled(words.care_now_title, words.care),
        _titled(words.emergency_title, words.emergency),
    ]


def _controls(session: Session, step: int) -> list[Control]:
    back = [_verb(session, "back", say.back_button, step=step)] if step else []
    return [
        _verb(session, "pause", say.pause_button),
        *back,
        _verb(session, "skip", say.skip_button, step=step),
        _verb(session, "how", say.how_button),
        _stop(session),
        _verb(session, "hurts", say.hurts_button, Style.danger),
    ]


def _stop(session: Session) -> Control:
    return _verb(session, "stop", say.stop_button, Style.danger)


def _verb(
    session: Session,
    verb: str,
    label: str,
    style: Style = Style.secondary,
    step: int | None = None,
) -> Control:
    means = custom_id.of_session(session.id, verb, session.sends, step)
    return Control.labelled(label, means, style)


def _start(label: str, user_id: int, asked: Request) -> Control:
    means = CustomId("member", user_id, "start", custom_id.packed(asked))
    return Control.labelled(label, means, Style.primary)


def _titled(title: str, text: str) -> str:
    return f"**{title}**\n{text}"
