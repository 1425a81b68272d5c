import io
import time
import zlib

import aiohttp
import discord
import pytest
from discord import ui

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"


def picture(name: str) -> discord.File:
    return discord.File(io.BytesIO(PICTURE), filename=name)


def card(text: str, *pictures: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    parts: list[ui.Item] = [ui.TextDisplay(text)]
    if pictures:
        gallery = ui.MediaGallery()
        for name in pictures:
            gallery.add_item(media=f"attachment://{name}", description=f"alt of {name}")
        parts.append(gallery)
    view.add_item(ui.Container(*parts))
    return view


@pytest.fixture
async def channel(server, bot, start):
    """#general as the connected bot holds it."""
    await start(bot, server)
    return bot.get_partial_messageable(server.guild("Studio").channel("general").id)


@pytest.fixture
def general(server):
    return server.guild("Studio").channel("general")


async def test_a_message_is_sent_fetched_edited_and_deleted(channel, general):
    sent = await channel.send("hello", nonce="s1.1")
    fetched = await channel.fetch_message(sent.id)
    await sent.edit(content="hello again")
    seen = general.messages[0]

    assert (fetched.content, fetched.nonce, seen.nonce) == ("hello", None, "s1.1")
    assert seen.text == "hello again"
    assert [text for _, text in seen.edits] == ["hello again"]
    assert seen.created_at <= time.monotonic()
    await sent.delete()
    assert seen.deleted
    assert general.messages == []


async def test_a_dm_reaches_the_inbox(server, bot, channel):
    ada = server.person("Ada")
    user = await bot.fetch_user(ada.id)
    await user.send("psst")

    assert [message.text for message in ada.inbox] == ["psst"]
    assert server.dm(ada).messages == ada.inbox
    assert server.person("Grace").inbox == []


async def test_a_nonce_is_honoured_once(channel, general):
    first = await channel.send("once", nonce="o7.1")
    second = await channel.send("once", nonce="o7.1")
    other = await channel.send("once", nonce="o7.2")

    assert first.id == second.id != other.id
    assert len(general.messages) == 2


async def test_the_retry_of_a_deleted_message_finds_nothing(channel):
    await (await channel.send("once", nonce="o7.1")).delete()

    with pytest.raises(discord.NotFound) as refused:
        await channel.send("once", nonce="o7.1")

    assert refused.value.code == 10008


async def test_a_layout_shows_its_pictures(server, channel, general):
    sent = await channel.send(view=card("Neck rolls", "neck.png"), files=[picture("neck.png")])
    item = sent.components[0].children[1].items[0]

    assert sent.attachments == []
    assert item.media.attachment_id
    assert (item.media.width, item.media.height) == (32, 16)
    assert general.messages[0].pictures == [("neck.png", "alt of neck.png")]
    async with aiohttp.ClientSession() as session, session.get(item.media.url) as answer:
        assert answer.content_type == "image/png"
        assert await answer.read() == PICTURE


async def test_an_edit_drops_the_attachments_it_does_not_list(channel, general):
    sent = await channel.send(view=card("one", "a.png"), files=[picture("a.png")])

    await sent.edit(view=card("two", "b.png"), attachments=[picture("b.png")])
    await sent.edit(view=card("still two", "b.png"))
    assert general.messages[0].pictures == [("b.png", "alt of b.png")]

    await sent.edit(view=card("none"), attachments=[])
    assert general.messages[0].pictures == []
    with pytest.raises(discord.HTTPException) as refused:
        await sent.edit(view=card("gone", "b.png"))
    assert refused.value.code == 50035


async def test_a_picture_that_was_not_sent_is_refused(channel, general):
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(view=card("x", "nowhere.png"))

    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert "nowhere.png" in refused.value.text
    assert general.messages == []


async def test_attachments_of_a_plain_message_are_listed(channel):
    sent = await channel.send("see", file=picture("a.png"))

    assert [(a.filename, a.width, a.size) for a in sent.attachments] == [
        ("a.png", 32, len(PICTURE))
    ]


async def test_the_history_is_paged(channel):
    ids = [(await channel.send(str(n))).id for n in range(5)]

    async def read(**limits):
        return [int(m.content) async for m in channel.history(**limits)]

    assert await read(limit=2) == [4, 3]
    assert await read(before=discord.Object(ids[2])) == [1, 0]
    assert await read(after=discord.Object(ids[2])) == [3, 4]
    assert await read(around=discord.Object(ids[2]), limit=3) == [3, 2, 1]


async def test_bulk_delete_takes_several(server, channel, general, bot):
    ids = [(await channel.send(str(n))).id for n in range(3)]
    general.allow(server.bot, "manage_messages")
    await bot.http.delete_messages(general.id, ids[:2])
    deleted = server.ledger.messages(happened="deleted")

    assert [message.text for message in general.messages] == ["2"]
    assert [line.message_id for line in deleted] == ids[:2]


@pytest.mark.parametrize(
    ("text", "allowed", "pinged"),
    [
        ("hi {ada}", discord.AllowedMentions.all(), ["Ada"]),
        ("hi {ada}", discord.AllowedMentions.none(), []),
        ("hi {ada} {grace}", "only ada", ["Ada"]),
        ("hi {crew}", discord.AllowedMentions(roles=True), ["Grace"]),
        ("hi {closed}", discord.AllowedMentions(roles=True), []),
        ("hi @everyone", discord.AllowedMentions.all(), []),
    ],
)
async def test_who_is_pinged_follows_allowed_mentions(
    server, channel, general, text, allowed, pinged
):
    ada, grace, studio = server.person("Ada"), server.person("Grace"), server.guild("Studio")
    crew = studio.role("Crew", mentionable=True)
    closed = studio.role("Closed")
    studio.give(grace, crew)
    studio.give(grace, closed)
    if allowed == "only ada":
        allowed = discord.AllowedMentions(users=[discord.Object(ada.id)])
    words = text.format(
        ada=ada.mention, grace=grace.mention, crew=crew.mention, closed=closed.mention
    )
    await channel.send(view=card(words), allowed_mentions=allowed)

    assert [user.name for user in general.messages[0].pinged] == pinged
    assert (ada in general.messages[0].pinged) == ("Ada" in pinged)


async def test_everyone_is_pinged_by_those_who_may(server, channel, general):
    general.allow(server.bot, "mention_everyone")
    await channel.send("@here", allowed_mentions=discord.AllowedMentions(everyone=True))

    assert {user.name for user in general.messages[0].pinged} == {"Ada", "Grace", "Olive"}


async def test_a_silent_message_is_seen_as_such(channel, general):
    await channel.send("shh", silent=True)
    await channel.send("hey")

    assert [message.silent for message in general.messages] == [True, False]


async def test_a_plain_message_becomes_a_layout_but_never_back(channel, general):
    sent = await channel.send("plain")

    with pytest.raises(discord.HTTPException):
        await sent.edit(view=card("layout"))
    await sent.edit(content=None, embeds=[], attachments=[], view=card("layout"))
    assert general.messages[0].text == "layout"
    with pytest.raises(discord.HTTPException) as refused:
        await sent.edit(content="plain again")
    assert refused.value.code == 50035


async def test_attachments_survive_compression_untouched(channel, general):
    noise = zlib.compress(bytes(range(256)) * 50)
    await channel.send(file=discord.File(io.BytesIO(noise), filename="noise.bin"))

    assert general.messages[0].record.attachments[0].content == noise
