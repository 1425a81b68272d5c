"""The cards of team breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

import discord

from bot.chat.buttons import Control, Style
from bot.chat.cards.face import CALM, MOVING, OVER, Face, layout
from bot.chat.cards.steps import dose, halfway, instructions, title_of, what_comes
from bot.chat.custom_id import CustomId
from bot.chat.words import full_date, minutes
from bot.chat.words import safety as safety_words
from bot.chat.words import session as session_words
from bot.chat.words import teambreak as words
from bot.core.break_card import BreakCard, CallCard, CreatorCard, OverCard, Pings, SharedCard
from bot.core.exercise import Kind
from bot.core.occurrence import Occurrence, Stage, What
from bot.core.script import CueKind
from bot.core.session import Session
from bot.core.teambreak import Reason, TeamBreak
from bot.core.typed import spell_days, spell_times
from bot.flows.team_answers import Joined, Preview, Told

say, session_say = words.words(), session_words.words()


def card(value: BreakCard) -> Face:
    """The card of an occurrence, wherever it stands."""
    match value:
        case CallCard():
            return layout(_call_texts(value), _call_controls(value.occurrence))
        case SharedCard():
            return _shared(value, _shared_controls(value.occurrence))
        case OverCard():
            return _over(value)
        case CreatorCard():
            return _to_creator(value)


def preview(it: Preview) -> Face:
    """A draft, before it is saved: its card, without buttons, and what would be missing."""
    own = it.team_break
    texts = [f"### {say.preview}", f"-# {when(own)}", *_call_texts(it.card)]
    discard = _of_break(own, "discard", say.discard_button)
    if it.missing:
        lacking = say.preview_missing.format(missing=", ".join(it.missing))
        again = _of_break(own, "save", say.check_button, Style.primary)
        return layout([*texts, lacking], [again, discard], OVER)
    save = _of_break(own, "save", say.save_button, Style.primary)
    return layout([*texts, f"-# {say.preview_consent}"], [save, discard])


def told(it: Told) -> Face:
    """What was done to a break, and when it is next."""
    sentence = {
        "saved": say.saved,
        "edited": say.edited,
        "skipped": say.skipped_told,
        "paused": say.paused,
        "resumed": say.resumed,
        "run": say.run,
        "deleted": say.deleted,
        "joined": say.team_joined,
        "left": say.team_left,
    }[it.verb]
    until = it.team_break.paused_until
    if it.verb == "paused" and until:
        sentence = say.paused_until.format(day=full_date(until))
    if it.verb == "joined" and it.team_break.role_id:
        sentence = say.team_role.format(role=_role(it.team_break.role_id))
    following = say.runs.format(runs=", ".join(map(moment, it.runs))) if it.runs else ""
    lacking = ""
    if it.missing and it.verb != "deleted":
        lacking = say.missing_now.format(missing=", ".join(it.missing))
    return layout([sentence, following, lacking])


def joined(it: Joined, title: str, *more: Control) -> Face:
    """Told to somebody who joins: when it begins, or where it is."""
    controls = list(more)
    if not it.follows and it.occurrence.break_id:
        controls.append(of(it.occurrence, "follow", say.call_me_button))
    texts = []
    if it.own:
        texts.append(say.own_session.format(title=title))
        controls.insert(0, _end_own(it.own))
    if it.now:
        return _shared(it.now, controls, [say.you_join_now, *texts], _first(it.first))
    begins = say.you_wait if it.occurrence.waits else say.you_join.format(at=clock(it.starts_at))
    return layout([begins, *texts, *_first(it.first)], controls)


def _first(first: bool) -> Iterator[str]:
    """The safety text, once."""
    if first:
        safety = safety_words.words()
        yield "{}\n{}".format(safety.first, "\n".join(f"- {it}" for it in safety.ask_first))
        yield f"**{safety.stop_title}**\n{safety.stop}"
        yield safety.accept_line


def clock(at: datetime) -> str:
    return discord.utils.format_dt(at, "t")


def when(it: TeamBreak) -> str:
    """A break's hours and place in one line."""
    timetable = it.timetable
    return say.preview_when.format(
        times=spell_times(timetable.times),
        days=spell_days(timetable.days),
        zone=timetable.zone,
        channel=channel(it.channel_id),
    )


def channel(identifier: int) -> str:
    return f"<#{identifier}>"


def moment(at: datetime) -> str:
    """An instant with its day, as each reader's own clock has it."""
    return discord.utils.format_dt(at, "F")


def why_paused(it: TeamBreak, missing: Iterable[str]) -> str:
    """Why a break is paused, for whoever manages it."""
    named = ", ".join(missing) or say.line_paused
    return {
        Reason.REFUSED: say.line_refused.format(missing=named),
        Reason.LONELY: say.line_lonely,
        Reason.REMOVED: say.line_removed,
    }.get(it.why or Reason.ASKED, say.line_paused)


