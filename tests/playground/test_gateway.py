import asyncio
import json
import zlib

import aiohttp
import discord
import pytest

from playground import Intent


async def test_a_closed_gateway_is_resumed_and_nothing_is_missed(server, bot, start):
    await start(bot, server)
    general = server.guild("Studio").channel("general")
    await server.close_gateway(4000)
    assert not server.bot_online
    server.guild("Studio").channel("made-meanwhile")
    await bot.until(lambda: "RESUMED" in bot.heard)

    assert bot.heard.count("READY") == 1
    assert server.gateway.resumed == 1
    names = [channel.name for channel in bot.guilds[0].text_channels]
    assert names == [general.name, "made-meanwhile"]


async def test_a_bot_that_is_asked_to_reconnect_resumes(server, bot, start):
    await start(bot, server)
    server.gateway.ask_to_reconnect()
    await bot.until(lambda: "RESUMED" in bot.heard)

    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_session_that_was_forgotten_starts_anew(server, bot, start):
    await start(bot, server)
    server.gateway.forget_sessions()
    await server.close_gateway(4000)
    await bot.until(lambda: bot.heard.count("READY") == 2)

    assert server.gateway.resumed == 0
    assert server.gateway.identified == 2


async def test_a_wrong_token_and_a_privileged_intent_close_the_connection(server, open_server):
    assert await _close_code(server, {"token": "wrong", "intents": 0}) == 4004
    assert await _close_code(server, {"token": server.token, "intents": 1 << 15}) == 4014
    assert await _close_code(server, {"token": server.token, "intents": 0, "shard": [2, 2]}) == 4010
    server = await open_server(privileged=Intent.MESSAGE_CONTENT)
    hello, ready = await _first_frames(server, {"token": server.token, "intents": 1 << 15})

    assert hello["d"]["heartbeat_interval"] > 0
    assert ready["t"] == "READY"


async def _close_code(server, identity):
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(server.gateway_url) as socket,
    ):
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": identity})
        await socket.receive()
        return socket.close_code


async def _first_frames(server, identity):
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(server.gateway_url) as socket,
    ):
        hello = await socket.receive_json()
        await socket.send_json({"op": 2, "d": identity})
        return hello, await socket.receive_json()


async def test_the_stream_is_compressed_when_asked_for(server):
    inflate = zlib.decompressobj()
    async with aiohttp.ClientSession() as session:
        url = f"{server.gateway_url}?v=10&encoding=json&compress=zlib-stream"
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_bytes()
            await socket.send_json({"op": 1, "d": None})
            ack = await socket.receive_bytes()

    assert hello.endswith(b"\x00\x00\xff\xff")
    assert json.loads(inflate.decompress(hello))["op"] == 10
    assert json.loads(inflate.decompress(ack))["op"] == 11


async def test_intents_decide_what_is_heard(server, start, make_bot):
    deaf = make_bot(discord.Intents.none())
    hearing = make_bot(discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
    general = server.guild("Studio").channel("general")
    ada = server.person("Ada")
    await start(deaf, server)
    await start(hearing, server)
    await ada.say(general, "in the open")
    await ada.say(server.dm(ada), "in private")
    await hearing.until(lambda: len(hearing.messages_heard) == 2)

    # Without the message-content intent a guild's message comes without its words.
    assert [message.content for message in hearing.messages_heard] == ["", "in private"]
    assert "MESSAGE_CREATE" not in deaf.heard
    assert "GUILD_CREATE" not in deaf.heard


async def test_two_shards_share_the_guilds_and_the_first_has_the_dms(server, start, make_bot):
    guilds = [server.guild(f"Guild {n}") for n in range(4)]
    bot = make_bot(shards=2)
    used: list[tuple[int, int]] = []

    @bot.tree.command(description="x")
    async def where(interaction: discord.Interaction):
        guild = interaction.guild
        used.append((guild.id if guild else 0, guild.shard_id if guild else 0))
        await interaction.response.send_message("here")

    await start(bot, server)
    await bot.until(lambda: len(bot.guilds) == 5)
    await server.until(lambda: server.gateway.identified == 2)
    ada = server.person("Ada")
    for guild in guilds:
        await (await ada.slash("where", channel=guild.channel("general"))).message()
    await (await ada.slash("where")).message()

    assert used == [(g.id, (g.id >> 22) % 2) for g in guilds] + [(0, 0)]
    assert {shard for _, shard in used} == {0, 1}
    sessions = server.gateway.sessions.values()
    assert sorted((session.shard, session.shards) for session in sessions) == [(0, 2), (1, 2)]


async def test_guilds_come_go_and_go_down(server, bot, start):
    await start(bot, server)
    studio = server.guild("Studio")
    other = server.guild("Other")
    await bot.until(lambda: len(bot.guilds) == 2)
    studio.go_down()
    await bot.until(lambda: bot.get_guild(studio.id).unavailable)
    studio.come_back()
    await bot.until(lambda: not bot.get_guild(studio.id).unavailable)
    other.remove_bot()
    await bot.until(lambda: len(bot.guilds) == 1)

    assert bot.guilds[0].name == "Studio"


async def test_channels_roles_and_their_changes_are_heard(server, bot, start):
    await start(bot, server)
    studio = server.guild("Studio")
    channel = studio.channel("side")
    known = await bot.until(lambda: bot.get_channel(channel.id))
    channel.deny(server.bot, "send_messages")
    await bot.until(lambda: not known.permissions_for(known.guild.me).send_messages)
    role = studio.role("Crew")
    await bot.until(lambda: known.guild.get_role(role.id))
    studio.give(server.bot, role)
    await bot.until(lambda: known.guild.me.get_role(role.id))
    studio.delete_role(role)
    await bot.until(lambda: known.guild.get_role(role.id) is None)
    thread = studio.channel("talk", kind="thread")
    await bot.until(lambda: bot.get_channel(thread.id))
    channel.delete()
    await bot.until(lambda: bot.get_channel(channel.id) is None)


async def test_a_bot_that_goes_away_is_noticed(server, bot, start):
    await start(bot, server)
    await bot.close()
    await server.bot_gone()

    assert not server.bot_online


async def test_waiting_in_vain_tells_what_happened(server, api):
    await api("GET", "/users/@me")

    with pytest.raises(TimeoutError, match="GET /users/@me -> 200"):
        await server.until(lambda: False, timeout=0.05)


async def test_those_who_wait_can_be_cancelled(server, api):
    waiting = asyncio.create_task(server.until(lambda: False, timeout=5))
    await api("GET", "/users/@me")
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
