from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import NONCE_SAFE, Priority, Send, Token, room
from bot.core.errors import Faults, UnhunchError
from bot.core.ports import Changed, anyone
from bot.core.session import pause
from tests.core.builders import NOON, after, begun, script


@given(st.integers(1, 10**18 - 1), st.integers(1, 99_999))
def test_a_nonce_names_its_session_and_send_and_fits(session_id: int, n: int):
    nonce = Send(session_id, n, cue=0, revision=0, claimed_at=NOON).nonce

    assert nonce == f"s{session_id}.{n}"
    assert len(nonce) <= 25


def test_a_token_is_not_shown():
    token = Token("aW50ZXJhY3Rpb24", after(900))

    assert "aW50" not in f"{token!r} {token} {[token]}"


def test_steps_go_before_everything_and_tidying_after():
    assert sorted(Priority)[0] is Priority.STEP
    assert sorted(Priority)[-1] is Priority.TIDY


def test_a_nonce_is_trusted_for_a_minute():
    assert timedelta(minutes=1) == NONCE_SAFE


def test_a_change_did_something_where_the_session_differs():
    session = begun(script())

    assert Changed(session, pause(session, after(3))).did
    assert not Changed(session, begun(script())).did


def test_faults_are_said_one_a_line():
    error = Faults(["a.toml: title: is missing", "b.toml: is empty"])

    assert str(error).splitlines() == error.faults
    assert isinstance(error, UnhunchError)


@pytest.mark.parametrize(("per_second", "sessions"), [(45, 482), (50, 535), (1, 10), (0.05, 0)])
def test_there_is_room_for_as_many_sessions_as_the_calls_allow(per_second: float, sessions: int):
    assert room(per_second) == sessions
    assert sessions * 28 <= per_second * 300 < (sessions + 1) * 28


def test_the_bot_itself_may_change_every_session():
    assert anyone(begun(script()))
