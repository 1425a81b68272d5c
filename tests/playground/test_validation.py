import aiohttp
import discord
import pytest
from discord import app_commands

V2 = 1 << 15
BUTTON = {"type": 2, "style": 2, "label": "Stop", "custom_id": "stop"}
TEXT = {"type": 10, "content": "hello"}


def row(*inside):
    return {"type": 1, "components": list(inside)}


def container(*inside):
    return {"type": 17, "components": list(inside)}


def buttons(count):
    return [{**BUTTON, "custom_id": f"b{n}"} for n in range(count)]


@pytest.fixture
def post(api, server):
    general = server.guild("Studio").channel("general")

    async def send(body):
        return await api("POST", f"/channels/{general.id}/messages", body)

    return send


def first_fault(answer):
    """The path and the code of the first fault in an error body."""
    node, path = answer["errors"], []
    while "_errors" not in node:
        name, node = next(iter(node.items()))
        path.append(name)
    return ".".join(path), node["_errors"][0]["code"]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "nonce": "x" * 26}, "nonce", "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "components": [TEXT]}, "components.0.type", "UNION_TYPE_CHOICES"),
        ({"content": "x", "components": "no"}, "components", "BASE_TYPE_BAD_TYPE"),
        (
            {"content": "x", "components": [row(*buttons(6))]},
            "components.0.components",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"content": "x", "components": [row(BUTTON), row(BUTTON)]},
            "components.1.components.0.custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            {"content": "x", "components": [row({**BUTTON, "custom_id": "x" * 101})]},
            "components.0.components.0.custom_id",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"content": "x", "components": [row({**BUTTON, "label": "x" * 81})]},
            "components.0.components.0.label",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"content": "x", "components": [row({"type": 2, "style": 2, "custom_id": "c"})]},
            "components.0.components.0",
            "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI",
        ),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
    ],
)
async def test_a_wrong_message_is_refused_where_it_is_wrong(post, body, path, code):
    status, answer = await post(body)

    assert status == 400
    assert (answer["code"], answer["message"]) == (50035, "Invalid Form Body")
    assert first_fault(answer) == (path, code)


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([TEXT] * 41, "components"),
        ([{**TEXT, "content": "x" * 2001}, {**TEXT, "content": "x" * 2000}], "components"),
        ([{**TEXT, "content": ""}], "components.0.content"),
        ([container(container(TEXT))], "components.0.components.0.type"),
        ([container(BUTTON)], "components.0.components.0.type"),
        ([{"type": 9, "components": [TEXT]}], "components.0.accessory"),
        ([{"type": 9, "components": [TEXT] * 4, "accessory": BUTTON}], "components.0.components"),
        ([{"type": 12, "items": []}], "components.0.items"),
        (
            [{"type": 12, "items": [{"media": {"url": "https://x/y"}, "description": "x" * 1025}]}],
            "components.0.items.0.description",
        ),
        (
            [row({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}] * 2})],
            "components.0.components.0.options",
        ),
    ],
)
async def test_a_wrong_layout_is_refused_where_it_is_wrong(post, components, path):
    status, answer = await post({"flags": V2, "components": components})

    assert (status, answer["code"]) == (400, 50035)
    assert first_fault(answer)[0] == path


@pytest.mark.parametrize(
    "field",
    [{"content": "x"}, {"embeds": [{"title": "x"}]}, {"poll": {"answers": []}}],
)
async def test_nothing_stands_beside_a_layout(post, field):
    status, answer = await post({"flags": V2, "components": [TEXT], **field})

    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    assert status == 400
    assert first_fault(answer) == (next(iter(field)), code)


async def test_exactly_forty_components_and_four_thousand_characters_pass(post):
    status, _ = await post({"flags": V2, "components": [{**TEXT, "content": "x" * 100}] * 40})

    assert status == 200


async def test_an_empty_message_is_refused(post):
    assert (await post({}))[1]["code"] == 50006
    assert (await post({"flags": V2, "components": []}))[1]["code"] == 50006


async def test_components_come_back_numbered(post):
    _, message = await post({"flags": V2, "components": [container(TEXT, row(BUTTON)), TEXT]})
    outer, last = message["components"]

    assert [outer["id"], outer["components"][0]["id"], last["id"]] == [1, 2, 5]


async def test_broken_json_is_said_to_be_broken(server):
    headers = {"Authorization": f"Bot {server.token}", "Content-Type": "application/json"}
    url = f"{server.api_url}/users/@me/channels"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=b"{", headers=headers) as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


LONG = "x" * 46


@pytest.mark.parametrize(
    ("modal", "path"),
    [
        ({"title": LONG}, "data.title"),
        ({"components": []}, "data.components"),
        ({"components": [TEXT] * 6}, "data.components"),
        ({"components": [TEXT, {"type": 17}]}, "data.components.1.type"),
        ({"components": [row(BUTTON)]}, "data.components.0.components.0.type"),
        ({"components": [{"type": 18, "label": LONG, "component": {}}]}, "data.components.0.label"),
    ],
)
async def test_a_wrong_modal_is_refused(server, api, bot, start, modal, path):
    @bot.tree.command(description="x")
    async def ask(interaction):
        """Leaves the answer to the test."""

    await start(bot, server)
    record = (await server.person("Ada").slash("ask")).record
    good = {"title": "t", "custom_id": "c", "components": [TEXT]}
    callback = f"/interactions/{record.id}/{record.token}/callback"
    status, answer = await api("POST", callback, {"type": 9, "data": good | modal})

    assert status == 400
    assert first_fault(answer)[0] == path


@pytest.mark.parametrize(
    "choices",
    [
        [app_commands.Choice(name=f"n{n}", value="v") for n in range(26)],
        [app_commands.Choice(name="x" * 101, value="v")],
        [app_commands.Choice(name="", value="v")],
    ],
)
async def test_too_many_or_too_long_choices_are_refused(server, bot, start, choices):
    refused: list[int] = []

    @bot.tree.command(description="x")
    async def ask(interaction: discord.Interaction, what: str):
        """Only its autocomplete is wanted here."""

    @ask.autocomplete("what")
    async def offer(interaction: discord.Interaction, typed: str):
        try:
            await interaction.response.autocomplete(choices)
        except discord.HTTPException as error:
            refused.append(error.code)
        return []

    await start(bot, server)
    offered = await server.person("Ada").autocomplete("ask", "what", "x")

    assert refused == [50035]
    assert offered == []
