import asyncio
import base64
import re

import aiohttp
import discord
import pytest
from discord import ui

from playground.plain import plain, title_and_rest
from playground.web import FOLDER


class PageSocket:
    """The page's side of its socket."""

    def __init__(self, socket):
        self._socket = socket

    async def ask(self, do, **asked):
        await self._socket.send_json({"do": do, **asked})

    async def see(self, what):
        """The next thing of this sort that the page is shown."""
        async with asyncio.timeout(5):
            while True:
                told = await self._socket.receive_json()
                if told["see"] == what:
                    return told


@pytest.fixture
async def browser(server):
    async with aiohttp.ClientSession(server.world.origin) as session:
        yield session


@pytest.fixture
async def page(server, browser):
    key = server.page.url.split("key=")[1]
    headers = {"Origin": server.world.origin}
    async with browser.ws_connect(f"/playground/socket?key={key}", headers=headers) as socket:
        yield PageSocket(socket)


@pytest.fixture
async def talking(server, bot, start):
    """A bot whose answer has a button, and a form behind that."""

    class Form(ui.Modal, title="Say"):
        words = ui.Label(text="Words", component=ui.TextInput(custom_id="words"))

        async def on_submit(self, interaction):
            await interaction.response.send_message(self.words.component.value, ephemeral=True)

    class Card(ui.LayoutView):
        row = ui.ActionRow()

        @row.button(label="Tell", custom_id="tell")
        async def tell(self, interaction, button):
            await interaction.response.send_modal(Form())

    @bot.tree.command(description="x")
    async def relax(interaction: discord.Interaction, exercise: str = "any"):
        await interaction.response.send_message(view=Card(timeout=None), ephemeral=True)

    @relax.autocomplete("exercise")
    async def offer(interaction: discord.Interaction, typed: str):
        return [discord.app_commands.Choice(name=f"{typed}!", value="id")]

    await start(bot, server)


async def test_the_page_and_its_files_are_served(server, browser):
    for path, kind in (("/", "text/html"), ("/page/app.js", "text/javascript")):
        async with browser.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    async with browser.get("/page/../server.py") as answer:
        assert answer.status == 404


def test_the_page_weighs_little_and_asks_nobody_else_for_anything():
    files = {path.name: path.read_text() for path in FOLDER.iterdir()}

    assert sum(len(text.encode()) for text in files.values()) < 400_000
    assert all(text.count("\n") <= 400 for text in files.values())
    for name, text in files.items():
        addresses = set(re.findall(r"https?://[\w.]+", text))
        assert addresses <= {"http://www.w3.org"}, name


def test_no_text_is_ever_read_as_markup():
    written = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    for path in FOLDER.glob("*.js"):
        assert not any(way in path.read_text() for way in written), path.name


async def test_another_sites_picture_or_script_is_refused(browser):
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path, status in (("/page/icon.svg", 403), ("/playground/ledger", 403), ("/", 200)):
        async with browser.get(path, headers=headers) as answer:
            assert answer.status == status


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        ("wrong", {"Origin": "own"}),
        ("right", {"Origin": "http://evil.example"}),
        ("right", {}),
    ],
)
async def test_a_stranger_cannot_open_the_pages_socket(server, browser, key, headers):
    key = server.page.url.split("key=")[1] if key == "right" else key
    headers = {name: value.replace("own", server.world.origin) for name, value in headers.items()}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.ws_connect(f"/playground/socket?key={key}", headers=headers)

    assert refused.value.status == 403


async def test_no_other_address_of_this_machine_listens(server):
    with pytest.raises((ConnectionError, TimeoutError)):
        await asyncio.wait_for(asyncio.open_connection("127.0.0.2", server.port), 2)

    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.close()


