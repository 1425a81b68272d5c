import asyncio
import time

import aiohttp
import discord
import pytest

from playground import Limits, Rule

POST = "/channels/{channel_id}/messages"


@pytest.fixture
def general(server):
    return server.guild("Studio").channel("general")


@pytest.fixture
async def channel(server, bot, start, general):
    await start(bot, server)
    return bot.get_partial_messageable(general.id)


async def test_discord_py_keeps_within_a_bucket_it_is_told_about(open_server, bot, start):
    server = await open_server(limits=Limits(post_message=Rule(2, 0.3)))
    await start(bot, server)
    general = server.guild("Studio").channel("general")
    channel = bot.get_partial_messageable(general.id)
    began = time.monotonic()
    for n in range(5):
        await channel.send(str(n))

    assert time.monotonic() - began >= 0.6
    assert server.ledger.too_many_requests == 0
    assert [message.text for message in general.messages] == list("01234")


async def test_a_bucket_says_how_much_is_left_and_then_429(open_server):
    server = await open_server(limits=Limits(post_message=Rule(2, 5.0)))
    general = server.guild("Studio").channel("general")
    other = server.guild("Studio").channel("other")
    headers = {"Authorization": f"Bot {server.token}"}
    answers = []
    async with aiohttp.ClientSession(server.world.origin, headers=headers) as session:
        for place in (general, general, general, other):
            path = f"/api/v10/channels/{place.id}/messages"
            async with session.post(path, json={"content": "x"}) as answer:
                answers.append((answer.status, dict(answer.headers), await answer.json()))
    statuses = [status for status, _, _ in answers]
    _, told, body = answers[2]

    assert statuses == [200, 200, 429, 200]
    assert answers[0][1]["X-RateLimit-Remaining"] == "1"
    assert answers[0][1]["X-RateLimit-Limit"] == "2"
    assert answers[0][1]["X-RateLimit-Bucket"] == answers[3][1]["X-RateLimit-Bucket"]
    assert body["global"] is False
    assert 4 < body["retry_after"] <= 5
    assert float(told["Retry-After"]) == body["retry_after"]
    assert (told["X-RateLimit-Scope"], told["Via"]) == ("user", "1.1 google")
    assert server.ledger.too_many_requests == 1


async def test_the_global_limit_spares_interactions(open_server):
    server = await open_server(limits=Limits(everything=Rule(3, 5.0)))
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        statuses = []
        for _ in range(5):
            async with session.get(f"{server.api_url}/users/@me") as answer:
                statuses.append(answer.status)
                last = answer.headers, await answer.json()
        async with session.post(f"{server.api_url}/interactions/1/x/callback", json={}) as answer:
            exempt = answer.status

    assert statuses == [200, 200, 200, 429, 429]
    assert last[0]["X-RateLimit-Global"] == "true"
    assert last[0]["X-RateLimit-Scope"] == "global"
    assert last[1]["global"] is True
    assert exempt == 404


async def test_old_messages_take_few_edits(open_server, bot, start):
    limits = Limits(old_after_seconds=0.0, old_edit=Rule(2, 0.2), edit_message=Rule(1000, 1.0))
    server = await open_server(limits=limits)
    await start(bot, server)
    channel = bot.get_partial_messageable(server.guild("Studio").channel("general").id)
    message = await channel.send("old")
    for n in range(3):
        await message.edit(content=str(n))
    statuses = [line.status for line in server.ledger.requests("PATCH")]
    codes = [line.code for line in server.ledger.requests("PATCH")]

    assert statuses == [200, 200, 429, 200]
    assert codes == [None, None, 30046, None]


async def test_discord_py_waits_out_a_429_and_gives_up_without_via(server, channel, general):
    server.faults.limit("POST", POST, retry_after=0.05)
    await channel.send("patient")
    server.faults.limit("POST", POST, retry_after=0.05, via=False)
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("cloudflare")

    assert refused.value.status == 429
    assert [message.text for message in general.messages] == ["patient"]
    assert server.ledger.too_many_requests == 2


async def test_a_fault_may_be_one_channels_alone(server, api, general):
    other = server.guild("Elsewhere").channel("general")
    server.faults.fail("POST", f"/channels/{general.id}/messages", code=50013)

    refused, _ = await api("POST", f"/channels/{general.id}/messages", {"content": "x"})
    taken, _ = await api("POST", f"/channels/{other.id}/messages", {"content": "x"})

    assert (refused, taken) == (403, 200)


async def test_a_ban_is_a_page_that_discord_py_does_not_retry(server, channel):
    server.faults.ban("POST", POST, times=1)
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("cloudflare")

    assert (refused.value.status, refused.value.code) == (429, 0)
    assert refused.value.response.headers["Content-Type"].startswith("text/html")
    assert "Via" not in refused.value.response.headers


async def test_a_502_after_the_write_does_not_post_twice(server, channel, general):
    server.faults.fail("POST", POST, status=502, after_write=True)
    message = await channel.send("once", nonce="s1.1")

    assert [m.id for m in general.messages] == [message.id]
    assert [line.status for line in server.ledger.requests("POST", POST)] == [502, 200]


async def test_a_503_before_the_write_leaves_nothing(server, channel, general):
    server.faults.fail("POST", POST, status=503, times=2)
    for _ in range(2):
        with pytest.raises(discord.DiscordServerError):
            await channel.send("never")
    await channel.send("now")

    assert [message.text for message in general.messages] == ["now"]


@pytest.mark.parametrize("code", [20028, 40003, 50013, 130000])
async def test_any_documented_refusal_can_be_had(server, api, general, code):
    server.faults.fail("POST", POST, code=code)
    status, body = await api("POST", f"/channels/{general.id}/messages", {"content": "x"})

    assert body["code"] == code
    assert status == {20028: 429, 40003: 403, 50013: 403, 130000: 503}[code]


@pytest.mark.parametrize("after_write", [False, True])
async def test_a_reset_connection_before_or_after_the_write(server, channel, general, after_write):
    server.faults.reset("POST", POST, after_write=after_write)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await channel.send("x", nonce="s1.1")

    assert len(general.messages) == int(after_write)
    assert server.ledger.requests("POST", POST)[-1].status == 0


async def test_slowness_delays_only_the_routes_it_is_for(server, api, general):
    server.faults.slow(0.2, "POST", POST, times=1)
    posting = asyncio.create_task(api("POST", f"/channels/{general.id}/messages", {"content": "x"}))
    await api("GET", "/users/@me")
    assert not posting.done()
    await posting

    slow, fast = server.ledger.requests("POST", POST)[0], server.ledger.requests("GET")[0]
    assert slow.duration >= 0.2 > fast.duration


async def test_a_share_of_failures_is_the_same_for_the_same_seed(open_server):
    async def failures(seed):
        server = await open_server(seed=seed)
        server.faults.ratio(0.3, "GET", "/users/*")
        headers = {"Authorization": f"Bot {server.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            statuses = []
            for _ in range(60):
                async with session.get(f"{server.api_url}/users/@me") as answer:
                    statuses.append(answer.status)
        return statuses

    first, again, other = await failures(1), await failures(1), await failures(2)

    assert first == again != other
    assert 8 < first.count(503) < 30


async def test_cleared_faults_are_gone(server, api, general):
    server.faults.fail("*", "*", times=None)
    assert (await api("GET", "/users/@me"))[0] == 503
    server.faults.clear()
    assert (await api("GET", "/users/@me"))[0] == 200
