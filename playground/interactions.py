"""What a person does with the bot: from the press to the payload, and what the bot answered.

Which interactions a person may cause at all is the driver's business (`people`); what the bot may
answer is REST's (`routes_interactions`). Here is what both change.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import files, message_payloads, payloads, permissions
from .errors import Payload
from .world import (
    Channel,
    Event,
    Intent,
    Interaction,
    InteractionKind,
    Message,
    ResponseKind,
    User,
    World,
)

# What Discord sends as `app_permissions` where the bot is no member: embed links, attach files,
# mention everyone, external emojis.
PERMISSIONS_OUTSIDE = permissions.bits(
    "embed_links", "attach_files", "mention_everyone", "external_emojis"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asks of the bot, before it is an interaction."""

    kind: InteractionKind
    user: User
    channel: Channel
    data: Payload
    owners: Mapping[str, str]
    source: Message | None = None
    command_name: str = field(default="")


def create(world: World, request: Request) -> Interaction:
    """Make the interaction and announce it to the bot."""
    interaction = Interaction(
        id=world.new_id(),
        kind=request.kind,
        token=secrets.token_urlsafe(32),
        user=request.user,
        channel=request.channel,
        data=request.data,
        owners=dict(request.owners),
        source=request.source,
        command_name=request.command_name,
    )
    interaction.forced_ephemeral = _is_kept_private(interaction)
    world.interactions[interaction.id] = interaction
    world.by_token[interaction.token] = interaction
    return interaction


def _is_kept_private(interaction: Interaction) -> bool:
    channel = interaction.channel
    if not interaction.only_user_installed or channel.guild is None:
        return False
    return not permissions.may(channel, interaction.user, "use_external_apps")


def deliver(world: World, interaction: Interaction) -> None:
    event = Event(
        "INTERACTION_CREATE",
        payload(world, interaction),
        guild=interaction.channel.guild,
        intent=Intent.NONE,
        interaction=interaction,
    )
    world.announce(event)


def acknowledge(world: World, interaction: Interaction, kind: ResponseKind, data: Payload) -> None:
    """Note that the bot answered, and how."""
    interaction.acknowledged_at = time.monotonic()
    interaction.response_kind = kind
    interaction.response_data = data
    _tell(world, interaction, f"answered with {kind.name.lower()}")


def fail(world: World, interaction: Interaction) -> None:
    """The application did not respond."""
    interaction.failed = True
    _tell(world, interaction, "failed: the application did not respond")


def _tell(world: World, interaction: Interaction, happened: str) -> None:
    data = {"happened": happened}
    world.announce(Event("INTERACTION_STATE", data, interaction=interaction))


def payload(world: World, interaction: Interaction) -> Payload:
    """INTERACTION_CREATE as documented."""
    channel = interaction.channel
    known: Payload = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": int(interaction.kind),
        "data": interaction.data,
        "channel": payloads.seen_channel(channel, interaction.user),
        "channel_id": str(channel.id),
        "token": interaction.token,
        "version": 1,
        "locale": interaction.user.locale,
        "app_permissions": str(_app_permissions(world, channel)),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "context": context_of(world, channel),
        "authorizing_integration_owners": interaction.owners,
        "attachment_size_limit": files.SIZE_LIMIT,
    }
    known |= _person(interaction)
    if interaction.source is not None:
        known["message"] = message_payloads.message(interaction.source)
    return known


def context_of(world: World, channel: Channel) -> int:
    """0 in a guild, 1 in the bot's own DM, 2 in any other private channel."""
    if channel.guild is not None:
        return 0
    return 1 if channel.has_recipient(world.bot) else 2


def _app_permissions(world: World, channel: Channel) -> int:
    if channel.guild is None or world.bot.id not in channel.guild.members:
        return PERMISSIONS_OUTSIDE
    return permissions.in_channel(channel, world.bot)


def _person(interaction: Interaction) -> Payload:
    channel, person = interaction.channel, interaction.user
    guild = channel.guild
    if guild is None:
        return {"user": payloads.user(person)}
    allowed = permissions.in_channel(channel, person)
    member = {**payloads.member(guild.members[person.id]), "permissions": str(allowed)}
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member,
    }


def owners_for(world: World, person: User, channel: Channel, kinds: set[int]) -> dict[str, str]:
    """Who installed what lets `person` use the app here; empty when nothing does.

    Kind 0 is an install in the guild (or, in the bot's own DM, a shared one); kind 1 is theirs.
    """
    owners: dict[str, str] = {}
    if 0 in kinds and channel.guild is not None and world.bot.id in channel.guild.members:
        owners["0"] = str(channel.guild.id)
    if 0 in kinds and context_of(world, channel) == 1:
        owners["0"] = "0"
    if 1 in kinds and person.installed_app:
        owners["1"] = str(person.id)
    return owners
