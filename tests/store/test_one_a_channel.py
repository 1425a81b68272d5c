"""A channel is somebody's or a team's, whoever is quicker, and from whatever process."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.member import SAFETY_VERSION
from bot.core.occurrence import Occurrence, Stage, Verdict, at_once, changed
from bot.core.occurrence_rules import decide
from bot.core.ports import Obstacle, Rules, TeamRules, as_it_is
from bot.core.session import Decision, Place, Session
from bot.core.team_ports import Moment
from bot.core.teambreak import Cues
from bot.store.sessions import Sessions
from bot.store.teambreaks import TeamBreaks
from tests.core.builders import after
from tests.store.conftest import Kept
from tests.store.test_sessions import SCRIPT, TERMS, TOKEN, ask, of, stop

CHANNEL = 50
AT = Moment(after(0), after(0))


def stretch(channel_id: int = CHANNEL) -> Occurrence:
    """A team's session in that channel, due at once."""
    wanted = Occurrence(
        *(0, None, 1, channel_id, 9, "circles", Cues.CARD, after(0), after(0)), pinged=True
    )
    return at_once(wanted, after(0))


def relax(member_id: int, channel_id: int = CHANNEL) -> Session:
    return replace(of(member_id, Place.CHANNEL), channel_id=channel_id)


async def wake(store: Sessions) -> None:
    """One wake that only puts sessions off and has the real rules for occurrences."""

    def put_off(it: Session) -> Decision:
        return Decision(replace(it, due_at=after(600), revision=it.revision + 1))

    team = TeamRules(
        lambda it, facts: decide(it, facts, SCRIPT, after(0)),
        lambda it, facts, *_: Verdict(it, facts.team_break),
    )
    await store.wake((), after(0), after(0), Rules(put_off, as_it_is, team))


async def moved(kept: Kept, it: Occurrence, state: Stage) -> None:
    await TeamBreaks(kept.database).press(
        it.id, lambda it, facts: Verdict(changed(it, state=state), None), AT
    )


async def kept_stretch(kept: Kept, channel_id: int = CHANNEL) -> Occurrence:
    it = await TeamBreaks(kept.database).stretch(stretch(channel_id), after(-1800))
    assert it
    return it


@pytest.mark.parametrize(
    ("state", "obstacle"),
    [(state, Obstacle.TEAM if state in (Stage.CALLED, Stage.RUNNING) else None) for state in Stage],
)
async def test_a_team_has_its_channel_from_its_heads_up_to_its_end(
    kept: Kept, state: Stage, obstacle: Obstacle | None
):
    await moved(kept, await kept_stretch(kept), state)

    assert (await ask(kept, relax(8)))[1] is obstacle
    assert (await ask(kept, relax(9, CHANNEL + 1)))[1] is None


async def test_a_session_keeps_a_team_out_until_it_is_over(kept: Kept):
    session, _ = await ask(kept, relax(7))
    teams = TeamBreaks(kept.database)

    assert await teams.stretch(stretch(), after(-1800)) is None
    await kept.sessions.change(session.id, stop)
    assert await teams.stretch(stretch(), after(-1800))


async def test_of_a_session_and_a_break_at_the_same_moment_one_begins(kept: Kept):
    teams = TeamBreaks(kept.database)
    outcomes = set()
    for n in range(1, 21):
        await kept.members.accept_safety(n, SAFETY_VERSION, after(-9))
        it = await kept_stretch(kept, n)
        opening, waking = kept.sessions.open(relax(n, n), TOKEN, TERMS), wake(kept.beside)

        if n % 2:
            (_, obstacle), _ = await asyncio.gather(opening, waking)
        else:
            _, (_, obstacle) = await asyncio.gather(waking, opening)

        found = await teams.occurrence(it.id)
        assert found
        outcomes.add((obstacle, found.state))

    assert outcomes <= {(Obstacle.TEAM, Stage.RUNNING), (None, Stage.CALLED)}  # or it waits
