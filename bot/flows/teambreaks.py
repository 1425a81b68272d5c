"""Team breaks as appointments: created, looked at, edited, skipped, paused, run, ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core import occurrence_rules as rules
from bot.core import teambreak
from bot.core.break_card import CallCard, Pings
from bot.core.occurrence import (
    Facts,
    Occurrence,
    Says,
    Stage,
    Verdict,
    What,
    at_once,
    changed,
    plan,
)
from bot.core.ports import Alarm, Clock
from bot.core.script import Pace
from bot.core.team_ports import BreakEdit, BreakLine, Guilds, Moment, Rooms
from bot.core.team_ports import TeamBreaks as Store
from bot.core.teambreak import Cues, Reason, Standing, TeamBreak
from bot.core.timetable import Timetable, still, upcoming
from bot.flows.announcer import Announcer
from bot.flows.scripts import Scripts
from bot.flows.team_answers import (
    BreakAnswer,
    Clash,
    Crowded,
    Host,
    Lacking,
    NoSuchBreak,
    NotHost,
    Preview,
    Told,
)

log = logging.getLogger(__name__)

#: How many of the next runs are shown.
RUNS = 3
Ahead = Sequence[tuple[Occurrence, Facts]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a command asks of a break; None: as it is."""

    timetable: Timetable | None = None
    channel_id: int | None = None
    routine: str | None = None
    role_id: int | None = None
    cues: Cues | None = None

    def apply(self, it: TeamBreak) -> TeamBreak:
        names = ("timetable", "channel_id", "routine", "role_id", "cues")
        wished = {name: getattr(self, name) for name in names}
        return teambreak.changed(it, **{k: v for k, v in wished.items() if v is not None})


