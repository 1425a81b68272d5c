import discord
import pytest

from playground import CannotSee


@pytest.fixture
def studio(server):
    return server.guild("Studio")


@pytest.fixture
def post(api):
    async def send(channel):
        status, body = await api("POST", f"/channels/{channel.id}/messages", {"content": "x"})
        return status, body.get("code")

    return send


async def test_no_view_no_send_and_no_channel_are_told_apart(server, studio, post):
    hidden, closed, gone = (studio.channel(name) for name in ("hidden", "closed", "gone"))
    hidden.deny(server.bot, "view_channel")
    closed.deny(server.bot, "send_messages")
    gone.delete()

    assert await post(hidden) == (403, 50001)
    assert await post(closed) == (403, 50013)
    assert await post(gone) == (404, 10003)

    closed.allow(server.bot, "send_messages")
    assert (await post(closed))[0] == 200


async def test_threads_have_a_send_permission_of_their_own(server, studio, post):
    thread = studio.channel("talk", kind="thread")
    parent = studio.channel("general")

    parent.deny(server.bot, "send_messages")
    assert (await post(thread))[0] == 200
    parent.deny(server.bot, "send_messages_in_threads")
    assert await post(thread) == (403, 50013)
    parent.allow(server.bot, "send_messages_in_threads")
    thread.archive()
    assert await post(thread) == (400, 50083)


@pytest.mark.parametrize("kind", ["text", "news", "voice", "stage", "thread", "news_thread"])
async def test_one_can_write_wherever_messages_stand(studio, post, kind):
    assert (await post(studio.channel("place", kind=kind)))[0] == 200


async def test_a_forum_only_holds_threads(studio, post):
    assert await post(studio.channel("ideas", kind="forum")) == (400, 50008)


async def test_without_the_history_there_is_nothing_to_read(server, api, studio):
    general = studio.channel("general")
    await server.person("Ada").say(general, "hello")
    general.deny(server.bot, "read_message_history")

    assert await api("GET", f"/channels/{general.id}/messages") == (200, [])


async def test_roles_and_overwrites_add_up(server, studio, post):
    everyone, crew = studio.everyone, studio.role("Crew")
    channel = studio.channel("crew-only")
    channel.deny(everyone, "view_channel")
    assert await post(channel) == (403, 50001)

    studio.give(server.bot, crew)
    channel.allow(crew, "view_channel")
    assert (await post(channel))[0] == 200

    channel.deny(server.bot, "view_channel")
    assert await post(channel) == (403, 50001)

    studio.set_permissions(crew, "administrator")
    assert (await post(channel))[0] == 200


async def test_permissions_in_the_payload_are_what_discord_py_computes(server, bot, start, studio):
    general = studio.channel("general")
    general.deny(server.bot, "attach_files")
    await start(bot, server)
    channel = await bot.until(lambda: bot.get_channel(general.id))
    counted = channel.permissions_for(channel.guild.me)

    assert counted.send_messages
    assert not counted.attach_files
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send(file=discord.File(__file__))
    assert refused.value.code == 50013


async def test_closed_dms_refuse_the_message_or_on_demand_the_channel(server, api, post):
    ada = server.person("Ada")
    ada.close_dms()
    assert await post(server.dm(ada)) == (403, 50007)

    server.faults.create_dm_refuses_closed_dms = True
    status, body = await api("POST", "/users/@me/channels", {"recipient_id": str(ada.id)})
    assert (status, body["code"]) == (400, 50007)

    ada.open_dms()
    assert (await post(server.dm(ada)))[0] == 200


async def test_a_stranger_can_only_be_written_to_after_installing_the_app(server, post):
    stranger = server.stranger("Sam")
    assert await post(server.dm(stranger)) == (403, 50278)

    stranger.install_app()
    assert (await post(server.dm(stranger)))[0] == 200


async def test_opening_dms_too_fast_is_a_403(server, api):
    server.faults.dms_open_too_fast = True
    ada = server.person("Ada")
    status, body = await api("POST", "/users/@me/channels", {"recipient_id": str(ada.id)})

    assert (status, body["code"]) == (403, 40003)


async def test_where_the_bot_is_no_member_its_token_opens_nothing(server, api, post):
    elsewhere = server.guild("Elsewhere", bot=False)

    assert await post(elsewhere.channel("general")) == (403, 50001)
    assert (await api("GET", f"/guilds/{elsewhere.id}"))[1]["code"] == 50001
    elsewhere.add_bot()
    assert (await post(elsewhere.channel("general")))[0] == 200
    elsewhere.remove_bot()
    assert await post(elsewhere.channel("general")) == (403, 50001)


async def test_a_bot_edits_only_its_own_messages(server, api, studio):
    general = studio.channel("general")
    said = await server.person("Ada").say(general, "mine")
    path = f"/channels/{general.id}/messages/{said.id}"

    assert (await api("PATCH", path, {"content": "yours"}))[1]["code"] == 50005
    assert (await api("DELETE", path))[1]["code"] == 50013
    assert (await api("DELETE", path + "0"))[1]["code"] == 10008


async def test_people_are_bound_by_permissions_too(server, studio):
    ada, general = server.person("Ada"), studio.channel("general")
    general.deny(ada, "send_messages")
    with pytest.raises(CannotSee):
        await ada.say(general, "hello")

    general.deny(ada, "view_channel")
    with pytest.raises(CannotSee):
        await ada.slash("relax", channel=general)


async def test_guilds_members_roles_and_channels_can_be_read(server, api, studio):
    ada = server.person("Ada")
    _, guild = await api("GET", f"/guilds/{studio.id}")
    _, channels = await api("GET", f"/guilds/{studio.id}/channels")
    _, roles = await api("GET", f"/guilds/{studio.id}/roles")
    _, member = await api("GET", f"/guilds/{studio.id}/members/{ada.id}")
    _, own = await api("GET", f"/guilds/{studio.id}/members/@me")
    nobody, _ = await api("GET", f"/guilds/{studio.id}/members/7")

    assert guild["name"] == "Studio"
    assert [channel["name"] for channel in channels] == ["general"]
    assert {role["name"] for role in roles} == {"@everyone", "Unhunch", "Organisers"}
    assert member["user"]["global_name"] == "Ada"
    assert own["user"]["id"] == str(server.bot.id)
    assert nobody == 404
