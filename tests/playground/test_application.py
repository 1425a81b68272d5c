"""The application: what its owner set, and what a bot may read and set of it."""

from __future__ import annotations

import discord
import pytest

from playground import Intent

CONFIG = "integration_types_config"
ME = "/applications/@me"


def params(*scopes: object, permissions: object = 0) -> dict[str, object]:
    return {"oauth2_install_params": {"scopes": list(scopes), "permissions": permissions}}


async def test_discord_py_reads_and_sets_how_it_is_installed(server, bot, start):
    server.application.installs = {"0": {}}
    await start(bot, server)
    before = await bot.application_info()
    await before.edit(
        guild_install_scopes=["bot", "applications.commands"],
        guild_install_permissions=discord.Permissions(send_messages=True),
        user_install_scopes=["applications.commands"],
    )
    after = await bot.application_info()

    assert before.guild_integration_config
    assert before.user_integration_config is None
    assert after.guild_integration_config.oauth2_install_params.permissions.send_messages
    assert after.guild_integration_config.oauth2_install_params.scopes[0] == "bot"
    assert after.user_integration_config.oauth2_install_params.permissions.value == 0
    assert not server.unknown_routes


async def test_privileged_intents_that_are_switched_on_are_flags(open_server, bot):
    server = await open_server(privileged=Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT)
    await bot.login(server.token)
    flags = bot.application.flags
    await bot.close()

    assert flags.gateway_guild_members_limited
    assert flags.gateway_message_content_limited
    assert not flags.gateway_presence_limited


async def test_what_is_not_named_stays(api, server):
    status, answer = await api("PATCH", ME, {"description": "Un-hunches people"})

    assert status == 200
    assert answer[CONFIG] == {"0": {}, "1": {}}


@pytest.mark.parametrize(
    ("installs", "where"),
    [
        ([], ()),
        ({"2": {}}, ("2",)),
        ({"0": params("guilds.join")}, ("0", "oauth2_install_params", "scopes", "0")),
        ({"1": params("bot")}, ("1", "oauth2_install_params", "scopes", "0")),
        ({"0": {"oauth2_install_params": {}}}, ("0", "oauth2_install_params", "scopes")),
        (
            {"0": params("bot", permissions="all")},
            ("0", "oauth2_install_params", "permissions"),
        ),
    ],
)
async def test_a_wrong_way_to_install_it_is_refused_where_it_is_wrong(
    api, server, installs: object, where: tuple[str, ...]
):
    status, answer = await api("PATCH", ME, {CONFIG: installs})

    assert (status, answer["code"]) == (400, 50035)
    for step in (CONFIG, *where, "_errors"):
        answer = answer.get("errors", answer)[step]
    assert answer[0]["message"]
    assert server.application.installs == {"0": {}, "1": {}}
