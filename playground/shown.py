"""What a page is shown: the world as one person sees it, as plain JSON."""

from __future__ import annotations

from typing import Any

from . import asking, message_payloads, permissions, world
from .errors import Payload
from .ledger import InteractionLine, Line, NoteLine, RequestLine, name_of
from .messages import text_of
from .plain import title_and_rest
from .reading import Reading
from .server import Server

PEOPLE = ("Ada", "Grace", "Linus")


def people(discord: Server) -> list[Payload]:
    """Those one can be, and who of them may manage a server."""
    return [_someone(discord, discord.person(name).user) for name in PEOPLE]


def _someone(discord: Server, user: world.User) -> Payload:
    manage = permissions.bits("manage_guild")
    guilds = discord.world.guilds_of(user)
    is_admin = any(permissions.in_guild(guild, user) & manage for guild in guilds)
    return {"id": str(user.id), "name": user.name, "admin": is_admin}


def places(discord: Server, user: world.User) -> list[world.Channel]:
    """The channels a person has in their list, the bot's DM last."""
    own = discord.dm(discord.person(user.name)).record
    seen = [c for c in discord.world.channels.values() if permissions.may(c, user, "view_channel")]
    return [*(c for c in seen if permissions.is_text(c) and c is not own), own]


def place(discord: Server, user: world.User, channel: world.Channel) -> Payload:
    is_own_dm = channel.kind is world.ChannelKind.DM and channel.has_recipient(discord.bot)
    return {
        "id": str(channel.id),
        "name": discord.bot.name if is_own_dm else name_of(channel),
        "kind": int(channel.kind),
        "guild": channel.guild.name if channel.guild else "Direct messages",
        "guild_id": str(channel.guild.id) if channel.guild else None,
        "writable": permissions.may_send(channel, user) and not channel.archived,
        "commands": asking.available(discord.world, user, channel),
    }


def names(discord: Server) -> Payload:
    """What stands for ids in a text: people and roles with @, channels with #."""
    state = discord.world
    known = {f"@{u.id}": f"@{u.name}" for u in state.users.values()}
    known |= {f"#{c.id}": f"#{c.name}" for c in state.channels.values() if c.guild}
    for guild in state.guilds.values():
        known |= {f"@&{r.id}": f"@{r.name}" for r in guild.roles.values() if r.id != guild.id}
    return known


def guilds(discord: Server, user: world.User) -> list[Payload]:
    """The servers a person is in, with whom and what one can choose there."""
    return [_guild(discord, guild) for guild in discord.world.guilds_of(user)]


def _guild(discord: Server, guild: world.Guild) -> Payload:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "members": [str(i) for i in guild.members],
        "roles": [str(i) for i in guild.roles if i != guild.id],
        "channels": [
            {"id": str(c.id), "name": c.name, "kind": int(c.kind)}
            for c in discord.world.channels_of(guild)
        ],
    }


def unread(discord: Server, reading: Reading, user: world.User) -> Payload:
    """The marks beside this person's places, and beside each person."""
    mine = {str(c.id): reading.unread(user, c) for c in places(discord, user)}
    everyone = {name: _calls(discord, reading, discord.person(name).user) for name in PEOPLE}
    marks = {i: {"messages": m.messages, "pings": m.pings} for i, m in mine.items()}
    return {"see": "unread", "places": marks, "people": everyone}


def _calls(discord: Server, reading: Reading, user: world.User) -> int:
    return sum(reading.unread(user, channel).pings for channel in places(discord, user))


def message(record: world.Message, viewer: world.User) -> Payload:
    made_by = record.interaction
    known: Payload = {
        **message_payloads.message(record),
        "ephemeral": record.ephemeral,
        "loading": world.MessageFlag.LOADING in record.flags,
        "pings_me": viewer in record.pinged,
        "by_command": None,
        "by": None,
        "answers": None,
    }
    if made_by is not None and made_by.command_name:
        known["by_command"] = f"{made_by.user.name} used /{made_by.command_name}"
        known["by"] = {"name": made_by.user.name, "command": f"/{made_by.command_name}"}
    elif made_by is not None and made_by.source is not None and not made_by.source.deleted:
        known["answers"] = _quoted(made_by.source)
    return known


def _quoted(source: world.Message) -> Payload:
    title, _ = title_and_rest(text_of(source))
    return {"id": str(source.id), "name": source.author.name, "text": title}


def interaction(record: world.Interaction) -> Payload:
    state = "failed" if record.failed else "waiting"
    if record.acknowledged_at is not None:
        state = "answered"
    return {
        "see": "interaction",
        "id": str(record.id),
        "channel": str(record.channel.id),
        "kind": record.kind.name.lower(),
        "state": state,
        "name": f"/{record.command_name}" if record.command_name else "",
        "message": str(record.source.id) if record.source else None,
        "custom_id": record.data.get("custom_id"),
    }


def line(entry: Line) -> Payload | None:
    """A line of the ledger as the page lists it: requests, notes, and who did what."""
    at = entry.at.wall
    match entry:
        case RequestLine():
            return {"at": at, "sort": "request", **_request(entry)}
        case NoteLine():
            return {"at": at, "sort": "note", "text": entry.text}
        case InteractionLine() if entry.kind != "autocomplete" and entry.happened != "delivered":
            return {"at": at, "sort": "act", "text": _act(entry)}
    return None


def _act(entry: InteractionLine) -> str:
    done = {"command": f"used /{entry.subject}", "component": "pressed", "modal": "submitted"}
    custom_id = "" if entry.kind == "command" else f" ({entry.subject})"
    return f"{entry.who} {done[entry.kind]}: {entry.happened}{custom_id}"


def _request(entry: RequestLine) -> dict[str, Any]:
    return {
        "method": entry.method,
        "route": entry.route,
        "path": entry.path,
        "status": entry.status,
        "code": entry.code,
        "bucket": entry.bucket,
        "milliseconds": round(entry.duration * 1000),
    }
