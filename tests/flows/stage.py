"""A bot without Discord and without a wall clock: the real flows on the real store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.core.card import Card, EndCard, LiveCard, PausedCard, TickedCard
from bot.core.delivery import Token
from bot.core.exercise import Exercise, Kind, Routine, Side, Step
from bot.core.library import Library
from bot.core.member import SAFETY_VERSION
from bot.core.script import Pace
from bot.core.session import Place, Request, Session, State
from bot.flows.answers import Press, Started
from bot.flows.dispatcher import Dispatcher
from bot.flows.scripts import Scripts
from bot.flows.sessions import Sessions
from bot.flows.settlement import Settlement
from bot.flows.showing import Showing
from bot.flows.speaker import Speaker
from bot.store.database import Database
from bot.store.members import Members
from bot.store.sessions import Sessions as SessionStore

from .fakes import FakeAlarm, FakeClock, FakeMessenger

ANNA, BEN = 11, 22
GUILD, CHANNEL = 500, 600


def step(kind: Kind, seconds: int, title: str = "", **more: Any) -> Step:
    return Step(kind, timedelta(seconds=seconds), title, **more)


#: Cues: 0 arrive, 10 right, 25 half-way, 40 switch, 45 left, 60 half-way, 75 finish, 90 end.
CIRCLES = Exercise(
    id="circles",
    title="Circles",
    purpose="",
    cautions=(),
    more="",
    arrive=step(Kind.READY, 10),
    steps=(
        step(Kind.MOVE, 30, "Circles", exercise="circles", side=Side.RIGHT, reps=10),
        step(Kind.SWITCH, 5),
        step(Kind.MOVE, 30, "Circles", exercise="circles", side=Side.LEFT, reps=10),
    ),
    finish=step(Kind.FINISH, 15),
)
#: Cues: 0 arrive, 5 hang, 15 finish, 20 end.
HANG = Exercise(
    id="hang",
    title="Hang",
    purpose="",
    cautions=(),
    more="",
    arrive=step(Kind.READY, 5),
    steps=(step(Kind.HOLD, 10, "Hang"),),
    finish=step(Kind.FINISH, 5),
)
LIBRARY = Library(routines=dict[str, Routine](), exercises={"circles": CIRCLES, "hang": HANG})


def token(clock: FakeClock, text: str = "first") -> Token:
    return Token(text, clock.real_now() + timedelta(minutes=14))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what announces itself to nobody, such as the commit of another task."""
    async with asyncio.timeout(5):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


class Bot:
    """One life of the process. A second one on the same database is a restart."""

    def __init__(
        self,
        database: Database,
        clock: FakeClock,
        messenger: FakeMessenger,
        library: Library = LIBRARY,
        store: SessionStore | None = None,
        room: int = 100,
    ) -> None:
        self.clock, self.messenger = clock, messenger
        self.store = store or SessionStore(database)
        self.members = Members(database)
        self.alarm = FakeAlarm()
        self.rang = asyncio.Event()
        self.scripts = Scripts(library)
        showing = Showing(self.scripts, clock)
        self.speaker = Speaker(self.scripts, showing, self.members, messenger, clock)
        self.sessions = Sessions(
            self.scripts, showing, self.members, self.store, clock, self.alarm, self.speaker, room
        )
        self.dispatcher = Dispatcher(
            self.rang, self.alarm, clock, self.store, self.sessions, self.speaker
        )
        self.settlement = Settlement(
            self.store, self.members, self.scripts, messenger, self.speaker, clock
        )

    async def knows(self, user_id: int) -> None:
        """This person accepted the safety text before."""
        await self.members.accept_safety(user_id, SAFETY_VERSION, self.clock.real_now())

    async def relax(
        self, user_id: int = ANNA, place: Place = Place.DM, source: str = "circles"
    ) -> Session:
        """A session begun by somebody who knows the safety text."""
        await self.knows(user_id)
        started = await self.sessions.start(user_id, ask(place, source), token(self.clock))
        assert isinstance(started, Started)
        return started.session

    async def work(self) -> None:
        """Does all that is due now, with everything it brings about."""
        await self.dispatcher.tick()
        await self.speaker.finish(5)
        while self.rang.is_set() or self.dispatcher.owes:
            await self.dispatcher.tick()
            await self.speaker.finish(5)

    async def play(self, seconds: float = 3600) -> None:
        """Works whenever the alarm is set to, for so long."""
        end = self.clock.now() + timedelta(seconds=seconds)
        await self.work()
        while self.alarm.at and self.alarm.at <= end:
            self.clock.forward_to(self.alarm.at)
            await self.work()
        self.clock.forward_to(end)

    async def claim(self) -> None:
        """Claims what is due and begins to say it, without waiting for Discord."""
        await self.dispatcher.tick()

    async def die(self) -> None:
        """What is on its way is never confirmed."""
        await self.speaker.finish(0)

    async def settle(self) -> None:
        """A start: settles what the last life left, then does what is due."""
        await self.settlement.settle()
        await self.speaker.finish(5)
        await self.work()

    async def now(self, session: Session) -> Session:
        """The session as it is stored now."""
        found = await self.store.get(session.id)
        assert found
        return found

    async def is_now(self, session: Session, state: State) -> None:
        """Waits until the session is stored in this state."""

        async def there() -> bool:
            return (await self.now(session)).state is state

        await until(there)

    async def is_overtaken(self, session: Session) -> None:
        """Waits until a press has outdated the edits that were decided before it."""

        async def there() -> bool:
            return self.speaker._edits(session).outdated(session.id, session.revision)

        await until(there)

    def press(self, user_id: int = ANNA, message_id: int | None = None, text: str = "") -> Press:
        reach = token(self.clock, text or f"press-of-{user_id}")
        return Press(user_id, reach, message_id, GUILD, CHANNEL)


def ask(place: Place = Place.DM, source: str = "circles", pace: Pace = Pace.NORMAL) -> Request:
    return Request(source, place, pace, GUILD, CHANNEL)


def told(card: Card) -> str:
    """A card in a word: which one it is, and where it stands."""
    match card:
        case LiveCard(script=script, cue=cue):
            return f"{script.cues[cue].kind} {script.cues[cue].step}"
        case PausedCard(script=script, cue=cue):
            return f"paused {script.cues[cue].step}"
        case EndCard(session=session):
            return str(session.state)
        case TickedCard(step=n):
            return f"ticked {n}"
