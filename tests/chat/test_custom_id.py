from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat import custom_id
from bot.chat.custom_id import CustomId
from bot.core.delivery import Send
from bot.core.library import Library
from bot.core.script import Pace
from bot.core.session import Place, Request

LONG_ID = 2**63 - 1
parts = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), max_size=12)
meanings = st.builds(
    CustomId,
    kind=st.sampled_from(["session", "member"]),
    id=st.integers(0, LONG_ID),
    verb=parts,
    rest=st.lists(parts, max_size=3).map(tuple),
)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(meanings)
def test_what_was_written_is_read_again(means: CustomId) -> None:
    assert custom_id.read(str(means)) == means


@given(st.text(max_size=100))
@example("")
@example("1:session::pause")
@example("1:session:-1:pause")
@example("1:session:²:pause")
def test_anything_is_read_as_a_meaning_or_as_none(text: str) -> None:
    found = custom_id.read(text)

    assert found is None or 0 <= found.id < 10**20


@given(st.lists(st.text(max_size=20), max_size=5).map(tuple))
def test_anything_packed_is_a_request_or_none(rest: tuple[str, ...]) -> None:
    found = custom_id.unpacked(rest, 1, 2)

    assert found is None or custom_id.packed(found) == rest


@given(
    st.builds(
        Request,
        source=st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True),
        place=st.sampled_from(Place),
        pace=st.sampled_from(Pace),
        guild_id=st.none() | st.integers(0, LONG_ID),
        channel_id=st.none() | st.integers(0, LONG_ID),
    )
)
def test_a_request_survives_its_button(asked: Request) -> None:
    told = CustomId("session", LONG_ID, "replace", custom_id.packed(asked))

    read = custom_id.read(str(told))

    assert read
    assert custom_id.unpacked(read.rest, asked.guild_id, asked.channel_id) == asked


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("pace", list(Pace))
def test_every_request_fits_into_a_button(library: Library, place: Place, pace: Pace) -> None:
    for it in library:
        rest = custom_id.packed(Request(it.id, place, pace))
        for kind, verb in (("session", "replace"), ("member", "accept"), ("member", "start")):
            assert len(str(CustomId(kind, LONG_ID, verb, rest))) <= 100


def send(session_id: int = 7, n: int = 3) -> Send:
    return Send(session_id, n, cue=0, revision=0, claimed_at=NOW)


def test_a_button_knows_the_send_it_stands_on() -> None:
    assert custom_id.belongs_to(str(custom_id.of_session(7, "pause", 3)), send(7, 3))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1:session:7:pause:4", id="another send"),
        pytest.param("1:session:8:pause:3", id="another session"),
        pytest.param("1:member:7:pause:3", id="another kind"),
        pytest.param("1:session:7:pause", id="no send"),
        pytest.param("hello", id="no meaning"),
    ],
)
def test_a_button_of_something_else_is_not_taken_for_it(text: str) -> None:
    assert not custom_id.belongs_to(text, send(7, 3))
