"""Where one reads: at the end the newest stays in view, further up nothing moves."""

import asyncio
import io

import pytest
from PIL import Image
from playwright.async_api import expect

from playground import files, messages
from playground.bodies import Parts
from playground.messages import Origin
from tests.page.conftest import in_one_loop
from tests.page.hands import newest, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")

FROM_END = "list => list.scrollHeight - list.scrollTop - list.clientHeight"


@in_one_loop
async def general(server):
    return server.guild("Studio").channel("general").record


@in_one_loop
async def write(server, general):
    """Let the bot write into the channel."""

    def one(text, attachments=()):
        parts = Parts(content=text, attachments=list(attachments))
        return messages.create(server.world, general, parts, Origin(server.bot))

    return one


@in_one_loop
async def page(write, visit, server, bot):
    """A channel that is longer than the page."""
    for number in range(40):
        write(f"message {number}")
    page = await visit(server)
    await expect(newest(page)).to_contain_text("message 39")
    return page


def edit(server, record, lines):
    text = "\n".join(f"line {number}" for number in range(lines))
    messages.edit(server.world, record, Parts(content=text))


def photograph(server, general):
    """A picture of a kind whose size the playground does not read."""
    drawn = io.BytesIO()
    Image.new("RGB", (320, 300), "seagreen").save(drawn, "BMP")
    return files.store(server.world, general, files.Upload("p.bmp", drawn.getvalue()))


async def is_at_the_end(page):
    await expect(newest(page)).to_be_in_viewport()
    assert await page.locator("#messages").evaluate(FROM_END) <= 1


async def scroll_up(page, pixels):
    """One turn of the wheel; answers a message that is in view then, and where."""
    await page.locator("#messages").hover()
    await page.mouse.wheel(0, -pixels)
    await expect(page.locator("#present")).to_be_visible()
    seen = page.locator("#messages .message", has_text="message 30")
    await expect(seen).to_be_in_viewport(ratio=1)
    return seen, (await seen.bounding_box())["y"]


async def test_new_messages_come_into_view(page, write):
    for number in range(40, 60):
        write(f"message {number}")
    await expect(newest(page)).to_contain_text("message 59")

    await is_at_the_end(page)
    await expect(page.locator("#present")).to_be_hidden()


async def test_a_card_that_grows_stays_in_view(page, server, write):
    card = write("small")
    await expect(newest(page)).to_contain_text("small")
    edit(server, card, 12)
    await expect(newest(page)).to_contain_text("line 11")

    await is_at_the_end(page)


async def test_a_picture_that_comes_late_does_not_push_the_end_away(page, server, general, write):
    may_come = asyncio.Event()

    async def late(route):
        await may_come.wait()
        await route.continue_()

    await page.route("**/attachments/**", late)
    write("look", [photograph(server, general)])
    picture = newest(page).locator("img:not(.avatar)")
    await expect(picture).to_be_attached()
    may_come.set()
    await page.wait_for_function(
        "image => image.naturalHeight === 300", arg=await picture.element_handle()
    )

    await is_at_the_end(page)


async def test_who_reads_further_up_is_not_moved(page, server, general, write):
    seen, before = await scroll_up(page, 220)
    above = next(m for m in general.messages.values() if m.content == "message 5")
    edit(server, above, 9)
    write("message 40")
    write("look", [photograph(server, general)])
    edit(server, write("message 41"), 9)
    await expect(newest(page)).to_contain_text("line 8")

    assert abs((await seen.bounding_box())["y"] - before) <= 1


async def test_even_a_little_further_up(page, write):
    seen, before = await scroll_up(page, 40)
    write("message 40")
    await expect(newest(page)).to_contain_text("message 40")

    assert abs((await seen.bounding_box())["y"] - before) <= 1


async def test_a_card_that_shrinks_or_goes_above_moves_nothing(page, server, general, write):
    tall = next(m for m in general.messages.values() if m.content == "message 3")
    edit(server, tall, 9)
    await expect(page.get_by_text("line 8")).to_be_attached()
    seen, before = await scroll_up(page, 220)
    edit(server, tall, 1)
    messages.delete(server.world, next(iter(general.messages.values())))
    await expect(page.get_by_text("line 8")).to_have_count(0)
    await expect(page.get_by_text("message 0", exact=True)).to_have_count(0)

    assert abs((await seen.bounding_box())["y"] - before) <= 1


async def test_a_button_leads_back_to_the_end(page, write):
    await scroll_up(page, 220)
    await expect(page.get_by_role("button", name="Jump to present")).to_be_visible()
    write("message 40")
    await page.get_by_role("button", name="New messages").click()

    await is_at_the_end(page)
    await expect(page.locator("#present")).to_be_hidden()
    write("message 41")
    await expect(newest(page)).to_contain_text("message 41")
    await is_at_the_end(page)


async def test_what_one_sends_oneself_is_shown(page):
    await scroll_up(page, 220)
    await page.locator("#line").fill("here I am")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("here I am")
    await is_at_the_end(page)
    await scroll_up(page, 220)
    await type_command(page, "card")
    await expect(newest(page)).to_contain_text("Ada used /card")

    await expect(newest(page).get_by_role("button", name="success")).to_be_in_viewport()
