import discord
import pytest

from playground import InteractionFailed


@pytest.fixture
def ada(server):
    return server.person("Ada")


async def test_without_a_bot_the_application_does_not_respond(server, api, ada):
    path = f"/applications/{server.application_id}/commands"
    await api("PUT", path, [{"name": "relax", "description": "x", "contexts": [0, 1]}])

    act = await ada.slash("relax")

    assert act.failed
    with pytest.raises(InteractionFailed):
        await act.answered()


async def test_the_callback_is_taken_once_and_only_in_time(server, api, bot, start, ada):
    @bot.tree.command()
    async def hold(interaction: discord.Interaction):
        """Leaves the answer to the test."""

    await start(bot, server)
    record = (await ada.slash("hold")).record
    path = f"/interactions/{record.id}/{record.token}/callback"
    answer = {"type": 4, "data": {"content": "yes", "flags": 64}}

    wrong_kind = await api("POST", path, {"type": 8})
    first = await api("POST", f"{path}?with_response=1", answer)
    second = await api("POST", path, answer)
    late = (await ada.slash("hold")).record
    late.failed = True
    third = await api("POST", f"/interactions/{late.id}/{late.token}/callback", answer)

    assert wrong_kind[1]["code"] == 50035
    assert first[0] == 200
    assert first[1]["interaction"]["response_message_ephemeral"] is True
    assert first[1]["resource"]["message"]["content"] == "yes"
    assert (second[0], second[1]["code"]) == (400, 40060)
    assert (third[0], third[1]["code"]) == (404, 10062)


async def test_an_interactions_token_wears_out(server, api, bot, start, ada):
    @bot.tree.command()
    async def hi(interaction: discord.Interaction):
        await interaction.response.send_message("hi", ephemeral=True)

    await start(bot, server)
    act = await ada.slash("hi")
    message = await act.message()
    hook = f"/webhooks/{server.application_id}/{act.record.token}/messages/@original"

    in_time = await api("PATCH", hook, {"content": "still"})
    by_token = await api("PATCH", f"/channels/{message.channel.id}/messages/{message.id}", {})
    server.world.token_seconds = 0
    too_late = await api("PATCH", hook, {"content": "no more"})

    assert in_time[0] == 200
    assert (by_token[0], by_token[1]["code"]) == (404, 10008)
    assert (too_late[0], too_late[1]) == (401, {"message": "Invalid Webhook Token", "code": 50027})
    assert message.text == "still"


async def test_the_book_holds_no_token(server, bot, start, ada, api):
    @bot.tree.command()
    async def hi(interaction: discord.Interaction):
        await interaction.response.send_message("hi")

    await start(bot, server)
    act = await ada.slash("hi")
    await act.message()
    await api("PUT", f"/webhooks/{server.application_id}/{act.record.token}/nonsense")
    book = str(server.ledger.as_json()) + str(server.unknown_routes)

    assert "{interaction_token}/callback" in book
    assert "{interaction_token}/nonsense" in book
    assert act.record.token not in book
    assert server.token not in book
