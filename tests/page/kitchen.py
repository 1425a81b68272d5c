"""A small bot that sends one of everything a page has to draw."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from typing import Any

import discord
from discord import app_commands, ui

from tests.playground.conftest import BareBot

ACCENT = 0x5B8A72
MARKED = """### Shoulder *rolls*
Up, **back**, ~~never~~ `down`. ||A secret||
> slowly
- one
- two
  - two and a half
1. first
-# until <t:{at}:T>, <t:{at}:R>; [the manual](https://example.org/manual)"""


def drawing(width: int = 320, height: int = 180) -> bytes:
    """A plain green PNG."""
    rows = zlib.compress((b"\0" + b"\x5b\x8a\x72" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    made = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


class Report(ui.Modal, title="How was it?"):
    words = ui.Label(
        text="Words",
        description="As many as you like",
        component=ui.TextInput(custom_id="words", min_length=3),
    )
    mood = ui.Label(
        text="Mood",
        component=ui.RadioGroup(
            custom_id="mood",
            options=[
                discord.RadioGroupOption(label="Light", value="light", description="Like a bird"),
                discord.RadioGroupOption(label="Heavy", value="heavy"),
            ],
        ),
    )
    days = ui.Label(
        text="Days",
        component=ui.CheckboxGroup(
            custom_id="days",
            options=[
                discord.CheckboxGroupOption(label=day, value=day) for day in ("mon", "tue", "wed")
            ],
            min_values=1,
            max_values=2,
        ),
    )
    buddy = ui.Label(text="Buddy", component=ui.UserSelect(custom_id="buddy"))
    ping = ui.Label(text="Remind me", component=ui.Checkbox(custom_id="ping"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen: Any = self
        await interaction.response.send_message(
            f"{chosen.words.component.value}|{chosen.mood.component.value}|"
            f"{','.join(chosen.days.component.values)}|"
            f"{chosen.buddy.component.values[0].name}|{chosen.ping.component.value}",
            ephemeral=True,
        )


class Handover(ui.Modal, title="Hand it over"):
    intro = ui.TextDisplay("Show us **where** it hurts.")
    pictures = ui.Label(
        text="Pictures",
        description="Two at most",
        component=ui.FileUpload(custom_id="pictures", max_values=2),
    )
    side = ui.Label(
        text="Side",
        component=ui.Select(
            custom_id="side",
            placeholder="Which side",
            options=[discord.SelectOption(label=x, value=x) for x in ("Left", "Right")],
        ),
    )
    where = ui.Label(text="Where", component=ui.ChannelSelect(custom_id="where"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen: Any = self
        files = chosen.pictures.component.values
        names = ",".join([f"{file.filename}({len(await file.read())})" for file in files])
        where = ",".join(channel.name for channel in chosen.where.component.values)
        await interaction.response.send_message(
            f"{names}|{chosen.side.component.values[0]}|{where}", ephemeral=True
        )


class Card(ui.LayoutView):
    """A container with texts, a section, a picture, buttons of every style and selects."""

    def __init__(self, at: int) -> None:
        super().__init__(timeout=None)
        gallery = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://rolls.png", description="A shoulder, rolling")
        )
        section = ui.Section(
            ui.TextDisplay("**Mon to Fri** 10:30"),
            accessory=ui.Button(label="Skip next", custom_id="skip"),
        )
        self.add_item(
            ui.Container(
                ui.TextDisplay(MARKED.format(at=at)),
                gallery,
                ui.Separator(),
                section,
                ui.ActionRow(*_buttons()),
                ui.ActionRow(_strings("one", most=1)),
                ui.ActionRow(_strings("many", most=2)),
                ui.ActionRow(ui.UserSelect(custom_id="user")),
                ui.ActionRow(ui.RoleSelect(custom_id="role")),
                ui.ActionRow(ui.ChannelSelect(custom_id="channel")),
                accent_colour=ACCENT,
            )
        )


def _buttons() -> list[ui.Button[Any]]:
    styles = ("primary", "secondary", "success", "danger")
    made = [
        ui.Button(label=name, custom_id=name, style=discord.ButtonStyle[name]) for name in styles
    ]
    return [*made, ui.Button(label="Manual", url="https://example.org/manual")]


def _strings(name: str, most: int) -> ui.Select[Any]:
    select: ui.Select[Any] = ui.Select(
        custom_id=name, placeholder=f"Choose {name}", max_values=most
    )
    for option in ("slow", "normal", "brisk"):
        select.add_option(label=option.title(), value=option, description=f"the {option} way")
    return select


def old_card() -> discord.Embed:
    """An embed with everything one can have."""
    when = discord.utils.utcnow()
    made = discord.Embed(
        title="Shoulder *rolls*",
        description="Up, **back**, down",
        url="https://example.org/rolls",
        colour=ACCENT,
        timestamp=when,
    )
    made.set_author(name="Una", url="https://example.org/una")
    made.set_thumbnail(url="https://example.org/small.png")
    made.set_image(url="attachment://rolls.png")
    made.add_field(name="Rounds", value="10", inline=True)
    made.add_field(name="Sides", value="`both`", inline=True)
    made.add_field(name="Pace", value="slowly", inline=False)
    return made.set_footer(text="gently")


class Kitchen(BareBot):
    """Its commands; what people chose in its selects comes back as a message."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()
        add_plain(self)
        add_asking(self)
        add_grouped(self)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is not discord.InteractionType.component:
            return
        data: Any = interaction.data
        if data["custom_id"] == "danger":
            return
        forms = {"primary": Report, "secondary": Handover}
        if data["custom_id"] in forms:
            await interaction.response.send_modal(forms[data["custom_id"]]())
            return
        said = ",".join(data.get("values") or [])
        await interaction.response.send_message(f"{data['custom_id']}: {said}", ephemeral=True)


def add_plain(bot: Kitchen) -> None:
    @bot.tree.command(description="One of everything")
    async def card(interaction: discord.Interaction) -> None:
        at = int(interaction.created_at.timestamp()) + 90
        file = discord.File(io.BytesIO(drawing()), "rolls.png")
        await interaction.response.send_message(view=Card(at), file=file)

    @bot.tree.command(description="As it was before Components V2")
    async def embed(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(drawing()), "rolls.png")
        await interaction.response.send_message("above", embed=old_card(), file=file)

    @bot.tree.command(description="Says nothing")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    @bot.tree.command(description="Thinks until it may answer")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await bot.may_answer.wait()
        await interaction.followup.send("thought about it")

    @bot.tree.command(description="For those who manage the server")
    @app_commands.default_permissions(manage_guild=True)
    async def manage(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("managed", ephemeral=True)


def add_asking(bot: Kitchen) -> None:
    @bot.tree.command(description="Takes options")
    @app_commands.describe(minutes="From one to sixty", city="Where you are", pace="How fast")
    @app_commands.choices(pace=[app_commands.Choice(name="Very slow", value="slow")])
    async def ask(
        interaction: discord.Interaction,
        minutes: app_commands.Range[int, 1, 60],
        city: str,
        pace: str = "normal",
        who: discord.User | None = None,
    ) -> None:
        await interaction.response.send_message(f"{minutes}|{city}|{pace}|{who}", ephemeral=True)

    @bot.tree.command(description="Takes a file")
    async def hand(interaction: discord.Interaction, picture: discord.Attachment) -> None:
        said = f"{picture.filename}: {len(await picture.read())} bytes"
        await interaction.response.send_message(said, ephemeral=True)

    @ask.autocomplete("city")
    async def cities(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        known = {"Berlin": "Europe/Berlin", "Bergen": "Europe/Oslo", "Lima": "America/Lima"}
        return [
            app_commands.Choice(name=name, value=zone)
            for name, zone in known.items()
            if typed.lower() in name.lower()
        ]


def add_grouped(bot: Kitchen) -> None:
    team = app_commands.Group(name="team", description="Team breaks", guild_only=True)

    @team.command(description="Join the break")
    async def join(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{interaction.user.display_name} joined")

    bot.tree.add_command(team)
