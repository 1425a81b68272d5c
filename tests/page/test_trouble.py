"""Trouble made from the page, and what the page shows of it."""

import re

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import newest, relax, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGE = {
    "method": "POST",
    "route": "/channels/{channel_id}/messages",
    "bucket": "post_message",
}
ANSWER = {
    "method": "POST",
    "route": "/interactions/{interaction_id}/{interaction_token}/callback",
    "bucket": "webhook",
}


@in_one_loop
async def page(unhunch, visit):
    page = await visit(unhunch)
    # The safety card is behind us.
    await type_command(page, "relax")
    await page.get_by_role("button", name="I understand").click()
    await newest(page).get_by_role("button", name="Stop", exact=True).click()
    await expect(newest(page).locator("h5")).to_contain_text("Stopped")
    return page


def switch(page, name):
    return page.get_by_role("switch", name=name)


async def turn(page, name, on):
    await switch(page, name).click()
    await expect(switch(page, name)).to_have_attribute("aria-checked", "true" if on else "false")


async def is_in_the_book(page, *, method, route, status, bucket):
    """One request stands beside the chat with all that is to be known of it."""
    line = page.locator("#ledger .request").filter(
        has=page.locator("code").get_by_text(route, exact=True)
    )
    line = line.filter(has_text=status).first
    await expect(line.locator("b")).to_have_text(method)
    await expect(line.locator("[class^=s]")).to_have_text(status)
    await expect(line.locator(".bucket")).to_have_text(bucket)
    await expect(line.locator(".took")).to_have_text(re.compile(r"^\d+ ms$"))


def notes(page):
    """What was done to the world, the newest first."""
    return page.locator("#ledger .note .text")


async def test_closed_dms_move_the_session_to_the_private_card(page, unhunch):
    await turn(page, "Close DMs", on=True)
    await relax(page, "direct")

    await expect(newest(page)).to_contain_text("Your DMs are closed to me")
    await is_in_the_book(page, status="403 (50007)", **MESSAGE)
    await expect(notes(page)).to_have_text("Ada's DMs are closed")
    await turn(page, "Close DMs", on=False)
    assert unhunch.person("Ada").user.dms_open


async def test_a_permission_taken_in_mid_session_moves_it_to_the_private_card(page, unhunch):
    await relax(page, "channel")
    await expect(newest(page)).to_contain_text("Anyone here may follow along.")
    await is_in_the_book(page, status="200", **MESSAGE)
    await turn(page, "Take its permission", on=True)
    await newest(page).get_by_role("button", name="Skip", exact=True).click()
    private = page.locator("#messages .message.private").last

    await expect(private.locator("h5")).to_have_text("Shoulder rolls, your right")
    await is_in_the_book(page, status="403 (50013)", **MESSAGE)
    await expect(notes(page)).to_have_text("the bot may not write in #general")


async def test_a_permission_that_is_not_there_is_noticed_before(page):
    await turn(page, "Take its permission", on=True)
    await relax(page, "channel")

    await expect(newest(page).get_by_role("button")).not_to_have_count(0)
    await expect(newest(page)).to_contain_text("Only you can see this")
    await page.get_by_role("button", name="Direct messages").click()
    await expect(switch(page, "Take its permission")).to_have_count(0)


async def test_errors_and_slowness_end_when_they_are_switched_off(page):
    await turn(page, "Answer 503", on=True)
    await type_command(page, "help")
    failed = page.locator("#messages .local")
    await expect(failed.get_by_role("alert")).to_have_text("The application did not respond")
    await is_in_the_book(page, status="503", **ANSWER)
    await turn(page, "Answer 503", on=False)
    await turn(page, "Slow network", on=True)
    await type_command(page, "safety")
    await expect(page.get_by_text("Sending command…")).to_be_visible()
    await expect(newest(page)).to_contain_text("Call your emergency number")
    slowest = page.locator("#ledger .request").first.locator(".took")
    assert int((await slowest.inner_text()).removesuffix(" ms")) >= 2000
    await turn(page, "Slow network", on=False)
    await type_command(page, "help")

    await expect(newest(page)).to_contain_text("Ada used /help")
    await expect(notes(page)).to_have_text(
        [
            "requests are quick again",
            "every request takes 2 s",
            "requests are answered again",
            "every request is answered 503",
        ]
    )


async def test_a_dropped_gateway_is_resumed(page, unhunch):
    await page.get_by_role("button", name="Drop the gateway").click()
    await unhunch.until(lambda: unhunch.gateway.resumed == 1, 20)
    await expect(page.locator("#bot-state")).to_have_text("Unhunch is online")
    await expect(notes(page)).to_have_text("the gateway dropped its connections")
    await type_command(page, "help")

    await expect(newest(page)).to_contain_text("Ada used /help")


async def test_a_killed_bot_comes_back_and_goes_on_where_it_was(page, unhunch):
    await relax(page, "direct")
    await page.get_by_role("button", name="Direct messages").click()
    await expect(newest(page).locator("h5")).to_have_text("Arrive")
    await switch(page, "Kill the bot").click()
    await expect(page.locator("#bot-state")).to_have_text("Unhunch is offline")
    await newest(page).get_by_role("button", name="Pause").click()
    await expect(newest(page).get_by_role("alert")).to_have_text("This interaction failed")
    await switch(page, "Kill the bot").click()
    await expect(page.locator("#bot-state")).to_have_text("Unhunch is online", timeout=20_000)
    await expect(notes(page)).to_have_text(["the bot's process is started", "kill -9"])
    await newest(page).get_by_role("button", name="Pause").click()

    await expect(newest(page).locator("h5")).to_have_text("Paused")


async def test_without_a_process_there_is_nothing_to_kill(server, visit):
    page = await visit(server)

    await expect(switch(page, "Close DMs")).to_be_visible()
    await expect(switch(page, "Kill the bot")).to_have_count(0)
