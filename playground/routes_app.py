"""Routes about the application itself: who am I, where is the gateway, which commands exist."""

from __future__ import annotations

from . import application, commands, guilds, payloads
from .errors import Payload, refusal
from .rest import Call, Reply, Route
from .world import Event, User


def me(call: Call) -> Reply:
    return Reply(body=payloads.current_user(call.world.bot))


def get_application(call: Call) -> Reply:
    return Reply(body=application.payload(call.world))


def edit_application(call: Call) -> Reply:
    application.edit(call.world, call.body)
    return get_application(call)


def _gateway_url(call: Call) -> str:
    return f"{call.world.origin.replace('http', 'ws', 1)}/gateway"


def gateway(call: Call) -> Reply:
    return Reply(body={"url": _gateway_url(call)})


def gateway_bot(call: Call) -> Reply:
    starts = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return Reply(body={"url": _gateway_url(call), "shards": 1, "session_start_limit": starts})


def user(call: Call) -> Reply:
    return Reply(body=payloads.user(_user(call)))


def _user(call: Call) -> User:
    found = call.world.users.get(call.id("user_id"))
    if found is None:
        raise refusal(10013)
    return found


def open_dm(call: Call) -> Reply:
    world = call.world
    recipient = world.users.get(int(call.body.get("recipient_id") or 0))
    if recipient is None or recipient is world.bot:
        raise refusal(10013)
    if call.faults.dms_open_too_fast:
        raise refusal(40003)
    if call.faults.create_dm_refuses_closed_dms and not recipient.dms_open:
        raise refusal(50007, status=400)
    return Reply(body=payloads.channel(guilds.dm_between(world, world.bot, recipient)))


def list_commands(call: Call) -> Reply:
    return Reply(body=call.world.commands)


def put_commands(call: Call) -> Reply:
    world = call.world
    bodies: list[Payload] = call.form.body if isinstance(call.form.body, list) else []
    world.commands = commands.overwritten(world, bodies, world.commands)
    world.commands_synced += 1
    world.announce(Event("PLAYGROUND_COMMANDS", {}))
    return Reply(body=world.commands)


def add_command(call: Call) -> Reply:
    world = call.world
    name = call.body.get("name")
    others = [command for command in world.commands if command["name"] != name]
    made = commands.overwritten(world, [call.body], world.commands)
    was_known = len(others) < len(world.commands)
    world.commands = [*others, *made]
    return Reply(200 if was_known else 201, made[0])


def list_guild_commands(call: Call) -> Reply:
    return Reply(body=call.world.guild_commands.get(call.id("guild_id"), []))


def put_guild_commands(call: Call) -> Reply:
    world, guild_id = call.world, call.id("guild_id")
    bodies: list[Payload] = call.form.body if isinstance(call.form.body, list) else []
    made = commands.overwritten(world, bodies, world.guild_commands.get(guild_id, []))
    world.guild_commands[guild_id] = [{**one, "guild_id": str(guild_id)} for one in made]
    world.commands_synced += 1
    return Reply(body=world.guild_commands[guild_id])


APP = "/applications/{application_id}"

ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/{user_id}", user),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/oauth2/applications/@me", get_application),
    Route("GET", "/applications/@me", get_application),
    Route("PATCH", "/applications/@me", edit_application),
    Route("GET", "/gateway", gateway, needs_token=False),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", f"{APP}/commands", list_commands),
    Route("PUT", f"{APP}/commands", put_commands),
    Route("POST", f"{APP}/commands", add_command),
    Route("GET", f"{APP}/guilds/{{guild_id}}/commands", list_guild_commands, place="guild_id"),
    Route("PUT", f"{APP}/guilds/{{guild_id}}/commands", put_guild_commands, place="guild_id"),
)
