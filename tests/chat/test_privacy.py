from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord.components import COMPONENTS_V2_FLAG, validate_components
from simcord.results import InteractionResult

from bot.chat.cards import privacy as privacy_cards
from bot.chat.words import privacy as words
from bot.chat.words import session as session_words
from bot.core.privacy import Erased
from bot.store.privacy import HOLDINGS

from .stage import Stage, components, headline, labels, text

say = words.words()
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def privacy(stage: Stage, verb: str, **options: Any) -> InteractionResult:
    return await stage.anna.slash(stage.channel, f"privacy {verb}", **options)


def exported(stage: Stage, asked: InteractionResult) -> dict[str, Any]:
    """The file a person was given."""
    assert asked.response
    (file,) = asked.response.attachments
    return json.loads(stage.env.backend.cdn.get(file.url))


@pytest.mark.parametrize("verb", ["view", "export", "erase"])
async def test_only_the_person_sees_what_is_kept(stage: Stage, verb: str) -> None:
    asked = await privacy(stage, verb)

    assert asked.response
    assert asked.response.ephemeral


async def test_of_somebody_new_nothing_is_kept_and_asking_keeps_nothing(stage: Stage) -> None:
    asked = await privacy(stage, "view")

    assert say.nothing in text(asked.response)
    assert stage.ask("SELECT * FROM member") == []


