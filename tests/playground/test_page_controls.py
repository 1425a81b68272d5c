"""Marks, trouble and the search for what is due, over the page's own socket."""

import asyncio

import pytest

from playground import messages
from playground.bodies import Parts
from playground.messages import Origin
from tests.playground.test_page import browser, page

__all__ = ["browser", "page"]


class SmallProcess:
    """A process that does nothing but be there or not; it may take a while to be gone."""

    def __init__(self):
        self.running = True
        self.did = []
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def start(self):
        self.running = True
        self.did.append("started")

    async def kill(self):
        await self.may_go.wait()
        self.running = False
        self.did.append("gone")


@pytest.fixture
def general(server):
    return server.guild("Studio").channel("general")


def bot_writes(server, channel, text="due"):
    messages.create(server.world, channel.record, Parts(content=text), Origin(server.bot))


async def last(page, what, until):
    """The first of these that fits."""
    while not until(told := await page.see(what)):
        pass
    return told


async def test_what_comes_elsewhere_is_marked_until_it_is_opened(server, page, general):
    ada = server.person("Ada")
    dm = str(server.dm(ada).id)
    await page.ask("open", channel=dm)
    await page.see("history")
    await server.person("Linus").say(general, f"look {ada.mention}")
    marked = await last(page, "unread", lambda it: it["places"][str(general.id)]["messages"])
    await page.ask("open", channel=str(general.id))
    read = await last(page, "unread", lambda it: not it["places"][str(general.id)]["messages"])

    assert marked["places"][str(general.id)] == {"messages": 1, "pings": 1}
    assert marked["people"] == {"Ada": 1, "Grace": 0, "Linus": 0}
    assert read["people"]["Ada"] == 0


async def test_a_direct_message_always_calls(server, page):
    bot_writes(server, server.dm(server.person("Grace")))
    told = await last(page, "unread", lambda it: it["people"]["Grace"])

    assert told["people"] == {"Ada": 0, "Grace": 1, "Linus": 0}


@pytest.mark.parametrize("name", ["dms", "permission", "slow", "failing"])
async def test_trouble_is_made_and_ended(server, page, general, name):
    states = []
    await page.ask("open", channel=str(general.id))
    for on in (True, False):
        await page.ask("trouble", name=name, on=on, channel=str(general.id))
        states.append((await last(page, "faults", lambda it, on=on: it[name] is on))[name])

    assert states == [True, False]
    assert server.person("Ada").user.dms_open
    assert not server.faults.draw("GET", "/gateway")


async def test_in_a_direct_message_there_is_no_permission_to_take(server, page):
    dm = str(server.dm(server.person("Ada")).id)
    await page.ask("open", channel=dm)
    await page.see("history")
    assert (await page.see("faults"))["permission"] is None
    await page.ask("trouble", name="permission", on=True, channel=dm)

    assert "no permission" in (await page.see("trouble"))["text"]


async def test_a_process_can_be_killed_only_by_who_owns_one(server, page, general):
    await page.ask("open", channel=str(general.id))
    await page.see("history")
    assert (await page.see("faults"))["process"] is None
    server.process = process = SmallProcess()
    await page.ask("trouble", name="process", on=True, channel=str(general.id))
    await last(page, "faults", lambda it: it["process"])
    was_running = process.running
    await page.ask("trouble", name="process", on=False, channel=str(general.id))
    await last(page, "faults", lambda it: it["process"] is False)

    assert (was_running, process.running) == (False, True)
    assert [str(line) for line in server.ledger.lines][-2:] == [
        "playground: kill -9",
        "playground: the bot's process is started",
    ]


async def test_a_process_that_takes_its_time_to_be_gone_is_started_all_the_same(
    server, page, general
):
    server.process = process = SmallProcess()
    process.may_go.clear()
    for on in (True, False):
        await page.ask("trouble", name="process", on=on, channel=str(general.id))
    await page.ask("open", channel=str(general.id))
    await page.see("history")
    process.may_go.set()
    await server.until(lambda: len(process.did) == 2)

    assert process.did == ["gone", "started"]
    assert process.running


async def test_the_search_ends_where_the_bot_writes(server, page, general):
    def due(event):
        if event.name == "PLAYGROUND_CLOCK" and server.clock.skip == 15:
            bot_writes(server, general)

    server.world.subscribe(due)
    await page.ask("next")
    told = await last(page, "clock", lambda it: it["outcome"])

    assert (told["skip"], told["outcome"]) == (15, "Skipped 15 s: the bot wrote.")


async def test_what_a_person_writes_does_not_end_the_search(server, page, general):
    await page.ask("next")
    await last(page, "clock", lambda it: it["skipping"])
    await server.person("Linus").say(general, "hello")
    await last(page, "clock", lambda it: it["skipped"] > 5)
    await page.ask("next", stop=True)

    assert (await last(page, "clock", lambda it: it["outcome"]))["outcome"].startswith("Stopped")
