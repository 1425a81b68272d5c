"""The card of a session, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat import custom_id
from bot.chat.buttons import Control, Style
from bot.chat.cards.face import CALM, MOVING, OVER, Face, layout, titled
from bot.chat.cards.safety import stop_advice
from bot.chat.cards.steps import dose, halfway, instructions, title_of, what_comes
from bot.chat.custom_id import CustomId
from bot.chat.words import minutes
from bot.chat.words import reminder as reminder_words
from bot.chat.words import session as session_words
from bot.core.card import Card, EndCard, Feel, HurtCard, LiveCard, PausedCard, TickedCard
from bot.core.exercise import Exercise, Kind
from bot.core.script import CueKind
from bot.core.session import Place, Session, State

say = session_words.words()


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


def how(exercise: Exercise) -> Face:
    """The long explanation."""
    cautions = "\n".join(f"- {line}" for line in exercise.cautions)
    title = f"### {say.how.format(title=exercise.title)}"
    return layout([title, exercise.more or exercise.purpose, titled(say.cautions, cautions)])


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
