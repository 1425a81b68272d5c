import asyncio
import io

import discord
import pytest
from discord import app_commands, ui

from playground import (
    BadOption,
    Deferred,
    InteractionFailed,
    Modal,
    NoSuchButton,
    Timing,
)


def card(text: str, *items: ui.Item) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(text), *([ui.ActionRow(*items)] if items else [])))
    return view


class Count(ui.DynamicItem[ui.Button], template=r"count:(?P<n>\d+)"):
    """A button that lives through restarts: all it knows stands in its custom_id."""

    def __init__(self, n: int) -> None:
        super().__init__(ui.Button(label=f"Pressed {n}", custom_id=f"count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=card("again", Count(self.n + 1)))


class Form(ui.Modal, title="How was it?"):
    words = ui.Label(text="In words", component=ui.TextInput(custom_id="words", max_length=20))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        said = self.words.component.value
        await interaction.response.send_message(f"You said {said}", ephemeral=True)


@pytest.fixture
def general(server):
    return server.guild("Studio").channel("general")


@pytest.fixture
def ada(server):
    return server.person("Ada")


async def test_a_slash_command_is_answered_ephemerally_and_edited(server, bot, start, general, ada):
    @bot.tree.command()
    async def relax(interaction: discord.Interaction, exercise: str):
        await interaction.response.send_message(view=card(exercise), ephemeral=True)
        await interaction.edit_original_response(view=card(f"{exercise}, edited"))

    await start(bot, server)
    act = await ada.slash("relax", {"exercise": "neck-rolls"}, channel=general)
    message = await act.message()
    await server.until(lambda: message.edits)

    assert await act.answered() == message
    assert message.ephemeral
    assert message.text == "neck-rolls, edited"
    assert ada.ephemerals == [message]
    assert general.messages == []
    assert server.person("Grace").ephemerals == []
    assert not server.person("Grace").sees(message)


async def test_an_interaction_tells_all_about_person_and_place(server, bot, start, general):
    seen: list[discord.Interaction] = []

    @bot.tree.command()
    async def whoami(interaction: discord.Interaction):
        seen.append(interaction)
        await interaction.response.send_message("you")

    await start(bot, server)
    grace = server.person("Grace")
    await (await grace.slash("whoami", channel=general)).message()
    await (await grace.slash("whoami")).message()
    in_guild, in_dm = seen

    assert in_guild.user.id == grace.id
    assert in_guild.permissions.manage_guild
    assert in_guild.app_permissions.send_messages
    assert in_guild.channel.id == general.id
    assert in_guild.is_guild_integration()
    assert in_guild.context.guild
    assert in_dm.context.dm_channel
    assert in_dm.guild is None
    assert in_dm.channel.id == server.dm(grace).id


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text", "text"),
        ("news", "news"),
        ("voice", "voice"),
        ("stage", "stage_voice"),
        ("thread", "public_thread"),
        ("news_thread", "news_thread"),
    ],
)
async def test_a_command_works_in_every_sort_of_channel(server, bot, start, ada, kind, name):
    @bot.tree.command()
    async def where(interaction: discord.Interaction):
        await interaction.response.send_message(f"{interaction.channel.type}")
        await interaction.channel.send("by token")

    place = server.guild("Studio").channel("place", kind=kind)
    await start(bot, server)
    await ada.slash("where", channel=place)
    await server.until(lambda: len(place.messages) == 2)

    assert [message.text for message in place.messages] == [name, "by token"]


async def test_options_of_every_sort_arrive(server, bot, start, general, ada):
    @bot.tree.command()
    @app_commands.choices(pace=[app_commands.Choice(name="Slow", value="slow")])
    async def plan(
        interaction: discord.Interaction,
        pace: str,
        minutes: app_commands.Range[int, 1, 60],
        who: discord.Member,
        where: discord.TextChannel,
        crew: discord.Role,
        quiet: bool,
    ):
        said = [pace, minutes, who.display_name, where.name, crew.name, quiet]
        await interaction.response.send_message(repr(said))

    await start(bot, server)
    crew = server.guild("Studio").role("Crew")
    options = {"pace": "slow", "minutes": 5, "who": ada, "where": general, "crew": crew}
    act = await ada.slash("plan", {**options, "quiet": True}, channel=general)
    message = await act.message()

    assert message.text == "['slow', 5, 'Ada', 'general', 'Crew', True]"
    for wrong in ({"pace": "fast"}, {"minutes": 61}, {"minutes": "5"}, {"who": 7}, {"more": 1}):
        with pytest.raises(BadOption):
            await ada.slash("plan", {**options, "quiet": True, **wrong}, channel=general)
    with pytest.raises(BadOption, match="required"):
        await ada.slash("plan", {"pace": "slow"}, channel=general)


async def test_sub_commands_and_autocomplete(server, bot, start, general, ada):
    team = app_commands.Group(name="team", description="Team")

    @team.command()
    async def join(interaction: discord.Interaction, place: str):
        await interaction.response.send_message(f"joined {place}")

    @join.autocomplete("place")
    async def offer(interaction: discord.Interaction, typed: str):
        return [app_commands.Choice(name=f"{typed}…", value="17")]

    bot.tree.add_command(team)
    await start(bot, server)
    choices = await ada.autocomplete("team join", "place", "mon", channel=general)
    act = await ada.slash("team join", {"place": choices[0]["value"]}, channel=general)

    assert choices == [{"name": "mon…", "value": "17"}]
    assert (await act.message()).text == "joined 17"


