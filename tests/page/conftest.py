"""A real browser before the playground's page; behind it the real bot, or one of the test's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from playground import Playground
from playground.botprocess import BotProcess
from tests.page.kitchen import Kitchen
from tests.playground.conftest import open_server, server, start

__all__ = ["open_server", "server", "start"]

#: Set where a browser must be: then a missing one fails instead of skipping.
NEEDED = "PAGE_TESTS_NEED_A_BROWSER"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
#: Milliseconds a page has for anything, on a busy machine.
PATIENCE = 10_000

Visit = Callable[..., Awaitable[Page]]


def find_browser() -> str:
    """The system's Chromium; skips without one, or fails where one is needed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        why = f"no browser here (looked for {', '.join(BROWSERS)})"
        if os.environ.get(NEEDED):
            pytest.fail(f"{why}, and {NEEDED} is set")
        pytest.skip(why)
    return found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = find_browser()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Open a playground's page; whatever it complains about fails the test."""
    complaints: list[str] = []

    async def open_page(discord: Playground, **options: object) -> Page:
        chosen = {"viewport": WIDE, "color_scheme": "dark", "locale": "en-GB", **options}
        context = await browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        await page.goto(discord.page.url)
        await page.get_by_text("Welcome to #general!").wait_for()
        return page

    yield open_page

    assert complaints == []


@pytest.fixture
def bot() -> Kitchen:
    return Kitchen()


@pytest.fixture
async def page(server: Playground, bot: Kitchen, start: object, visit: Visit) -> Page:
    """The page, with a bot behind it that sends one of everything."""
    await start(bot, server)
    return await visit(server)


@pytest.fixture
async def unhunch(server: Playground, tmp_path: Path) -> AsyncIterator[Playground]:
    """A playground with the real bot as its process."""
    async with BotProcess(server, tmp_path) as process:
        server.process, server.page.first = process, "relax"
        await server.bot_ready(20)
        yield server
