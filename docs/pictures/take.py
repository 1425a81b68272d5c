"""Takes the README's picture: the real bot in the playground, in the middle of a session.

`make screenshots` runs it. Nothing in the picture is made up: it is what the page shows a few
seconds after Ada asked for a session by direct message and one in the channel was begun.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from playground import Playground  # noqa: E402
from playground.botprocess import BotProcess  # noqa: E402
from playground.demo import COMMAND, furnish  # noqa: E402

PICTURE = Path(__file__).with_name("session.png")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
SIZE = {"width": 1280, "height": 960}


async def relax(page: Page, where: str) -> None:
    await page.locator("#line").press_sequentially(f"/{COMMAND} where")
    await page.keyboard.press("Tab")
    await page.keyboard.type(where)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="I understand").click()


async def act(page: Page) -> None:
    """Linus says hello, Grace begins a session for the channel, and it comes to a movement."""
    people = page.get_by_role("group", name="You are")
    await people.get_by_role("button", name="Linus").click()
    await expect(page.locator("#self strong")).to_have_text("Linus")
    await page.locator("#line").press_sequentially("two hours in one chair. **Anyone?** :)")
    await page.keyboard.press("Enter")
    await people.get_by_role("button", name="Grace").click()
    await expect(page.locator("#self strong")).to_have_text("Grace")
    await relax(page, "In this channel")
    await people.get_by_role("button", name="Ada").click()
    await expect(page.locator("#self strong")).to_have_text("Ada")
    await page.get_by_role("button", name="Skip to the next thing due").click()
    await expect(page.locator("#messages h5").last).to_contain_text("Shoulder rolls")
    await expect(page.locator("#messages")).to_contain_text("✓ Arrive")


async def take(browser_path: str) -> None:
    async with Playground() as discord, async_playwright() as playwright:
        furnish(discord)
        with tempfile.TemporaryDirectory() as folder:
            async with BotProcess(discord, Path(folder)) as bot:
                discord.process = bot
                await discord.bot_ready(30)
                browser = await playwright.chromium.launch(
                    executable_path=browser_path, args=ARGUMENTS
                )
                page = await browser.new_page(
                    viewport=SIZE, color_scheme="dark", locale="en-GB", timezone_id="Europe/Berlin"
                )
                await page.goto(discord.page.url)
                await page.get_by_text("Welcome to #general!").wait_for()
                await page.locator("#hint").get_by_role("button", name="Dismiss").click()
                await act(page)
                await page.screenshot(path=PICTURE)
                await browser.close()


def main() -> int:
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write(f"No browser here; looked for {', '.join(BROWSERS)}.\n")
        return 1
    asyncio.run(take(browser))
    return 0


if __name__ == "__main__":
    sys.exit(main())
