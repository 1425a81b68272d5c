"""Writing messages into the world: create, edit, delete. The rules about bodies are in `bodies`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from . import mentions, message_payloads, payloads
from .bodies import Parts
from .components import texts
from .errors import Payload
from .world import (
    Channel,
    Edit,
    Event,
    Guild,
    Intent,
    Interaction,
    Message,
    MessageFlag,
    User,
    World,
)

NONCE_WINDOW_SECONDS = 300
PLAIN, REPLY, COMMAND_RESPONSE = 0, 19, 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a new message comes from: who writes, in answer to what, seen by whom alone."""

    author: User
    interaction: Interaction | None = None
    ephemeral_to: User | None = None
    kind: int = PLAIN


def all_text(content: str, components: list[Payload]) -> str:
    """Everything a message says, plain content first."""
    return "\n".join(part for part in (content, *texts(components)) if part)


def text_of(message: Message) -> str:
    return all_text(message.content, message.components)


def earlier_with_nonce(world: World, author: User, nonce: str) -> Message | None:
    """The message Discord returns in place of a repeat: same author, same nonce, a moment ago."""
    message = world.recent_nonces.get((author.id, nonce))
    if message is None or time.monotonic() - message.created_at > NONCE_WINDOW_SECONDS:
        return None
    return message


def create(world: World, channel: Channel, parts: Parts, origin: Origin) -> Message:
    """Put a new message into a channel and tell whoever listens."""
    message = Message(
        id=world.new_id(),
        channel=channel,
        author=origin.author,
        interaction=origin.interaction,
        ephemeral_to=origin.ephemeral_to,
        kind=REPLY if parts.reference_id else origin.kind,
        nonce=parts.nonce,
        reference_id=parts.reference_id,
    )
    _fill(world, message, parts)
    _mention(message, parts)
    if parts.nonce is not None:
        world.recent_nonces[origin.author.id, parts.nonce] = message
    channel.messages[message.id] = message
    if origin.ephemeral_to is not None:
        origin.ephemeral_to.ephemerals[message.id] = message
    _announce(world, "MESSAGE_CREATE", message)
    return message


def edit(world: World, message: Message, parts: Parts) -> None:
    """Give a message its new look. An edit mentions, but it never pings anew."""
    _fill(world, message, parts)
    message.edited_at = datetime.now(UTC)
    message.edits.append(Edit(time.monotonic(), text_of(message)))
    _announce(world, "MESSAGE_UPDATE", message)


def dismiss(world: World, message: Message) -> None:
    """A person takes an ephemeral message off their screen. The bot is not told."""
    _forget(message)
    world.announce(Event("PLAYGROUND_DISMISS", {"id": str(message.id)}))


def delete(world: World, message: Message) -> None:
    """Take a message away; whoever holds it sees `deleted`."""
    _forget(message)
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    world.announce(_about("MESSAGE_DELETE", {**data, **_where(message)}, message))


def delete_many(world: World, chosen: list[Message]) -> None:
    """Take several messages of one channel away at once."""
    for message in chosen:
        _forget(message)
    ids = [str(message.id) for message in chosen]
    data = {"ids": ids, "channel_id": str(chosen[0].channel.id), **_where(chosen[0])}
    world.announce(_about("MESSAGE_DELETE_BULK", data, *chosen))


def _forget(message: Message) -> None:
    message.deleted = True
    message.channel.messages.pop(message.id, None)
    if message.ephemeral_to is not None:
        message.ephemeral_to.ephemerals.pop(message.id, None)


def _fill(world: World, message: Message, parts: Parts) -> None:
    message.content = parts.content
    message.flags = parts.flags
    if message.ephemeral:
        message.flags |= MessageFlag.EPHEMERAL
    message.embeds = parts.embeds
    message.components = parts.components
    message.attachments = parts.attachments
    world.attachments.update({attachment.id: attachment for attachment in parts.attachments})


def _mention(message: Message, parts: Parts) -> None:
    said = text_of(message)
    found = mentions.find(said, parts.allowed_mentions, message.channel, message.author)
    message.mentions, message.mention_roles = found.users, found.role_ids
    message.mention_everyone = found.everyone
    message.pinged = found.pinged
    if message.ephemeral_to is not None:
        message.pinged = [user for user in found.pinged if user is message.ephemeral_to]


def _announce(world: World, name: str, message: Message) -> None:
    data = message_payloads.message(message, with_nonce=name == "MESSAGE_CREATE")
    member = _member_part(message)
    world.announce(_about(name, {**data, **member, **_where(message)}, message))


def _member_part(message: Message) -> Payload:
    guild = message.channel.guild
    if guild is None or message.ephemeral or message.author.id not in guild.members:
        return {}
    return {"member": payloads.member(guild.members[message.author.id], with_user=False)}


def _guild_of(message: Message) -> Guild | None:
    # Ephemeral messages go to the person and the bot directly, not through the guild's channel:
    # https://discord.com/developers/docs/events/gateway-events#message-create
    return None if message.ephemeral else message.channel.guild


def _where(message: Message) -> Payload:
    guild = _guild_of(message)
    return {"guild_id": str(guild.id)} if guild else {}


def _about(name: str, data: Payload, *messages: Message) -> Event:
    guild = _guild_of(messages[0])
    intent = Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES
    return Event(name, data, guild, intent, messages)


def without_content(data: Payload) -> Payload:
    """A message event as a session without the message-content intent receives it."""
    return {**data, "content": "", "embeds": [], "components": [], "attachments": []}
