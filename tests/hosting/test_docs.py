"""What the pages for hosts say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from bot.chat.application import PERMISSIONS
from bot.core.delivery import Refusal
from bot.settings import Settings
from bot.store import tables as t
from bot.store.pruning import KEPT_FOR

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTING = (ROOT / "docs" / "hosting.md").read_text()
PRIVACY = (ROOT / "docs" / "privacy.md").read_text()


def block(page: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def test_the_invite_link_asks_for_exactly_the_permissions_the_bot_needs():
    assert re.findall(r"permissions=(\d+)", HOSTING) == [str(PERMISSIONS.value)]


def test_every_outcome_of_a_send_is_explained():
    assert [it for it in ("delivered", *Refusal) if f"`{it}`" not in HOSTING] == []


def test_every_table_is_in_the_privacy_page():
    assert [it for it in t.metadata.tables if f"| `{it}` |" not in PRIVACY] == []


def test_the_pages_name_the_days_history_is_kept():
    assert KEPT_FOR.days == 90
    assert f"{KEPT_FOR.days} days after" in HOSTING
    assert f"{KEPT_FOR.days} days after" in PRIVACY


def test_links_between_the_pages_lead_somewhere():
    for page in ("README.md", "SECURITY.md", "docs/hosting.md", "docs/privacy.md"):
        file = ROOT / page
        for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text()):
            assert (file.parent / target).exists(), (page, target)


def test_every_new_setting_has_its_default_where_env_example_says_so():
    defaults = Settings.model_fields

    assert defaults["http_port"].default is None
    assert defaults["backup_dir"].default is None
    assert defaults["backup_keep"].default == 7
