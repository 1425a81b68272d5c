"""How `make install` builds an environment: exactly what a list names, or nothing to rely on."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTS = {it: (ROOT / "requirements" / f"{it}.txt").read_text() for it in ("run", "dev")}


def wheel(folder: Path, name: str, *needs: str) -> str:
    """Makes a wheel that says what it needs; its line in a list."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    described = "".join(f"Requires-Dist: {it}\n" for it in needs)
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{described}"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


class Checkout:
    """The installer beside a list of its own, and a folder of wheels for an index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / ".venv"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        (folder / "requirements").mkdir()
        shutil.copy(ROOT / "requirements" / "install.py", folder / "requirements")

    def write(self, text: str) -> None:
        (self.folder / "requirements" / "run.txt").write_text(text)

    def start(self, **variables: str) -> subprocess.Popen[str]:
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        clean = {"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull, **offline}
        return subprocess.Popen(
            [sys.executable, "requirements/install.py", "run"],
            cwd=self.folder,
            env=clean | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def install(self, **variables: str) -> tuple[int, str, str]:
        process = self.start(**variables)
        out, errors = process.communicate(timeout=60)
        return process.returncode, out, errors

    def packages(self) -> set[str]:
        found = self.environment.glob("lib/python*/site-packages/*-1.0.dist-info")
        return {it.name.partition("-")[0] for it in found}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_what_is_listed_is_installed_and_then_left_alone(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine", "rib >= 1") + wheel(checkout.wheels, "rib"))
    code, out, errors = checkout.install()

    assert (code, errors) == (0, "")
    assert "Installing 2 packages\n" in out
    assert checkout.packages() == {"spine", "rib"}
    assert checkout.install() == (0, ".venv is up to date\n", "")


def test_a_list_that_changed_makes_the_environment_anew(checkout: Checkout):
    one, other = wheel(checkout.wheels, "spine"), wheel(checkout.wheels, "rib")
    checkout.write(one)
    checkout.install()
    checkout.write(other)

    assert checkout.install()[0] == 0
    assert checkout.packages() == {"rib"}


def test_a_list_that_lacks_what_a_package_needs_is_refused(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine", "rib"))
    wheel(checkout.wheels, "rib")
    code, out, errors = checkout.install()

    assert code == 1
    assert "spine 1.0 requires rib, which is not installed" in out
    assert "pip check failed" in errors


def test_another_file_than_the_listed_one_is_refused(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine"))
    wheel(checkout.wheels, "spine", "rib")

    code, _, errors = checkout.install()

    assert code == 1
    assert "pip install failed" in errors


def test_one_that_was_interrupted_is_begun_anew(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine"))
    process = checkout.start()
    assert process.stdout
    while not process.stdout.readline().startswith("Fetching"):
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    left = checkout.environment / "left-behind"
    left.touch()

    assert process.returncode == 130
    assert "not finished" in errors
    assert checkout.install()[0] == 0
    assert checkout.packages() == {"spine"}
    assert not left.exists()


def test_one_whose_python_is_gone_is_made_anew(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine"))
    checkout.install()
    python = checkout.environment / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout.folder / "gone")

    assert checkout.install()[0] == 0
    assert python.exists()


def test_one_of_another_python_than_was_asked_for_is_made_anew(checkout: Checkout):
    checkout.write(wheel(checkout.wheels, "spine"))
    checkout.install()
    python = checkout.environment / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\necho 3.11.0\n")
    python.chmod(0o755)

    assert checkout.install() == (0, ".venv is up to date\n", "")
    assert checkout.install(PYTHON=sys.executable)[0] == 0
    assert python.is_symlink()


# The lists


def pins(text: str) -> set[str]:
    return {line.rstrip(" \\") for line in text.splitlines() if "==" in line}


def test_the_tools_come_with_the_same_versions_the_bot_runs_with():
    assert pins(LISTS["run"])
    assert pins(LISTS["run"]) <= pins(LISTS["dev"])


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_packages_versions_and_hashes_alone(name: str):
    """No extras: with one, an old pip resolves what stands there already."""
    lines = LISTS[name].splitlines()
    allowed = re.compile(
        r"[a-z0-9-]+==[0-9.]+( ; [a-z_]+ .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )

    assert [it for it in lines if not allowed.fullmatch(it)] == []


def test_the_wheel_is_built_by_the_release_of_the_backend_that_is_locked():
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]

    assert {it.replace(" ", "") for it in requires} <= pins(LISTS["dev"])
