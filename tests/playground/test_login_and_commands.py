import aiohttp
import discord
import pytest
from discord import app_commands

from playground import NoSuchCommand


async def test_a_bot_logs_in_syncs_and_knows_its_guild(server, bot, start):
    @bot.tree.command(description="Relax")
    async def relax(interaction: discord.Interaction):
        """Does nothing here."""

    await start(bot, server)
    await bot.until(lambda: bot.guilds and bot.guilds[0].text_channels)

    assert bot.user.id == server.application_id
    assert [guild.name for guild in bot.guilds] == ["Studio"]
    assert bot.guilds[0].text_channels[0].name == "general"
    assert bot.guilds[0].me.guild_permissions.send_messages
    assert [command.name for command in await bot.tree.fetch_commands()] == ["relax"]
    assert not server.unknown_routes


async def test_a_wrong_token_is_a_login_failure(server, bot):
    with pytest.raises(discord.LoginFailure):
        await bot.login("wrong")

    await bot.close()


async def test_the_application_and_its_gateway_can_be_asked_for(api, server):
    _, application = await api("GET", "/applications/@me")
    _, gateway = await api("GET", "/gateway/bot")

    assert application["id"] == str(server.application_id)
    assert application["owner"]["username"]
    assert gateway["url"] == server.gateway_url


async def test_an_unknown_route_is_a_404_and_is_counted_loudly(api, server, caplog):
    status, body = await api("GET", "/users/@me/connections")

    assert (status, body) == (404, {"message": "404: Not Found", "code": 0})
    assert server.unknown_routes == {"GET /users/@me/connections": 1}
    assert "unknown route" in caplog.text
    assert server.ledger.requests(route="(unknown)")


async def test_requests_that_do_not_say_which_bot_they_are_from_are_counted(api, server, caplog):
    me = "/users/@me"
    for agent in ("DiscordBot (https://example.org, 1.0)", "curl/8", "curl/8", ""):
        await api("GET", me, **{"User-Agent": agent})

    assert server.unidentified == {f"GET {me}": 3}
    assert caplog.text.count("User-Agent 'curl/8'") == 1


async def test_a_request_without_the_token_is_unauthorized(api):
    status, body = await api("GET", "/users/@me", Authorization="Bot nonsense")

    assert (status, body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_answers_are_exactly_json(server):
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.api_url}/users/@me", headers=headers) as answer,
    ):
        assert answer.headers["Content-Type"] == "application/json"


async def test_other_hosts_and_origins_are_refused(server):
    async with aiohttp.ClientSession() as session:
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            async with session.get(f"{server.world.origin}/gateway", headers=headers) as answer:
                assert answer.status == 403


async def test_a_synced_command_keeps_its_id(api, server):
    path = f"/applications/{server.application_id}/commands"
    _, first = await api("PUT", path, [{"name": "relax", "description": "Relax", "type": 1}])
    _, second = await api("PUT", path, [{"name": "relax", "description": "Anew", "type": 1}])

    assert first[0]["id"] == second[0]["id"]
    assert second[0]["description"] == "Anew"


OPTION = {"name": "where", "description": "Where", "type": 3}
CHOICES = [{"name": f"c{n}", "value": f"v{n}"} for n in range(26)]


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ({"name": "Relax"}, "name"),
        ({"name": "re lax"}, "name"),
        ({"name": "x" * 33}, "name"),
        ({"description": ""}, "description"),
        ({"description": "x" * 101}, "description"),
        ({"contexts": [0, 7]}, "contexts"),
        ({"options": [OPTION, {**OPTION, "name": "must", "required": True}]}, "options"),
        ({"options": [OPTION, OPTION]}, "options"),
        ({"options": [{**OPTION, "choices": CHOICES}]}, "options"),
        ({"options": [{**OPTION, "choices": CHOICES[:2], "autocomplete": True}]}, "options"),
        ({"options": [OPTION, {**OPTION, "name": "sub", "type": 1}]}, "options"),
        ({"options": [{**OPTION, "type": 12}]}, "options"),
    ],
)
async def test_a_wrong_command_is_refused_where_it_is_wrong(api, server, command, where):
    body = {"name": "relax", "description": "Relax", "type": 1} | command

    status, answer = await api("PUT", f"/applications/{server.application_id}/commands", [body])

    assert status == 400
    assert answer["code"] == 50035
    assert where in answer["errors"]["0"]
    assert server.world.commands == []


async def test_commands_are_offered_by_context_install_and_permission(server, bot, start):
    async def answer(interaction: discord.Interaction):
        await interaction.response.send_message("yes")

    for name, decorate in {
        "anywhere": app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True),
        "dmonly": app_commands.dm_only(),
        "guarded": app_commands.default_permissions(manage_guild=True),
    }.items():
        bot.tree.add_command(
            decorate(app_commands.Command(name=name, description="x", callback=answer))
        )
    await start(bot, server)
    ada, grace = server.person("Ada"), server.person("Grace")
    general = server.guild("Studio").channel("general")

    await (await ada.slash("dmonly")).answered()
    await (await grace.slash("guarded", channel=general)).answered()

    with pytest.raises(NoSuchCommand):
        await ada.slash("guarded", channel=general)
    with pytest.raises(NoSuchCommand):
        await ada.slash("dmonly", channel=general)
    with pytest.raises(NoSuchCommand):
        await ada.slash("anywhere", channel=server.group_dm(ada, grace))
