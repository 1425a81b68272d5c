import json

import discord
import pytest
from discord import app_commands

from playground import CannotSee, NoSuchCommand


@pytest.fixture
async def everywhere(server, bot, start):
    """A bot with one command for every context and install; answers in public."""

    @bot.tree.command(description="x")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def relax(interaction: discord.Interaction):
        seen.append(interaction)
        await interaction.response.send_message("public")

    seen: list[discord.Interaction] = []
    await start(bot, server)
    return seen


async def test_people_and_guilds_are_made_once(server):
    ada = server.person("Ada")

    assert server.person("Ada") == ada
    assert server.person("Linus") != ada
    assert server.guild("Studio") == server.guild("Studio")
    assert server.guild("Studio").channel("general") == server.guild("Studio").channel("general")
    assert server.group_dm(ada, server.person("Grace")) == server.group_dm(
        server.person("Grace"), ada
    )


async def test_a_new_person_is_a_member_everywhere(server):
    other = server.guild("Other")
    linus = server.person("Linus")

    said = await linus.say(other.channel("general"), "hello")

    assert other.channel("general").messages == [said]


async def test_an_installed_app_goes_where_its_person_goes(server, everywhere):
    ada, grace = server.person("Ada"), server.person("Grace")
    elsewhere = server.guild("Elsewhere", bot=False).channel("general")
    group = server.group_dm(ada, grace)
    for place in (elsewhere, group):
        with pytest.raises(NoSuchCommand):
            await ada.slash("relax", channel=place)

    ada.install_app()
    in_guild = await (await ada.slash("relax", channel=elsewhere)).message()
    in_group = await (await ada.slash("relax", channel=group)).message()
    guild_side, group_side = everywhere

    assert not in_guild.ephemeral
    assert elsewhere.messages == [in_guild]
    assert group.messages == [in_group]
    assert grace.sees(in_group)
    assert guild_side.is_user_integration()
    assert not guild_side.is_guild_integration()
    assert group_side.context.private_channel
    ada.uninstall_app()
    with pytest.raises(NoSuchCommand):
        await ada.slash("relax", channel=group)


async def test_without_external_apps_the_answer_is_kept_private(server, everywhere):
    ada = server.person("Ada")
    ada.install_app()
    elsewhere = server.guild("Elsewhere", bot=False).channel("general")
    elsewhere.deny(ada, "use_external_apps")

    message = await (await ada.slash("relax", channel=elsewhere)).message()

    assert message.ephemeral
    assert elsewhere.messages == []


async def test_only_five_followups_without_a_guild_install(server, bot, everywhere):
    ada = server.person("Ada")
    ada.install_app()
    elsewhere = server.guild("Elsewhere", bot=False).channel("general")
    act = await ada.slash("relax", channel=elsewhere)
    await act.message()
    for n in range(5):
        await everywhere[0].followup.send(str(n))

    with pytest.raises(discord.HTTPException) as refused:
        await everywhere[0].followup.send("one more")

    assert (refused.value.status, refused.value.code) == (400, 40094)
    assert [message.text for message in act.followups] == list("01234")


async def test_one_presses_only_what_one_sees(server, everywhere):
    ada, grace = server.person("Ada"), server.person("Grace")
    private = await (await ada.slash("relax")).message()

    with pytest.raises(CannotSee):
        await grace.press(private, "Anything")


async def test_an_ephemeral_message_can_be_dismissed(server, bot, start):
    @bot.tree.command(description="x")
    async def hush(interaction: discord.Interaction):
        await interaction.response.send_message("psst", ephemeral=True)

    await start(bot, server)
    ada = server.person("Ada")
    message = await (await ada.slash("hush")).message()
    ada.dismiss(message)

    assert ada.ephemerals == []
    assert message.deleted


async def test_who_leaves_is_no_member_any_more(server):
    ada, studio = server.person("Ada"), server.guild("Studio")
    studio.leave(ada)
    with pytest.raises(CannotSee):
        await ada.say(studio.channel("general"), "still here?")

    studio.join(ada)
    await ada.say(studio.channel("general"), "back")


async def test_the_clock_file_says_speed_and_skip(server):
    def written():
        return json.loads(server.clock_file.read_text())

    assert written() == {"speed": 1.0, "skip": 0.0}
    server.set_clock(speed=20)
    server.set_clock(skip=90)
    server.set_clock(skip=30)

    assert written() == {"speed": 20, "skip": 120.0}
    assert server.clock.elapsed() >= 120


async def test_the_book_is_in_order_and_can_be_searched(server, api):
    general = server.guild("Studio").channel("general")
    path = f"/channels/{general.id}/messages"
    await server.person("Ada").say(general, "one")
    _, made = await api("POST", path, {"content": "two", "nonce": "s1.1"})
    await api("PATCH", f"{path}/{made['id']}", {"content": "three"})
    await api("DELETE", f"{path}/{made['id']}")
    lines = server.ledger.messages(channel=general)

    assert [(line.happened, line.who, line.text) for line in lines] == [
        ("created", "Ada", "one"),
        ("created", "Unhunch", "two"),
        ("edited", "Unhunch", "three"),
        ("deleted", "Unhunch", "three"),
    ]
    assert [line.nonce for line in lines] == [None, "s1.1", "s1.1", "s1.1"]
    assert [line.at.real for line in lines] == sorted(line.at.real for line in lines)
    assert server.ledger.messages(happened="edited") == [lines[2]]
    requests = server.ledger.requests("POST", "/channels/{channel_id}/messages")
    assert [(line.status, line.bucket) for line in requests] == [(200, "post_message")]
