"""Small values to test with, and strategies that draw many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.core import session as rules
from bot.core.exercise import Breath, Kind, Side, Step
from bot.core.script import Pace, Script, lay_out
from bot.core.session import Place, Request, Session, Verb

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def after(seconds: float) -> datetime:
    return NOON + s(seconds)


def step(kind: Kind = Kind.MOVE, seconds: float = 30, *lines: str, **more: object) -> Step:
    return Step(kind, s(seconds), lines=lines, **more)  # type: ignore[arg-type]


def script(*steps: Step, pace: Pace = Pace.NORMAL) -> Script:
    return lay_out("shoulder-rolls", "Shoulder rolls", steps or SIDES, pace)


#: ready 10, right 30 (half-way 25), switch 5, left 30 (half-way 60), finish 15: 90 s, 8 cues.
SIDES = (
    step(Kind.READY, 10),
    step(Kind.MOVE, 30, side=Side.RIGHT),
    step(Kind.SWITCH, 5),
    step(Kind.MOVE, 30, side=Side.LEFT),
    step(Kind.FINISH, 15),
)
READY, RIGHT, RIGHT_HALF, SWITCH, LEFT, LEFT_HALF, FINISH, END = range(8)


def begun(told: Script, place: Place = Place.DM, **more: int) -> Session:
    """A session that begins at noon."""
    return rules.begin(7, Request(told.source, place, **more), told, NOON)


def heard(session: Session, told: Script, now: datetime, speed: float = 1) -> Session:
    """The session after a wake whose message landed at once."""
    return rules.landed(rules.advance(session, told, now, speed).session, told, now)


def at_cue(told: Script, cue: int, place: Place = Place.DM) -> Session:
    """A running session that has spoken every cue before `cue` on time."""
    session = begun(told, place)
    while session.cue < cue:
        assert session.due_at is not None
        session = heard(session, told, session.due_at)
    return session


STEPS = st.lists(
    st.builds(
        step,
        st.sampled_from(Kind),
        st.integers(3, 120),
        breath=st.none() | st.builds(Breath, st.integers(2, 8), st.integers(2, 8)),
    ),
    min_size=1,
    max_size=8,
).map(tuple)
PACES = st.sampled_from(Pace)
SCRIPTS = st.builds(lambda steps, pace: script(*steps, pace=pace), STEPS, PACES)
SPANS = st.timedeltas(timedelta(), timedelta(minutes=40))
SPEEDS = st.sampled_from([0.5, 1, 20])
PLACES = st.sampled_from(Place)


@st.composite
def lived(draw: st.DrawFn) -> tuple[Session, Script, datetime]:
    """A session after any life, its script, and an instant not before its last change."""
    told = draw(SCRIPTS)
    session, now = begun(told, draw(PLACES)), NOON
    for act in draw(st.lists(st.sampled_from([*Verb, "tick", "tick", "move"]), max_size=6)):
        now += draw(SPANS)
        if act == "tick":
            session = draw(st.sampled_from([heard, unheard]))(session, told, now, draw(SPEEDS))
        elif act == "move":
            session = rules.move_to_private(session, told, now)
        elif act != Verb.STOP or draw(st.booleans()):
            session = rules.press(session, told, Verb(act), now)
    return session, told, now + draw(SPANS)


def unheard(session: Session, told: Script, now: datetime, speed: float) -> Session:
    """The session after a wake whose message did not land yet."""
    return rules.advance(session, told, now, speed).session
