"""The file `.env`: one setting changed, everything else kept, for nobody else to read."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

from bot.core.errors import Faults


def with_setting(content: bytes, name: str, value: str) -> bytes:
    """The content with this value in every line that sets the name; if none does, in a new one.

    A comment behind the value, the rest and the kind of line breaks stay byte for byte.
    """
    line = re.compile(
        rb"^(?P<head>[^\S\r\n]*(?:export[^\S\r\n]+)?%s[^\S\r\n]*=[^\S\r\n]*)"
        rb"(?:'(?:\\'|[^'\r\n])*'|\"(?:\\\"|[^\"\r\n])*\"|[^\r\n]*?)"
        rb"(?P<tail>[^\S\r\n]*|[^\S\r\n]+#[^\r\n]*)(?=\r?\n|\Z)" % re.escape(name).encode(),
        re.MULTILINE | re.IGNORECASE,
    )
    changed, count = line.subn(
        lambda found: found["head"] + value.encode() + found["tail"], content
    )
    if count:
        return changed
    end = b"\r\n" if b"\r\n" in content else b"\n"
    between = end if content and not content.endswith(end) else b""
    return content + between + f"{name}={value}".encode() + end


def prove_writable(file: Path) -> None:
    """Raises `Faults` where the file must not be replaced, or cannot be."""
    fault = ""
    if file.is_symlink():
        fault = f"is a link to {file.readlink()}; put a file in its place, or write the token there"
    elif file.exists() and not file.is_file():
        fault = "is no file; move it away"
    elif not all(_may_write(path) for path in (file, file.absolute().parent) if path.exists()):
        fault = "may not be written; allow it for the file and its folder (chmod u+w)"
    if fault:
        raise Faults([f"{file}: {fault}"])


def _may_write(path: Path) -> bool:
    # The bit is looked at too: who is root may write everything, also what is meant to stay.
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & stat.S_IWUSR)


def replace(file: Path, content: bytes) -> None:
    """Puts this content in the file's place, all at once, with mode 600. Raises `Faults`."""
    try:
        # A file of this function's is made for its owner alone.
        handle, name = tempfile.mkstemp(prefix=f"{file.name}.new-", dir=file.absolute().parent)
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(handle)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise Faults([f"{file}: cannot be written, so it is as it was: {error.strerror}"]) from None
