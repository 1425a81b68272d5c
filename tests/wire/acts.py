"""What people do in these tests, and what a session must say."""

from __future__ import annotations

import socket

import aiohttp

from playground import Channel, Message, Person, Playground

#: Where the ninety-second reset's cues are, in seconds.
STEPS = {
    "Arrive": 0,
    "your right": 10,
    "Switch sides": 40,
    "your left": 45,
    "Finish": 75,
    "Done": 90,
}
#: A cue may be this many real seconds late here: these machines are shared.
LATE = 2.5


async def relax(
    person: Person, discord: Playground, channel: Channel | None = None, **options: str
) -> Message:
    """`/relax`, in #general if nothing else is said; the safety card is accepted the first time."""
    channel = channel or discord.guild("Studio").channel("general")
    answer = await (await person.slash("relax", options, channel=channel)).message()
    if any(button.label == "I understand" for button in answer.buttons):
        answer = await (await person.press(answer, "I understand")).message()
    return answer


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


async def get(port: int, path: str) -> tuple[int, str]:
    """What the bot's own little server answers."""
    url = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


def heading(text: str) -> str:
    return text.split("\n", 1)[0]
