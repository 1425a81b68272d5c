"""What the messenger makes of Discord's answers, over a real connection to a tiny Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route

from bot.chat import custom_id
from bot.chat.client import Client
from bot.chat.sending.brake import Brake
from bot.chat.sending.messenger import Messenger
from bot.chat.sending.pace import Pace as WirePace
from bot.core.card import Card, TickedCard
from bot.core.delivery import (
    Delivered,
    Message,
    Outcome,
    Priority,
    Refusal,
    Refused,
    Send,
    Token,
)
from bot.core.library import Library
from bot.core.script import Pace
from bot.flows.scripts import Scripts
from tests.flows.fakes import START, FakeClock

from .wire import Refuse, Reset, Wire, message

SOON = START + timedelta(seconds=60)
SEND = Send(session_id=7, n=3, cue=0, revision=0, claimed_at=START)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def wire(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    wire = Wire()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", wire.answer)
    async with TestServer(app) as server:
        # discord.py keeps the address on its class, for every client of the process.
        monkeypatch.setattr(Route, "BASE", str(server.make_url("/api/v10")))
        yield wire


@pytest.fixture
async def messenger(wire: Wire, clock: FakeClock) -> AsyncIterator[Messenger]:
    async with Client(WirePace(10_000)) as client:
        await client.login("token")
        yield Messenger(client, clock, Brake())


@pytest.fixture
def card(library: Library) -> Card:
    script = Scripts(library).get("shoulder-rolls", Pace.NORMAL)
    assert script
    return TickedCard(script, 0)


async def post(messenger: Messenger, card: Card) -> Outcome:
    return await messenger.post(42, card, "s7.3", Priority.STEP, SOON)


async def test_a_post_is_delivered_with_the_id_of_its_message(
    messenger: Messenger, card: Card
) -> None:
    assert await post(messenger, card) == Delivered(42, 9001)


async def test_a_post_carries_its_nonce_and_has_discord_enforce_it(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    await post(messenger, card)

    (asked,) = wire.asked
    assert (asked.body["nonce"], asked.body["enforce_nonce"]) == ("s7.3", True)


async def test_a_post_pings_nobody(messenger: Messenger, wire: Wire, card: Card) -> None:
    await post(messenger, card)

    (asked,) = wire.asked
    assert asked.body["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        pytest.param(404, 10003, Refusal.GONE, id="unknown channel"),
        pytest.param(404, 10004, Refusal.GONE, id="unknown server"),
        pytest.param(404, 10013, Refusal.GONE, id="unknown user"),
        pytest.param(403, 50001, Refusal.FORBIDDEN, id="missing access"),
        pytest.param(403, 50013, Refusal.FORBIDDEN, id="missing permissions"),
        pytest.param(400, 50083, Refusal.FORBIDDEN, id="archived thread"),
        pytest.param(403, 50007, Refusal.DMS_CLOSED, id="dms closed"),
        pytest.param(400, 50007, Refusal.DMS_CLOSED, id="dms closed, the other status"),
        pytest.param(403, 50278, Refusal.DMS_CLOSED, id="no server in common"),
        pytest.param(403, 40003, Refusal.FAILED, id="dms opened too fast"),
        pytest.param(400, 50035, Refusal.FAILED, id="a wrong card"),
        pytest.param(400, 999_999, Refusal.FAILED, id="a code nobody knows"),
    ],
)
async def test_each_refusal_of_a_post_has_one_meaning(
    messenger: Messenger, wire: Wire, card: Card, status: int, code: int, why: Refusal
) -> None:
    wire.next.append(Refuse(status, code))

    outcome = await post(messenger, card)

    assert outcome == Refused(why)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Refuse(503), id="unavailable"),
        pytest.param(Refuse(520), id="the edge is confused"),
        pytest.param(Reset(), id="connection reset"),
    ],
)
async def test_a_passing_trouble_is_tried_again_under_the_same_nonce(
    messenger: Messenger, wire: Wire, card: Card, trouble: Refuse | Reset
) -> None:
    wire.next.append(trouble)

    outcome = await post(messenger, card)

    assert isinstance(outcome, Delivered)
    assert [it.body["nonce"] for it in wire.asked] == ["s7.3", "s7.3"]


async def test_what_is_late_is_not_even_tried(
    messenger: Messenger, wire: Wire, card: Card, clock: FakeClock
) -> None:
    clock.forward(60)

    outcome = await post(messenger, card)

    assert outcome == Refused(Refusal.LATE)
    assert wire.asked == []


async def test_what_became_late_is_not_tried_again(
    messenger: Messenger, wire: Wire, card: Card, clock: FakeClock
) -> None:
    wire.next.append(Refuse(503))
    wire.meanwhile = lambda: clock.forward(60)

    outcome = await post(messenger, card)

    assert outcome == Refused(Refusal.LATE)
    assert len(wire.asked) == 1


async def test_a_repeat_of_a_message_deleted_meanwhile_counts_as_delivered(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    wire.next.append(Refuse(404, 10008))

    assert await post(messenger, card) == Delivered(42, None)


async def test_an_edit_of_a_deleted_message_is_a_refusal(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    wire.next.append(Refuse(404, 10008))

    assert await messenger.edit(Message(42, 43), card, Priority.TIDY, SOON) == Refused(Refusal.GONE)


async def test_after_opening_direct_messages_too_fast_nothing_more_is_sent(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    wire.next.append(Refuse(403, 40003))
    await messenger.open_dm(5)

    outcome = await post(messenger, card)

    assert outcome == Refused(Refusal.FAILED)
    assert len(wire.asked) == 1


async def test_a_removed_message_is_deleted(messenger: Messenger, wire: Wire) -> None:
    await messenger.remove(Message(42, 43), SOON)

    assert [(it.method, it.path) for it in wire.asked] == [("DELETE", "/channels/42/messages/43")]


async def test_an_edit_changes_the_message_it_names(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    outcome = await messenger.edit(Message(42, 43), card, Priority.TIDY, SOON)

    assert outcome == Delivered(42, 43)
    assert [(it.method, it.path) for it in wire.asked] == [("PATCH", "/channels/42/messages/43")]


async def test_a_private_card_is_edited_through_its_token(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    outcome = await messenger.edit_private(Token("secret", SOON), card)

    assert outcome == Delivered()
    (asked,) = wire.asked
    assert (asked.method, asked.path) == ("PATCH", "/webhooks/1/secret/messages/@original")


async def test_a_token_that_is_over_is_not_even_tried(
    messenger: Messenger, wire: Wire, card: Card
) -> None:
    outcome = await messenger.edit_private(Token("secret", START), card)

    assert outcome == Refused(Refusal.TOKEN_OVER)
    assert wire.asked == []


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        pytest.param(401, 50027, Refusal.TOKEN_OVER, id="invalid token"),
        pytest.param(404, 10015, Refusal.TOKEN_OVER, id="unknown webhook"),
        pytest.param(404, 10062, Refusal.TOKEN_OVER, id="unknown interaction"),
        pytest.param(404, 10008, Refusal.GONE, id="the card was dismissed"),
    ],
)
async def test_each_refusal_of_a_private_card_has_one_meaning(
    messenger: Messenger, wire: Wire, card: Card, status: int, code: int, why: Refusal
) -> None:
    wire.next.append(Refuse(status, code))

    assert await messenger.edit_private(Token("secret", SOON), card) == Refused(why)


async def test_direct_messages_are_opened_for_a_person(messenger: Messenger, wire: Wire) -> None:
    outcome = await messenger.open_dm(5)

    assert outcome == Delivered(channel_id=77)
    assert [it.body["recipient_id"] for it in wire.asked] == [5]


async def test_direct_messages_nobody_may_open_are_a_refusal(
    messenger: Messenger, wire: Wire
) -> None:
    wire.next.append(Refuse(400, 50007))

    assert await messenger.open_dm(5) == Refused(Refusal.DMS_CLOSED)


async def test_a_send_is_found_by_a_button_on_its_message(messenger: Messenger, wire: Wire) -> None:
    other = str(custom_id.of_session(7, "pause", 2))
    wanted = str(custom_id.of_session(7, "pause", 3))
    wire.history = [message(51, other), message(52, wanted), message(53)]

    assert await messenger.find(42, SEND) == Delivered(42, 52)


async def test_a_send_that_is_not_there_is_not_found(messenger: Messenger, wire: Wire) -> None:
    wire.history = [message(51), message(52, "hello")]

    assert await messenger.find(42, SEND) is None


async def test_a_channel_that_cannot_be_read_is_a_refusal(messenger: Messenger, wire: Wire) -> None:
    wire.next.append(Refuse(403, 50001))

    assert await messenger.find(42, SEND) == Refused(Refusal.FORBIDDEN)


@pytest.mark.parametrize("private", [True, False])
async def test_an_edit_overtaken_by_a_press_is_not_tried_again(
    messenger: Messenger, wire: Wire, card: Card, private: bool
) -> None:
    wire.next.extend([Refuse(503), Refuse(503)])

    def wanted() -> bool:
        return not wire.asked

    if private:
        outcome = await messenger.edit_private(Token("secret", SOON), card, wanted)
    else:
        outcome = await messenger.edit(Message(42, 8), card, Priority.TIDY, SOON, wanted)

    assert isinstance(outcome, Delivered)
    assert len(wire.asked) == 1
