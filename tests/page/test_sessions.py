"""The real bot, from the browser: a private session, one by direct message, one for the channel."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import be, messages, newest, relax, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")


@in_one_loop
async def page(unhunch, visit):
    unhunch.set_clock(speed=10)
    return await visit(unhunch)


async def begin(page, where: str) -> None:
    """A first session: the safety card is accepted."""
    await relax(page, where)
    await page.get_by_role("button", name="I understand").click()


async def test_a_private_session_goes_on_by_itself_in_one_card(page):
    await type_command(page, "relax")
    await page.get_by_role("button", name="I understand").click()
    card = newest(page)
    await expect(card.locator("h5")).to_have_text("Arrive")
    await expect(card.locator("h5")).to_have_text("Shoulder rolls, your right")
    await card.get_by_role("button", name="Pause").click()
    await expect(card.locator("h5")).to_have_text("Paused")
    await card.get_by_role("button", name="Resume").click()
    await expect(card.locator("h5")).to_contain_text("Done: ", timeout=20_000)

    await expect(messages(page)).to_have_count(1)
    await be(page, "Grace")
    await expect(messages(page)).to_have_count(0)


async def test_a_session_by_direct_message_is_announced_by_its_mark(page):
    await begin(page, "direct")
    inbox = page.get_by_role("button", name="Direct messages, ")
    await expect(inbox.locator(".badge")).to_have_text("1")
    await be(page, "Grace")
    ada = page.locator("#people").get_by_role("button", name="Ada, ")
    await expect(ada.locator(".badge")).to_be_visible()
    await be(page, "Ada")
    await inbox.click()
    await expect(inbox).to_have_count(0)
    await expect(newest(page).locator("h5")).to_contain_text("Shoulder rolls, your right")

    await expect(messages(page).first).to_contain_text("✓ Arrive")


async def test_a_session_in_the_channel_is_seen_by_everyone_there(page):
    await begin(page, "channel")
    await be(page, "Linus")

    await expect(newest(page)).to_contain_text("Anyone here may follow along.")
    await expect(newest(page)).not_to_contain_text("Only you can see this")


async def test_the_next_thing_due_is_found_without_being_known(unhunch, page):
    await page.get_by_role("button", name="1x", exact=True).click()
    await begin(page, "In a direct message")
    await page.get_by_role("button", name="Direct messages").click()
    await expect(newest(page).locator("h5")).to_have_text("Arrive")
    await page.get_by_role("button", name="Skip to the next thing due").click()

    await expect(newest(page).locator("h5")).to_have_text("Shoulder rolls, your right")
    await expect(page.locator("#skipped")).to_contain_text("the bot wrote")
    assert 0 < unhunch.clock.skip <= 60


async def test_the_search_for_what_is_due_can_be_stopped(unhunch, page):
    await page.get_by_role("button", name="Skip to the next thing due").click()
    await page.get_by_role("button", name="Looking…").click()

    await expect(page.locator("#skipped")).to_contain_text("Stopped after")


async def test_the_speed_is_a_press(unhunch, page):
    await page.get_by_role("button", name="20x").click()

    await expect(page.get_by_role("button", name="20x")).to_have_attribute("aria-pressed", "true")
    assert unhunch.clock.speed == 20
