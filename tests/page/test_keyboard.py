"""The real bot with the keyboard alone: a whole session, other people, time and trouble."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import messages, newest, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOCUSED = "(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()"
#: What a person sees of the focus: a line around what has it.
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"
STEPS = 20


@in_one_loop
async def page(unhunch, visit):
    return await visit(unhunch)


async def walk_to(page, name, key="Shift+Tab"):
    """Press one key until what is called this has the focus, and see that it shows."""
    for _ in range(STEPS):
        await page.keyboard.press(key)
        if (await page.evaluate(FOCUSED)).startswith(name):
            break

    assert (await page.evaluate(FOCUSED)).startswith(name)
    assert await page.evaluate(OUTLINE) == "solid"


async def press(page, name):
    """From the line one writes in to a button of the newest card."""
    await expect(newest(page).get_by_role("button", name=name, exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await walk_to(page, name)
    await page.keyboard.press("Enter")


async def test_a_whole_session_from_the_command_to_the_last_card(page, unhunch):
    await type_command(page, "relax")
    await press(page, "I understand")
    title = newest(page).locator("h5")
    await expect(title).to_have_text("Arrive")
    await press(page, "Pause")
    await expect(title).to_have_text("Paused")
    await press(page, "Resume")
    await expect(title).to_have_text("Arrive")
    await press(page, "Skip")
    await expect(title).to_have_text("Shoulder rolls, your right")
    await press(page, "Stop, this hurts")
    await expect(title).not_to_have_text("Shoulder rolls, your right")
    await walk_to(page, "Dismiss message")
    await page.keyboard.press("Enter")

    await expect(messages(page)).to_have_count(0)
    await expect(page.locator("#line")).to_be_focused()


async def test_a_button_keeps_the_focus_while_its_card_changes(page, unhunch):
    unhunch.set_clock(speed=10)
    await type_command(page, "relax")
    await press(page, "I understand")
    await expect(newest(page).get_by_role("button", name="Pause")).to_be_visible()
    await walk_to(page, "Stop")
    kept = newest(page).get_by_role("button", name="Stop, this hurts")
    await expect(newest(page).locator("h5")).to_have_text("Shoulder rolls, your left")

    await expect(kept).to_be_focused()


async def test_from_part_to_part_and_another_person(page):
    await page.keyboard.press("F6")
    await expect(page.locator("#messages")).to_be_focused()
    await page.keyboard.press("F6")
    await expect(page.get_by_role("button", name="Ada", exact=True)).to_be_focused()
    await walk_to(page, "Linus", key="Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#self strong")).to_have_text("Linus")
    await expect(page.locator("#line")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("F6")
    await expect(page.get_by_role("button", name="general")).to_be_focused()
    await walk_to(page, "Direct messages")
    await page.keyboard.press("Enter")

    await expect(page.locator("#place-name")).to_have_text("Unhunch")
    await type_command(page, "help")
    await expect(newest(page)).to_contain_text("Linus used /help")


async def test_time_and_trouble(page, unhunch):
    await page.keyboard.press("Shift+F6")
    await walk_to(page, "10x", key="Tab")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="10x")).to_have_attribute("aria-pressed", "true")
    await walk_to(page, "Close DMs", key="Tab")
    await page.keyboard.press("Space")
    switch = page.get_by_role("switch", name="Close DMs")
    await expect(switch).to_have_attribute("aria-checked", "true")

    await expect(switch).to_be_focused()
    assert unhunch.clock.speed == 10
    assert not unhunch.person("Ada").user.dms_open


async def test_what_is_drawn_anew_meanwhile_keeps_the_focus(page, unhunch):
    stretch = unhunch.guild("Studio").channel("stretch")
    for key in ("F6", "F6", "F6"):
        await page.keyboard.press(key)
    here = page.get_by_role("button", name="general")
    await expect(here).to_be_focused()
    await unhunch.person("Linus").say(stretch, f"look {unhunch.person('Ada').mention}")
    await expect(page.get_by_role("button", name="stretch, 1 unread")).to_be_visible()

    await expect(here).to_be_focused()
