"""`make demo` as it is: the server, the real bot as its own process, and what is printed."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"\d\d:\d\d (private|dm|#general) \w+: .+")


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a demo; one that a failing test leaves behind is ended with its bot."""
    with contextlib.ExitStack() as stack:

        def begin(*options: str, module: str = "playground.demo", **settings: str):
            started = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", module, "--port", "0", *options],
                    cwd=ROOT,
                    env={**os.environ, **settings},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(started.terminate)
            return started

        yield begin


def test_the_demo_plays_one_session_and_one_team_break_and_ends_well(start):
    demo = start("--once")
    out, errors = demo.communicate(timeout=90)
    first, *lines = out.splitlines()

    assert (demo.returncode, errors) == (0, "")
    assert re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+", first)
    assert all(LINE.fullmatch(line) for line in lines)
    assert any(" dm Ada: " in line for line in lines)
    assert any("#general everyone: Done together" in line for line in lines)


def test_ctrl_c_ends_the_demo_at_once_and_well(start):
    demo = start()
    demo.stdout.readline()
    demo.send_signal(signal.SIGINT)
    _, errors = demo.communicate(timeout=15)

    assert (demo.returncode, errors) == (0, "")


def test_a_bot_that_dies_early_is_told_with_its_words(start):
    demo = start(LOG_FORMAT="nonsense")
    _, errors = demo.communicate(timeout=30)

    assert demo.returncode == 1
    assert "The bot ended early, exit code 2." in errors
    assert "LOG_FORMAT" in errors


def test_the_server_alone_prints_what_a_bot_needs(start):
    server = start(module="playground")
    lines = [server.stdout.readline().split("=")[0] for _ in range(5)]
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=15)

    assert (server.returncode, errors) == (0, "")
    assert lines[1:] == ["DISCORD_TOKEN", "DISCORD_API_URL", "DISCORD_GATEWAY_URL", "CLOCK_FILE"]


async def test_the_bot_killed_from_the_page_comes_back_and_the_demo_goes_on(start):
    demo = start()
    address = demo.stdout.readline().split()[-1]
    line = await asyncio.to_thread(_line_with, demo, "Now it is your turn")
    origin, key = address.split("/?key=")
    path = f"{origin}/playground/socket?key={key}"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(path, headers={"Origin": origin}) as socket,
    ):
        welcome = await _see(socket, lambda told: told["see"] == "welcome")
        switch = {"do": "trouble", "name": "process", "channel": welcome["places"][0]["id"]}
        for on in (True, False):
            await socket.send_json({**switch, "on": on})
            await _see(socket, lambda told, on=on: _is_online(told) is (not on))
    demo.send_signal(signal.SIGINT)
    _, errors = await asyncio.to_thread(demo.communicate, timeout=15)

    assert line
    assert (demo.returncode, errors) == (0, "")


def _is_online(told) -> bool | None:
    """What a page is told of the bot; nothing in most of what it is told."""
    return told["bot"]["online"] if told["see"] == "welcome" else None


def _line_with(demo: subprocess.Popen[str], words: str) -> str:
    return next(line for line in demo.stdout if words in line)


async def _see(socket, fits):
    async with asyncio.timeout(20):
        while not fits(told := await socket.receive_json()):
            pass
    return told
