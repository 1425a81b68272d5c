"""Sessions: how one is asked for, started, pressed, and moved on by the dispatcher."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import session as rules
from bot.core.card import Feel
from bot.core.delivery import Refusal, Token
from bot.core.exercise import Exercise
from bot.core.member import SAFETY_VERSION, Member
from bot.core.ports import Alarm, Change, Changed, Clock, Members, Obstacle, Rules, Terms, as_of
from bot.core.ports import Sessions as Store
from bot.core.script import Script
from bot.core.session import Decision, Place, Request, Session, Verb
from bot.flows.answers import (
    ChannelBusy,
    Denied,
    GoingOn,
    NoRoom,
    NoSuchExercise,
    NoSuchSession,
    NothingLeft,
    NotYours,
    Press,
    Pressed,
    SafetyFirst,
    StartAnswer,
    Started,
    StopAdvice,
    Unfinished,
)
from bot.flows.scripts import Scripts
from bot.flows.showing import Showing
from bot.flows.speaker import Speaker

#: A private card is closed with Continue this long before its token is over. Real time.
BEFORE_TOKEN_ENDS = timedelta(seconds=30)


class Sessions:
    """What people and the dispatcher do with sessions.

    `room` is for how many sessions that post their steps Discord's limit has room at once.
    """

    def __init__(
        self,
        scripts: Scripts,
        showing: Showing,
        members: Members,
        store: Store,
        clock: Clock,
        alarm: Alarm,
        speaker: Speaker,
        room: int,
    ) -> None:
        self._scripts = scripts
        self._showing = showing
        self._members = members
        self._store = store
        self._clock = clock
        self._alarm = alarm
        self._speaker = speaker
        self._room = room

    async def start(self, user_id: int, asked: Request, token: Token) -> StartAnswer:
        """Begins what was asked for, if nothing stands in the way."""
        member = await self._members.get(user_id)
        script = self._scripts.get(asked.source, asked.pace or member.pace, member.options)
        if script is None:
            return NoSuchExercise(asked.source)
        instead = self._scripts.instead_of(asked.source, member.options)
        if instead:
            return NothingLeft(script.title, replace(asked, source=instead.id), instead.title)
        since = self._clock.now() - rules.OFFER_LIMIT
        return await self._open(member, asked, script, token, Terms(self._room, since))

    async def accept_safety(self, user_id: int, asked: Request, token: Token) -> StartAnswer:
        """Notes the acceptance, with its date and version, and begins what was asked for."""
        await self._members.accept_safety(user_id, SAFETY_VERSION, self._clock.real_now())
        return await self.start(user_id, asked, token)

    async def replace(
        self, session_id: int, press: Press, asked: Request
    ) -> StartAnswer | NotYours:
        """Ends one session of this person and begins what was asked for."""
        denied = await self.end(session_id, press)
        if isinstance(denied, NotYours):
            return denied
        return await self.start(press.user_id, asked, press.token)

    async def end(self, session_id: int, press: Press) -> Denied | None:
        """Ends a session from elsewhere: its own card says so too."""
        changed = await self._change(session_id, press, Verb.STOP, None)
        if not isinstance(changed, Changed):
            return changed
        if changed.did:
            self._speaker.refresh(changed)
        return None

    async def again(self, session_id: int, press: Press) -> StartAnswer | Denied:
        """Begins what an earlier session was asked for once more, where it is pressed."""
        session = await self._own(session_id, press)
        if not isinstance(session, Session):
            return session
        return await self.start(press.user_id, _asked_anew(session, press), press.token)

    async def continue_(self, session_id: int, press: Press) -> StartAnswer | Denied:
        """Begins an ended session anew at the step it stood at, where it is pressed."""
        session = await self._own(session_id, press)
        if not isinstance(session, Session):
            return session
        asked = _asked_anew(session, press)
        script = self._scripts.of(session)
        if script is None:
            return await self.start(press.user_id, asked, press.token)
        cue = rules.where_it_stood(session, script)
        terms = Terms(self._room, offer_since=None)
        member = replace(await self._members.get(press.user_id), options=session.options)
        return await self._open(member, asked, script, press.token, terms, cue)

    async def press(
        self, session_id: int, press: Press, verb: Verb, step: int | None = None
    ) -> Pressed | Denied:
        """Decides a button on a card that stood at `step`. Pressing twice does it once."""
        changed = await self._change(session_id, press, verb, press.token, step)
        if not isinstance(changed, Changed):
            return changed
        after = changed.after
        hushed = await self._speaker.hush(after)
        self._expect(after)
        on_live = _is_live(press, changed)
        if verb in rules.JUMPS and after.going_on and after.place is not Place.PRIVATE:
            return Pressed(None, on_live)
        card = self._showing.card(after)
        if not hushed or (changed.did and not on_live):
            self._speaker.refresh(changed, card)
        return Pressed(card, on_live)

    async def hurts(self, session_id: int, press: Press) -> Pressed | StopAdvice | NoSuchSession:
        """Ends the session at once, for whoever may end it; anyone else gets the advice."""
        changed = await self._change(session_id, press, Verb.STOP, press.token)
        if isinstance(changed, NotYours):
            return StopAdvice()
        if not isinstance(changed, Changed):
            return changed
        hushed = await self._speaker.hush(changed.after)
        # What hurts is nobody else's business: a card that others see only says that it ended.
        own = changed.after.place is not Place.CHANNEL and _is_live(press, changed)
        card = self._showing.hurt(changed.before, changed.after)
        if not hushed or (changed.did and not own):
            self._speaker.refresh(changed, card if own else None)
        return Pressed(card, own)

    async def leave_out(self, session_id: int, exercise: str, press: Press) -> Pressed | Denied:
        """Leaves an exercise out of this person's routines from now on; no reason is kept."""
        session = await self._own(session_id, press)
        if not isinstance(session, Session):
            return session
        if not self._scripts.knows(exercise):
            return NoSuchSession()

        def without(it: Member) -> Member:
            left_out = it.options.left_out | {exercise}
            return replace(it, options=replace(it.options, left_out=left_out))

        await self._members.change(press.user_id, without)
        card = replace(self._showing.hurt(session, session), left_out=True)
        return Pressed(card, on_live=True)

    async def feels(self, session_id: int, feel: Feel, press: Press) -> Pressed | Denied:
        """Hears how its person feels after a session, and keeps nothing of it."""
        session = await self._own(session_id, press)
        if not isinstance(session, Session):
            return session
        return Pressed(self._showing.over(session, feel), on_live=True)

    async def how(self, session_id: int, user_id: int) -> Exercise | Denied:
        """What the session is doing, at length; in a channel anyone may read it."""
        session = await self._store.get(session_id)
        if session and session.place is not Place.CHANNEL and session.member_id != user_id:
            return NotYours()
        exercise = self._scripts.exercise(session) if session else None
        return exercise or NoSuchSession()

    async def abandon(self, session: Session) -> None:
        """Ends a session whose first card never reached its person."""
        now = self._clock.now()
        await self._store.change(session.id, lambda before: rules.stop(before, now))

    async def close_expiring(self) -> None:
        """Closes private sessions while their card can still say so and offer to continue."""
        soon = self._clock.real_now() + BEFORE_TOKEN_ENDS
        now = self._clock.now()
        for changed in await self._store.expire(soon, lambda it: rules.close(it, now)):
            self._speaker.refresh(changed)

    async def refused(self, session: Session, why: Refusal) -> None:
        """What a refused message means: the session moves to the private card where there is one.

        Where there is none its person is told at their next `/relax`.
        """
        if why in (Refusal.LATE, Refusal.FAILED):
            return
        now = self._clock.now()
        script = self._scripts.of(session)
        changed = await self._store.change(session.id, await self._moved(session, script, now))
        if changed:
            self._expect(changed.after)
            self._tidy(changed)

    def rules(self, now: datetime) -> Rules:
        """What a wake at `now` asks."""
        return Rules(
            lambda it: self._decide(it, as_of(it.due_at, now)), lambda it: self._landed(it, now)
        )

    async def _open(
        self,
        member: Member,
        asked: Request,
        script: Script,
        token: Token,
        terms: Terms,
        cue: int = 0,
    ) -> StartAnswer:
        own = replace(asked, pace=asked.pace or member.pace)
        now = self._clock.now()
        wanted = rules.begin(member.id, own, script, now, cue, member.options)
        opened, obstacle = await self._store.open(wanted, token, terms)
        match obstacle:
            case Obstacle.SAFETY:
                return SafetyFirst(asked)
            case Obstacle.OWN:
                return GoingOn(opened, self._scripts.title(opened), asked)
            case Obstacle.LOST:
                await self._store.change(opened.id, rules.found, in_time=True)
                return Unfinished(opened, self._scripts.title(opened), asked)
            case Obstacle.CHANNEL:
                return ChannelBusy(asked)
            case Obstacle.TEAM:
                return ChannelBusy(asked, by_team=True)
            case Obstacle.BUDGET:
                return NoRoom(asked)
            case None:
                return self._started(opened)

    def _started(self, session: Session) -> Started:
        self._expect(session)
        private = session.place is Place.PRIVATE
        return Started(session, self._showing.card(session) if private else None)

    async def _own(self, session_id: int, press: Press) -> Session | Denied:
        session = await self._store.get(session_id)
        if session is None:
            return NoSuchSession()
        return session if session.member_id == press.user_id else NotYours()

    async def _change(
        self,
        session_id: int,
        press: Press,
        verb: Verb,
        token: Token | None,
        step: int | None = None,
    ) -> Changed | Denied:
        now = self._clock.now()
        changed = await self._store.change(
            session_id,
            lambda before: self._pressed(before, verb, now, step),
            lambda it: _may_press(it, press),
            token,
            in_time=True,
        )
        if changed is None:
            return NoSuchSession()
        if not _may_press(changed.before, press):
            return NotYours()
        self._tidy(changed)
        return changed

    def _tidy(self, changed: Changed) -> None:
        for leftover in changed.leftovers:
            self._speaker.tidy(leftover)

    async def _moved(self, session: Session, script: Script | None, now: datetime) -> Change:
        token = await self._store.token(session.id)
        if script and token and session.place is not Place.PRIVATE:
            return lambda before: rules.move_to_private(before, script, now)
        return lambda before: rules.lose(rules.close(before, now))

    def _decide(self, session: Session, now: datetime) -> Decision:
        script = self._scripts.of(session)
        if script is None:  # its content has changed
            return Decision(rules.close(session, now))
        return rules.advance(session, script, now, self._clock.speed)

    def _landed(self, session: Session, now: datetime) -> Session:
        script = self._scripts.of(session)
        return rules.landed(session, script, now) if script else session

    def _pressed(self, session: Session, verb: Verb, now: datetime, step: int | None) -> Session:
        script = self._scripts.of(session)
        if script is None:
            return rules.close(session, now)
        return rules.press(session, script, verb, now, step)

    def _expect(self, session: Session) -> None:
        if session.due_at:
            self._alarm.no_later_than(session.due_at)


def _may_press(session: Session, press: Press) -> bool:
    shared = session.place is Place.CHANNEL and press.manages
    return session.member_id == press.user_id or shared


def _is_live(press: Press, changed: Changed) -> bool:
    """Whether the card that shows the session was pressed; of a private one no id is known."""
    if changed.live is None:
        return True
    last_posted = changed.live.message_id == press.message_id
    return last_posted != (changed.after.place is Place.PRIVATE)


def _asked_anew(session: Session, press: Press) -> Request:
    """What the session was asked for, as asked where the button was pressed."""
    elsewhere = press.channel_id != session.channel_id
    shared = session.asked is Place.CHANNEL
    place = Place.PRIVATE if shared and elsewhere else session.asked
    return Request(session.source, place, session.pace, press.guild_id, press.channel_id)
