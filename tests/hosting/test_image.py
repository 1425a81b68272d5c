"""The image is built, and in a container does what docs/hosting.md says of it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator

import pytest

from playground import Playground
from tests.hosting.image import Buildah, Container, base_name
from tests.wire.acts import free_port, relax

#: Set where the image must be tested: then what is missing fails instead of skipping.
NEEDED = "IMAGE_TESTS_NEED_BUILDAH"
TOOLS = ("buildah", "debootstrap")


def missing() -> str | None:
    """Why the image cannot be built here; None where it can."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        return f"{' and '.join(absent)} not installed"
    return "debootstrap needs root" if os.geteuid() else None


@pytest.fixture(scope="module")
def container(pytestconfig: pytest.Config, testrun_uid: str) -> Iterator[Container]:
    """A container of the image, which whoever comes first of those that run side by side builds."""
    if why := missing():
        (pytest.fail if os.environ.get(NEEDED) else pytest.skip)(f"no image is built: {why}")
    folder = pytestconfig.cache.mkdir("image")
    buildah, image = Buildah(folder), f"localhost/unhunch:{testrun_uid}"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_once(buildah, image)
        container = Container(buildah, image)
    yield container
    container.remove()


def build_once(buildah: Buildah, image: str) -> None:
    """Builds it in place of an earlier run's; the base is kept from run to run."""
    there = buildah.images()
    if image in there:
        return
    for earlier in there - {base_name()}:
        buildah("rmi", "--force", earlier)
    if base_name() not in there:
        buildah.import_base()
    buildah.build(image)


def test_it_finds_its_settings_and_content_good(container: Container) -> None:
    done = container.bot("check", DISCORD_TOKEN="MTIz.secret.token")

    assert (done.returncode, done.stderr) == (0, "")


def test_its_user_can_write_in_data_and_tmp_alone(container: Container) -> None:
    # An engine's own mounts are its own matter.
    mounts = r"\( -path /proc -o -path /sys -o -path /dev \) -prune"
    writable = container.run(
        "sh", "-c", rf"find / {mounts} -o ! -type l -writable -print -prune 2>/dev/null"
    )

    assert container.run("id", "-u").stdout == "10001\n"
    assert set(writable.stdout.split()) == {"/data", "/tmp"}
    assert container.run("touch", "/data/a", "/tmp/a").returncode == 0
    assert container.run("touch", "/app/a").returncode == 1


async def test_it_plays_a_session_is_healthy_and_stops_when_asked(container: Container) -> None:
    port = str(free_port())
    async with Playground(port=0, token="MTIz.playground.token", seed=1) as discord:
        settings = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "CLOCK_SPEED": "10",
        }
        async with container.started(HTTP_PORT=port, **settings) as bot:
            await discord.bot_ready(timeout=30)
            ada = discord.person("Ada")
            await relax(ada, discord, where="dm")
            await discord.until(lambda: ada.inbox and "Done" in ada.inbox[-1].text, timeout=40)
            healthy = await asyncio.to_thread(container.is_healthy, HTTP_PORT=port)
            code = await bot.end(signal.SIGTERM)

    assert healthy
    assert code == 0
    assert not container.is_healthy(HTTP_PORT=port)
