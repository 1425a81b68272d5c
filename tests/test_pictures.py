"""Every step of every script has its picture, and every picture can be sent and heard."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest

from bot.app import library
from bot.core.library import Library
from bot.core.options import BREATHS, Options, Pictures, Posture
from bot.core.script import CueKind, Pace
from bot.flows.scripts import Scripts
from bot.settings import OfflineSettings

PICTURES = Path(__file__).resolve().parent.parent / "content" / "pictures"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def content() -> Library:
    return library(OfflineSettings(_env_file=None))


@pytest.mark.parametrize(("posture", "breath"), list(itertools.product(Posture, (None, *BREATHS))))
def test_every_step_shows_a_picture(content: Library, posture: Posture, breath: object) -> None:
    scripts = Scripts(content)
    options = Options(posture, breath)
    for it in content:
        script = scripts.get(it.id, Pace.NORMAL, options)
        assert script
        for cue in script.cues:
            step = script.steps[cue.step]
            names = [picture.name for picture in scripts.pictures(script, cue.step, options)]
            assert names, (it.id, cue)
            if step.side and cue.kind is not CueKind.END:
                assert names[-1].endswith(f"-{step.side}")
            if step.breath:
                ratio = f"{step.breath.seconds_in}-{step.breath.seconds_out}"
                assert names[0] == f"pacer-{ratio}"
                assert len(names) == 2


def test_standing_is_shown_standing(content: Library) -> None:
    scripts = Scripts(content)
    script = scripts.get("shoulder-rolls", Pace.NORMAL)
    assert script
    for n in range(len(script.steps)):
        shown = scripts.pictures(script, n, Options(Posture.STANDING))
        assert "standing" in shown[-1].name


def test_low_motion_shows_no_pacer_and_text_only_nothing(content: Library) -> None:
    scripts = Scripts(content)
    script = scripts.get("release-upper-back-tension", Pace.NORMAL)
    assert script
    still = scripts.pictures(script, 1, Options(pictures=Pictures.STILL))
    none = scripts.pictures(script, 1, Options(pictures=Pictures.NONE))

    assert [it.name for it in still] == ["release-upper-back-tension-seated"]
    assert none == ()


def test_the_set_is_small_enough_for_a_phone(content: Library) -> None:
    sizes = {it.file_name: len(it.content) for it in content.pictures.values()}

    assert max(size for name, size in sizes.items() if name.endswith(".png")) < 60_000
    assert max(size for name, size in sizes.items() if name.endswith(".gif")) < 150_000
    assert sum(sizes.values()) < 3 * MEGABYTE


def test_left_is_the_mirror_of_right_but_for_its_words() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    ops = pytest.importorskip("PIL.ImageOps")
    chops = pytest.importorskip("PIL.ImageChops")
    for posture in Posture:
        stem = f"shoulder-rolls-{posture}"
        left, right = (
            image.open(io.BytesIO((PICTURES / f"{stem}-{side}.png").read_bytes()))
            .convert("RGBA")
            .convert("RGB")
            for side in ("left", "right")
        )
        same = chops.difference(left, ops.mirror(right)).convert("L").point(lambda v: v > 24)
        share = sum(1 for it in same.get_flattened_data() if it) / (same.width * same.height)
        assert 0 < share < 0.12
