"""`make demo` as it is: the server, the real bot as its own process, and what is printed."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"\d\d:\d\d (private|dm|#general) \w+: .+")


def start(*options: str, module: str = "playground.demo", **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_demo_plays_one_session_and_one_team_break_and_ends_well():
    demo = start("--once")
    out, errors = demo.communicate(timeout=90)
    first, *lines = out.splitlines()

    assert (demo.returncode, errors) == (0, "")
    assert re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+", first)
    assert all(LINE.fullmatch(line) for line in lines)
    assert any(" dm Ada: " in line for line in lines)
    assert any("#general everyone: Done together" in line for line in lines)


def test_ctrl_c_ends_the_demo_at_once_and_well():
    demo = start()
    demo.stdout.readline()
    demo.send_signal(signal.SIGINT)
    _, errors = demo.communicate(timeout=15)

    assert (demo.returncode, errors) == (0, "")


def test_a_bot_that_dies_early_is_told_with_its_words():
    demo = start(LOG_FORMAT="nonsense")
    _, errors = demo.communicate(timeout=30)

    assert demo.returncode == 1
    assert "The bot ended early, exit code 2." in errors
    assert "LOG_FORMAT" in errors


def test_the_server_alone_prints_what_a_bot_needs():
    server = start(module="playground")
    lines = [server.stdout.readline().split("=")[0] for _ in range(5)]
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=15)

    assert (server.returncode, errors) == (0, "")
    assert lines[1:] == ["DISCORD_TOKEN", "DISCORD_API_URL", "DISCORD_GATEWAY_URL", "CLOCK_FILE"]