async def test_a_press_updates_the_message_it_sits_on(server, bot, start, general, ada):
    bot.add_dynamic_items(Count)

    @bot.tree.command()
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message(view=card("first", Count(1)), ephemeral=True)

    await start(bot, server)
    message = await (await ada.slash("relax", channel=general)).message()
    first = await ada.press(message, "Pressed 1")
    answer = await first.answered()
    await (await ada.press(message, custom_id="count:2")).answered()

    assert answer == message
    assert [button.label for button in message.buttons] == ["Pressed 3"]
    assert [text for _, text in message.edits] == ["again", "again"]
    with pytest.raises(NoSuchButton, match="Pressed 3"):
        await ada.press(message, "Pressed 1")


async def test_an_answer_to_a_press_brings_its_own_picture(server, bot, start, general, ada):
    class Next(ui.DynamicItem[ui.Button], template="next"):
        def __init__(self):
            super().__init__(ui.Button(label="Next", custom_id="next"))

        @classmethod
        async def from_custom_id(cls, interaction, item, match):
            return cls()

        async def callback(self, interaction):
            await interaction.response.edit_message(
                view=shown("second.png"), attachments=[file("second.png")]
            )

    def file(name):
        return discord.File(io.BytesIO(b"GIF89a\x08\x00\x04\x00"), filename=name)

    def shown(name):
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.MediaGallery(discord.MediaGalleryItem(file(name), description="alt")))
        return view.add_item(ui.ActionRow(Next()))

    bot.add_dynamic_items(Next)

    @bot.tree.command()
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message(
            view=shown("first.png"), file=file("first.png"), ephemeral=True
        )

    await start(bot, server)
    message = await (await ada.slash("relax", channel=general)).message()
    assert message.pictures == [("first.png", "alt")]
    await (await ada.press(message, "Next")).answered()

    assert message.pictures == [("second.png", "alt")]


async def test_a_forged_press_reaches_the_bot_and_fails(open_server, bot, start):
    server = await open_server(timing=Timing(ack_seconds=0.2))
    ada = server.person("Ada")

    @bot.tree.command()
    async def relax(interaction: discord.Interaction):
        await interaction.response.send_message(view=card("x", Count(1)))

    await start(bot, server)
    message = await (await ada.slash("relax")).message()
    act = await ada.press_raw(custom_id="forged", message=message)

    with pytest.raises(InteractionFailed):
        await act.answered()
    assert act.failed
    assert bot.heard.count("INTERACTION_CREATE") == 2


async def test_a_deferred_answer_is_filled_in_later(server, bot, start, general, ada):
    go_on = asyncio.Event()

    @bot.tree.command()
    async def slow(interaction: discord.Interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        await go_on.wait()
        await interaction.followup.send("first followup")
        await interaction.followup.send("second followup")

    await start(bot, server)
    act = await ada.slash("slow", channel=general)
    answer = await act.answered()
    waiting = ada.ephemerals[0].loading
    go_on.set()
    message = await act.message()
    await server.until(lambda: act.followups)

    assert answer == Deferred(update=False)
    assert waiting
    # As documented, the first followup fills the deferred answer in and stays as private as that.
    assert message.text == "first followup"
    assert message.ephemeral
    assert [(m.text, m.ephemeral) for m in act.followups] == [("second followup", False)]


async def test_a_modal_is_opened_filled_in_and_answered(server, bot, start, general, ada):
    @bot.tree.command()
    async def tell(interaction: discord.Interaction):
        await interaction.response.send_modal(Form())

    await start(bot, server)
    modal = await (await ada.slash("tell", channel=general)).answered()
    assert isinstance(modal, Modal)
    answer = await (await ada.submit(modal, {"words": "lighter"})).message()

    assert modal.title == "How was it?"
    assert answer.text == "You said lighter"
    with pytest.raises(ValueError, match="1 to 20"):
        await ada.submit(modal, {"words": "x" * 21})
    with pytest.raises(ValueError, match="no field"):
        await ada.submit(modal, {"nonsense": "x"})


async def test_a_choice_in_a_select_arrives(server, bot, start, general, ada):
    class Pick(ui.Select):
        async def callback(self, interaction: discord.Interaction):
            await interaction.response.send_message(f"picked {self.values}")

    @bot.tree.command()
    async def pick(interaction: discord.Interaction):
        options = [discord.SelectOption(label=x, value=x.lower()) for x in ("Slow", "Brisk")]
        await interaction.response.send_message(
            view=card("pick", Pick(custom_id="pace", options=options))
        )

    await start(bot, server)
    message = await (await ada.slash("pick", channel=general)).message()
    answer = await (await ada.choose(message, "pace", ["brisk"])).message()

    assert answer.text == "picked ['brisk']"
    with pytest.raises(NoSuchButton):
        await ada.choose(message, "pace", ["medium"])


async def test_people_and_channels_can_be_chosen(server, bot, start, general, ada):
    class Who(ui.UserSelect):
        async def callback(self, interaction: discord.Interaction):
            await interaction.response.send_message(f"picked {self.values[0].display_name}")

    class Where(ui.ChannelSelect):
        async def callback(self, interaction: discord.Interaction):
            await interaction.response.send_message(f"picked {self.values[0].name}")

    @bot.tree.command()
    async def pick(interaction: discord.Interaction):
        view = card("who?", Who(custom_id="who"))
        view.add_item(ui.ActionRow(Where(custom_id="where")))
        await interaction.response.send_message(view=view)

    await start(bot, server)
    message = await (await ada.slash("pick", channel=general)).message()
    who = await (await ada.choose(message, "who", [server.person("Grace")])).message()
    where = await (await ada.choose(message, "where", [general])).message()

    assert (who.text, where.text) == ("picked Grace", "picked general")
