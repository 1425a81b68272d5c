"""Says what occurrences have to say: in order for each, side by side, and no caller waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.break_card import (
    NOBODY,
    BreakCard,
    CallCard,
    CreatorCard,
    OverCard,
    Pings,
    SharedCard,
)
from bot.core.card import AnyCard, TickedCard
from bot.core.delivery import Delivered, Message, Outcome, Priority, Refusal, Refused
from bot.core.exercise import Exercise
from bot.core.occurrence import LATE, TO_CREATOR, Announcement, Occurrence, Stage, What
from bot.core.ports import Clock, Members, Messenger, Wanted, always
from bot.core.posting import Heard, Posting
from bot.core.script import CueKind, Pace, Script
from bot.core.team_ports import Rooms, TeamBreaks
from bot.core.teambreak import MOST_MENTIONED, TeamBreak
from bot.flows.lanes import Lanes
from bot.flows.scripts import Scripts

#: An edit of a card later than this helps nobody; a step has at least as long. Real time.
_EDIT_WITHIN = timedelta(seconds=10)
#: A note to a creator may wait this long. Real time.
_NOTE_WITHIN = timedelta(minutes=30)


class Announcer:
    """Builds the cards of occurrences and gives them to the messenger."""

    def __init__(
        self,
        scripts: Scripts,
        store: TeamBreaks,
        members: Members,
        messenger: Messenger,
        rooms: Rooms,
        clock: Clock,
    ) -> None:
        self._scripts = scripts
        self._store = store
        self._members = members
        self._messenger = messenger
        self._rooms = rooms
        self._clock = clock
        self._lanes, self._edits = Lanes(), Lanes()
        self._owed: set[int] = set()
        #: Told what came of each posting.
        self.on_heard: Callable[[Heard], None]

    def say(self, it: Announcement) -> None:
        """Says it as soon as everything said before for that occurrence has been."""
        lanes = self._lanes if it.posting else self._edits
        can_wait = it.says.what is not What.STEP
        lanes.run(it.occurrence.id, lambda: self._say(it), can_wait)

    def refresh(self, it: Announcement) -> None:
        """Brings a card up to date; many people joining at once make one edit, not many."""
        identifier = it.occurrence.id
        if identifier not in self._owed and it.live:
            self._owed.add(identifier)
            self._edits.run(identifier, lambda: self._refresh(it))

    async def hush(self, it: Occurrence) -> bool:
        """After a host's press: no edit of its card that was decided before lands after the answer.

        False where one was on the wire for too long, and still may.
        """
        return await self._edits.hush(it.id, it.revision)

    async def finish(self, within: float) -> None:
        """Lets what is being said be said, for at most `within` real seconds."""
        await self._lanes.finish(within)
        await self._edits.finish(min(within, 1))

    async def card(
        self, it: Occurrence, own: TeamBreak | None, cue: int | None = None, pings: Pings = NOBODY
    ) -> CallCard | SharedCard | OverCard:
        """The card of an occurrence as it is, or as it is at `cue`."""
        script = self.script(it)
        joined = await self._store.joined(it.id)
        if it.open and script:
            starts = self._clock.real(it.starts_at)
            rehearsed = None
            if own and starts != it.starts_at:
                rehearsed = it.starts_at.astimezone(ZoneInfo(own.timetable.zone))
            return CallCard(it, script.title, script.length, starts, joined, pings, rehearsed)
        if it.state is Stage.RUNNING and script:
            at = it.shown(script) if cue is None else cue
            ends = it.due(script, script.next_step_cue(at))
            return SharedCard(it, script, at, self._clock.real(ends), pings)
        return await self.over(it, own)

    async def over(self, it: Occurrence, own: TeamBreak | None) -> OverCard:
        """The card of one that is over."""
        following = own.next_after(max(it.planned_at, self._clock.now())) if own else None
        next_at = self._clock.real(following) if following else None
        return OverCard(it, self.title(it.routine), await self._store.joined(it.id), next_at)

    def script(self, it: Occurrence) -> Script | None:
        """Its script; None where the content has changed since it began."""
        script = self._scripts.get(it.routine, Pace.NORMAL)
        same = script and it.fingerprint in ("", script.fingerprint)
        return script if same else None

    def exercise(self, it: Occurrence) -> Exercise | None:
        """What its session is at."""
        script = self.script(it)
        if script is None:
            return None
        return self._scripts.exercise_at(script, script.cues[it.shown(script)].step)

    def title(self, routine: str) -> str:
        script = self._scripts.get(routine, Pace.NORMAL)
        return script.title if script else routine

    async def _say(self, it: Announcement) -> None:
        if it.posting is None:
            if it.live and not await self._is_outdated(it):
                await self._edit(it, Message(*it.live))
            return
        outcome = await self._deliver(it, it.posting)
        self.on_heard(Heard(it.posting, outcome))
        if it.live and it.says.what is What.STEP and it.says.cue > 0:
            self._edits.run(it.occurrence.id, lambda: self._tick(it))

    async def _deliver(self, it: Announcement, posting: Posting) -> Outcome:
        if it.says.what in TO_CREATOR and it.team_break:
            return await self._tell_creator(it, it.team_break, posting)
        pings = await self._pings(it) if posting.pings else NOBODY
        card = await self.card(it.occurrence, it.team_break, it.says.cue, pings)
        priority = Priority.STEP if it.says.what is What.STEP else Priority.BREAK
        return await self._messenger.post(
            it.occurrence.channel_id, card, posting.nonce, priority, self._late_limit(it)
        )

    async def _tell_creator(self, it: Announcement, own: TeamBreak, posting: Posting) -> Outcome:
        channel = await dm_channel(self._members, self._messenger, own.creator_id)
        if isinstance(channel, Refused):
            return channel
        missing = self._rooms.missing(own.guild_id, own.channel_id, own.role_id)
        title = self.title(own.routine)
        card = CreatorCard(it.occurrence, own, it.says.what, title, missing)
        until = self._clock.real_now() + _NOTE_WITHIN
        return await self._messenger.post(channel, card, posting.nonce, Priority.TIDY, until)

    async def _pings(self, it: Announcement) -> Pings:
        own = it.team_break
        if own is None:
            return NOBODY
        if own.role_id:
            return Pings(role_id=own.role_id)
        return Pings(members=await self._store.followers(own.id, MOST_MENTIONED))

    async def _edit(self, it: Announcement, live: Message) -> None:
        card: BreakCard = await self.card(it.occurrence, it.team_break, it.says.cue)
        if it.says.what is What.CALL and isinstance(card, SharedCard):
            # The session stands further down from now on.
            joined = await self._store.joined(it.occurrence.id)
            card = OverCard(it.occurrence, self.title(it.occurrence.routine), joined)
        step = it.says.what is What.STEP and not self._is_halfway(it)
        priority = Priority.STEP if step else Priority.TIDY
        wanted = self._wanted(it.occurrence) if it.says.what is What.STEP else always
        await self._write(live, card, priority, wanted)

    async def _is_outdated(self, it: Announcement) -> bool:
        """Whether a later cue has come meanwhile: edits that queue up would only hurry past."""
        newest = await self._store.occurrence(it.occurrence.id)
        if newest is None or it.says.what is not What.STEP:
            return False
        return newest.state is not Stage.RUNNING or newest.cue - 1 > it.says.cue

    async def _refresh(self, it: Announcement) -> None:
        self._owed.discard(it.occurrence.id)
        newest = await self._store.occurrence(it.occurrence.id)
        if newest and newest.open and it.live:
            card = await self.card(newest, it.team_break)
            await self._write(Message(*it.live), card, Priority.TIDY, self._wanted(newest))

    async def _tick(self, it: Announcement) -> None:
        script = self.script(it.occurrence)
        if script and it.live and script.cues[it.says.cue].step > 0:
            card = TickedCard(script, script.cues[it.says.cue].step - 1)
            await self._write(Message(*it.live), card, Priority.TIDY)

    async def _write(
        self, live: Message, card: AnyCard, priority: Priority, wanted: Wanted = always
    ) -> None:
        until = self._clock.real_now() + _EDIT_WITHIN
        await self._messenger.edit(live, card, priority, until, wanted)

    def _wanted(self, it: Occurrence) -> Wanted:
        """An edit is wanted until a press changes the occurrence it was decided for."""
        return lambda: not self._edits.outdated(it.id, it.revision)

    def _is_halfway(self, it: Announcement) -> bool:
        script = self.script(it.occurrence)
        return bool(script and script.cues[it.says.cue].kind is CueKind.HALFWAY)

    def _late_limit(self, it: Announcement) -> datetime:
        """A heads-up until its hour, a start ten minutes, a step until the next one. Real time."""
        at_least = self._clock.real_now() + _EDIT_WITHIN
        occurrence, script = it.occurrence, self.script(it.occurrence)
        if it.says.what is What.CALL:
            until = self._clock.real(occurrence.starts_at)
        elif it.says.what is What.STEP and it.says.cue > 0 and script:
            until = self._clock.real(occurrence.due(script, script.next_step_cue(it.says.cue)))
        else:
            until = self._clock.real(occurrence.starts_at + LATE)
        return max(until, at_least)


async def dm_channel(members: Members, messenger: Messenger, user_id: int) -> int | Refused:
    """The channel of the direct messages with this person, opened at the first time."""
    member = await members.get(user_id)
    if member.dm_channel_id:
        return member.dm_channel_id
    opened = await messenger.open_dm(user_id)
    if isinstance(opened, Delivered) and opened.channel_id:
        await members.keep_dm_channel(user_id, opened.channel_id)
        return opened.channel_id
    return opened if isinstance(opened, Refused) else Refused(Refusal.FAILED)