class TeamBreaks:
    """What managers and members do with the breaks of their server."""

    def __init__(
        self,
        scripts: Scripts,
        store: Store,
        guilds: Guilds,
        rooms: Rooms,
        announcer: Announcer,
        clock: Clock,
        alarm: Alarm,
    ) -> None:
        self._scripts = scripts
        self._store = store
        self._guilds = guilds
        self._rooms = rooms
        self._announcer = announcer
        self._clock = clock
        self._alarm = alarm

    async def draft(self, it: TeamBreak) -> Preview | Clash | Crowded:
        """Keeps a draft and shows it; nothing is announced before it is saved."""
        unfit = await self._unfit(it)
        if unfit:
            return unfit
        await self._guilds.keep_zone(it.guild_id, it.timetable.zone)
        draft = await self._store.add(replace(it, drafted_at=self._clock.real_now()))
        return Preview(draft, self._preview(draft), self.missing(draft))

    async def save(self, break_id: int, host: Host) -> BreakAnswer:
        """A draft that was looked at begins to count; saving twice does it once."""
        it = await self._store.get(break_id)
        if it is None or it.guild_id != host.guild_id or it.state is Standing.DELETED:
            return NoSuchBreak()
        if not (host.manages or host.user_id == it.creator_id):
            return NotHost()
        if it.state is Standing.DRAFT:
            if missing := self.missing(it):
                return Lacking(it, missing)
            if unfit := await self._unfit(it):
                return unfit
        at = self._at()
        return await self._change(break_id, "saved", lambda own, _: _saved(own, at))

    async def discard(self, break_id: int, host: Host) -> None:
        """A draft that was looked at is not wanted; a break that was saved stays."""
        it = await self._store.get(break_id)
        if it and it.guild_id == host.guild_id:
            await self._change(break_id, "deleted", lambda own, _: _discarded(own))

    async def purge(self) -> None:
        """Forgets drafts nobody saved within a day, and what is over for good."""
        gone = await self._store.purge(self._clock.real_now() - teambreak.DRAFT_KEPT_FOR)
        if gone:
            log.info("forgotten breaks=%d", gone)

    async def edit(self, break_id: int, host: Host, wishes: Wishes) -> BreakAnswer:
        """Changes a break, also in its heads-up: a new hour calls that one off."""
        it = await self._own(break_id, host)
        if not isinstance(it, TeamBreak):
            return it
        wanted = wishes.apply(it)
        missing = self.missing(wanted)
        if missing and (wishes.channel_id or wishes.role_id):
            return Lacking(wanted, missing)
        if unfit := await self._unfit(wanted):
            return unfit
        now = self._clock.now()
        return await self._change(
            break_id, "edited", lambda own, ahead: _edited(own, wishes, ahead, now)
        )

    async def skip(self, break_id: int, host: Host) -> BreakAnswer:
        """Leaves out the next one, also where its heads-up stands already."""
        now = self._clock.now()
        return await self._as_host(break_id, host, "skipped", lambda o, a: _skipped(o, a, now))

    async def pause(self, break_id: int, host: Host, until: date | None = None) -> BreakAnswer:
        """No more of it, until somebody resumes it or until that day begins in its zone."""
        now = self._clock.now()

        def to(own: TeamBreak, ahead: Ahead) -> BreakEdit:
            rests = teambreak.pause_until(own, until) if until else None
            return _ended(own, rests or teambreak.pause(own, Reason.ASKED), ahead, now)

        return await self._as_host(break_id, host, "paused", to)

    async def resume(self, break_id: int, host: Host) -> BreakAnswer:
        """Goes on with its next hour."""
        now = self._clock.now()

        def to(own: TeamBreak, ahead: Ahead) -> BreakEdit:
            as_seen = _as_seen(own, now)
            after = teambreak.resume(as_seen)
            return BreakEdit(own) if after == as_seen else _ended(own, after, ahead, now)

        return await self._as_host(break_id, host, "resumed", to)

    async def run(self, break_id: int, host: Host) -> BreakAnswer:
        """Begins now: the one in its heads-up, or one beside the plan."""
        now = self._clock.now()
        return await self._as_host(break_id, host, "run", lambda o, a: _run(o, a, now))

    async def delete(self, break_id: int, host: Host) -> BreakAnswer:
        """It is over for good; a session of it that runs ends."""
        now = self._clock.now()
        return await self._as_host(
            break_id,
            host,
            "deleted",
            lambda own, ahead: _ended(own, teambreak.delete(own), ahead, now, stop=True),
        )

    async def list_(self, guild_id: int) -> tuple[BreakLine, ...]:
        """The breaks of a server, each with its occurrence ahead; without pauses that are over."""
        now = self._clock.now()
        lines = await self._store.of_guild(guild_id)
        return tuple(replace(it, team_break=_as_seen(it.team_break, now)) for it in lines)

    async def news(self, guild_id: int) -> tuple[TeamBreak, ...]:
        """Breaks whose creator could not be told something; told by this."""
        lines = await self._store.of_guild(guild_id)
        told = [line.team_break for line in lines if line.team_break.untold]
        for it in told:
            await self._store.change(
                it.id, lambda own, _: BreakEdit(teambreak.changed(own, untold=None)), self._at()
            )
        return tuple(told)

    async def follow(self, break_id: int, host: Host) -> BreakAnswer:
        """Opts in to the pings of a break, with a date."""
        it = await self._seen(break_id, host)
        if it is None:
            return NoSuchBreak()
        await self._store.follow(it.id, host.user_id, self._clock.real_now())
        return Told("joined", it, self.runs(it))

    async def unfollow(self, break_id: int, host: Host) -> BreakAnswer:
        it = await self._seen(break_id, host)
        if it is None:
            return NoSuchBreak()
        await self._store.unfollow(it.id, host.user_id)
        return Told("left", it)

    async def guild_zone(self, guild_id: int) -> str | None:
        """The zone a server chose last; none is ever guessed from it, only offered first."""
        return await self._guilds.zone(guild_id)

    def runs(self, it: TeamBreak) -> tuple[datetime, ...]:
        """The next real instants of an active break."""
        if not it.active:
            return ()
        return tuple(self._clock.real(at) for at in upcoming(it.rhythm, self._clock.now(), RUNS))

    async def _seen(self, break_id: int, host: Host) -> TeamBreak | None:
        it = await self._store.get(break_id)
        here = it is not None and it.guild_id == host.guild_id
        return it if here and it and it.state in (Standing.ACTIVE, Standing.PAUSED) else None

    async def _own(self, break_id: int, host: Host) -> TeamBreak | NoSuchBreak | NotHost:
        it = await self._seen(break_id, host)
        if it is None:
            return NoSuchBreak()
        return it if host.manages or host.user_id == it.creator_id else NotHost()

    async def _as_host(
        self,
        break_id: int,
        host: Host,
        verb: str,
        to: Callable[[TeamBreak, Ahead], BreakEdit],
    ) -> BreakAnswer:
        it = await self._own(break_id, host)
        return await self._change(break_id, verb, to) if isinstance(it, TeamBreak) else it

    async def _change(
        self, break_id: int, verb: str, to: Callable[[TeamBreak, Ahead], BreakEdit]
    ) -> Told | NoSuchBreak:
        done = await self._store.change(break_id, to, self._at())
        if done is None:
            return NoSuchBreak()
        _, edit, announcements = done
        for announcement in announcements:
            self._announcer.say(announcement)
        # Whatever is due first now, the dispatcher finds out.
        self._alarm.no_later_than(self._clock.now())
        it = edit.team_break
        return Told(verb, it, self.runs(it), self.missing(it))

    async def _unfit(self, it: TeamBreak) -> Clash | Crowded | None:
        span = self._span(it)
        if teambreak.crowded(it.timetable, span):
            return Crowded()
        lines = await self._store.of_guild(it.guild_id)
        others = {
            line.team_break.id: (line.team_break, self._span(line.team_break))
            for line in lines
            if line.team_break.channel_id == it.channel_id and line.team_break.id != it.id
        }
        found = teambreak.clash(it, others, span, self._clock.now())
        return Clash(found[0], self._clock.real(found[1])) if found else None

    def _span(self, it: TeamBreak) -> timedelta:
        script = self._scripts.get(it.routine, Pace.NORMAL)
        return script.length if script else timedelta()

    def _preview(self, it: TeamBreak) -> CallCard:
        after = self._clock.now()
        at = it.timetable.next_after(after)
        shown = replace(plan(it, at), starts_at=at)
        pings = Pings(role_id=it.role_id)
        title = self._announcer.title(it.routine)
        return CallCard(shown, title, self._span(it), self._clock.real(at), 0, pings)

    def title(self, routine: str) -> str:
        """What a break does, as people read it."""
        return self._announcer.title(routine)

    def missing(self, it: TeamBreak) -> tuple[str, ...]:
        """What the bot lacks to hold a break."""
        return self._rooms.missing(it.guild_id, it.channel_id, it.role_id)

    def _at(self) -> Moment:
        return Moment(self._clock.now(), self._clock.real_now())


