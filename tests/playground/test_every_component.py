"""Every component discord.py can build: taken, told and given back as its own models read it."""

from __future__ import annotations

import io
from typing import Any

import discord
import pytest
from discord import ui

from playground.errors import DiscordError
from playground.modals import check
from tests.playground.test_conformance import channel, read, said

__all__ = ["channel"]

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x40\0\0\0\x20"
STYLES = [s for s in discord.ButtonStyle if s.name not in ("link", "premium")]


def options() -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label="Slow", value="slow", description="the slow way", emoji="🐢"),
        discord.SelectOption(label="Brisk", value="brisk", default=True),
    ]


def layout() -> ui.LayoutView:
    """All that may stand in a message of the second kind."""
    texts = ui.Section(
        ui.TextDisplay("beside"),
        accessory=ui.Thumbnail("attachment://a.png", description="x", spoiler=True),
    )
    pressed = ui.Section(
        ui.TextDisplay("one"), ui.TextDisplay("two"), accessory=ui.Button(label="b", custom_id="b")
    )
    gallery = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://a.png", description="a", spoiler=True),
        discord.MediaGalleryItem("https://example.org/b.png"),
    )
    styled = [ui.Button(label=s.name, custom_id=s.name, style=s, emoji="🌿") for s in STYLES]
    links = [ui.Button(label="out", url="https://example.org"), ui.Button(sku_id=17)]
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay("on top"))
    view.add_item(
        ui.Container(
            texts,
            gallery,
            ui.Separator(visible=False, spacing=discord.SeparatorSpacing.large),
            pressed,
            ui.File("attachment://notes.txt", spoiler=True),
            ui.ActionRow(*styled, ui.Button(label="off", custom_id="off", disabled=True)),
            ui.ActionRow(*links),
            accent_colour=0x5B8A72,
            spoiler=True,
        )
    )
    selects: list[ui.Item[Any]] = [
        ui.Select(custom_id="s", options=options(), placeholder="p", min_values=0, max_values=2),
        ui.UserSelect(custom_id="u", default_values=[discord.Object(5, type=discord.User)]),
        ui.RoleSelect(custom_id="r", disabled=True),
        ui.MentionableSelect(custom_id="m", max_values=25),
        ui.ChannelSelect(custom_id="c", channel_types=[discord.ChannelType.text]),
    ]
    for select in selects:
        view.add_item(ui.ActionRow(select))
    return view


class Asked(ui.Modal, title="Form"):
    """A form; what was filled in comes back as what discord.py read."""

    def __init__(self, *items: ui.Item[Any]) -> None:
        super().__init__(custom_id="form")
        self.got: dict[str, Any] = {}
        for item in items:
            self.add_item(item)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        for item in self.walk_children():
            name = getattr(item, "custom_id", None)
            if name:
                self.got[name] = item.value if hasattr(item, "value") else item.values  # type: ignore[attr-defined]
        await interaction.response.send_message("thanks", ephemeral=True)


def labelled(component: ui.Item[Any]) -> ui.Label[Any]:
    return ui.Label(text="Label", description="about it", component=component)


def written() -> Asked:
    radios = [discord.RadioGroupOption(label=x, value=x, description="d") for x in ("a", "b")]
    boxes = [discord.CheckboxGroupOption(label=x, value=x) for x in ("mon", "tue", "wed")]
    return Asked(
        ui.TextDisplay("## First\nread this"),
        labelled(ui.TextInput(custom_id="text", style=discord.TextStyle.long, min_length=2)),
        labelled(ui.RadioGroup(custom_id="radio", options=radios)),
        labelled(ui.CheckboxGroup(custom_id="boxes", options=boxes, min_values=2, max_values=3)),
        labelled(ui.Checkbox(custom_id="box", default=True)),
    )


def chosen() -> Asked:
    return Asked(
        labelled(ui.Select(custom_id="s", options=options(), max_values=2)),
        labelled(ui.UserSelect(custom_id="u", required=True)),
        labelled(ui.RoleSelect(custom_id="r")),
        labelled(ui.ChannelSelect(custom_id="c", channel_types=[discord.ChannelType.text])),
        labelled(ui.MentionableSelect(custom_id="m", max_values=2)),
    )


def handed() -> Asked:
    return Asked(
        ui.TextInput(label="In a row, as it was once", custom_id="old", required=False),
        labelled(ui.FileUpload(custom_id="files", min_values=1, max_values=2)),
    )


FORMS = {"written": written, "chosen": chosen, "handed": handed}


def kinds(payload: Any) -> set[int]:
    """The types of component in a payload, at every depth."""
    if isinstance(payload, list):
        return set().union(*map(kinds, payload))
    inside = [payload[key] for key in ("components", "component", "accessory") if key in payload]
    return {payload["type"]}.union(*map(kinds, inside))


def test_these_are_all_discord_py_has():
    built = kinds(layout().to_components())
    for form in FORMS.values():
        built |= kinds(form().to_components())

    assert built == {kind.value for kind in discord.ComponentType}


async def test_a_message_with_each_is_read_as_it_was_meant(channel):
    bot, place = channel
    files = [discord.File(io.BytesIO(PNG), "a.png"), discord.File(io.BytesIO(b"text"), "notes.txt")]
    sent = await place.send(view=layout(), files=files)
    heard = await bot.until(lambda: [m for m in bot.messages_heard if m.id == sent.id])
    fetched = await place.fetch_message(sent.id)

    assert read(sent) == read(heard[0]) == read(fetched)
    assert without_places(read(sent)) == without_places(said(layout().to_components()))
    media = [m for m in walk(read(sent)) if isinstance(m, dict) and "url" in m]
    assert not any(m["url"].startswith("attachment://") for m in media)
    file = next(c for c in sent.components[1].children if isinstance(c, discord.FileComponent))
    assert (file.name, file.size) == ("notes.txt", 4)


