"""People, roles, channels and guilds as the JSON objects Discord's documents describe."""

from __future__ import annotations

from datetime import UTC, datetime

from . import permissions
from .errors import Payload
from .world import (
    DISCORD_EPOCH_MS,
    Channel,
    ChannelKind,
    Guild,
    Member,
    Role,
    User,
    World,
)


def moment(snowflake: int) -> str:
    """The ISO time that stands in a snowflake."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC).isoformat()


def user(value: User) -> Payload:
    known: Payload = {
        "id": str(value.id),
        "username": value.name if value.bot else value.name.lower(),
        "discriminator": "0",
        "global_name": None if value.bot else value.name,
        "avatar": None,
        "public_flags": 0,
    }
    return {**known, "bot": True} if value.bot else known


def current_user(value: User) -> Payload:
    return {
        **user(value),
        "mfa_enabled": True,
        "verified": True,
        "locale": value.locale,
        "flags": 0,
        "email": None,
    }


def role(value: Role) -> Payload:
    return {
        "id": str(value.id),
        "name": value.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": value.position,
        "permissions": str(value.permissions),
        "managed": value.managed,
        "mentionable": value.mentionable,
        "flags": 0,
    }


def member(value: Member, *, with_user: bool = True) -> Payload:
    known: Payload = {
        "roles": [str(i) for i in sorted(value.role_ids)],
        "joined_at": value.joined_at.isoformat(),
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    return {**known, "user": user(value.user)} if with_user else known


def channel(value: Channel) -> Payload:
    """A channel as REST and gateway give it; `seen_channel` is what interactions carry."""
    if value.kind.is_private:
        return _private_channel(value)
    if value.kind.is_thread:
        return _thread(value)
    known = _guild_channel(value)
    if value.kind in (ChannelKind.VOICE, ChannelKind.STAGE):
        known |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if value.kind is ChannelKind.FORUM:
        known |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return known


def _last_message_id(value: Channel) -> str | None:
    newest_first = reversed(value.messages.values())
    return next((str(m.id) for m in newest_first if not m.ephemeral), None)


def _guild_channel(value: Channel) -> Payload:
    assert value.guild is not None
    return {
        "id": str(value.id),
        "type": int(value.kind),
        "guild_id": str(value.guild.id),
        "name": value.name,
        "position": value.position,
        "parent_id": str(value.parent.id) if value.parent else None,
        "permission_overwrites": [
            {
                "id": str(o.target_id),
                "type": int(o.is_member),
                "allow": str(o.allow),
                "deny": str(o.deny),
            }
            for o in value.overwrites.values()
        ],
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": _last_message_id(value),
        "flags": 0,
    }


def _thread(value: Channel) -> Payload:
    assert value.guild is not None
    assert value.parent is not None
    return {
        "id": str(value.id),
        "type": int(value.kind),
        "guild_id": str(value.guild.id),
        "parent_id": str(value.parent.id),
        "owner_id": str(value.guild.owner.id),
        "name": value.name,
        "last_message_id": _last_message_id(value),
        "rate_limit_per_user": 0,
        "message_count": len(value.messages),
        "member_count": len(value.guild.members),
        "total_message_sent": len(value.messages),
        "flags": 0,
        "thread_metadata": {
            "archived": value.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": moment(value.id),
            "locked": False,
            "create_timestamp": moment(value.id),
        },
    }


def _private_channel(value: Channel) -> Payload:
    known: Payload = {
        "id": str(value.id),
        "type": int(value.kind),
        "last_message_id": _last_message_id(value),
        "recipients": [user(u) for u in value.recipients if not u.bot],
        "flags": 0,
    }
    if value.kind is ChannelKind.GROUP:
        known |= {"name": value.name, "icon": None, "owner_id": str(value.recipients[0].id)}
    return known


def seen_channel(value: Channel, viewer: User) -> Payload:
    """A channel inside an interaction: with what the person there may do."""
    return {**channel(value), "permissions": str(permissions.in_channel(value, viewer))}


def guild(value: Guild) -> Payload:
    return {
        "id": str(value.id),
        "name": value.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role(r) for r in value.roles.values()],
        "owner_id": str(value.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "incidents_data": None,
    }


def gateway_guild(world: World, value: Guild) -> Payload:
    """GUILD_CREATE: the guild with its channels, and of its members the bot alone."""
    inside = world.channels_of(value)
    own = value.members[world.bot.id]
    return {
        **guild(value),
        "joined_at": own.joined_at.isoformat(),
        "large": False,
        "unavailable": False,
        "member_count": len(value.members),
        "members": [member(own)],
        "channels": [channel(c) for c in inside if not c.kind.is_thread],
        "threads": [channel(c) for c in inside if c.kind.is_thread],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
