"""The container's image: built and run by buildah, without an engine, on a base of Debian's."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: What stands for the Dockerfile's base, which only a registry of images has.
SUITE = "trixie"
PACKAGES = ("python3", "python3-venv", "python3-pip", "python-is-python3", "ca-certificates")
ISOLATION = ("--isolation", "chroot", "--network", "host")


def base_name() -> str:
    """What the Dockerfile is built on, by its whole name."""
    (name,) = set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    return f"docker.io/library/{name}"


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What a command prints; its failure carries the end of what it said."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{(done.stdout + done.stderr)[-4000:]}"
    return done.stdout.strip()


class Buildah:
    """buildah with a storage of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        storage = ("--root", folder / "storage", "--runroot", folder / "run")
        self.command = ("buildah", *map(str, storage), "--storage-driver", "vfs")
        self._folder = folder

    def __call__(self, *arguments: str) -> str:
        return run(*self.command, *arguments)

    def images(self) -> set[str]:
        listed = json.loads(self("images", "--json") or "[]")
        return {name for image in listed for name in image.get("names") or ()}

    def import_base(self) -> None:
        """Makes a base with debootstrap, under the name that the Dockerfile gives its own."""
        with TemporaryDirectory(dir=self._folder) as folder:
            run(
                "debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, folder
            )
            container = self("from", "scratch")
            self("add", "--quiet", container, folder, "/")
        self("commit", "--quiet", "--format", "docker", "--rm", container, base_name())

    def build(self, image: str) -> None:
        with TemporaryDirectory() as folder:
            mounts = [f"--volume={mount}:ro" for mount in pip_mounts(Path(folder))]
            self(
                *("build", "--format", "docker", "--pull=never", *ISOLATION),
                *(*mounts, "--tag", image, "."),
            )


def pip_mounts(folder: Path) -> Iterator[str]:
    """`source:target` of the machine's own settings of pip, and of the files that they name."""
    listed = run(sys.executable, "-m", "pip", "config", "list").splitlines()
    # The environment comes last, so that it wins.
    pairs = sorted((line.partition("=") for line in listed), key=lambda pair: pair[0][0] == ":")
    settings = {name.rpartition(".")[2]: ast.literal_eval(value) for name, _, value in pairs}
    file = folder / "pip.conf"
    lines = [f"{name} = {' '.join(value.split())}" for name, value in settings.items()]
    file.write_text("\n".join(["[global]", *lines, ""]))
    yield f"{file}:/etc/pip.conf"
    words = {word for value in settings.values() for word in value.split()}
    for path in sorted(Path(word.removeprefix("file://")) for word in words):
        if path.is_absolute() and path.exists():
            # An index lies beside the files it names.
            place = path.parent if path.name == "simple" else path
            yield f"{place}:{place}"


class Container:
    """One container of an image; its command is run as the image says, by the image's user."""

    def __init__(self, buildah: Buildah, image: str) -> None:
        self._buildah = buildah
        self.name = buildah("from", "--pull=never", image)
        inspected = json.loads(buildah("inspect", "--type", "image", image))
        self.config: dict[str, Any] = inspected["Docker"]["config"]

    def remove(self) -> None:
        self._buildah("rm", self.name)

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._run(command, settings), capture_output=True, text=True, check=False, timeout=60
        )

    def bot(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """The image's entry point with these arguments."""
        return self.run(*self.config["Entrypoint"], *arguments, **settings)

    def is_healthy(self, **settings: str) -> bool:
        kind, *command = self.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        return self.run(*command, **settings).returncode == 0

    @asynccontextmanager
    async def started(self, **settings: str) -> AsyncIterator[Started]:
        """What the image does by itself, as an engine would start it."""
        command = (*self.config["Entrypoint"], *self.config["Cmd"])
        # buildah passes no signals on, so the process itself must be known.
        told = ("sh", "-c", 'echo $$; exec "$@"', "sh", *command)
        process = await asyncio.create_subprocess_exec(
            *self._run(told, settings), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        started = Started(process, int(await process.stdout.readline()))
        try:
            yield started
        finally:
            if process.returncode is None:
                await started.end(signal.SIGKILL)

    def _run(self, command: tuple[str, ...], settings: dict[str, str]) -> list[str]:
        variables = [f"--env={name}={value}" for name, value in settings.items()]
        return [*self._buildah.command, "run", *ISOLATION, *variables, self.name, "--", *command]


class Started:
    """A process in a container."""

    def __init__(self, process: asyncio.subprocess.Process, pid: int) -> None:
        self._process = process
        self._pid = pid

    async def end(self, number: signal.Signals) -> int:
        """Sends the signal; the exit code."""
        os.kill(self._pid, number)
        async with asyncio.timeout(20):
            return await self._process.wait()
