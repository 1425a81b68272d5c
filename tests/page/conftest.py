"""A real browser before the playground's page; behind it the real bot, or one of the test's own."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Browser, Page, async_playwright, expect

from playground import Playground
from playground.botprocess import BotProcess
from tests.page.kitchen import Kitchen
from tests.playground.conftest import UNLIMITED

#: Starting a browser takes a second: one serves all tests, so all run in one loop.
in_one_loop = pytest_asyncio.fixture(loop_scope="session")

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
expect.set_options(timeout=PATIENCE)

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


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = find_browser()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@in_one_loop
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    async with Playground(limits=UNLIMITED) as made:
        monkeypatch.setattr(Route, "BASE", made.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(made.gateway_url))
        yield made


@in_one_loop
async def bot(server: Playground) -> AsyncIterator[Kitchen]:
    """A bot that sends one of everything, connected."""
    bot = Kitchen()
    running = asyncio.create_task(bot.start(server.token))
    await server.bot_ready()
    yield bot
    await bot.close()
    await running


@in_one_loop
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Open a playground's page; whatever it complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    async def open_page(discord: Playground, **options: object) -> Page:
        chosen = {"viewport": WIDE, "color_scheme": "dark", "locale": "en-GB", **options}
        context = await browser.new_context(**chosen)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        await page.goto(discord.page.url)
        await page.get_by_text("Welcome to #general!").wait_for()
        return page

    yield open_page
    for context in contexts:
        await context.close()

    assert complaints == []


@in_one_loop
async def page(server: Playground, bot: Kitchen, visit: Visit) -> Page:
    """The page, with that bot behind it."""
    return await visit(server)


@in_one_loop
async def unhunch(server: Playground, tmp_path: Path) -> AsyncIterator[Playground]:
    """A playground with the real bot as its process."""
    async with BotProcess(server, tmp_path) as process:
        server.process = process
        await server.bot_ready(20)
        yield server