def of(it: Occurrence, verb: str, label: str, style: Style = Style.secondary) -> Control:
    """A button on the newest message of an occurrence: it also tells that message from others."""
    means = CustomId("occurrence", it.id, verb, (str(it.posts), str(it.delays)))
    return Control.labelled(label, means, style)


def _call_texts(it: CallCard) -> list[str]:
    count = {0: say.none_joined, 1: say.one_joined}.get(it.joined, say.joined)
    called = _called(it.pings)
    hint = f"-# {say.leave_hint}" if it.pings.members else ""
    return [
        called,
        f"### {say.heads_up.format(at=clock(it.starts_at))}",
        f"-# {say.rehearsed.format(at=it.rehearsed)}" if it.rehearsed else "",
        say.heads_up_text.format(title=it.title, length=minutes(it.length)),
        say.waits if it.occurrence.waits else "",
        f"**{session_say.safety_line}**",
        f"-# {count.format(count=it.joined)}",
        hint,
    ]


def _called(pings: Pings) -> str:
    if pings.role_id:
        return _role(pings.role_id)
    return " ".join(f"<@{it}>" for it in pings.members)


def _role(identifier: int) -> str:
    return f"<@&{identifier}>"


def _call_controls(it: Occurrence) -> list[Control]:
    return [
        of(it, "join", say.join_button, Style.primary),
        of(it, "decline", say.not_today_button),
        of(it, "delay", say.delay_button),
        of(it, "skip", say.skip_button),
        of(it, "start", say.start_button),
    ]


def _shared_controls(it: Occurrence) -> list[Control]:
    return [
        of(it, "join", say.join_button, Style.primary),
        of(it, "how", say.how_button),
        of(it, "stop", say.stop_button, Style.danger),
    ]


def _shared(
    it: SharedCard,
    controls: list[Control],
    before: Iterable[str] = (),
    after: Iterable[str] = (),
) -> Face:
    cue = it.script.cues[it.cue]
    step = it.script.steps[cue.step]
    opening: list[str] = []
    if cue.step == 0:
        opening = [
            f"-# {it.script.title}, {minutes(it.script.length)}\n**{session_say.safety_line}**"
        ]
    at_half = [f"**{halfway(step)}**"] if cue.kind is CueKind.HALFWAY else []
    texts = chain(
        before,
        [_called(it.pings), f"### {title_of(it.script, cue.step)}"],
        opening,
        [instructions(step), dose(step)],
        at_half,
        [what_comes(it.script, it.cue, it.ends_at)],
        after,
    )
    return layout(texts, controls, MOVING if step.kind is Kind.MOVE else CALM)


def _over(it: OverCard) -> Face:
    occurrence = it.occurrence
    following = f"-# {say.next_run.format(at=moment(it.next_at))}" if it.next_at else ""
    match occurrence.state:
        case Stage.FINISHED:
            title, text = say.finished, _how_many(it.joined)
        case Stage.MISSED:
            title, text = say.missed, say.missed_text
        case Stage.CLOSED:
            title, text = say.closed, say.closed_text
        case state:
            known = {Stage.SKIPPED: say.skipped, Stage.STOPPED: say.stopped}
            known[Stage.MADE_UP] = say.made_up
            line = known.get(state, say.running).format(title=it.title)
            return layout([f"-# {line}", following], (), OVER)
    texts = [f"### {title.format(title=it.title)}", text.format(title=it.title), following]
    return layout(texts, _over_controls(occurrence), OVER)


def _over_controls(it: Occurrence) -> list[Control]:
    if it.break_id is None:
        return []
    if it.state is Stage.MISSED:
        return [of(it, "start", say.start_button, Style.primary)]
    return [
        of(it, "follow", say.join_next_button),
        of(it, "leave", say.leave_button),
    ]


def _how_many(count: int) -> str:
    words = {0: say.finished_nobody, 1: say.finished_one}.get(count, say.finished_many)
    return words.format(count=count)


def _to_creator(it: CreatorCard) -> Face:
    own, occurrence = it.team_break, it.occurrence
    place = channel(own.channel_id)
    delete = of(occurrence, "delete", say.delete_button, Style.danger)
    if it.what is What.LONELY:
        text = say.lonely_text.format(title=it.title, channel=place)
        pause = of(occurrence, "pause", say.pause_button)
        return layout([f"### {say.lonely}", text], [pause, delete])
    words = say.refused_text if it.missing else say.refused_unknown
    text = words.format(title=it.title, channel=place, missing=", ".join(it.missing))
    resume = of(occurrence, "resume", say.resume_button, Style.primary)
    return layout([f"### {say.refused}", text], [resume, delete])


def _end_own(own: Session) -> Control:
    means = CustomId("session", own.id, "end")
    return Control.labelled(say.end_own_button, means, Style.primary)


def _of_break(it: TeamBreak, verb: str, label: str, style: Style = Style.secondary) -> Control:
    return Control.labelled(label, CustomId("break", it.id, verb), style)
