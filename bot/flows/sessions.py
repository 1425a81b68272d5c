"""Sessions: how one is asked for, started, pressed, and moved on by the dispatcher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import session as rules
from bot.core.card import SessionCard
from bot.core.delivery import Refusal, Token
from bot.core.member import SAFETY_VERSION
from bot.core.ports import Alarm, Changed, Clock, Members
from bot.core.ports import Sessions as Store
from bot.core.session import Decision, Place, Request, Session, Verb
from bot.flows.scripts import Scripts
from bot.flows.showing import Showing
from bot.flows.speaker import Speaker

#: Above 1x a step's late limit is never under this many real seconds.
_GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Started:
    """A session began; `card` is its first card where the answer itself must show it."""

    session: Session
    card: SessionCard | None


@dataclass(frozen=True, slots=True)
class SafetyFirst:
    """Nothing began: the safety text was not accepted yet."""

    asked: Request


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Nothing began: the person has a session already."""

    session: Session
    title: str
    asked: Request


@dataclass(frozen=True, slots=True)
class NoSuchExercise:
    """Nothing began: the library has nothing of that id."""

    source: str


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed, and on which message; `token` reaches that message where only they see it."""

    user_id: int
    token: Token
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was decided; `on_live` is true where the card that shows the session was pressed."""

    card: SessionCard
    on_live: bool


@dataclass(frozen=True, slots=True)
class NotYours:
    """The session belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class NoSuchSession:
    """There is no session of that id any more."""


Answer = Started | SafetyFirst | GoingOn | NoSuchExercise
PressAnswer = Pressed | NotYours | NoSuchSession


class Sessions:
    """What people and the dispatcher do with sessions."""

    def __init__(
        self,
        scripts: Scripts,
        showing: Showing,
        members: Members,
        store: Store,
        clock: Clock,
        alarm: Alarm,
        speaker: Speaker,
    ) -> None:
        self._scripts = scripts
        self._showing = showing
        self._members = members
        self._store = store
        self._clock = clock
        self._alarm = alarm
        self._speaker = speaker

    async def start(self, user_id: int, asked: Request, token: Token) -> Answer:
        """Begins what was asked for, if nothing stands in the way."""
        script = self._scripts.get(asked.source, asked.pace)
        if script is None:
            return NoSuchExercise(asked.source)
        if not (await self._members.get(user_id)).knows_safety:
            return SafetyFirst(asked)
        wanted = rules.begin(user_id, asked, script, self._clock.now())
        opened, new = await self._store.open(wanted, token)
        if not new:
            return GoingOn(opened, self._scripts.title(opened), asked)
        self._expect(opened)
        return Started(
            opened, self._showing.card(opened) if opened.place is Place.PRIVATE else None
        )

    async def accept_safety(self, user_id: int, asked: Request, token: Token) -> Answer:
        """Notes the acceptance, with its date and version, and begins what was asked for."""
        await self._members.accept_safety(user_id, SAFETY_VERSION, self._clock.real_now())
        return await self.start(user_id, asked, token)

    async def replace(self, session_id: int, press: Press, asked: Request) -> Answer | NotYours:
        """Ends one session of this person and begins what was asked for."""
        changed = await self._change(session_id, press, Verb.STOP, None)
        if isinstance(changed, NotYours):
            return changed
        if isinstance(changed, Changed) and changed.did:
            self._speaker.refresh(changed)
        return await self.start(press.user_id, asked, press.token)

    async def again(
        self, session_id: int, press: Press, guild_id: int | None, channel_id: int | None
    ) -> Answer | NotYours | NoSuchSession:
        """Begins what an earlier session was asked for once more."""
        session = await self._store.get(session_id)
        if session is None:
            return NoSuchSession()
        if session.member_id != press.user_id:
            return NotYours()
        asked = Request(session.source, session.asked, session.pace, guild_id, channel_id)
        return await self.start(press.user_id, asked, press.token)

    async def press(self, session_id: int, press: Press, verb: Verb) -> PressAnswer:
        """Decides a button. Pressing twice does it once."""
        changed = await self._change(session_id, press, verb, press.token)
        if not isinstance(changed, Changed):
            return changed
        after, live = changed.after, changed.live
        await self._speaker.hush(after)
        self._expect(after)
        on_live = live is not None and live.message_id == press.message_id
        if live and changed.did and not on_live:
            self._speaker.refresh(changed)
        return Pressed(self._showing.card(after), on_live)

    async def abandon(self, session: Session) -> None:
        """Closes a session whose first card never reached its person."""
        now = self._clock.now()
        await self._store.change(session.id, lambda before: rules.close(before, now))

    async def refused(self, session: Session, why: Refusal) -> None:
        """What a refused message means: a closed DM moves to the private card, the rest closes."""
        if why in (Refusal.LATE, Refusal.FAILED):
            return
        token = await self._store.token(session.id)
        now = self._clock.now()
        script = self._scripts.of(session)
        if session.place is Place.PRIVATE or token is None or script is None:
            await self._store.change(session.id, lambda before: rules.close(before, now))
            return
        changed = await self._store.change(
            session.id, lambda before: rules.move_to_private(before, script, now)
        )
        if changed:
            self._expect(changed.after)

    def decide(self, session: Session, now: datetime) -> Decision:
        """What a due session says now. A session whose content has changed is closed."""
        script = self._scripts.of(session)
        if script is None:
            return Decision(rules.close(session, now))
        return rules.advance(session, script, now, self._grace())

    async def _change(
        self, session_id: int, press: Press, verb: Verb, token: Token | None
    ) -> Changed | NotYours | NoSuchSession:
        now = self._clock.now()
        changed = await self._store.change(
            session_id, lambda before: self._pressed(before, verb, now), press.user_id, token
        )
        if changed is None:
            return NoSuchSession()
        return changed if changed.after.member_id == press.user_id else NotYours()

    def _pressed(self, session: Session, verb: Verb, now: datetime) -> Session:
        script = self._scripts.of(session)
        return rules.press(session, script, verb, now) if script else rules.close(session, now)

    def _expect(self, session: Session) -> None:
        if session.due_at:
            self._alarm.no_later_than(session.due_at)

    def _grace(self) -> timedelta:
        return _GRACE * self._clock.speed if self._clock.speed > 1 else timedelta()
