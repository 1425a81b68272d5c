"""Anything at all, from somebody who may do nothing of it: answered, and nobody else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from playground import Playground
from tests.wire.acts import relax
from tests.wire.bot_process import BotProcess
from tests.wire.hostile import SECRETS, Target, on_fire

#: What came before is part of what failed: smaller examples would only find other answers.
once = settings(phases=(Phase.explicit, Phase.generate))


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    yield from on_fire(tmp_path_factory.mktemp("hostile"))


def is_harmless(target: Target, before: dict[str, list[tuple]], seen: int, answer: str) -> None:
    """The bot met no surprise, told no secret, and left the victim's rows as they were."""
    assert [it for it in SECRETS if it in answer] == []
    assert target.victims_rows() == before
    assert "Traceback" not in target.bot.log[seen:], target.bot.log[seen:]
    assert " ERROR " not in target.bot.log[seen:], target.bot.log[seen:]


KINDS = ("session", "library", "member", "occurrence", "break", "reminder", "tomorrow")
VERBS = (
    *("pause", "resume", "back", "skip", "stop", "how", "again", "continue", "replace", "keep"),
    *("hurts", "leave_out", "better", "same", "worse", "accept", "start", "erase", "show"),
    *("join", "decline", "delay", "follow", "leave", "delete", "save", "discard", "check"),
    *("confirm", "snooze", "fewer", "kill"),
)
WORDS = st.one_of(
    st.sampled_from(["", "0", "1", "99", "-1", "٣", "²", "neck-rolls", "five-minute-reset"]),
    st.sampled_from(["private", "dm", "channel", "normal", "brisk", "everywhere"]),
    st.text(max_size=20),
)
IDS = st.one_of(
    st.integers(0, 4).map(str),
    st.sampled_from(["", "x", "0x1"]),
    st.sampled_from(["VICTIM", "ME", "-1", "9" * 19, str(2**63 - 1), str(2**63), "1" * 60]),
)
WRITTEN = st.tuples(
    st.sampled_from(["1", "1", "1", "1", "0", "2", ""]),
    st.sampled_from(KINDS),
    IDS,
    st.sampled_from(VERBS),
    st.lists(WORDS, max_size=4),
).map(lambda it: ":".join((*it[:4], *it[4])))
#: As this bot writes them, cut short, with something in their middle, and pure noise.
CUSTOM_IDS = st.one_of(
    WRITTEN,
    WRITTEN,
    st.tuples(WRITTEN, st.integers(0, 40)).map(lambda it: it[0][: it[1]]),
    st.tuples(WRITTEN, st.integers(0, 20), st.text(max_size=3)).map(
        lambda it: it[0][: it[1]] + it[2] + it[0][it[1] :]
    ),
    st.text(min_size=1, max_size=100),
)


def sendable(target: Target, text: str) -> str:
    """A `custom_id` as Discord would take it."""
    named = text.replace("VICTIM", str(target.victim.id)).replace("ME", str(target.presser.id))
    assume(0 < len(named) <= 100)
    assume(named.isprintable() or not any("\ud800" <= it <= "\udfff" for it in named))
    return named


@once
@given(custom_id=CUSTOM_IDS, where=st.integers(0, 3))
def test_every_button_is_answered(target: Target, custom_id: str, where: int) -> None:
    custom_id = sendable(target, custom_id)
    before, seen = target.victims_rows(), len(target.bot.log)
    answer = target.run(target.press(custom_id, target.messages[where]))

    is_harmless(target, before, seen, answer)


@once
@given(
    custom_id=CUSTOM_IDS,
    values=st.lists(st.text(max_size=4000), max_size=5),
    where=st.sampled_from([None, 0, 1, 2]),
)
def test_every_form_is_answered(
    target: Target, custom_id: str, values: list[str], where: int | None
) -> None:
    custom_id = sendable(target, custom_id)
    before, seen = target.victims_rows(), len(target.bot.log)
    message = None if where is None else target.messages[where]
    answer = target.run(target.submit(custom_id, values, message))

    is_harmless(target, before, seen, answer)


@once
@given(custom_id=CUSTOM_IDS, values=st.lists(st.text(max_size=100), max_size=5))
def test_every_menu_is_answered(target: Target, custom_id: str, values: list[str]) -> None:
    custom_id = sendable(target, custom_id)
    before, seen = target.victims_rows(), len(target.bot.log)
    answer = target.run(target.choose(custom_id, values, target.messages[0]))

    is_harmless(target, before, seen, answer)


