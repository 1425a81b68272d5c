"""Builds an environment that holds exactly what one of the lists beside this file names.

    python3 requirements/install.py run

Nothing is resolved: every package stands in the list with its version and hashes, nothing is built
on this machine, and `pip check` has the last word. An environment is made anew or left alone, never
changed: one whose making was interrupted has no record of its list, and so is not believed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LISTS = Path(__file__).resolve().parent
#: A list, and the shorter ones that it holds as well.
HOLDS = {"run": ("run",), "dev": ("dev", "run")}


class CannotInstall(Exception):
    """The environment was not made; says why in one sentence."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("list", choices=HOLDS)
    parser.add_argument("--into", metavar="FOLDER", type=Path, default=Path(".venv"))
    parser.add_argument("--pip", metavar="VERSION", help="install with this pip, not Python's own")
    options = parser.parse_args()
    environment = Environment(options.into)
    try:
        if environment.holds(options.list):
            say(f"{options.into} is up to date")
        else:
            environment.make(options.list, options.pip)
    except CannotInstall as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{options.into} is not finished; the next time begins anew\n")
        return 130
    return 0


class Environment:
    """A virtual environment, and the record in it of the lists that it holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._python = folder / "bin" / "python"

    def holds(self, name: str) -> bool:
        """Whether it was finished with this list, by the Python that is wanted."""
        record, wanted = self._record(name), LISTS / f"{name}.txt"
        return (
            record.is_file()
            and record.read_bytes() == wanted.read_bytes()
            and self._is_of_the_right_python()
        )

    def make(self, name: str, pip: str | None) -> None:
        """Makes it anew from the list."""
        began = time.monotonic()
        wanted = LISTS / f"{name}.txt"
        _prove_supported()
        say(f"Making {self._folder} with Python {sys.version.split()[0]}")
        self._clear()
        if pip:
            self._pip("install", "--quiet", f"pip=={pip}")
        self._install(wanted)
        self._pip("check")
        for held in HOLDS[name]:
            shutil.copyfile(LISTS / f"{held}.txt", self._record(held))
        say(f"{self._folder} is ready after {time.monotonic() - began:.0f} s")

    def _record(self, name: str) -> Path:
        return self._folder / f"{name}.txt"

    def _is_of_the_right_python(self) -> bool:
        """It starts, and is the one that PYTHON names where somebody set it."""
        try:
            found = subprocess.run(
                [self._python, "-c", "import sys; print(sys.version)"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            return False  # the Python that it was made with is gone
        return "PYTHON" not in os.environ or found.strip() == sys.version

    def _clear(self) -> None:
        # The records first: clearing can be interrupted too.
        for name in HOLDS:
            self._record(name).unlink(missing_ok=True)
        done = subprocess.run([sys.executable, "-m", "venv", "--clear", self._folder], check=False)
        if done.returncode:
            raise CannotInstall(
                f"{self._folder} could not be made; Python's venv module says why above "
                "(on Debian and Ubuntu it is a package of its own, python3-venv)"
            )

    def _install(self, wanted: Path) -> None:
        say(f"Fetching what requirements/{wanted.name} lists")
        fetched = 0

        def report(line: str) -> None:
            nonlocal fetched
            if "(from -r " in line:
                fetched += 1
                count_up(fetched)
            elif line.startswith("Installing collected packages:"):
                say(f"Installing {line.count(',') + 1} packages")

        self._pip(
            *("install", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
            *("-r", str(wanted)),
            report=report,
        )

    def _pip(self, *arguments: str, report: Callable[[str], object] = sys.stdout.write) -> None:
        """Runs pip, isolated, so that nothing outside counts as installed."""
        with subprocess.Popen(
            [self._python, "-I", "-m", "pip", "--disable-pip-version-check", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        ) as pip:
            assert pip.stdout
            for line in pip.stdout:
                report(line)
        if pip.returncode:
            raise CannotInstall(
                f"pip {arguments[0]} failed and says why above; {self._folder} is not finished, "
                "the next time begins anew"
            )


def _prove_supported() -> None:
    if not (3, 11) <= sys.version_info < (3, 14):
        raise CannotInstall(
            f"Unhunch needs Python 3.11, 3.12 or 3.13, this is {sys.version.split()[0]}; "
            "set PYTHON=python3.12, say"
        )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def count_up(number: int) -> None:
    """A number that counts where it stands, for somebody who watches."""
    if sys.stdout.isatty():
        sys.stdout.write(f"{number}\r")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
