"""Occurrences: what the dispatcher and the people in a channel do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import occurrence_rules as rules
from bot.core.break_card import SharedCard
from bot.core.delivery import Message, Outcome
from bot.core.exercise import Exercise
from bot.core.member import SAFETY_VERSION
from bot.core.occurrence import (
    STRETCH_EVERY,
    Facts,
    Occurrence,
    Says,
    Stage,
    Verdict,
    What,
    at_once,
    plan,
)
from bot.core.ports import Alarm, Clock, Members, Rules, TeamRules, as_of
from bot.core.posting import Heard, Posting
from bot.core.team_ports import BreakEdit, Moment
from bot.core.team_ports import TeamBreaks as Store
from bot.core.teambreak import Cues, TeamBreak
from bot.core.turn import Turn
from bot.flows.announcer import Announcer
from bot.flows.team_answers import (
    AlreadyOver,
    Began,
    Declined,
    Host,
    HostAnswer,
    Hosted,
    JoinAnswer,
    Joined,
    NoSuchBreak,
    NotHost,
    TooSoon,
)


class Occurrences:
    """One of the dispatcher's kinds, and what the buttons of a break's cards do."""

    def __init__(
        self, store: Store, members: Members, announcer: Announcer, clock: Clock, alarm: Alarm
    ) -> None:
        self._store = store
        self._members = members
        self._announcer = announcer
        self._clock = clock
        self._alarm = alarm

    @property
    def on_heard(self) -> Callable[[Heard], None]:
        return self._announcer.on_heard

    @on_heard.setter
    def on_heard(self, hear: Callable[[Heard], None]) -> None:
        self._announcer.on_heard = hear

    def rules(self, others: Rules, now: datetime) -> Rules:
        """The rules of a wake at `now`, with those for occurrences."""
        return replace(others, team=self.team_rules(now))

    def team_rules(self, now: datetime) -> TeamRules:
        return TeamRules(
            lambda it, facts: self._decide(it, facts, as_of(it.due_at, now)),
            lambda it, facts, posting, outcome: self._heard(it, facts, (posting, outcome), now),
        )

    def say(self, turn: Turn) -> None:
        for announcement in turn.announcements:
            self._announcer.say(announcement)

    async def finish(self, within: float) -> None:
        await self._announcer.finish(within)

    async def settle(self, heard: Sequence[Heard]) -> None:
        at = self._at()
        await self._store.hear(heard, at, self.team_rules(at.now))

    async def join(
        self, occurrence_id: int, host: Host, pressed: Message | None = None
    ) -> JoinAnswer:
        """Somebody joins: now, where it runs already. Pressing twice does it once.

        `pressed` is the card with the button.
        """
        it = await self._here(occurrence_id, host)
        if it is None:
            return NoSuchBreak()
        if not it.going_on:
            return await self._is_over(it)
        if await self._store.join(it.id, host.user_id, joins=True):
            await self._refresh(it.id, pressed)
        member = await self._members.get(host.user_id)
        follows = not it.break_id or await self._store.follows(it.break_id, host.user_id)
        card = await self._announcer.card(it, await self._break(it))
        return Joined(
            it,
            self._clock.real(it.starts_at),
            card if isinstance(card, SharedCard) else None,
            await self._store.own_session(host.user_id),
            first=(member.safety_version or 0) < SAFETY_VERSION,
            follows=follows,
        )

    async def decline(
        self, occurrence_id: int, host: Host, pressed: Message | None = None
    ) -> Declined | AlreadyOver | NoSuchBreak:
        """Not today. `pressed` is the card with the button."""
        it = await self._here(occurrence_id, host)
        if it is None:
            return NoSuchBreak()
        if not it.going_on:
            return await self._is_over(it)
        if await self._store.join(it.id, host.user_id, joins=False):
            await self._refresh(it.id, pressed)
        return Declined(it)

    async def accept_safety(self, occurrence_id: int, host: Host) -> JoinAnswer:
        """The first time somebody joins: the safety text was read."""
        real = self._clock.real_now()
        await self._members.accept_safety(host.user_id, SAFETY_VERSION, real)
        return await self.join(occurrence_id, host)

    async def delay(self, occurrence_id: int, host: Host, delays: int) -> HostAnswer:
        """Ten minutes later."""

        def to(it: Occurrence, facts: Facts) -> Verdict:
            return Verdict(rules.press_delay(it, delays), facts.team_break)

        return await self._host(occurrence_id, host, to)

    async def start(self, occurrence_id: int, host: Host) -> HostAnswer:
        """Begins now; where it was missed, it is made up for, and pings nobody."""
        now = self._clock.now()

        def to(it: Occurrence, facts: Facts) -> Verdict:
            return Verdict(rules.press_start(it, now), facts.team_break)

        answer = await self._host(occurrence_id, host, to)
        if isinstance(answer, AlreadyOver):
            return await self._make_up(occurrence_id, host)
        return answer

    async def skip(self, occurrence_id: int, host: Host) -> HostAnswer:
        return await self._end(occurrence_id, host, Stage.SKIPPED)

    async def stop(self, occurrence_id: int, host: Host) -> HostAnswer:
        return await self._end(occurrence_id, host, Stage.STOPPED)

    async def stretch(
        self, host: Host, channel_id: int, routine: str, starts_in: int
    ) -> Began | TooSoon:
        """A team session nobody planned, now or soon. It pings nobody."""
        now = self._clock.now()
        assert host.guild_id is not None
        wanted = Occurrence(
            id=0,
            break_id=None,
            guild_id=host.guild_id,
            channel_id=channel_id,
            host_id=host.user_id,
            routine=routine,
            cues=Cues.CARD,
            planned_at=now,
            starts_at=now,
            pinged=True,
        )
        wanted = at_once(wanted, now, timedelta(minutes=starts_in))
        kept = await self._store.stretch(wanted, now - STRETCH_EVERY)
        if kept is None:
            return TooSoon()
        self._alarm.no_later_than(now)
        return Began(kept, self._clock.real(kept.starts_at))

    async def how(self, occurrence_id: int, host: Host) -> Exercise | None:
        """What a shared session is doing, at length."""
        it = await self._here(occurrence_id, host)
        return self._announcer.exercise(it) if it else None

    async def break_of(self, occurrence_id: int) -> TeamBreak | None:
        """The break an occurrence belongs to."""
        it = await self._store.occurrence(occurrence_id)
        return await self._break(it) if it else None

    async def _here(self, occurrence_id: int, host: Host) -> Occurrence | None:
        """An occurrence of the server it is pressed in; others are nobody's business there."""
        it = await self._store.occurrence(occurrence_id)
        return it if it and it.guild_id == host.guild_id else None

    async def _make_up(self, occurrence_id: int, host: Host) -> HostAnswer:
        it = await self._store.occurrence(occurrence_id)
        if it is None:
            return NoSuchBreak()
        own = await self._break(it)
        if it.state is not Stage.MISSED or own is None:
            return await self._is_over(it)
        now = self._clock.now()

        def to(own: TeamBreak, ahead: Sequence[tuple[Occurrence, Facts]]) -> BreakEdit:
            busy = any(one.state is not Stage.PLANNED for one, _ in ahead)
            again = at_once(replace(plan(own, now), pinged=True), now)
            return BreakEdit(own, extra=None if busy else again)

        def used(it: Occurrence, facts: Facts) -> Verdict:
            return Verdict(rules.make_up(it), facts.team_break)

        if not _may(it, own, host):
            return NotHost()
        pressed = await self._store.press(it.id, used, self._at())
        if pressed and pressed[0] != pressed[1].occurrence:
            await self._store.change(own.id, to, self._at())
            self._alarm.no_later_than(now)
        return await self._is_over(pressed[1].occurrence if pressed else it)

    async def _end(self, occurrence_id: int, host: Host, state: Stage) -> HostAnswer:
        now = self._clock.now()
        return await self._host(
            occurrence_id, host, lambda it, facts: rules.end(it, facts, state, now)
        )

    async def _host(
        self, occurrence_id: int, host: Host, to: Callable[[Occurrence, Facts], Verdict]
    ) -> HostAnswer:
        def allowed(it: Occurrence, facts: Facts) -> Verdict:
            return to(it, facts) if _may(it, facts.team_break, host) else Verdict(it, None)

        pressed = await self._store.press(occurrence_id, allowed, self._at())
        if pressed is None:
            return NoSuchBreak()
        before, verdict, says = pressed
        after = verdict.occurrence
        own = await self._break(after)
        if not _may(before, own, host):
            return NotHost()
        if not before.going_on:
            return await self._is_over(before)
        if after.due_at:
            self._alarm.no_later_than(after.due_at)
        self._alarm.no_later_than(self._clock.now())
        # The answer to the press shows the card; nothing else need be said, unless an edit from
        # before it may still land on that.
        if not await self._announcer.hush(after):
            for announcement in says:
                self._announcer.say(announcement)
        return Hosted(await self._announcer.card(after, own))

    async def _is_over(self, it: Occurrence) -> AlreadyOver:
        return AlreadyOver(await self._announcer.over(it, await self._break(it)))

    async def _break(self, it: Occurrence) -> TeamBreak | None:
        return await self._store.get(it.break_id) if it.break_id else None

    async def _refresh(self, occurrence_id: int, pressed: Message | None) -> None:
        """The card says how many join: the pressed one, where its send is not confirmed yet."""
        changed = await self._store.press(
            occurrence_id,
            lambda it, facts: Verdict(it, facts.team_break, (Says(What.CALL),) if it.open else ()),
            self._at(),
        )
        here = (pressed.channel_id, pressed.message_id) if pressed else None
        for it in changed[2] if changed else ():
            self._announcer.refresh(replace(it, live=it.live or here))

    def _decide(self, it: Occurrence, facts: Facts, now: datetime) -> Verdict:
        return rules.decide(it, facts, self._announcer.script(it), now, self._clock.speed)

    def _heard(
        self, it: Occurrence, facts: Facts, heard: tuple[Posting, Outcome], now: datetime
    ) -> Verdict:
        return rules.heard(it, facts, self._announcer.script(it), *heard, now)

    def _at(self) -> Moment:
        return Moment(self._clock.now(), self._clock.real_now())


def _may(it: Occurrence, own: TeamBreak | None, host: Host) -> bool:
    creators = {it.host_id} | ({own.creator_id} if own else set())
    return host.user_id in creators or (host.manages and host.guild_id == it.guild_id)
