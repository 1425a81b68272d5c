"""What answers leave in the process: nothing."""

from __future__ import annotations

import asyncio

import pytest

from .stage import Stage


@pytest.mark.parametrize("command", ["relax", "progress", "exercises", "privacy export"])
async def test_discord_py_keeps_no_answer_that_only_its_reader_sees(
    stage: Stage, command: str
) -> None:
    await stage.relax(stage.anna)

    asked = await stage.slash(stage.anna, command)

    assert asked.response
    assert asked.response.ephemeral
    kept = [task for task in asyncio.all_tasks() if "View" in repr(task.get_coro())]
    assert kept == []