async def test_the_page_shows_people_places_and_commands(server, talking, page):
    welcome = await page.see("welcome")
    general, dm = welcome["places"]

    people = [(person["name"], person["admin"]) for person in welcome["people"]]
    assert people == [("Ada", False), ("Grace", True), ("Linus", False)]
    assert (welcome["bot"]["name"], welcome["bot"]["online"]) == ("Unhunch", True)
    assert (general["name"], dm["name"]) == ("#general", "Unhunch")
    assert [command["name"] for command in dm["commands"]] == ["relax"]


async def test_one_command_press_and_form_through_the_page(server, talking, page):
    dm = str(server.dm(server.person("Ada")).id)
    await page.see("welcome")
    await page.ask(
        "autocomplete",
        ticket=1,
        channel=dm,
        command="relax",
        option="exercise",
        typed="a",
        options={},
    )
    offered = await page.see("choices")
    await page.ask("slash", channel=dm, command="relax", options={"exercise": "id"})
    message = (await page.see("message"))["message"]
    await page.ask("press", message=message["id"], custom_id="tell")
    modal = await page.see("modal")
    await page.ask("submit", interaction=modal["id"], values={"words": "<b>lighter</b>"})
    answer = (await page.see("message"))["message"]

    assert offered["choices"] == [{"name": "a!", "value": "id"}]
    assert message["ephemeral"]
    assert message["by_command"] == "Ada used /relax"
    assert modal["title"] == "Say"
    assert answer["content"] == "<b>lighter</b>"


async def test_a_file_is_taken_over_the_socket_or_refused_with_its_reason(server, page):
    dm = str(server.dm(server.person("Ada")).id)
    for content in (b"sore", bytes(10 * 1024 * 1024 + 1)):
        encoded = base64.b64encode(content).decode()
        await page.ask("upload", ticket=len(content), channel=dm, name="n.txt", content=encoded)
    taken, refused = await page.see("uploaded"), await page.see("uploaded")

    assert server.world.attachments[int(taken["id"])].content == b"sore"
    assert "id" not in refused
    assert "10 MB" in refused["why"]


async def test_what_cannot_be_done_is_said(server, talking, page):
    dm = str(server.dm(server.person("Ada")).id)
    await page.ask("slash", channel=dm, command="nonsense", options={})

    assert "nonsense" in (await page.see("trouble"))["text"]


async def test_an_unanswered_press_is_shown_as_failed(server, talking, bot, page):
    dm = str(server.dm(server.person("Ada")).id)
    await bot.close()
    await server.bot_gone()
    await page.ask("slash", channel=dm, command="relax", options={})

    assert (await page.see("interaction"))["state"] == "failed"


async def test_another_person_sees_another_history(server, talking, page):
    general = server.guild("Studio").channel("general")
    await server.person("Ada").say(general, "to all")
    await (await server.person("Ada").slash("relax", channel=general)).message()
    shown = []
    for person in ("Ada", "Grace"):
        await page.ask("be", person=person)
        await page.ask("open", channel=str(general.id))
        shown.append(len((await page.see("history"))["messages"]))

    assert shown == [2, 1]


async def test_the_clock_is_turned_from_the_page(server, page):
    await page.ask("clock", speed=20)
    assert (await page.see("clock"))["speed"] == 20
    await page.ask("clock", skip=600)
    assert (await page.see("clock"))["skip"] == 600
    assert server.clock.speed == 20


async def test_the_book_can_be_read_as_json(server, browser):
    await server.person("Ada").say(server.guild("Studio").channel("general"), "hello")
    async with browser.get("/playground/ledger") as answer:
        lines = await answer.json()

    assert [(line["line"], line["text"]) for line in lines] == [("MessageLine", "hello")]


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("### Neck *rolls*", "Neck rolls"),
        ("**two** `three`", "two three"),
        ("-# small print", "small print"),
        ("a_b 2*3", "a_b 2*3"),
    ],
)
def test_marks_are_left_out_of_plain_text(marked, read):
    assert plain(marked) == read


def test_a_text_is_a_title_and_the_rest():
    assert title_and_rest("## Ready\n\nSit down.\n- feet flat") == ("Ready", "Sit down. feet flat")
    assert title_and_rest("") == ("", "")
