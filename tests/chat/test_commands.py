from __future__ import annotations

import asyncio

import pytest

from bot.chat.answers import Interaction, tell
from bot.chat.words import help as help_words
from bot.chat.words import safety as safety_words
from bot.core.deadline import DECIDE_WITHIN, left

from .stage import Stage, headline, text

STRING = 3


def registered(stage: Stage) -> dict[str, dict]:
    """The commands as they went over the wire, by name."""
    put = next(it for it in stage.env.http_requests if it.method == "PUT")
    return {it["name"]: it for it in put.json}


async def test_safety_shows_all_of_the_safety_text(stage: Stage) -> None:
    say = safety_words.words()

    asked = await stage.slash(stage.anna, "safety")

    shown = text(asked.response)
    assert all(line in shown for line in say.ask_first)
    assert all(it in shown for it in (say.stop, say.care, say.emergency, say.always))


@pytest.mark.parametrize("command", ["safety", "help"])
async def test_what_is_asked_for_is_shown_to_this_person_alone(stage: Stage, command: str) -> None:
    asked = await stage.slash(stage.anna, command)

    assert asked.response
    assert asked.response.ephemeral


async def test_help_says_how_to_begin(stage: Stage) -> None:
    asked = await stage.slash(stage.anna, "help")

    assert headline(asked.response) == help_words.words().title
    assert "/relax" in text(asked.response)


async def test_help_names_every_command_there_is(stage: Stage) -> None:
    asked = await stage.slash(stage.anna, "help")

    shown = text(asked.response)
    assert [name for name in registered(stage) if f"/{name}" not in shown] == []


@pytest.mark.parametrize("command", ["teambreak", "team", "stretch", "doctor"])
async def test_what_belongs_to_a_server_is_offered_in_servers_only(
    stage: Stage, command: str
) -> None:
    it = registered(stage)[command]

    assert it["contexts"] == [0]
    assert it["integration_types"] == [0]


@pytest.mark.parametrize("command", ["relax", "safety", "help"])
async def test_member_commands_work_everywhere_for_everyone(stage: Stage, command: str) -> None:
    it = registered(stage)[command]

    assert sorted(it["contexts"]) == [0, 1, 2]
    assert sorted(it["integration_types"]) == [0, 1]
    assert it.get("default_member_permissions") is None


async def test_relax_has_the_options_of_its_contract(stage: Stage) -> None:
    options = {it["name"]: it for it in registered(stage)["relax"]["options"]}

    assert list(options) == ["exercise", "where", "pace"]
    assert not any(it.get("required") for it in options.values())
    assert all(it["type"] == STRING for it in options.values())
    assert options["exercise"]["autocomplete"]


async def test_relax_has_fixed_choice_values(stage: Stage) -> None:
    options = {it["name"]: it for it in registered(stage)["relax"]["options"]}

    values = {name: [it["value"] for it in options[name]["choices"]] for name in ("where", "pace")}
    assert values["pace"] == ["slow", "normal", "brisk"]
    assert values["where"][:2] == ["private", "dm"]
    assert set(values["where"]) <= {"private", "dm", "channel"}


async def test_every_command_and_option_keeps_discords_limits(stage: Stage) -> None:
    def walk(it: dict) -> list[dict]:
        return [it, *(found for option in it.get("options", []) for found in walk(option))]

    for command in registered(stage).values():
        for it in walk(command):
            assert len(it["name"]) <= 32
            assert 1 <= len(it["description"]) <= 100
            assert len(it.get("options", [])) <= 25
            assert len(it.get("choices", [])) <= 25
            assert all(len(choice["name"]) <= 100 for choice in it.get("choices", []))


async def test_the_bot_asks_for_no_privileged_intent(stage: Stage) -> None:
    asked = {name for name, wanted in stage.client.intents if wanted}

    assert asked.isdisjoint({"members", "presences", "message_content"})


async def test_nothing_the_bot_writes_can_ping_anyone(stage: Stage) -> None:
    await stage.relax(stage.anna, where="dm")
    await stage.play(12)

    posts = [
        it
        for it in stage.env.http_requests
        if it.method == "POST" and it.path.endswith("/messages")
    ]
    assert posts
    assert all(it.json["allowed_mentions"]["parse"] == [] for it in posts)


async def test_all_that_a_command_decides_shares_one_deadline(stage: Stage) -> None:
    late: list[float] = []

    @stage.client.tree.command(name="probe", description="what is left when the time is over")
    async def probe(interaction: Interaction) -> None:
        late.append(left(asyncio.get_running_loop().time() + DECIDE_WITHIN))
        await tell(interaction, "noted")

    with stage.env.time_context():
        await stage.client.tree.sync()
    await stage.slash(stage.anna, "probe")

    assert late == [0.0]