async def test_view_counts_what_is_in_the_tables_and_says_for_how_long(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play()
    await stage.relax(stage.anna)

    shown = text((await privacy(stage, "view")).response)

    assert say.kinds["member"].format(count=1) in shown
    assert say.kinds["session"].format(count=2) in shown
    assert say.kinds["message"].format(count=6) in shown
    assert say.kinds["token"].format(count=1) in shown
    assert say.nothing_else in shown


async def test_export_hands_over_everything_with_names_and_instants(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(12)

    file = exported(stage, await privacy(stage, "export"))

    assert file["your Discord id"] == str(stage.anna.id)
    (session,) = file["your sessions"]
    assert session["exercise or routine"] == "ninety-second-reset"
    assert datetime.fromisoformat(session["started at"]).utcoffset() is not None
    assert datetime.fromisoformat(file["you"][0]["safety accepted at"])
    assert len(file["messages of your sessions"]) == 2


async def test_export_holds_no_token_and_nothing_of_others(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.relax(stage.ben)

    file = json.dumps(exported(stage, await privacy(stage, "export")))

    tokens = [row[0] for row in stage.ask("SELECT token FROM card_token")]
    assert len(tokens) == 2
    assert [it for it in [*tokens, str(stage.ben.id)] if it in file] == []


async def test_export_of_somebody_new_says_that_there_is_nothing(stage: Stage) -> None:
    file = exported(stage, await privacy(stage, "export"))

    assert file["about"] == say.file_nothing


async def test_erase_asks_first_and_does_nothing_yet(stage: Stage) -> None:
    await stage.relax(stage.anna)

    asked = await privacy(stage, "erase")

    assert labels(asked.response) == [say.erase_button]
    assert len(stage.ask("SELECT * FROM member")) == 1


async def test_one_press_erases_everything_and_ends_the_session_on_its_card(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    asked = await privacy(stage, "erase")

    await stage.anna.click(asked.response, label=say.erase_button)
    await stage.play(0)

    assert headline(asked.response) == say.erased_title
    assert labels(asked.response) == []
    assert headline(begun.response) == "Stopped: Ninety-second reset"
    for table in ("member", "session", "send", "card_token"):
        assert stage.ask(f"SELECT * FROM {table}") == []


async def test_the_buttons_of_an_erased_session_are_still_answered(stage: Stage) -> None:
    begun = await stage.relax(stage.anna)
    await stage.forge(stage.anna, f"1:member:{stage.anna.id}:erase")
    await stage.play(0)

    pressed = await stage.anna.click(begun.response, label=session_words.words().again_button)

    assert pressed.response
    assert "/relax" in text(pressed.response)


async def test_after_erasing_the_safety_text_comes_first_again(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.forge(stage.anna, f"1:member:{stage.anna.id}:erase")

    asked = await stage.slash(stage.anna, "relax")

    assert labels(asked.response) == ["I understand"]


async def test_pressing_twice_erases_once_and_answers_both_times(stage: Stage) -> None:
    await stage.relax(stage.anna)
    custom_id = f"1:member:{stage.anna.id}:erase"

    answers = [await stage.forge(stage.anna, custom_id) for _ in range(2)]

    assert [headline(it.response) for it in answers] == [say.erased_title, say.erased_nothing]


async def test_nobody_erases_somebody_else(stage: Stage) -> None:
    await stage.relax(stage.anna)
    before = stage.ask("SELECT * FROM session")

    pressed = await stage.forge(stage.ben, f"1:member:{stage.anna.id}:erase")

    assert pressed.response
    assert pressed.response.ephemeral
    assert text(pressed.response) == say.not_yours
    assert stage.ask("SELECT * FROM session") == before
    assert len(stage.ask("SELECT * FROM member")) == 1


async def test_privacy_works_everywhere_for_everyone(stage: Stage) -> None:
    put = next(it for it in stage.env.http_requests if it.method == "PUT")
    command = next(it for it in put.json if it["name"] == "privacy")

    assert sorted(command["contexts"]) == [0, 1, 2]
    assert sorted(command["integration_types"]) == [0, 1]
    assert command.get("default_member_permissions") is None
    assert [it["name"] for it in command["options"]] == ["view", "export", "erase"]


# What is said


def test_every_kind_of_row_has_its_words() -> None:
    kinds = {it.kind for it in HOLDINGS}

    assert set(say.kinds) == kinds
    assert set(say.erased_kinds) == kinds
    assert set(say.file_kinds) == {it.kind for it in HOLDINGS if not it.secret}


def said(it: Erased) -> str:
    return "\n".join(str(part.get("content", "")) for part in walked(privacy_cards.erased(it).view))


def walked(view: Any) -> list[dict[str, Any]]:
    shown = view.to_components()
    validate_components(shown, flags=COMPONENTS_V2_FLAG)
    return [inner for outer in shown for inner in outer["components"]]


async def test_it_says_when_backups_expire_or_that_there_are_none() -> None:
    assert say.no_backups in said(Erased({"member": 1}, False, False, None))
    assert "expire after 7 days" in said(Erased({"member": 1}, False, False, 7))


async def test_it_says_what_may_still_hold_it() -> None:
    assert say.traces not in said(Erased({"member": 1}, False, False, None))
    assert say.traces in said(Erased({"member": 1}, True, False, None))
    assert say.old_copies in said(Erased({}, False, True, None))


async def test_what_is_gone_is_named_as_people_list_things() -> None:
    assert "erased: your entry." in said(Erased({"member": 1}, False, False, None))
    all_of_it = dict.fromkeys(("member", "session", "message", "token"), 1)
    assert (
        "your entry, your sessions, the notes of their messages and the keys to their cards."
        in said(Erased(all_of_it, False, False, None))
    )


def test_large_numbers_are_text_so_that_no_reader_rounds_them() -> None:
    file = privacy_cards.told(7, {"member": ({"id": 2**63 - 1, "safety_version": 1},)}, NOW)

    assert file["you"] == [{"id": str(2**63 - 1), "safety version": 1}]


async def test_the_file_stands_on_its_card(stage: Stage) -> None:
    asked = await privacy(stage, "export")

    assert asked.response
    files = [it for it in components(asked.response) if it["type"] == 13]
    assert len(files) == 1


async def test_days_off_are_in_the_export_and_view_names_them(stage: Stage) -> None:
    day = stage.env.now().date() + timedelta(days=3)
    await stage.slash(stage.anna, "settings", zone="UTC", days_off=f"{day}..{day + timedelta(1)}")

    shown = text((await privacy(stage, "view")).response)
    file = exported(stage, await privacy(stage, "export"))

    assert "days off" in shown
    assert file["you"][0]["days off"] == f"{day}..{day + timedelta(1)}"


async def test_a_pause_until_a_day_is_in_the_export(stage: Stage) -> None:
    day = stage.env.now().date() + timedelta(days=9)
    await stage.slash(stage.anna, "reminder add", time="10:25", zone="UTC")
    await stage.slash(stage.anna, "reminder pause", reminder="1", until=f"{day}")

    file = exported(stage, await privacy(stage, "export"))

    assert file["your reminders"][0]["paused until"] == f"{day}"
    assert file["you"][0]["days off"] is None
