"""What the pages for hosts say is what the program does."""

from __future__ import annotations

import re

from bot.chat.application import PERMISSIONS
from bot.store import tables as t
from bot.store.pruning import KEPT_FOR
from tests.repository import ROOT

HOSTING = (ROOT / "docs" / "hosting.md").read_text()
PRIVACY = (ROOT / "docs" / "privacy.md").read_text()


def test_the_invite_link_asks_for_exactly_the_permissions_the_bot_needs():
    assert re.findall(r"permissions=(\d+)", HOSTING) == [str(PERMISSIONS.value)]


def test_every_table_is_in_the_privacy_page():
    assert [it for it in t.metadata.tables if f"| `{it}` |" not in PRIVACY] == []


def test_the_pages_name_the_days_history_is_kept():
    assert KEPT_FOR.days == 90
    assert f"{KEPT_FOR.days} days after" in HOSTING
    assert f"{KEPT_FOR.days} days after" in PRIVACY
