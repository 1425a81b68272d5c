import asyncio

import discord
import pytest
from discord import ui

from playground import Deferred, Modal


@pytest.fixture
def ada(server):
    return server.person("Ada")


class Later(ui.DynamicItem[ui.Button], template="later"):
    """Says it will update, and does so after its acknowledgement."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Later", custom_id="later"))

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=card("updated"))


def card(text: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    return view.add_item(ui.TextDisplay(text)).add_item(ui.ActionRow(Later()))


async def test_a_press_may_be_acknowledged_first_and_update_later(server, bot, start, ada):
    bot.add_dynamic_items(Later)

    @bot.tree.command(description="x")
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message(view=card("first"))

    await start(bot, server)
    message = await (await ada.slash("relax")).message()
    act = await ada.press(message, "Later")

    assert await act.answered() == Deferred(update=True)
    assert await act.message() == message
    assert message.text == "updated"


async def test_answers_and_followups_can_be_read_changed_and_taken_back(server, bot, start, ada):
    @bot.tree.command(description="x")
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message("answer", ephemeral=True)
        read.append((await interaction.original_response()).content)
        more = await interaction.followup.send("followup", ephemeral=True, wait=True)
        read.append((await interaction.followup.fetch_message(more.id)).content)
        await more.edit(content="followup, changed")
        await interaction.delete_original_response()
        done.set_result(more)

    read: list[str] = []
    done: asyncio.Future[discord.WebhookMessage] = asyncio.get_running_loop().create_future()
    await start(bot, server)
    await ada.slash("relax")
    followup = await asyncio.wait_for(done, 5)

    assert read == ["answer", "followup"]
    assert [message.text for message in ada.ephemerals] == ["followup, changed"]
    await followup.delete()
    assert ada.ephemerals == []
    with pytest.raises(discord.NotFound) as refused:
        await followup.edit(content="too late")
    assert refused.value.code == 10008


async def test_an_answer_can_be_edited_with_the_bots_token_for_ever(server, bot, start, api, ada):
    @bot.tree.command(description="x")
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message("public")

    await start(bot, server)
    act = await ada.slash("relax")
    message = await act.message()
    server.world.token_seconds = 0
    path = f"/channels/{message.channel.id}/messages/{message.id}"
    status, _ = await api("PATCH", path, {"content": "by the bot's token"})

    assert status == 200
    assert message.text == "by the bot's token"


async def test_nothing_follows_before_the_first_answer(server, bot, start, api, ada):
    @bot.tree.command(description="x")
    async def hold(interaction: discord.Interaction):
        """Leaves the answer to the test."""

    await start(bot, server)
    record = (await ada.slash("hold")).record
    hook = f"/webhooks/{server.application_id}/{record.token}"

    assert (await api("POST", hook, {"content": "x"}))[1]["code"] == 10015
    assert (await api("POST", hook + "x", {"content": "x"}))[1]["code"] == 50027


async def test_a_form_of_the_old_shape_works_too(server, bot, start, ada):
    class Old(ui.Modal, title="Old"):
        words = ui.TextInput(label="Words", custom_id="words", required=False)
        more = ui.TextInput(label="More", custom_id="more", default="as it was")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"{self.words.value!r} {self.more.value!r}")

    @bot.tree.command(description="x")
    async def tell(interaction: discord.Interaction):
        await interaction.response.send_modal(Old())

    await start(bot, server)
    modal = await (await ada.slash("tell")).answered()
    assert isinstance(modal, Modal)
    answer = await (await ada.submit(modal, {})).message()

    assert [field["custom_id"] for field in modal.fields] == ["words", "more"]
    assert answer.text == "'' 'as it was'"


async def test_a_choice_in_a_form_arrives(server, bot, start, ada):
    class Pick(ui.Modal, title="Pick"):
        pace = ui.Label(
            text="Pace",
            component=ui.Select(
                custom_id="pace", options=[discord.SelectOption(label="Slow", value="slow")]
            ),
        )

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(str(self.pace.component.values))

    @bot.tree.command(description="x")
    async def pick(interaction: discord.Interaction):
        await interaction.response.send_modal(Pick())

    await start(bot, server)
    modal = await (await ada.slash("pick")).answered()
    answer = await (await ada.submit(modal, {"pace": ["slow"]})).message()

    assert answer.text == "['slow']"


async def test_commands_of_one_guild_are_offered_there_alone(server, bot, start, ada):
    studio = server.guild("Studio")

    @bot.tree.command(description="x", guild=discord.Object(studio.id))
    async def local(interaction: discord.Interaction):
        await interaction.response.send_message("here")

    await start(bot, server)
    await bot.tree.sync(guild=discord.Object(studio.id))
    act = await ada.slash("local", channel=studio.channel("general"))

    assert (await act.message()).text == "here"
    with pytest.raises(LookupError):
        await ada.slash("local")


async def test_one_command_can_be_added_to_the_others(api, server):
    path = f"/applications/{server.application_id}/commands"
    await api("PUT", path, [{"name": "relax", "description": "Relax"}])
    created, _ = await api("POST", path, {"name": "help", "description": "Help"})
    replaced, _ = await api("POST", path, {"name": "help", "description": "Helps"})
    _, known = await api("GET", path)

    assert (created, replaced) == (201, 200)
    assert [command["name"] for command in known] == ["relax", "help"]


async def test_members_can_be_asked_for_over_the_gateway(server, bot, start, ada):
    await start(bot, server)
    guild = await bot.until(lambda: bot.guilds and bot.guilds[0])
    found = await guild.query_members(user_ids=[ada.id])

    assert [member.display_name for member in found] == ["Ada"]


async def test_typing_is_accepted_where_one_may_write(server, bot, start):
    await start(bot, server)
    general = server.guild("Studio").channel("general")
    async with bot.get_partial_messageable(general.id).typing():
        pass

    assert [line.status for line in server.ledger.requests("POST")] == [204]
