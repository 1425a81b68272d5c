"""What someone before the page does, and what they read there."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


async def type_command(page: Page, words: str) -> None:
    """`/words`, chosen and sent by Enter."""
    await page.locator("#line").press_sequentially(f"/{words}")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


async def relax(page: Page, where: str) -> None:
    """`/relax` with the option `where`, by keyboard; `where` is the beginning of a choice."""
    line = page.locator("#line")
    await line.press_sequentially("/relax ")
    await line.press_sequentially("where")
    await page.keyboard.press("Tab")
    await page.keyboard.type(where)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


async def be(page: Page, name: str) -> None:
    await page.get_by_role("group", name="You are").get_by_role("button", name=name).click()
    await expect(page.locator("#self strong")).to_have_text(name)


def messages(page: Page) -> Locator:
    return page.locator("#messages .message")


def newest(page: Page) -> Locator:
    return messages(page).last


def offers(page: Page) -> Locator:
    return page.locator("#offers [role=option] .name")


async def fill(page: Page, option: str, typed: str, choose: str = "") -> None:
    """An optional option of the command one is writing; `choose` from what is offered for it."""
    line = page.locator("#line")
    await line.focus()
    await line.press_sequentially(option)
    await page.keyboard.press("Tab")
    await page.keyboard.type(typed)
    if choose:
        await expect(offers(page).first).to_contain_text(choose)
        await page.keyboard.press("Tab")
