"""The line one writes in: commands, their options, what the bot offers, the keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.page.hands import be, messages, newest, offers, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_slash_opens_what_the_bot_registered(page):
    await page.locator("#line").press_sequentially("/")

    await expect(offers(page)).to_have_text(
        [
            "/askminutescitypace?who?",
            "/card",
            "/embed",
            "/handpicture",
            "/silent",
            "/team join",
            "/think",
        ]
    )
    await expect(page.locator("#offers")).to_contain_text("Thinks until it may answer")


async def test_typing_narrows_and_the_arrows_walk(page):
    await page.locator("#line").press_sequentially("/t")
    chosen = page.locator("#offers [aria-selected=true] .name")
    await expect(chosen).to_have_text("/team join")
    await page.keyboard.press("ArrowDown")
    await expect(chosen).to_have_text("/think")
    await page.keyboard.press("Escape")

    await expect(page.locator("#offers")).to_be_hidden()


async def test_in_a_direct_message_only_what_fits_is_offered(page):
    await page.get_by_role("button", name="Direct messages").click()
    await expect(page.locator("#place-name")).to_have_text("Unhunch")
    await page.locator("#line").press_sequentially("/team")

    await expect(page.locator("#offers")).to_contain_text("No command here")


async def test_required_options_come_by_themselves_and_are_insisted_on(page):
    await page.locator("#line").press_sequentially("/ask ")
    await expect(page.locator("#command .key")).to_have_text(["minutes", "city"])
    await expect(page.locator("#line")).to_have_attribute("placeholder", "+2 optional")
    await page.keyboard.press("Enter")
    await expect(page.locator("#offers .why")).to_have_text(
        "This option is required. Specify a value."
    )
    await page.keyboard.type("61")
    await page.keyboard.press("Enter")

    await expect(page.locator("#offers .why")).to_have_text("Must be between 1 and 60.")
    await expect(page.get_by_label("minutes, required")).to_be_focused()


async def test_the_bot_completes_what_is_typed_and_gets_the_value(page):
    await page.locator("#line").press_sequentially("/ask ")
    await page.keyboard.type("5")
    await page.get_by_label("city, required").focus()
    await expect(offers(page)).to_have_text(["Berlin", "Bergen", "Lima"])
    await page.keyboard.type("ber")
    await expect(offers(page)).to_have_text(["Berlin", "Bergen"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("city, required")).to_have_value("Bergen")
    await page.keyboard.press("Enter")

    await expect(newest(page)).to_contain_text("5|Europe/Oslo|normal|None")


async def test_choices_and_people_are_chosen_by_name(page):
    await page.locator("#line").press_sequentially("/ask ")
    await page.keyboard.type("5")
    await page.get_by_label("city, required").fill("Lima")
    await page.locator("#line").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("gra")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    await expect(newest(page)).to_contain_text("5|America/Lima|slow|grace")


async def test_a_file_is_handed_over_with_a_command(page):
    await page.locator("#line").press_sequentially("/hand ")
    picture = page.get_by_label("picture, required")
    await expect(picture).to_be_focused()
    await page.keyboard.press("Escape")
    await page.locator("#line").press_sequentially("/hand ")
    await page.locator("#send").click()
    await expect(page.locator("#offers .why")).to_have_text(
        "This option is required. Specify a value."
    )
    await picture.set_input_files({"name": "neck.txt", "mimeType": "text/plain", "buffer": b"sore"})
    await page.locator("#send").click()

    await expect(newest(page)).to_contain_text("neck.txt: 4 bytes")


async def test_completing_fails_out_loud(page, server):
    server.faults.fail("POST", "/interactions/*", times=None)
    await page.locator("#line").press_sequentially("/ask ")
    await page.get_by_label("city, required").focus()

    await expect(page.locator("#offers")).to_contain_text("Loading options failed")


async def test_backspace_takes_an_option_and_then_the_command_away(page):
    await page.locator("#line").press_sequentially("/ask ")
    await page.locator("#line").focus()
    await page.keyboard.press("Tab")
    await expect(page.locator("#command .key")).to_have_text(["minutes", "city", "pace"])
    await page.keyboard.press("Backspace")
    await expect(page.locator("#command .key")).to_have_text(["minutes", "city"])
    await page.keyboard.press("Backspace")
    await expect(page.get_by_label("city, required")).to_be_focused()
    await page.keyboard.press("Backspace")

    await expect(page.locator("#command")).to_be_hidden()
    await expect(page.locator("#line")).to_be_focused()


async def test_a_message_is_said_and_everyone_there_reads_it(page):
    await page.locator("#line").press_sequentially("hello **all**")
    await page.keyboard.press("Enter")
    await be(page, "Grace")

    await expect(newest(page)).to_contain_text("Ada")
    await expect(newest(page).locator("strong", has_text="all")).to_be_visible()


async def test_two_people_join_one_after_the_other_in_the_same_channel(page):
    for name in ("Ada", "Linus"):
        await be(page, name)
        await type_command(page, "team join")
        await expect(newest(page)).to_contain_text(f"{name} joined")

    await be(page, "Grace")
    await expect(messages(page).locator(".said")).to_have_text(["Ada joined", "Linus joined"])


async def test_the_keyboard_alone_is_enough(page):
    await type_command(page, "card")
    await expect(newest(page).get_by_role("button", name="success")).to_be_visible()
    for _ in range(10):
        await page.keyboard.press("Shift+Tab")
        focused = await page.evaluate("document.activeElement.dataset.customId ?? ''")
        if focused == "success":
            break
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("success:")
    await page.keyboard.press("Escape")

    await expect(page.locator("#line")).to_be_focused()