def _as_seen(own: TeamBreak, now: datetime) -> TeamBreak:
    """Without a pause that is over."""
    return replace(own, paused_until=still(own.paused_until, now, own.timetable.zone))


def _saved(own: TeamBreak, at: Moment) -> BreakEdit:
    after = teambreak.save(own, at.real)
    return BreakEdit(after, plan=after.next_after(at.now))


def _discarded(own: TeamBreak) -> BreakEdit:
    draft = own.state is Standing.DRAFT
    return BreakEdit(teambreak.delete(own) if draft else own)


def _ended(
    own: TeamBreak, after: TeamBreak, ahead: Ahead, now: datetime, stop: bool = False
) -> BreakEdit:
    """What was ahead is called off; an active break has its next hour instead."""
    verdicts = tuple(
        rules.end(it, replace(facts, team_break=after), state, now)
        for it, facts in ahead
        for state in [Stage.SKIPPED if it.open else Stage.STOPPED]
        if it.open or stop
    )
    return BreakEdit(after, verdicts, after.next_after(now))


def _edited(own: TeamBreak, wishes: Wishes, ahead: Ahead, now: datetime) -> BreakEdit:
    after = wishes.apply(own)
    moved = (own.timetable, own.channel_id) != (after.timetable, after.channel_id)
    if moved:
        return _ended(own, after, ahead, now)
    verdicts = tuple(
        Verdict(
            changed(it, routine=after.routine, cues=after.cues),
            after,
            (Says(What.OVER),) if it.posts else (),
        )
        for it, _ in ahead
        if it.open
    )
    return BreakEdit(after, verdicts)


def _skipped(own: TeamBreak, ahead: Ahead, now: datetime) -> BreakEdit:
    nearest = next((pair for pair in sorted_ahead(ahead) if pair[0].open), None)
    if nearest is None:
        return BreakEdit(own)
    it, facts = nearest
    verdict = rules.end(it, replace(facts, team_break=own), Stage.SKIPPED, now)
    return BreakEdit(own, (verdict,), own.next_after(max(it.planned_at, now)))


def _run(own: TeamBreak, ahead: Ahead, now: datetime) -> BreakEdit:
    called = next((pair for pair in ahead if pair[0].state is Stage.CALLED), None)
    if called:
        return BreakEdit(own, (Verdict(rules.press_start(called[0], now), own),))
    if any(it.state is Stage.RUNNING for it, _ in ahead):
        return BreakEdit(own)
    return BreakEdit(own, extra=at_once(plan(own, now), now))


def sorted_ahead(ahead: Ahead) -> list[tuple[Occurrence, Facts]]:
    """The nearest first."""
    return sorted(ahead, key=lambda pair: pair[0].starts_at)
