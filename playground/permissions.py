"""What someone may do somewhere: Discord's permission arithmetic over the world's values.

https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from __future__ import annotations

from .world import Channel, ChannelKind, Guild, Overwrite, User

BITS: dict[str, int] = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "external_emojis": 1 << 18,
    "connect": 1 << 20,
    "speak": 1 << 21,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
    "use_external_apps": 1 << 50,
}
EVERYTHING = (1 << 53) - 1


def bits(*names: str) -> int:
    """The bits of these permissions, named as discord.py names them."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


EVERYONE = bits(
    "add_reactions",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "external_emojis",
    "connect",
    "speak",
    "use_application_commands",
    "create_public_threads",
    "send_messages_in_threads",
    "use_external_apps",
)
IN_PRIVATE = EVERYONE | bits("mention_everyone")


def in_guild(guild: Guild, user: User) -> int:
    """A member's permissions before any channel has its say; nobody else has any."""
    if user.id not in guild.members:
        return 0
    if guild.owner is user:
        return EVERYTHING
    total = 0
    for role in guild.roles_of(user):
        total |= role.permissions
    return EVERYTHING if total & BITS["administrator"] else total


def in_channel(channel: Channel, user: User) -> int:
    """What `user` may do in `channel`, with overwrites; a thread asks its parent."""
    if channel.guild is None:
        return IN_PRIVATE if channel.has_recipient(user) else 0
    base = in_guild(channel.guild, user)
    if base == EVERYTHING or not base:
        return base
    home = channel.parent if channel.kind.is_thread and channel.parent else channel
    allowed = _overwritten(base, channel.guild, home, user)
    return allowed if allowed & BITS["view_channel"] else 0


def _overwritten(base: int, guild: Guild, channel: Channel, user: User) -> int:
    held = guild.members[user.id].role_ids
    everyone = channel.overwrites.get(guild.id)
    roles = [channel.overwrites[i] for i in held if i in channel.overwrites]
    own = channel.overwrites.get(user.id)
    for layer in ([everyone] if everyone else [], roles, [own] if own else []):
        base = _layered(base, layer)
    return base


def _layered(base: int, layer: list[Overwrite]) -> int:
    deny = allow = 0
    for overwrite in layer:
        deny |= overwrite.deny
        allow |= overwrite.allow
    return base & ~deny | allow


def may(channel: Channel, user: User, *names: str) -> bool:
    """Whether `user` has all of these permissions in `channel`."""
    wanted = bits(*names)
    return in_channel(channel, user) & wanted == wanted


def may_send(channel: Channel, user: User) -> bool:
    """Whether `user` may post here; a thread has a permission of its own for that."""
    speaking = "send_messages_in_threads" if channel.kind.is_thread else "send_messages"
    return may(channel, user, "view_channel", speaking)


def is_text(channel: Channel) -> bool:
    """Whether messages can stand in this channel at all; a forum only holds threads."""
    return channel.kind is not ChannelKind.FORUM
