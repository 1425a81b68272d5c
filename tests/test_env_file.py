"""`.env`: one line of it changed, all the rest as it was."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot import env_file
from bot.core.errors import Faults

NAME, TOKEN = "DISCORD_TOKEN", "MTIz.new.token"


def changed(text: str) -> str:
    return env_file.with_setting(text.encode(), NAME, TOKEN).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{NAME}={TOKEN}\n"),
        (f"{NAME}=\n", f"{NAME}={TOKEN}\n"),
        (f"{NAME}=old", f"{NAME}={TOKEN}"),
        (f"A=1\n{NAME}=old\nB=2\n", f"A=1\n{NAME}={TOKEN}\nB=2\n"),
        (f"A=1\r\n{NAME}=old\r\n", f"A=1\r\n{NAME}={TOKEN}\r\n"),
        ("A=1\r\n", f"A=1\r\n{NAME}={TOKEN}\r\n"),
        ("A=1", f"A=1\n{NAME}={TOKEN}\n"),
        (f"  export  {NAME} = 'o l#d'  # mine\n", f"  export  {NAME} = {TOKEN}  # mine\n"),
        (f'{NAME}="old" # mine\n', f"{NAME}={TOKEN} # mine\n"),
        (f"{NAME}=old # mine\n", f"{NAME}={TOKEN} # mine\n"),
        (f"{NAME.lower()}=old\n", f"{NAME.lower()}={TOKEN}\n"),
        (f"{NAME}=a\n{NAME}=b\n", f"{NAME}={TOKEN}\n{NAME}={TOKEN}\n"),
        (f"# {NAME}=old\n", f"# {NAME}=old\n{NAME}={TOKEN}\n"),
        (f"MY_{NAME}=old\n", f"MY_{NAME}=old\n{NAME}={TOKEN}\n"),
    ],
)
def test_only_the_line_of_the_setting_changes(before: str, after: str):
    assert changed(before) == after


LINES = st.lists(
    st.sampled_from(["A=1", f"{NAME}=old", f"{NAME}='old' # x", "# note", "", "B='x y'", "C=ä"])
)


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]), ended=st.booleans())
def test_it_is_read_back_and_so_is_everything_else(lines: list[str], end: str, ended: bool):
    before = end.join(lines) + (end if ended else "")
    after = changed(before)
    values = dotenv_values(stream=io.StringIO(before)) | {NAME: TOKEN}

    assert dotenv_values(stream=io.StringIO(after)) == values


def test_the_file_is_for_nobody_else(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("A=1\n")
    file.chmod(0o644)
    env_file.replace(file, b"A=2\n")

    assert file.read_text() == "A=2\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def a_link(file: Path) -> None:
    file.symlink_to("elsewhere")


def a_folder(file: Path) -> None:
    file.mkdir()


def for_reading_only(file: Path) -> None:
    file.touch(0o400)


def in_a_folder_for_reading_only(file: Path) -> None:
    file.parent.chmod(0o500)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (a_link, "is a link to elsewhere; "),
        (a_folder, "is no file; "),
        (for_reading_only, "may not be written; "),
        (in_a_folder_for_reading_only, "may not be written; "),
    ],
)
def test_what_must_not_be_replaced_is_one_sentence(tmp_path: Path, made, words: str):
    file = tmp_path / ".env"
    made(file)
    with pytest.raises(Faults) as caught:
        env_file.prove_writable(file)
    tmp_path.chmod(0o700)

    (fault,) = caught.value.faults
    assert fault.startswith(f"{file}: {words}")


def test_where_it_cannot_be_written_it_is_as_it_was_and_nothing_is_left(tmp_path: Path):
    file = tmp_path / "folder"
    file.mkdir()  # a file cannot take its place
    with pytest.raises(Faults, match="cannot be written, so it is as it was"):
        env_file.replace(file, b"A=2\n")

    assert list(tmp_path.iterdir()) == [file]
    assert file.is_dir()