def walk(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(one for part in inner for one in walk(part))]


def without_places(value: Any) -> Any:
    """Media lie elsewhere once they are uploaded; all else is to be the same."""
    if isinstance(value, dict):
        kept = {"media", "file"}
        return {k: without_places(v) for k, v in value.items() if k not in kept}
    return [without_places(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
async def asked(server, bot, start):
    """Open a form for Ada; answers the form, and what she sees of it."""
    forms: list[Asked] = []

    @bot.tree.command(description="x")
    async def form(interaction: discord.Interaction, which: str) -> None:
        forms.append(FORMS[which]())
        await interaction.response.send_modal(forms[-1])

    await start(bot, server)
    general = server.guild("Studio").channel("general")

    async def begin(which: str):
        act = await server.person("Ada").slash("form", {"which": which}, channel=general)
        return await act.answered(), forms[-1]

    return begin


@pytest.mark.parametrize("which", FORMS)
async def test_a_form_with_each_is_shown_as_it_was_meant(asked, which):
    modal, form = await asked(which)
    shown = modal.record.response_data["components"]

    assert said(shown) == said(form.to_components())
    assert all(part["id"] for part in walk(shown) if isinstance(part, dict) and "type" in part)


async def test_what_is_written_and_ticked_arrives(asked, server):
    modal, form = await asked("written")
    values = {"text": "lighter", "radio": "b", "boxes": ["mon", "wed"], "box": False}
    await (await server.person("Ada").submit(modal, values)).message()

    assert form.got == values


async def test_who_and_what_is_chosen_arrives(asked, server):
    ada, grace = server.person("Ada"), server.person("Grace")
    studio = server.guild("Studio")
    role = studio.role("Organisers", "manage_guild")
    modal, form = await asked("chosen")
    general = studio.channel("general")
    values = {"s": ["slow", "brisk"], "u": [grace], "r": [role], "c": [general], "m": [ada, role]}
    await (await ada.submit(modal, values)).message()

    assert form.got["s"] == ["slow", "brisk"]
    got = {name: [one.id for one in form.got[name]] for name in "urcm"}
    assert got == {name: [one.id for one in values[name]] for name in "urcm"}
    assert form.got["u"][0].display_name == "Grace"


async def test_a_file_that_is_handed_over_arrives_whole(asked, server):
    ada = server.person("Ada")
    modal, form = await asked("handed")
    picture, notes = ada.upload("a.png", PNG), ada.upload("notes.txt", b"text")
    await (await ada.submit(modal, {"files": [picture, notes]})).message()

    got = form.got["files"]
    assert [(f.filename, f.size, f.ephemeral) for f in got] == [
        ("a.png", len(PNG), True),
        ("notes.txt", 4, True),
    ]
    assert (got[0].width, got[0].height, got[0].content_type) == (64, 32, "image/png")
    assert await got[1].read() == b"text"
    assert form.got["old"] == ""


@pytest.mark.parametrize(
    ("which", "wrong"),
    [
        ("written", {"text": "x"}),
        ("written", {"radio": "c"}),
        ("written", {"radio": None}),
        ("written", {"boxes": ["mon"]}),
        ("written", {"boxes": ["mon", "sun"]}),
        ("chosen", {"u": []}),
        ("chosen", {"s": ["slow", "brisk", "other"]}),
        ("handed", {"files": []}),
    ],
)
async def test_what_a_form_does_not_take_is_not_sent(asked, server, which, wrong):
    ada = server.person("Ada")
    modal, form = await asked(which)
    fits: dict[str, dict[str, Any]] = {
        "written": {"text": "fine", "radio": "a", "boxes": ["mon", "tue"]},
        "chosen": {"s": ["slow"], "u": [ada]},
        "handed": {"files": [ada.upload("notes.txt", b"text")]},
    }
    with pytest.raises(ValueError, match=f"field '{next(iter(wrong))}' takes"):
        await ada.submit(modal, {**fits[which], **wrong})

    await (await ada.submit(modal, fits[which])).message()
    assert form.got


def test_a_file_may_be_so_large_and_no_larger(server):
    with pytest.raises(ValueError, match="too powerful"):
        server.person("Ada").upload("large.bin", bytes(10 * 1024 * 1024 + 1))


GROUP = {"type": 21, "custom_id": "x", "options": [{"label": "a", "value": "a"}] * 2}


@pytest.mark.parametrize(
    ("component", "where"),
    [
        ({**GROUP, "options": GROUP["options"][:1]}, "options"),
        ({"type": 22, "custom_id": "x", "options": []}, "options"),
        ({"type": 19, "custom_id": "x", "min_values": 0}, "min_values"),
        ({"type": 19, "custom_id": "x", "max_values": 11}, "max_values"),
        ({"type": 5, "custom_id": "x", "disabled": True}, "disabled"),
        ({"type": 2, "custom_id": "x", "label": "press", "style": 1}, "type"),
        ({"type": 4, "custom_id": "", "style": 1}, "custom_id"),
    ],
)
def test_a_form_discord_would_refuse_is_refused(component, where):
    label = {"type": 18, "label": "x", "component": component}
    with pytest.raises(DiscordError) as refused:
        check({"title": "x", "custom_id": "x", "components": [label]})

    found = refused.value.body["errors"]["data"]["components"]["0"]["component"]
    assert where in found


def test_two_fields_of_a_form_cannot_have_one_name():
    label = {"type": 18, "label": "x", "component": {"type": 23, "custom_id": "x"}}
    with pytest.raises(DiscordError, match="50035"):
        check({"title": "x", "custom_id": "x", "components": [label, {**label}]})
