"""Settings, metrics and targets of make: the pages name those there are, and no others."""

from __future__ import annotations

import re

import discord

from bot.core.delivery import Refusal
from bot.core.figures import Vitals
from bot.health import Counted
from bot.settings import Settings
from tests.docs.pages import quoted
from tests.repository import ROOT, tracked

SETTINGS = {name.upper() for name in Settings.model_fields}
#: What a reader puts in, and slips that `check` names, written like a setting.
PLACES = {"SERVER_ID", "APPLICATION_ID", "DISCROD_TOKEN"}
NAME = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
METRIC = re.compile(r"\b(?:unhunch|process)_[a-z_]+\b")


def metrics() -> set[str]:
    """The names of all that is measured, as Prometheus reads them."""
    lines = Counted().show(Vitals(True, 0.1, 0.0, 0)).decode().splitlines()
    families = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    return {name for name in families if not name.endswith("_created")}


def row_of(metric: str) -> str:
    hosting = (ROOT / "docs" / "hosting.md").read_text()
    (row,) = re.findall(rf"^\| `{metric}.*$", hosting, re.MULTILINE)
    return row


def test_no_page_names_a_setting_that_is_not_there():
    named = {(page, name) for page, code in quoted() for name in NAME.findall(code)}

    assert len(named) > 10
    assert {(page, name) for page, name in named if name not in SETTINGS | PLACES} == set()


def test_the_container_sets_no_setting_that_is_not_there():
    image = (ROOT / "Dockerfile").read_text().partition("ENV ")[2].partition("USER ")[0]
    compose = (ROOT / "compose.yaml").read_text().partition("environment:\n")[2]
    given = re.findall(r"\b([A-Z_]+)=", image) + re.findall(r"^ +([A-Z_]+): ", compose, re.M)

    assert len(given) > 4
    assert {name for name in given if not name.startswith("PYTHON")} <= SETTINGS


def test_every_metric_of_ours_is_described_and_no_page_names_another():
    named = {name for _, code in quoted() for name in METRIC.findall(code)}

    assert {name for name in metrics() if name.startswith("unhunch_")} <= named
    assert named <= metrics()


def test_every_value_of_a_label_is_described_and_no_other():
    kinds = {
        kind.name for kind in discord.InteractionType if kind is not discord.InteractionType.ping
    }
    outcomes = re.findall(r"`([a-z_]+)`", row_of("unhunch_sends_total").split("|")[2])

    assert set(outcomes) == {"delivered", *Refusal}
    assert set(re.findall(r"`([a-z_]+)`", row_of("unhunch_interactions_total"))) == kinds


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_target_of_make_that_is_named_is_there():
    workflows = [
        (str(file.relative_to(ROOT)), line.strip().removeprefix("- ").removeprefix("run: "))
        for file in tracked(".github/workflows/*", ".ci/run")
        for line in file.read_text().splitlines()
    ]
    named = [
        (page, target)
        for page, code in [*quoted(), *workflows]
        for call in re.findall(r"^(?:sudo )?make ([^&|;#]+)", code)
        for target in call.split()
        if re.fullmatch(r"[a-z-]+", target)
    ]

    assert len(named) > 5
    assert [(page, target) for page, target in named if target not in make_targets()] == []
