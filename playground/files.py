"""Files: what a bot or a person uploads, and how Discord tells of it."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from urllib.parse import quote

from . import pictures
from .errors import Payload
from .world import Attachment, Channel, World

#: Bytes a file may have without anybody having paid for more.
SIZE_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way in."""

    filename: str
    content: bytes = field(repr=False)


def store(
    world: World, channel: Channel, upload: Upload, listed: Payload | None = None
) -> Attachment:
    """The attachment an upload becomes, as a message's body lists it or as it came."""
    listed = listed or {}
    filename = listed.get("filename") or upload.filename
    attachment_id = world.new_id()
    kind, _ = mimetypes.guess_type(filename)
    return Attachment(
        id=attachment_id,
        filename=filename,
        content=upload.content,
        content_type=kind or "application/octet-stream",
        url=f"{world.origin}/attachments/{channel.id}/{attachment_id}/{quote(filename, safe='')}",
        description=listed.get("description"),
        size=pictures.size_of(upload.content),
    )


def media_item(attachment: Attachment) -> Payload:
    """The media item a component shows an attachment by."""
    width, height = attachment.size or (None, None)
    return {
        "id": str(attachment.id),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "attachment_id": str(attachment.id),
        "content_type": attachment.content_type,
        "width": width,
        "height": height,
        "placeholder": None,
        "placeholder_version": None,
        "loading_state": 2,
        "flags": 0,
    }
