"""The wheel in an environment of its own, and its command in an empty folder outside the checkout.

The environment borrows the packages of the one that runs these tests, which hold nothing of the
bot's: so the wheel alone can bring that, and no test needs a network. `.ci/run` does without the
loan (requirements/prove).
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bot import __version__

ROOT = Path(__file__).parents[1]


class Installed:
    """An environment with the wheel in it, and the folder it was built into."""

    def __init__(self, folder: Path) -> None:
        self.dist = folder / "dist"
        self.environment = folder / "environment"
        build = [ROOT / "requirements" / "wheel", self.dist]
        subprocess.run(build, check=True, env={**os.environ, "PYTHON": sys.executable})
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", self.environment], check=True
        )
        (self.packages,) = self.environment.glob("lib/python*/site-packages")
        self.before = set(self.packages.iterdir())
        pip = [sys.executable, "-m", "pip", "--python", self.environment / "bin" / "python"]
        options = ["--quiet", "--no-deps", "--no-index", "--no-compile"]
        subprocess.run([*pip, "install", *options, self.wheel], check=True)
        self.brought = {it.name for it in self.packages.iterdir()} - {it.name for it in self.before}
        (self.packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))

    @property
    def wheel(self) -> Path:
        (wheel,) = self.dist.glob("*.whl")
        return wheel

    def run(
        self, folder: Path, program: str, *arguments: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.environment / "bin" / program, *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], **variables},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("wheel"))


def test_nothing_but_its_own_names_stands_at_the_top_of_an_environment(installed: Installed):
    assert installed.brought == {"bot", "playground", f"unhunch-{__version__}.dist-info"}


def test_the_list_beside_the_wheel_is_the_release_s_with_the_wheel_by_its_hash(
    installed: Installed,
):
    text = (installed.dist / f"unhunch-{__version__}.txt").read_text()
    digest = hashlib.sha256(installed.wheel.read_bytes()).hexdigest()

    assert (ROOT / "requirements" / "run.txt").read_text() in text
    assert text.endswith(f"./{installed.wheel.name} \\\n    --hash=sha256:{digest}\n")


def test_the_loan_brings_nothing_of_the_bot(installed: Installed, tmp_path: Path):
    where = "import bot, playground; print(bot.__file__, playground.__file__)"
    done = installed.run(tmp_path, "python", "-c", where)

    assert done.stderr == ""
    assert [Path(it).parents[1] for it in done.stdout.split()] == [installed.packages] * 2


def test_check_finds_the_content(installed: Installed, tmp_path: Path):
    done = installed.run(tmp_path, "unhunch", "check", DISCORD_TOKEN="MTIz.secret.token")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"settings and content are good: [1-9]\d* exercises", done.stdout)
    assert list(tmp_path.iterdir()) == []


def test_preview_draws_with_the_pictures(installed: Installed, tmp_path: Path):
    done = installed.run(tmp_path, "unhunch", "preview", "neck-rolls", "--html", "page.html")

    assert (done.returncode, done.stderr) == (0, "")
    assert "data:image/png;base64," in (tmp_path / "page.html").read_text()


def test_db_upgrade_finds_the_migrations(installed: Installed, tmp_path: Path):
    done = installed.run(tmp_path, "unhunch", "db", "upgrade")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "data" / "unhunch.db").stat().st_size > 0


def test_the_example_of_the_settings_comes_with_it(installed: Installed, tmp_path: Path):
    read = "from bot.shipped import shipped; print(shipped('.env.example').read_text(), end='')"
    done = installed.run(tmp_path, "python", "-c", read)

    assert done.stdout == (ROOT / ".env.example").read_text()


def test_the_demo_plays_to_its_end_beside_a_folder_named_as_the_bot_is(
    installed: Installed, tmp_path: Path
):
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit('another bot')")
    done = installed.run(tmp_path, "unhunch", "demo", "--once")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Done together" in done.stdout


@pytest.mark.parametrize(
    ("program", "arguments", "usage"),
    [
        ("unhunch", ["db", "backup"], "unhunch db backup"),
        ("unhunch", ["demo"], "unhunch demo"),
        ("python", ["-m", "bot"], "python -m bot"),
    ],
)
def test_help_names_the_command_as_it_was_typed(
    installed: Installed, tmp_path: Path, program: str, arguments: list[str], usage: str
):
    done = installed.run(tmp_path, program, *arguments, "--help")

    assert done.stdout.startswith(f"usage: {usage} [-h]"), done.stderr
