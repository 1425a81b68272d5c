"""Every card the bot can show keeps Discord's limits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
from simcord.components import COMPONENTS_V2_FLAG, validate_components, walk_components

from bot.app import LOOK_AT_TOKENS_EVERY
from bot.chat.answers import TOKEN_GOOD_FOR
from bot.chat.cards import library as library_cards
from bot.chat.cards import safety as safety_cards
from bot.chat.cards import session as session_cards
from bot.chat.cards import settings as settings_cards
from bot.chat.cards import starting
from bot.chat.cards.face import layout
from bot.chat.cards.help import help_card
from bot.content import load_library
from bot.core.card import Card, EndCard, Feel, HurtCard, LiveCard, PausedCard, TickedCard
from bot.core.library import Library
from bot.core.member import Member
from bot.core.options import Options
from bot.core.script import CueKind, Pace, Script
from bot.core.session import PAUSE_LIMIT, Place, Request, Session, State, begin
from bot.flows.scripts import Scripts
from bot.flows.sessions import BEFORE_TOKEN_ENDS
from bot.shipped import shipped
from tests.largest import write_largest

#: As long as ids get on Discord and in SQLite.
LONG_ID = 2**63 - 1
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACES = [pytest.param(pace, id=pace.value) for pace in Pace]


def scripts(library: Library, pace: Pace) -> Iterator[tuple[Script, Session]]:
    """Every script, with the session whose cards say the most: it fell back to the private card."""
    laid_out = Scripts(library)
    for it in library:
        script = laid_out.get(it.id, pace)
        assert script
        session = begin(LONG_ID, Request(it.id, Place.DM, pace), script, NOW)
        yield script, replace(session, id=LONG_ID, place=Place.PRIVATE, sends=99)


def cards_of_session(laid_out: Scripts, script: Script, session: Session) -> Iterator[Card]:
    for cue in range(len(script.cues)):
        if script.cues[cue].kind is not CueKind.END:
            pictures = laid_out.pictures(script, script.cues[cue].step, session.options)
            yield LiveCard(session, script, cue, NOW, pictures)
        yield PausedCard(session, script, cue)
    for step in range(len(script.steps)):
        yield TickedCard(script, step)
    for state in (State.FINISHED, State.STOPPED, State.CLOSED):
        ended = replace(session, state=state, ended_at=NOW + timedelta(minutes=5))
        yield EndCard(ended, script.title)
        yield EndCard(ended, script.title, Feel.WORSE)
        yield HurtCard(ended, laid_out.exercise(ended))


def every_card(library: Library, pace: Pace) -> Iterator[discord.ui.LayoutView]:
    for it in library:
        yield library_cards.browse(library, it.id, LONG_ID).view
    for exercise in library.exercises.values():
        yield session_cards.how(exercise).view
    everything = Options(left_out=frozenset(library.exercises))
    yield settings_cards.settings(Member(LONG_ID, options=everything), library).view
    for script, session in scripts(library, pace):
        for value in cards_of_session(Scripts(library), script, session):
            yield session_cards.card(value).view
        asked = Request(script.source, Place.PRIVATE, pace, LONG_ID, LONG_ID)
        yield starting.going_on(session, script.title, asked).view
        yield safety_cards.safety_first(LONG_ID, asked).view
    yield safety_cards.safety().view
    yield help_card().view


@pytest.fixture(params=["shipped", "largest"])
def library(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> Library:
    """What ships, and content of which every field is as long as it may be."""
    if request.param == "shipped":
        return library
    folder = shutil.copytree(shipped("content"), tmp_path / "content")
    write_largest(folder)
    return load_library(folder, len(session_cards.say.safety_line.split()))


@pytest.mark.parametrize("pace", PACES)
async def test_discord_would_take_every_card(library: Library, pace: Pace) -> None:
    for view in every_card(library, pace):
        validate_components(view.to_components(), flags=COMPONENTS_V2_FLAG)


@pytest.mark.parametrize("pace", PACES)
async def test_no_card_has_more_than_forty_components_or_four_thousand_characters(
    library: Library, pace: Pace
) -> None:
    for view in every_card(library, pace):
        assert len(list(walk_components(view.to_components()))) <= 40
        assert view.content_length() <= 4000


@pytest.mark.parametrize("pace", PACES)
async def test_every_button_has_a_label_and_an_id_discord_takes(
    library: Library, pace: Pace
) -> None:
    for view in every_card(library, pace):
        for it in walk_components(view.to_components()):
            if it["type"] == discord.ComponentType.button.value:
                assert 1 <= len(it["label"]) <= 80
                assert 1 <= len(it["custom_id"]) <= 100


@pytest.mark.parametrize("pace", PACES)
async def test_pause_and_stop_are_always_one_press_away(library: Library, pace: Pace) -> None:
    for script, session in scripts(library, pace):
        for cue in range(len(script.cues) - 1):
            view = session_cards.card(LiveCard(session, script, cue, NOW)).view
            said = {it.get("label") for it in walk_components(view.to_components())}
            assert said >= {session_cards.say.pause_button, session_cards.say.stop_button}


async def test_a_card_never_times_out_and_holds_only_lasting_buttons(library: Library) -> None:
    for view in every_card(library, Pace.NORMAL):
        assert view.timeout is None
        pressed = [it for it in view.walk_children() if isinstance(it, discord.ui.Button)]
        assert pressed == []


@pytest.mark.parametrize("pace", PACES)
async def test_the_time_a_step_ends_is_never_the_only_cue(library: Library, pace: Pace) -> None:
    for script, session in scripts(library, pace):
        for cue in range(len(script.cues) - 1):
            view = session_cards.card(LiveCard(session, script, cue, NOW)).view
            shown = [
                line
                for it in walk_components(view.to_components())
                for line in it.get("content", "").splitlines()
            ]
            assert any("<t:" in line for line in shown)
            assert any("<t:" not in line and not line.startswith("###") for line in shown)
            assert not any(":R>" in line for line in shown)


def one_line(library: Library, step: int) -> str:
    script = Scripts(library).get("shoulder-rolls", Pace.NORMAL)
    assert script
    view = session_cards.card(TickedCard(script, step)).view
    (text,) = [it["content"] for it in walk_components(view.to_components()) if "content" in it]
    return str(text)


async def test_a_ticked_line_names_the_side_that_moved(library: Library) -> None:
    assert one_line(library, 1) == "-# ✓ Shoulder rolls, your right"


async def test_a_window_is_named_by_what_it_is_for(library: Library) -> None:
    assert one_line(library, 2) == "-# ✓ Switch sides"


def written(value: Card) -> str:
    found = walk_components(session_cards.card(value).view.to_components())
    return "\n".join(it["content"] for it in found if "content" in it)


async def test_a_paused_card_says_how_long_it_really_waits(library: Library) -> None:
    script, private = next(scripts(library, Pace.NORMAL))
    posted = replace(private, place=Place.DM)

    assert "for half an hour" in written(PausedCard(posted, script, 1))
    assert timedelta(minutes=30) == PAUSE_LIMIT
    assert "for fourteen minutes" in written(PausedCard(private, script, 1))
    closed_after = TOKEN_GOOD_FOR - BEFORE_TOKEN_ENDS - LOOK_AT_TOKENS_EVERY
    assert timedelta(minutes=14) <= closed_after < timedelta(minutes=15)


async def test_a_list_too_long_for_one_card_is_cut_behind_a_line() -> None:
    lines = [f"- line {n}" for n in range(1000)]
    view = layout(["### A list", "\n".join(lines), "below"]).view
    _, shown = [it["content"] for it in walk_components(view.to_components()) if "content" in it]

    assert 3_980 < view.content_length() <= 4_000
    assert shown.endswith("\n…")
    assert shown.splitlines()[:-1] == lines[: len(shown.splitlines()) - 1]


async def test_what_just_fits_a_card_is_not_cut() -> None:
    view = layout(["x" * 3_990, "y" * 10]).view

    assert view.content_length() == 4_000


async def test_a_hundred_moves_that_are_left_out_leave_room_for_the_other_settings(
    library: Library,
) -> None:
    one = next(iter(library.exercises.values()))
    many = {f"move-{n}": replace(one, id=f"move-{n}") for n in range(100)}
    member = Member(LONG_ID, options=Options(left_out=frozenset(many)), zone="Europe/Berlin")
    view = settings_cards.settings(member, replace(library, exercises=many)).view
    shown = "".join(it.get("content", "") for it in walk_components(view.to_components()))

    assert "…" in shown
    assert "Europe/Berlin" in shown
    assert view.content_length() <= 4_000
