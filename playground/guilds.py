"""Building and changing guilds, channels, roles, people: each change ends in its gateway event."""

from __future__ import annotations

from datetime import UTC, datetime

from . import payloads, permissions
from .errors import Payload
from .world import Channel, ChannelKind, Event, Guild, Intent, Member, Overwrite, Role, User, World


def add_user(world: World, name: str) -> User:
    user = User(world.new_id(), name)
    world.users[user.id] = user
    return user


def add_guild(world: World, name: str, owner: User) -> Guild:
    """A new guild, of which only its owner is a member."""
    guild = Guild(world.new_id(), name, owner)
    guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.EVERYONE, position=0)
    world.guilds[guild.id] = guild
    add_member(world, guild, owner)
    return guild


def add_member(world: World, guild: Guild, user: User) -> Member:
    member = Member(user, datetime.now(UTC))
    guild.members[user.id] = member
    data = {**payloads.member(member), "guild_id": str(guild.id)}
    world.announce(Event("GUILD_MEMBER_ADD", data, guild, Intent.GUILD_MEMBERS))
    return member


def remove_member(world: World, guild: Guild, user: User) -> None:
    del guild.members[user.id]
    data = {"guild_id": str(guild.id), "user": payloads.user(user)}
    world.announce(Event("GUILD_MEMBER_REMOVE", data, guild, Intent.GUILD_MEMBERS))


def add_bot(world: World, guild: Guild) -> None:
    """Install the bot in a guild, with the role Discord makes for it."""
    role = add_role(world, guild, world.bot.name)
    role.managed = True
    guild.members[world.bot.id] = Member(world.bot, datetime.now(UTC), {role.id})
    world.announce(
        Event("GUILD_CREATE", payloads.gateway_guild(world, guild), guild, Intent.GUILDS)
    )


def remove_bot(world: World, guild: Guild) -> None:
    """Take the bot out of a guild, its own role with it."""
    # Announced before the bot stops being a member: only members are told about their guild.
    world.announce(Event("GUILD_DELETE", {"id": str(guild.id)}, guild, Intent.GUILDS))
    member = guild.members.pop(world.bot.id)
    for role_id in member.role_ids:
        if guild.roles[role_id].managed:
            del guild.roles[role_id]


def set_available(world: World, guild: Guild, *, available: bool) -> None:
    """An outage of one guild, or its end, as the gateway tells it."""
    guild.available = available
    data: Payload = {"id": str(guild.id), "unavailable": True}
    if available:
        data = payloads.gateway_guild(world, guild)
    name = "GUILD_CREATE" if available else "GUILD_DELETE"
    world.announce(Event(name, data, guild, Intent.GUILDS))


def add_role(
    world: World, guild: Guild, name: str, granted: int = 0, *, mentionable: bool = False
) -> Role:
    role = Role(world.new_id(), name, granted, position=len(guild.roles))
    role.mentionable = mentionable
    guild.roles[role.id] = role
    _tell_role(world, guild, "GUILD_ROLE_CREATE", role)
    return role


def change_role(world: World, guild: Guild, role: Role, granted: int) -> None:
    role.permissions = granted
    _tell_role(world, guild, "GUILD_ROLE_UPDATE", role)


def delete_role(world: World, guild: Guild, role: Role) -> None:
    for member in guild.members.values():
        member.role_ids.discard(role.id)
    del guild.roles[role.id]
    data = {"guild_id": str(guild.id), "role_id": str(role.id)}
    world.announce(Event("GUILD_ROLE_DELETE", data, guild, Intent.GUILDS))


def _tell_role(world: World, guild: Guild, name: str, role: Role) -> None:
    data = {"guild_id": str(guild.id), "role": payloads.role(role)}
    world.announce(Event(name, data, guild, Intent.GUILDS))


def give_role(world: World, guild: Guild, user: User, role: Role) -> None:
    member = guild.members[user.id]
    member.role_ids.add(role.id)
    data = {**payloads.member(member), "guild_id": str(guild.id)}
    # A bot hears of its own member without the members intent.
    intent = Intent.NONE if user is world.bot else Intent.GUILD_MEMBERS
    world.announce(Event("GUILD_MEMBER_UPDATE", data, guild, intent))


def add_channel(
    world: World, guild: Guild, name: str, kind: ChannelKind, parent: Channel | None = None
) -> Channel:
    channel = Channel(world.new_id(), kind, name, guild, parent)
    channel.position = len(world.channels_of(guild))
    world.channels[channel.id] = channel
    event = "THREAD_CREATE" if kind.is_thread else "CHANNEL_CREATE"
    world.announce(Event(event, payloads.channel(channel), guild, Intent.GUILDS))
    return channel


def delete_channel(world: World, channel: Channel) -> None:
    """Remove a channel, the threads in it and every message."""
    for thread in [c for c in world.channels.values() if c.parent is channel]:
        delete_channel(world, thread)
    del world.channels[channel.id]
    for message in channel.messages.values():
        message.deleted = True
    event = "THREAD_DELETE" if channel.kind.is_thread else "CHANNEL_DELETE"
    world.announce(Event(event, payloads.channel(channel), channel.guild, Intent.GUILDS))


def archive(world: World, channel: Channel, *, archived: bool) -> None:
    channel.archived = archived
    data = payloads.channel(channel)
    world.announce(Event("THREAD_UPDATE", data, channel.guild, Intent.GUILDS))


def overwrite(
    world: World, channel: Channel, target: User | Role, allow: int = 0, deny: int = 0
) -> None:
    """Allow and deny these bits for one user or role in one channel, above what was there."""
    blank = Overwrite(target.id, isinstance(target, User))
    known = channel.overwrites.setdefault(target.id, blank)
    known.allow = known.allow & ~deny | allow
    known.deny = known.deny & ~allow | deny
    data = payloads.channel(channel)
    world.announce(Event("CHANNEL_UPDATE", data, channel.guild, Intent.GUILDS))


def dm_between(world: World, one: User, other: User) -> Channel:
    """The DM of two users; made when it is first asked for."""
    return _private(world, ChannelKind.DM, [one, other])


def group_of(world: World, people: list[User]) -> Channel:
    """The group DM of exactly these people; made when it is first asked for."""
    return _private(world, ChannelKind.GROUP, people)


def _private(world: World, kind: ChannelKind, people: list[User]) -> Channel:
    between = frozenset(user.id for user in people)
    if between in world.private:
        return world.private[between]
    channel = Channel(world.new_id(), kind, "", recipients=people)
    world.private[between] = channel
    world.channels[channel.id] = channel
    world.announce(Event("CHANNEL_CREATE", payloads.channel(channel)))
    return channel


def share_a_guild(world: World, one: User, other: User) -> bool:
    return any(other.id in guild.members for guild in world.guilds_of(one))
