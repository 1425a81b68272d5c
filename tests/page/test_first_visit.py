"""What someone sees who was never here, and who may not come in at all."""

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import expect

from tests.page.conftest import PHONE, in_one_loop
from tests.page.hands import newest, offers, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPY = """
const said = (name) => (event) => { document.title += " " + name; };
const socket = new WebSocket(%r);
socket.onopen = said("open");
socket.onerror = said("refused");
fetch(%r).then(said("read"), said("unread"));
const frame = document.createElement("img");
frame.onload = said("shown");
frame.onerror = said("unshown");
frame.src = %r;
document.body.append(frame);
"""


async def test_one_line_says_what_to_type_and_a_button_does_it(unhunch, visit):
    page = await visit(unhunch)
    hint = page.locator("#hint")
    await expect(hint).to_contain_text("Type /relax and press Enter")
    await hint.get_by_role("button", name="Do it for me").click()

    await expect(newest(page)).to_contain_text("Ada used /relax")
    await expect(newest(page).get_by_role("button", name="I understand")).to_be_visible()
    await expect(hint).to_be_hidden()


async def test_what_the_line_says_to_type_does_the_same(unhunch, visit):
    page = await visit(unhunch)
    await type_command(page, "relax")

    await expect(newest(page)).to_contain_text("Before we move")
    await expect(newest(page)).to_contain_text("Only you can see this")


async def test_the_hint_does_not_come_back(page):
    await page.locator("#hint").get_by_role("button", name="Dismiss").click()
    await page.reload()
    await page.get_by_text("Welcome to #general!").wait_for()

    await expect(page.locator("#hint")).to_be_hidden()


async def test_servers_channels_people_and_their_rights_are_there(page):
    await expect(page.locator("#server-name")).to_have_text("Studio")
    await expect(page.locator("#places .place")).to_have_text(["general"])
    await expect(page.locator("#people .person")).to_have_count(3)
    await expect(page.locator("#people [aria-label*='may manage']")).to_have_count(1)


async def test_an_address_without_its_key_says_so(server, browser):
    page = await browser.new_page()
    await page.goto(server.world.origin)

    await expect(page.get_by_role("alert")).to_contain_text("with its key")


@in_one_loop
async def elsewhere():
    """Another site on this machine, with an empty page."""

    async def empty(_: web.Request) -> web.Response:
        return web.Response(text="<title>elsewhere</title><body>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", empty)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_another_sites_page_can_neither_drive_nor_read_it(server, browser, elsewhere):
    key = server.page.url.split("key=")[1]
    socket = f"{server.world.origin.replace('http', 'ws')}/playground/socket?key={key}"
    page = await browser.new_page()
    await page.goto(elsewhere)
    book, picture = (
        f"{server.world.origin}/playground/ledger",
        f"{server.world.origin}/page/icon.svg",
    )
    await page.evaluate(SPY % (socket, book, picture))
    await page.wait_for_function("document.title.split(' ').length === 4")

    assert set((await page.title()).split()) == {"elsewhere", "refused", "unread", "unshown"}


async def test_only_its_own_name_is_answered(server):
    async with aiohttp.ClientSession() as session:
        headers = {"Host": "playground.example"}
        async with session.get(server.world.origin, headers=headers) as answer:
            assert answer.status == 403


async def test_a_phone_shows_the_chat_and_opens_the_rest_beside_it(page):
    await page.set_viewport_size(PHONE)
    width = "document.documentElement.scrollWidth"

    assert await page.evaluate(width) <= PHONE["width"]
    await expect(page.locator("#sidebar")).to_be_hidden()
    await page.locator("#places-toggle").click()
    await page.get_by_role("button", name="Direct messages").click()
    await expect(page.locator("#place-name")).to_have_text("Unhunch")
    await expect(page.locator("#sidebar")).to_be_hidden()
    await page.locator("#tools-toggle").click()
    await expect(page.get_by_role("button", name="Skip to the next thing due")).to_be_visible()
    await page.locator("#tools-close").click()
    await type_command(page, "card")
    await expect(newest(page).get_by_role("button", name="success")).to_be_visible()
    assert await page.evaluate(width) <= PHONE["width"]


async def test_light_and_dark_follow_the_system_and_the_button(page):
    ground = page.locator("body")
    dark, light = "rgb(26, 26, 30)", "rgb(251, 251, 251)"

    await expect(ground).to_have_css("background-color", dark)
    await page.emulate_media(color_scheme="light")
    await expect(ground).to_have_css("background-color", light)
    await page.locator("#theme").click()
    await expect(ground).to_have_css("background-color", dark)


async def test_a_member_is_not_shown_what_only_an_admin_may_use(page):
    await page.locator("#line").press_sequentially("/ma")
    await expect(page.locator("#offers")).to_contain_text("No command here")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Grace").click()
    await expect(page.locator("#self strong")).to_have_text("Grace")
    await page.locator("#line").fill("")
    await page.locator("#line").press_sequentially("/ma")

    await expect(offers(page)).to_have_text(["/manage"])