STRINGS = st.one_of(
    st.sampled_from(["", "1", "0", "25:99", "9:05", "daily", "Europe/Berlin", "UTC", "../UTC"]),
    st.sampled_from(["¹²:00", "1" * 19, "9:00,9:00", "mon,mon", "Etc/GMT+12", "posix/UTC"]),
    st.sampled_from(["<@1>", "@everyone", "**x** [a](http://b)", "\u202e", "😀" * 30, "9" * 400]),
    st.sampled_from(["neck-rolls", "mon-fri", "2026-05-04", "09:00-17:00", "00:00, 24:00"]),
    st.text(max_size=200),
    st.text(min_size=3000, max_size=6000),
)
INTEGERS = st.one_of(st.integers(-3, 130), st.sampled_from([-(2**53), 2**53]))


def leaves(commands: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every command that can be sent, with its options."""
    found = []
    for command in commands:
        inner = [it for it in command.get("options") or [] if it["type"] in (1, 2)]
        found += [(f"{command['name']} {name}", options) for name, options in leaves(inner)]
        if not inner:
            found.append((command["name"], command.get("options") or []))
    return found


@once
@given(data=st.data())
def test_every_option_of_every_command_is_answered(target: Target, data: st.DataObject) -> None:
    command, options = data.draw(st.sampled_from(leaves(target.discord.world.commands)))
    values = {
        it["name"]: data.draw(value(target, it), label=it["name"])
        for it in options
        if it.get("required") or data.draw(st.booleans())
    }
    offering = ["", *(it["name"] for it in options if it.get("autocomplete"))]
    typing = data.draw(st.sampled_from(offering))
    before, seen = target.victims_rows(), len(target.bot.log)
    answer = target.run(target.ask(command, values, typing))

    # What is offered for a zone is every zone there is.
    is_harmless(target, before, seen, "" if typing == "zone" else answer)


def value(target: Target, option: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Something to send as this option."""
    if option.get("choices"):
        return st.sampled_from([it["value"] for it in option["choices"]])
    match option["type"]:
        case 3:
            return STRINGS
        case 4:
            return INTEGERS
        case 5:
            return st.booleans()
        case 7:
            return st.just(target.here.id)
        case 8:
            return st.sampled_from(sorted(target.discord.guild("Studio").record.roles))
        case _:
            return st.nothing()


async def test_names_and_typed_texts_cannot_ping_or_forge(
    discord: Playground, bot: BotProcess
) -> None:
    """Names are never written, what was typed is only told to who typed it, and nothing pings."""
    evil = "@everyone **[free](https://evil.example)** <@1>"
    ada, grace = discord.person(f"Ada {evil}"), discord.person("Grace")
    studio = discord.guild("Studio")
    studio.record.name = f"Studio {evil}"
    channel = studio.channel(f"general {evil}")
    role = studio.role(f"Team {evil}", mentionable=True)
    studio.set_permissions(role)  # so that the bot hears of it
    for command, options in (
        ("relax", {"where": "channel", "exercise": "ninety-second-reset"}),
        ("relax", {"exercise": evil}),
        ("stretch", {"routine": evil}),
        ("reminder add", {"time": evil, "zone": "UTC"}),
        ("reminder add", {"time": "10:25", "zone": evil}),
        ("settings", {"working_hours": evil}),
        ("team next", {}),
    ):
        await (await ada.slash(command, options, channel=channel)).message()
    await relax(ada, discord, channel, where="channel")
    plan = {"time": "10:25", "zone": "UTC", "role": role}
    preview = await (await grace.slash("teambreak create", plan, channel=channel)).message()
    await (await grace.press(preview, "Save")).message()
    for command in ("teambreak list", "doctor"):
        await (await grace.slash(command, channel=channel)).message()
    await discord.until(lambda: "Done" in channel.messages[-1].text, timeout=30)

    written = [*channel.messages, *ada.ephemerals, *grace.ephemerals, *ada.inbox, *grace.inbox]
    assert len(written) > 10
    assert [it.text for it in written if it.pinged] == []
    assert [it.text for it in written if "evil.example)" in it.text and not escaped(it.text)] == []
    shared = [it.text for it in channel.messages]
    assert [it for it in shared if "evil" in it or "everyone" in it] == []


def escaped(text: str) -> bool:
    """Whether no markdown of what was typed is left working."""
    return r"\*\*\[free](" in text
