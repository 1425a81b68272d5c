"""Whatever a page or a comment refers to is in this repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
#: A file as prose and comments name it: a page, or one in a folder of ours.
FOLDERS = "bot|playground|tests|bench|docs|content|migrations|requirements"
NAMED = re.compile(rf"(?<![\w/.{{*-])((?:{FOLDERS})/[\w/.-]+\.[a-z]+|[\w./-]*[\w-]+\.md)\b")

#: Where a wheel has what lies elsewhere here.
IN_A_WHEEL = "bot/data/"


def anchors(page: str) -> set[str]:
    """What GitHub lets a link name after `#`."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(page: Path, target: str, files: set[Path]) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if anchor and (file not in files or anchor not in anchors(file.read_text())):
        return True
    return file not in files and not any(file in other.parents for other in files)


def test_every_link_of_a_page_leads_to_something_in_the_repository():
    files = set(tracked())
    pages = tracked("*.md")
    dead = [
        (str(page.relative_to(ROOT)), target)
        for page in pages
        for target in LINK.findall(FENCED.sub("", page.read_text()))
        if leads_nowhere(page, target, files)
    ]

    assert len(pages) > 5
    assert dead == []


@pytest.mark.parametrize(
    ("target", "dead"),
    [
        ("docs/hosting.md", False),
        ("docs", False),
        ("https://example.org", False),
        ("docs/hosting.md#5-backup", False),
        ("docs/hosting.md#6-backup", True),
        ("docs/none.md", True),
        ("../elsewhere.md", True),
    ],
)
def test_a_dead_link_would_be_found(target: str, dead: bool):
    assert leads_nowhere(ROOT / "README.md", target, set(tracked())) == dead


def test_every_file_that_is_named_anywhere_is_in_the_repository():
    files = tracked()
    ends = [f"/{file.relative_to(ROOT)}" for file in files]
    texts = [file for file in files if b"\0" not in file.read_bytes() and file != Path(__file__)]
    missing = [
        (str(file.relative_to(ROOT)), name)
        for file in texts
        for name in NAMED.findall(file.read_text())
        if not name.startswith(IN_A_WHEEL)
        and not any(end.endswith("/" + name.lstrip("./")) for end in ends)
    ]

    assert missing == []


@pytest.mark.parametrize(
    "text",
    ["# as facts/features.md asks", "see bot/core/none.py.", "(DESIGN.md, sections 2 and 3)"],
)
def test_a_name_of_a_file_is_seen(text: str):
    assert NAMED.search(text)
