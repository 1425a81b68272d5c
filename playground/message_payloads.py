"""Messages as the JSON objects Discord's documents describe."""

from __future__ import annotations

from .errors import Payload
from .payloads import user
from .world import Attachment, Interaction, Message


def attachment(value: Attachment, *, ephemeral: bool = False) -> Payload:
    known: Payload = {
        "id": str(value.id),
        "filename": value.filename,
        "size": len(value.content),
        "url": value.url,
        "proxy_url": value.url,
        "content_type": value.content_type,
    }
    if value.size:
        known |= {"width": value.size[0], "height": value.size[1]}
    if value.description:
        known["description"] = value.description
    return {**known, "ephemeral": True} if ephemeral else known


def message(value: Message, *, with_nonce: bool = False) -> Payload:
    """A message; only the answer to its creation and MESSAGE_CREATE carry the nonce."""
    known: Payload = {
        "id": str(value.id),
        "channel_id": str(value.channel.id),
        "type": value.kind,
        "author": user(value.author),
        "content": value.content,
        "timestamp": value.timestamp.isoformat(),
        "edited_timestamp": value.edited_at.isoformat() if value.edited_at else None,
        "tts": False,
        "mention_everyone": value.mention_everyone,
        "mentions": [user(u) for u in value.mentions],
        "mention_roles": [str(i) for i in value.mention_roles],
        "attachments": _attachments(value),
        "embeds": value.embeds,
        "components": value.components,
        "pinned": False,
        "flags": int(value.flags),
    }
    if with_nonce and value.nonce is not None:
        known["nonce"] = value.nonce
    if value.reference_id is not None:
        known["message_reference"] = _reference(value)
    if value.interaction is not None:
        known |= _provenance(value, value.interaction)
    return known


def _attachments(value: Message) -> list[Payload]:
    # Measured by others and relied on here: with Components V2 the ids stand in the media items.
    if value.uses_v2:
        return []
    return [attachment(a, ephemeral=value.ephemeral) for a in value.attachments]


def _reference(value: Message) -> Payload:
    known = {"type": 0, "message_id": str(value.reference_id), "channel_id": str(value.channel.id)}
    if value.channel.guild:
        known["guild_id"] = str(value.channel.guild.id)
    return known


def _provenance(value: Message, made_by: Interaction) -> Payload:
    application_id = str(value.author.id)
    metadata: Payload = {
        "id": str(made_by.id),
        "type": int(made_by.kind),
        "user": user(made_by.user),
        "authorizing_integration_owners": made_by.owners,
    }
    if made_by.source is not None:
        metadata["interacted_message_id"] = str(made_by.source.id)
    return {
        "interaction_metadata": metadata,
        "application_id": application_id,
        "webhook_id": application_id,
    }
