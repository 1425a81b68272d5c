"""The contract of `bot.core.ports.Sessions`, on every kind of database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from bot.core import session as rules
from bot.core.delivery import Confirmation, Delivered, Message, Refusal, Refused, Send, Token
from bot.core.member import SAFETY_VERSION
from bot.core.options import BREATHS, Options
from bot.core.ports import Changed, Obstacle, Rules, Terms
from bot.core.script import Pace
from bot.core.session import Place, Request, Session, State
from bot.core.turn import Turn
from bot.store import tables as t
from bot.store.due import BATCH
from bot.store.rows import columns_of, keep_token
from tests.core.builders import END, RIGHT, after, begun, s, script
from tests.store.conftest import Kept, on_sqlite

SCRIPT = script()
TOKEN = Token("first", after(900))
TERMS = Terms(room=1000, offer_since=None)
INSTANTS = st.integers(-(2**31), 2**31).map(lambda seconds: after(seconds + 0.000001))
SNOWFLAKES = st.integers(1, 2**63 - 1)
OPTIONS = st.builds(
    Options,
    breath=st.none() | st.sampled_from(BREATHS),
    left_out=st.frozensets(st.sampled_from(["neck-rolls", "shoulder-rolls"])),
)
SESSIONS = st.builds(
    Session,
    id=st.just(0),
    member_id=SNOWFLAKES,
    asked=st.sampled_from(Place),
    place=st.sampled_from(Place),
    guild_id=st.none() | SNOWFLAKES,
    channel_id=st.none() | SNOWFLAKES,
    # PostgreSQL keeps every text but one with a NUL in it.
    source=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    pace=st.sampled_from(Pace),
    options=OPTIONS,
    fingerprint=st.text("0123456789abcdef", min_size=12, max_size=12),
    state=st.sampled_from(State),
    started_at=INSTANTS,
    held=st.timedeltas(timedelta(days=-1), timedelta(days=400)),
    jumped=st.timedeltas(timedelta(days=-1), timedelta(days=1)),
    paused_at=st.none() | INSTANTS,
    ended_at=st.none() | INSTANTS,
    cue=st.integers(0, 99),
    sends=st.integers(0, 99),
    due_at=st.none() | INSTANTS,
    revision=st.integers(0, 9999),
)


def of(member_id: int, place: Place = Place.DM) -> Session:
    """A session of that person; everybody has a channel of their own."""
    return replace(begun(SCRIPT, place, channel_id=1000 + member_id), member_id=member_id)


async def ask(kept: Kept, session: Session, terms: Terms = TERMS, token: Token = TOKEN):
    """What `open` answers to somebody who knows the safety text."""
    await kept.members.accept_safety(session.member_id, SAFETY_VERSION, after(-9))
    return await kept.sessions.open(session, token, terms)


async def opened(
    kept: Kept, member_id: int = 7, place: Place = Place.DM, token: Token = TOKEN
) -> Session:
    session, obstacle = await ask(kept, of(member_id, place), token=token)
    assert obstacle is None
    return session


async def wake(store, seconds: float, *confirmed: Confirmation) -> Turn:
    """One wake as the dispatcher has it, with the real rules; real time is a day later."""
    now = after(seconds)
    return await store.wake(
        confirmed,
        now,
        now + timedelta(days=1),
        Rules(
            lambda session: rules.advance(session, SCRIPT, now),
            lambda session: rules.landed(session, SCRIPT, now),
        ),
    )


async def spoken(kept: Kept, seconds: float, *confirmed: Confirmation) -> Send:
    """The one send that a wake claims, and nothing else."""
    (speech,) = (await wake(kept.sessions, seconds, *confirmed)).speeches
    assert speech.send
    return speech.send


async def underway(kept: Kept, place: Place = Place.DM) -> Session:
    """A session whose first message landed at once, as message 101."""
    session = await opened(kept, 7, place)
    await wake(kept.sessions, 0, landed(await spoken(kept, 0)))
    return session


def landed(send: Send, message_id: int = 0) -> Confirmation:
    return Confirmation(send, Delivered(50, message_id or 100 + send.n))


async def many(kept: Kept, count: int) -> None:
    """So many sessions at once, the first due first."""

    def work(connection) -> None:
        wanted = [replace(of(n), due_at=after(n / 1000)) for n in range(1, count + 1)]
        connection.execute(insert(t.member), [{"id": it.member_id} for it in wanted])
        connection.execute(insert(t.session), [columns_of(it) for it in wanted])

    await kept.database.write(work)


def pause(session: Session) -> Session:
    return rules.pause(session, after(5))


def by_seven(session: Session) -> bool:
    return session.member_id == 7


def by_eight(session: Session) -> bool:
    return session.member_id == 8


def stop(session: Session) -> Session:
    return rules.stop(session, after(6))


# Keeping


@given(session=SESSIONS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
async def test_what_is_kept_comes_back_as_it_was(kept: Kept, session: Session):
    opened, obstacle = await ask(kept, session)

    if obstacle is None:
        assert await kept.sessions.get(opened.id) == opened == replace(session, id=opened.id)
    else:
        assert obstacle in (Obstacle.OWN, Obstacle.CHANNEL)
        assert session.member_id == opened.member_id or session.channel_id == opened.channel_id


async def test_an_unknown_session_is_none(kept: Kept):
    assert await kept.sessions.get(1) is None
    assert await kept.sessions.live(1) is None
    assert await kept.sessions.token(1) is None
    assert await kept.sessions.change(1, pause) is None


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED])
async def test_a_person_has_one_session_going_on(kept: Kept, state: State):
    first = await opened(kept)
    if state is State.PAUSED:
        first = (await kept.sessions.change(first.id, pause)).after

    assert await ask(kept, of(7, Place.CHANNEL), token=Token("no", after(1))) == (
        first,
        Obstacle.OWN,
    )
    assert await kept.sessions.token(first.id) == TOKEN


async def test_after_the_end_the_next_session_may_begin(kept: Kept):
    first = await opened(kept)
    await kept.sessions.change(first.id, stop)
    second = await opened(kept)

    assert second.id > first.id


async def test_people_do_not_stand_in_each_others_way(kept: Kept):
    first, second = await opened(kept, 7), await opened(kept, 8)

    assert first.id != second.id


async def test_a_channel_has_one_session_going_on(kept: Kept):
    first = await opened(kept, 7, Place.CHANNEL)
    wanted = replace(of(8, Place.CHANNEL), channel_id=first.channel_id)

    assert await ask(kept, wanted) == (first, Obstacle.CHANNEL)
    await kept.sessions.change(first.id, stop)
    assert (await ask(kept, wanted))[1] is None


@pytest.mark.parametrize("place", [Place.DM, Place.PRIVATE])
async def test_a_channels_session_is_in_nobodys_way_who_is_elsewhere(kept: Kept, place: Place):
    first = await opened(kept, 7, Place.CHANNEL)
    wanted = replace(of(8, place), channel_id=first.channel_id)

    assert (await ask(kept, wanted))[1] is None


async def test_of_many_who_open_in_a_channel_at_once_one_opens(kept: Kept):
    wanted = [replace(of(n, Place.CHANNEL), channel_id=50) for n in range(1, 11)]
    for it in wanted:
        await kept.members.accept_safety(it.member_id, SAFETY_VERSION, after(-9))
    stores = [kept.sessions, kept.beside] * 5
    answers = await asyncio.gather(
        *(store.open(it, TOKEN, TERMS) for store, it in zip(stores, wanted, strict=True))
    )

    assert sorted(str(obstacle) for _, obstacle in answers) == ["None"] + ["channel"] * 9


async def test_only_so_many_sessions_that_post_are_admitted(kept: Kept):
    two = Terms(room=2, offer_since=None)
    await ask(kept, of(1), two)
    await ask(kept, of(2, Place.CHANNEL), two)
    wanted = of(3)

    assert await ask(kept, wanted, two) == (wanted, Obstacle.BUDGET)
    assert (await ask(kept, of(3, Place.PRIVATE), two))[1] is None
    assert (await ask(kept, of(4), Terms(room=3, offer_since=None)))[1] is None


async def test_private_sessions_cost_no_room(kept: Kept):
    await opened(kept, 1, Place.PRIVATE)

    assert (await ask(kept, of(2), Terms(room=1, offer_since=None)))[1] is None


@pytest.mark.parametrize("accepted", [None, SAFETY_VERSION - 1])
async def test_nobody_begins_before_the_safety_text_was_accepted(kept: Kept, accepted: int | None):
    if accepted is not None:
        await kept.members.accept_safety(7, accepted, after(-9))
    wanted = of(7)

    assert await kept.sessions.open(wanted, TOKEN, TERMS) == (wanted, Obstacle.SAFETY)
    assert await kept.sessions.get(1) is None


@pytest.mark.parametrize(
    ("state", "since", "offered"),
    [
        pytest.param(State.LOST, -1, True, id="lost"),
        pytest.param(State.LOST, 0, False, id="lost too long ago"),
        pytest.param(State.LOST, None, False, id="not to be offered"),
        pytest.param(State.CLOSED, -1, False, id="closed with a word"),
    ],
)
async def test_a_lost_session_is_offered_first(
    kept: Kept, state: State, since: float | None, offered: bool
):
    session = await opened(kept)

    def ended(it: Session) -> Session:
        return replace(rules.close(it, after(9)), state=state)

    lost = (await kept.sessions.change(session.id, ended)).after
    terms = Terms(1000, None if since is None else after(since))
    answer = await ask(kept, of(7), terms)

    assert (answer == (lost, Obstacle.LOST)) == offered
    assert (answer[1] is None) == (not offered)


async def test_a_lost_session_is_offered_only_while_it_is_the_newest(kept: Kept):
    session = await opened(kept)
    await kept.sessions.change(session.id, lambda it: rules.lose(rules.close(it, after(9))))
    newer = await opened(kept)
    await kept.sessions.change(newer.id, stop)

    assert (await ask(kept, of(7), Terms(1000, after(-1))))[1] is None


async def test_of_many_who_open_at_once_one_opens(kept: Kept):
    await kept.members.accept_safety(7, SAFETY_VERSION, after(-9))
    stores = [kept.sessions, kept.beside] * 10
    answers = await asyncio.gather(*(store.open(of(7), TOKEN, TERMS) for store in stores))

    assert [obstacle for _, obstacle in answers].count(None) == 1
    assert len({session.id for session, _ in answers}) == 1


async def test_an_id_is_never_given_twice(kept: Kept):
    first = await opened(kept)

    def forget(connection) -> None:
        connection.execute(delete(t.card_token))
        connection.execute(delete(t.session))

    await kept.database.write(forget)
    second = await opened(kept)

    assert second.id > first.id


async def test_running_sessions_are_the_running_ones(kept: Kept):
    running, paused, stopped = [await opened(kept, n) for n in (1, 2, 3)]
    await kept.sessions.change(paused.id, pause)
    await kept.sessions.change(stopped.id, stop)

    assert await kept.sessions.running() == (running,)


# Changing


async def test_a_change_is_kept_with_what_was_before(kept: Kept):
    session = await opened(kept)
    changed = await kept.sessions.change(session.id, pause, by_seven)

    assert changed == Changed(session, pause(session), token=TOKEN)
    assert await kept.sessions.get(session.id) == pause(session)


async def test_a_change_that_is_none_writes_nothing(kept: Kept):
    session = await opened(kept)
    changed = await kept.sessions.change(session.id, lambda same: same)

    assert not changed.did
    assert await kept.sessions.get(session.id) == session


@pytest.mark.parametrize("change", [pause, stop])
async def test_of_twenty_presses_at_once_one_acts(kept: Kept, change):
    session = await opened(kept)
    stores = [kept.sessions, kept.beside] * 10
    answers = await asyncio.gather(*(it.change(session.id, change, by_seven) for it in stores))

    assert sum(changed.did for changed in answers) == 1
    assert {changed.after for changed in answers} == {change(session)}


async def test_twenty_different_changes_at_once_lose_none(kept: Kept):
    session = await opened(kept)

    def one_more(before: Session) -> Session:
        return replace(before, sends=before.sends + 1, revision=before.revision + 1)

    stores = [kept.sessions, kept.beside] * 10
    await asyncio.gather(*(store.change(session.id, one_more) for store in stores))

    assert (await kept.sessions.get(session.id)).sends == 20


async def test_a_stranger_changes_nothing_and_leaves_no_token(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    changed = await kept.sessions.change(
        session.id, stop, allowed=by_eight, token=Token("theirs", after(999))
    )

    assert changed == Changed(session, session)
    assert await kept.sessions.get(session.id) == session
    assert await kept.sessions.token(session.id) == TOKEN


async def test_a_change_that_raises_leaves_everything_as_it_was(kept: Kept):
    session = await opened(kept)

    with pytest.raises(ZeroDivisionError):
        await kept.sessions.change(session.id, lambda before: 1 // 0)
    assert await kept.sessions.get(session.id) == session
    assert (await kept.sessions.change(session.id, pause)).did


# Tokens


async def test_a_private_sessions_token_is_renewed_by_each_press(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    newer = Token("second", after(1800))
    changed = await kept.sessions.change(session.id, pause, allowed=by_seven, token=newer)

    assert changed.token == TOKEN
    assert await kept.sessions.token(session.id) == newer


@pytest.mark.parametrize("place", [Place.DM, Place.CHANNEL])
async def test_elsewhere_a_presss_token_is_not_kept(kept: Kept, place: Place):
    session = await opened(kept, 7, place, TOKEN)
    await kept.sessions.change(session.id, pause, by_seven, Token("of a press", after(1800)))

    assert await kept.sessions.token(session.id) == TOKEN


@pytest.mark.parametrize("end", [stop, lambda session: rules.close(session, after(6))])
async def test_a_token_is_wiped_at_the_end(kept: Kept, end):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    changed = await kept.sessions.change(
        session.id, end, allowed=by_seven, token=Token("late", after(999))
    )

    assert changed.token == TOKEN
    assert await kept.sessions.token(session.id) is None


async def test_a_finished_sessions_token_is_wiped_once_its_last_card_was_sent(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    (end,) = (await wake(kept.sessions, 90)).speeches

    assert (end.cue, end.token) == (END, TOKEN)
    assert await kept.sessions.token(session.id) == TOKEN
    await wake(kept.sessions, 91, Confirmation(end.send, Delivered()))
    assert await kept.sessions.token(session.id) is None


async def test_private_sessions_whose_token_is_nearly_over_are_changed(kept: Kept):
    soon = await opened(kept, 1, Place.PRIVATE, TOKEN)
    await opened(kept, 2, Place.PRIVATE, Token("longer", after(901)))
    await opened(kept, 3, Place.DM, TOKEN)
    over = await opened(kept, 4, Place.PRIVATE, TOKEN)
    await kept.sessions.change(over.id, stop)

    assert await kept.sessions.expire(after(899), stop) == ()
    (changed,) = await kept.sessions.expire(after(900), stop)
    assert (changed.before, changed.after, changed.token) == (soon, stop(soon), TOKEN)
    assert await kept.sessions.get(soon.id) == stop(soon)


@on_sqlite
async def test_a_press_that_renews_the_token_in_that_instant_keeps_the_session(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    renewed, commit = Event(), Event()

    def press(connection) -> None:
        keep_token(connection, session.id, Token("newer", after(1800)))
        renewed.set()
        commit.wait(5)

    pressing = asyncio.create_task(kept.database.write(press))
    await asyncio.to_thread(renewed.wait, 5)
    expiring = asyncio.create_task(kept.sessions.expire(after(900), stop))
    await asyncio.wait({expiring}, timeout=0.2)  # it sees the old token, and waits to write
    commit.set()

    assert await expiring == ()
    await pressing
    assert await kept.sessions.get(session.id) == session


async def test_a_token_is_wiped_when_it_is_over(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    other = await opened(kept, 8, Place.PRIVATE, Token("longer", after(901)))

    assert await kept.sessions.wipe_tokens(after(899.9)) == 0
    assert await kept.sessions.wipe_tokens(after(900)) == 1
    assert await kept.sessions.token(session.id) is None
    assert await kept.sessions.token(other.id) == Token("longer", after(901))


# Waking


async def test_a_wake_claims_what_is_due_and_moves_it_on(kept: Kept):
    session = await opened(kept)
    turn = await wake(kept.sessions, 0)
    (speech,) = turn.speeches

    assert speech.send == Send(session.id, 1, 0, 1, after(0) + timedelta(days=1))
    assert speech.session == await kept.sessions.get(session.id)
    assert (speech.session.cue, turn.next_due) == (RIGHT, after(60))


async def test_a_session_begins_when_its_first_message_landed(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)
    turn = await wake(kept.sessions, 8, landed(send))

    assert (turn.speeches, turn.next_due) == ((), after(18))
    assert (await kept.sessions.get(session.id)).held == s(8)


async def test_later_messages_do_not_move_it(kept: Kept):
    session = await underway(kept)
    await wake(kept.sessions, 14, landed(await spoken(kept, 10)))

    assert (await kept.sessions.get(session.id)).held == s(0)


async def test_a_wake_leaves_alone_what_is_not_due(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE)
    turn = await wake(kept.sessions, 9.999)

    assert turn == Turn((), (), after(10))
    assert await kept.sessions.get(session.id) == session


async def test_a_second_wake_at_the_same_moment_claims_nothing(kept: Kept):
    await opened(kept)
    await wake(kept.sessions, 0)

    assert (await wake(kept.sessions, 0)).speeches == ()


async def test_two_wakes_at_once_claim_every_due_session_once(kept: Kept):
    ids = [(await opened(kept, n)).id for n in range(1, 11)]
    turns = await asyncio.gather(wake(kept.sessions, 0), wake(kept.beside, 0))
    claimed = sorted(speech.session.id for turn in turns for speech in turn.speeches)

    assert claimed == ids
    assert len(await kept.sessions.unconfirmed()) == 10


async def test_a_press_and_a_wake_at_once_are_both_whole(kept: Kept):
    session = await opened(kept)
    turn, changed = await asyncio.gather(
        wake(kept.sessions, 0), kept.beside.change(session.id, pause, by_seven)
    )
    kept_session = await kept.sessions.get(session.id)

    assert changed.did
    assert kept_session.state is State.PAUSED
    assert kept_session.sends == len(turn.speeches) == len(await kept.sessions.unconfirmed())


async def test_next_due_is_the_earliest_of_all(kept: Kept):
    await opened(kept, 7, Place.PRIVATE)
    paused = await opened(kept, 8)
    await kept.sessions.change(paused.id, pause)

    assert (await wake(kept.sessions, 1)).next_due == after(10)


async def test_nothing_is_next_where_everything_is_over(kept: Kept):
    session = await opened(kept)
    await kept.sessions.change(session.id, stop)

    assert await wake(kept.sessions, 9) == Turn((), (), None)


async def test_a_half_way_word_edits_the_live_message_and_claims_nothing(kept: Kept):
    session = await underway(kept)
    right = await spoken(kept, 10)
    (half,) = (await wake(kept.sessions, 25, landed(right, 777))).speeches

    assert (half.send, half.live) == (None, Message(50, 777))
    assert await kept.sessions.unconfirmed() == ()
    assert (await kept.sessions.get(session.id)).sends == 2


async def test_a_session_closed_by_a_wake_says_so_on_its_last_card(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)
    await wake(kept.sessions, 1, landed(send))
    await kept.sessions.change(session.id, pause)
    (speech,) = (await wake(kept.sessions, 5 + 30 * 60)).speeches

    assert (speech.session.state, speech.cue) == (State.CLOSED, 0)
    assert (speech.send, speech.live) == (None, Message(50, 101))


async def test_several_hundred_are_claimed_in_batches_earliest_first(kept: Kept):
    await many(kept, BATCH + 200)
    first = await wake(kept.sessions, 5)
    second = await wake(kept.sessions, 5, *(landed(it.send) for it in first.speeches))

    assert [it.session.member_id for it in first.speeches] == list(range(1, BATCH + 1))
    assert first.next_due <= after(5)
    assert [it.session.member_id for it in second.speeches] == list(range(BATCH + 1, BATCH + 201))
    assert second.next_due > after(5)
    assert len(await kept.sessions.unconfirmed()) == 200


# Confirming


async def test_a_claimed_send_is_unconfirmed_until_discord_took_it(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)

    assert await kept.sessions.unconfirmed() == (send,)
    assert await kept.sessions.live(session.id) is None
    await wake(kept.sessions, 1, landed(send, 777))
    assert await kept.sessions.unconfirmed() == ()
    assert await kept.sessions.live(session.id) == Message(50, 777)


async def test_a_refused_send_is_settled_and_leaves_no_message(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)
    await wake(kept.sessions, 1, Confirmation(send, Refused(Refusal.FORBIDDEN)))

    assert await kept.sessions.unconfirmed() == ()
    assert await kept.sessions.live(session.id) is None


async def test_a_step_above_a_newer_one_is_ticked_once(kept: Kept):
    await underway(kept)
    right = await spoken(kept, 10)
    turn = await wake(kept.sessions, 11, landed(right))
    again = await wake(kept.sessions, 12, landed(right))

    assert [(it.cue, it.message, it.remove) for it in turn.leftovers] == [
        (0, Message(50, 101), False)
    ]
    assert again.leftovers == ()


async def test_in_a_channel_the_ticked_steps_are_removed_at_the_end_once(kept: Kept):
    session = await underway(kept, Place.CHANNEL)
    await wake(kept.sessions, 11, landed(await spoken(kept, 10)))
    await wake(kept.sessions, 41, landed(await spoken(kept, 40)))
    changed = await kept.sessions.change(session.id, stop)
    again = await kept.sessions.change(session.id, stop)

    assert [(it.message.message_id, it.remove) for it in changed.leftovers] == [
        (101, True),
        (102, True),
    ]
    assert changed.live == Message(50, 103)
    assert again.leftovers == ()


async def test_elsewhere_ticked_steps_stay_at_the_end(kept: Kept):
    session = await underway(kept)
    await wake(kept.sessions, 11, landed(await spoken(kept, 10)))

    assert (await kept.sessions.change(session.id, stop)).leftovers == ()


async def test_an_end_that_landed_removes_what_stands_above_it_in_a_channel(kept: Kept):
    await underway(kept, Place.CHANNEL)
    turn = await wake(kept.sessions, 91, landed(await spoken(kept, 90)))

    assert [(it.message, it.remove) for it in turn.leftovers] == [(Message(50, 101), True)]


async def test_a_step_that_never_landed_is_not_ticked(kept: Kept):
    await opened(kept)
    ready = await spoken(kept, 0)
    await wake(kept.sessions, 1, Confirmation(ready, Refused(Refusal.FAILED)))
    later = await spoken(kept, 60)

    assert (await wake(kept.sessions, 61, landed(later))).leftovers == ()


async def test_a_refused_step_ticks_nothing(kept: Kept):
    await underway(kept)
    right = await spoken(kept, 10)
    turn = await wake(kept.sessions, 11, Confirmation(right, Refused(Refusal.FAILED)))

    assert turn.leftovers == ()


async def test_a_card_pressed_while_it_was_being_sent_is_brought_up_to_date(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)
    await kept.sessions.change(session.id, pause)
    (speech,) = (await wake(kept.sessions, 6, landed(send))).speeches

    assert (speech.send, speech.live, speech.cue) == (None, Message(50, 101), 0)
    assert speech.session.state is State.PAUSED


async def test_a_card_that_is_right_is_left_alone(kept: Kept):
    await opened(kept)
    send = await spoken(kept, 0)

    assert (await wake(kept.sessions, 1, landed(send))).speeches == ()


async def test_an_outdated_card_that_is_not_the_newest_is_left_to_be_ticked(kept: Kept):
    await underway(kept)
    right, switch = await spoken(kept, 10), await spoken(kept, 40)
    turn = await wake(kept.sessions, 41, landed(right))

    assert turn.speeches == ()
    assert await kept.sessions.unconfirmed() == (switch,)


async def test_both_confirmed_in_one_wake_tick_the_older(kept: Kept):
    await underway(kept)
    right, switch = await spoken(kept, 10), await spoken(kept, 40)
    turn = await wake(kept.sessions, 41, landed(right), landed(switch))

    assert [it.message.message_id for it in turn.leftovers] == [101, 102]


async def test_confirmed_out_of_order_the_older_is_ticked_all_the_same(kept: Kept):
    await underway(kept)
    right, switch = await spoken(kept, 10), await spoken(kept, 40)
    first = await wake(kept.sessions, 41, landed(switch))
    second = await wake(kept.sessions, 42, landed(right))

    assert [it.message.message_id for it in first.leftovers] == [101]
    assert [it.message.message_id for it in second.leftovers] == [102]


# Settling at the start


async def test_settling_writes_outcomes_and_sessions_together(kept: Kept):
    session = await opened(kept)
    send = await spoken(kept, 0)
    before = await kept.sessions.get(session.id)
    closed = rules.close(before, after(9))
    missed = Confirmation(send, Refused(Refusal.LATE))
    await kept.sessions.settle([missed], [Changed(before, closed)])

    assert await kept.sessions.unconfirmed() == ()
    assert await kept.sessions.get(session.id) == closed


async def test_settling_wipes_the_token_of_what_it_ends(kept: Kept):
    session = await opened(kept, 7, Place.PRIVATE, TOKEN)
    other = await opened(kept, 8, Place.PRIVATE, TOKEN)
    moved = rules.after_away(other, SCRIPT, RIGHT, after(20))
    await kept.sessions.settle([], [Changed(session, stop(session)), Changed(other, moved)])

    assert await kept.sessions.token(session.id) is None
    assert await kept.sessions.token(other.id) == TOKEN
    assert (await kept.sessions.get(other.id)).due_at == after(20)


async def test_settling_never_writes_over_a_newer_revision(kept: Kept):
    session = await opened(kept)
    await kept.sessions.change(session.id, pause)
    await kept.sessions.settle([], [Changed(session, rules.close(session, after(9)))])

    assert await kept.sessions.get(session.id) == pause(session)


async def test_settling_nothing_is_fine(kept: Kept):
    session = await opened(kept)
    await kept.sessions.settle([], [])

    assert await kept.sessions.get(session.id) == session


async def test_unconfirmed_sends_of_a_session_come_in_their_order(kept: Kept):
    await underway(kept)
    sends = tuple([await spoken(kept, at) for at in (10, 40, 45)])

    assert await kept.sessions.unconfirmed() == sends
    assert [send.n for send in sends] == [2, 3, 4]


async def test_a_request_keeps_where_it_came_from(kept: Kept):
    wanted = rules.begin(
        7, Request("shoulder-rolls", Place.CHANNEL, Pace.SLOW, 11, 22), SCRIPT, after(0)
    )
    session, _ = await ask(kept, wanted)

    def columns(connection):
        return connection.execute(select(t.session.c.guild_id, t.session.c.pace)).one()

    assert tuple(await kept.database.read(columns)) == (11, "slow")
    assert (await kept.sessions.get(session.id)).pace is Pace.SLOW
