"""Trouble made from the page, and what the page shows of it."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import newest, relax, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_closed_dms_move_the_session_to_the_private_card(page, unhunch):
    await switch(page, "Close DMs").click()
    await expect(switch(page, "Close DMs")).to_have_attribute("aria-checked", "true")
    await relax(page, "direct")

    await expect(newest(page)).to_contain_text("Your DMs are closed to me")
    await expect(page.locator("#ledger")).to_contain_text("403 (50007)")
    await expect(page.locator("#ledger .note .text")).to_have_text("Ada's DMs are closed")
    await switch(page, "Close DMs").click()
    await expect(switch(page, "Close DMs")).to_have_attribute("aria-checked", "false")
    assert unhunch.person("Ada").user.dms_open


async def test_a_permission_taken_away_is_noticed(page):
    await switch(page, "Take its permission").click()
    await relax(page, "channel")

    await expect(newest(page).get_by_role("button")).not_to_have_count(0)
    await expect(newest(page)).to_contain_text("Only you can see this")
    await page.get_by_role("button", name="Direct messages").click()
    await expect(switch(page, "Take its permission")).to_have_count(0)


async def test_errors_and_slowness_end_when_they_are_switched_off(page):
    await switch(page, "Answer 503").click()
    await type_command(page, "help")
    await expect(page.locator("#messages .local")).to_contain_text("did not respond")
    await expect(page.locator("#ledger .s5").first).to_have_text("503")
    await switch(page, "Answer 503").click()
    await switch(page, "Slow network").click()
    await type_command(page, "safety")
    await expect(page.get_by_text("Sending command…")).to_be_visible()
    await expect(newest(page)).to_contain_text("Call your emergency number")
    await switch(page, "Slow network").click()
    await type_command(page, "help")

    await expect(newest(page)).to_contain_text("Ada used /help")


async def test_a_dropped_gateway_is_resumed(page, unhunch):
    await page.get_by_role("button", name="Drop the gateway").click()
    await unhunch.until(lambda: unhunch.gateway.resumed == 1, 20)
    await expect(page.locator("#bot-state")).to_have_text("Unhunch is online")
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
    await expect(page.locator("#ledger .note .text")).to_have_text(
        ["the bot's process is started", "kill -9"]
    )
    await newest(page).get_by_role("button", name="Pause").click()

    await expect(newest(page).locator("h5")).to_have_text("Paused")


async def test_without_a_process_there_is_nothing_to_kill(server, visit):
    page = await visit(server)

    await expect(switch(page, "Close DMs")).to_be_visible()
    await expect(switch(page, "Kill the bot")).to_have_count(0)
