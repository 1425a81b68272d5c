"""Servers, drafts and ended breaks are forgotten, all that hangs on them, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.core import teambreak
from bot.core.occurrence import Stage, Verdict, changed, plan
from bot.core.posting import Owner, Posting
from bot.core.team_ports import BreakEdit, Moment
from bot.core.teambreak import Cues, Standing, TeamBreak
from bot.core.timetable import EVERY_DAY, Timetable
from bot.core.typed import parse_times
from bot.store import tables as t
from bot.store.guilds import Guilds
from bot.store.team_rows import posting_columns
from bot.store.teambreaks import TeamBreaks
from tests.core.builders import after
from tests.store.conftest import Kept, on_sqlite

HERE, ELSEWHERE = 10, 20
AT = Moment(after(0), after(0))
THEIRS = (t.team_break, t.team_member, t.occurrence, t.joining, t.posting, t.guild)


def draft(guild_id: int) -> TeamBreak:
    times = parse_times("10:25")
    assert isinstance(times, tuple)
    timetable = Timetable(times, EVERY_DAY, "UTC")
    wanted = TeamBreak(0, guild_id, guild_id + 1, 7, timetable, "circles", None, Cues.CARD)
    return replace(wanted, drafted_at=after(0))


async def saved(kept: Kept, guild_id: int) -> TeamBreak:
    """A break with everything that can hang on one."""
    teams, guilds = TeamBreaks(kept.database), Guilds(kept.database)
    it = await teams.add(draft(guild_id))
    own = teambreak.save(it, after(1))
    await teams.change(it.id, lambda *_: BreakEdit(own, extra=plan(own, after(3600))), AT)
    await guilds.keep_zone(guild_id, "Europe/Berlin")
    await teams.follow(it.id, 7, after(2))
    (line,) = [it for it in await teams.of_guild(guild_id) if it.team_break.id == own.id]
    assert line.ahead
    await teams.join(line.ahead.id, 7, joins=True)
    called = Posting(Owner.OCCURRENCE, line.ahead.id, 1, "call", 0, 0, after(3))
    nudge = Posting(Owner.REMINDER, line.ahead.id, 1, "nudge", 0, 0, after(3))

    def work(connection) -> None:
        connection.execute(t.posting.insert(), [posting_columns(called), posting_columns(nudge)])

    await kept.database.write(work)
    return own


async def rows(kept: Kept) -> dict[str, int]:
    def work(connection) -> dict[str, int]:
        return {it.name: connection.scalar(select(func.count()).select_from(it)) for it in THEIRS}

    return await kept.database.read(work)


ONE = dict.fromkeys([it.name for it in THEIRS], 1)


async def test_a_server_is_forgotten_at_once_and_whole_and_no_other(kept: Kept):
    guilds = Guilds(kept.database)
    await saved(kept, HERE)
    other = await saved(kept, ELSEWHERE)
    await guilds.remove(HERE, AT)

    gone = await guilds.forget(HERE)
    again = await guilds.forget(HERE)

    assert gone == ONE
    assert again == dict.fromkeys(ONE, 0)
    assert await rows(kept) == {**ONE, "posting": 3}  # a reminder's own message is nobody else's
    assert await TeamBreaks(kept.database).get(other.id)


async def test_a_server_the_bot_is_in_is_not_forgotten(kept: Kept):
    guilds = Guilds(kept.database)
    await saved(kept, HERE)
    before = await rows(kept)
    await guilds.remove(HERE, AT)
    await guilds.welcome(HERE)

    assert await guilds.forget(HERE) is None
    assert await rows(kept) == before


async def test_a_month_later_it_goes_by_itself(kept: Kept):
    guilds = Guilds(kept.database)
    await saved(kept, HERE)
    await saved(kept, ELSEWHERE)
    await guilds.remove(HERE, AT)

    assert await guilds.purge(after(-1)) == 0
    assert await guilds.purge(after(0)) == 1
    assert await rows(kept) == {**ONE, "posting": 3}


async def test_a_server_of_which_only_the_zone_is_kept_is_known_until_it_is_gone(kept: Kept):
    guilds = Guilds(kept.database)
    await guilds.keep_zone(HERE, "Europe/Berlin")
    await saved(kept, ELSEWHERE)
    before = await guilds.known()
    await guilds.remove(HERE, AT)

    assert before == {HERE, ELSEWHERE}
    assert await guilds.known() == {ELSEWHERE}


@on_sqlite
async def test_what_was_forgotten_on_request_is_overwritten(kept: Kept):
    guilds = Guilds(kept.database)
    await guilds.remove(HERE, AT)
    await guilds.forget(HERE)

    def note(connection) -> int:
        return (connection.exec_driver_sql("PRAGMA user_version")).scalar_one()

    assert await kept.database.read(note) == 1


@pytest.mark.parametrize(
    ("seconds", "drafted", "goes"), [(0, 0, True), (-1, 0, False), (-1, None, True)]
)
async def test_a_draft_goes_when_it_is_old_enough(
    kept: Kept, seconds: float, drafted: float | None, goes: bool
):
    teams = TeamBreaks(kept.database)
    drafted_at = None if drafted is None else after(drafted)
    it = await teams.add(replace(draft(HERE), drafted_at=drafted_at))

    assert await teams.purge(after(seconds)) == goes
    assert (await teams.get(it.id) is None) == goes


@pytest.mark.parametrize("state", sorted(set(Standing) - {Standing.DRAFT}))
async def test_a_break_goes_once_it_is_over_for_good_and_nothing_of_it_is_ahead(
    kept: Kept, state: Standing
):
    teams = TeamBreaks(kept.database)
    own = await saved(kept, HERE)
    left = teambreak.changed(own, state=state)
    await teams.change(own.id, lambda *_: BreakEdit(left), AT)
    ahead = await teams.purge(after(10**6))
    await teams.press(
        1, lambda it, _: Verdict(changed(it, state=Stage.SKIPPED, due_at=None), None), AT
    )

    assert ahead == 0
    assert await teams.purge(after(10**6)) == (state is Standing.DELETED)
