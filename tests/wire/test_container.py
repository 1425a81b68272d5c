"""The container's files without a container: what is copied is enough, what is asked answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from playground import Playground
from tests.wire.bot_process import ROOT, BotProcess

DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """What the last stage copies into its working directory."""
    folder = tmp_path / "app"
    for source, target in re.findall(r"^COPY (\w+) (\w+)$", DOCKERFILE, re.MULTILINE):
        shutil.copytree(
            ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__")
        )
    return folder


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_what_is_copied_is_all_the_bot_needs(image: Path) -> None:
    done = run(image, sys.executable, "-m", "bot", "check", DISCORD_TOKEN="MTIz.secret.token")

    assert (done.returncode, done.stderr) == (0, "")


def test_its_root_can_be_read_only(image: Path, tmp_path: Path) -> None:
    before = sorted(it for it in image.rglob("*"))
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'unhunch.db'}"
    done = run(image, sys.executable, "-m", "bot", "db", "upgrade", DATABASE_URL=url)

    assert done.returncode == 0
    assert sorted(it for it in image.rglob("*")) == before


def test_the_ignore_file_lets_through_what_is_copied() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--)(\S+) ", DOCKERFILE, re.MULTILINE)

    assert lines[0] == "*"
    assert [it for it in copied if f"!{it}" not in lines] == []


async def test_the_health_check_is_0_while_the_bot_is_well_and_1_otherwise(
    discord: Playground, tmp_path: Path
) -> None:
    found = re.search(r"HEALTHCHECK .*\\\n +CMD (\[.*\])", DOCKERFILE)
    assert found
    _, *arguments = json.loads(found[1])
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        port = str(it.getsockname()[1])
    bot = BotProcess(discord, tmp_path / "unhunch.db", HTTP_PORT=port)
    await bot.start()
    await bot.said("ready servers")

    assert run(tmp_path, sys.executable, *arguments, HTTP_PORT=port).returncode == 0
    await bot.stop()
    assert run(tmp_path, sys.executable, *arguments, HTTP_PORT=port).returncode == 1
