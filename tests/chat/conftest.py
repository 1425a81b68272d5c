from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from simcord import Env

from bot.chat.words import session as words
from bot.content import load_library
from bot.core.library import Library
from bot.shipped import shipped
from bot.store.migrate import upgrade

from .stage import QuickEnv, Stage


@pytest.fixture(scope="session")
def library() -> Library:
    """The content as it is shipped."""
    return load_library(shipped("content"), len(words.words().safety_line.split()))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to be copied: migrating takes longer than a test."""
    file = tmp_path_factory.mktemp("migrated") / "unhunch.db"
    upgrade(file)
    return file


@pytest.fixture
async def built(migrated: Path, tmp_path: Path, library: Library) -> AsyncIterator[Stage]:
    stage = Stage(Path(shutil.copy(migrated, tmp_path / "unhunch.db")), library)
    yield stage
    await stage.close()


@pytest.fixture
async def env(built: Stage) -> AsyncIterator[Env]:
    """The simulated Discord. simcord's plugin finds it here and turns its clock on for the test."""
    env = QuickEnv(built.client)
    await env.start()
    yield env
    await env.shutdown()
    env.raise_errors()


@pytest.fixture
async def stage(built: Stage, env: Env) -> Stage:
    await built.open(env)
    return built
