"""From the body of a request to the parts of a message, by Discord's rules.

`compose` answers with the parts a message will have, or raises the refusal Discord would give.
It changes nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any

from . import components as tree
from . import files, mentions
from .errors import FormErrors, Path, Payload, refusal
from .files import Upload
from .world import Attachment, Channel, Message, MessageFlag, World

MAX_CONTENT, MAX_NONCE, MAX_EMBEDS, MAX_FILES = 2000, 25, 10, 10
SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
EMBED_PICTURES = (
    ("image", "url"),
    ("thumbnail", "url"),
    ("author", "icon_url"),
    ("footer", "icon_url"),
)
BESIDE_V2 = ("content", "embeds", "poll", "sticker_ids")


@dataclass(frozen=True, slots=True)
class Form:
    """A request's JSON and the files that came with it, by their number."""

    body: Any
    uploads: dict[int, Upload] = field(default_factory=dict)

    def within(self, key: str) -> Form:
        """The form one level down: an interaction's callback keeps the message in `data`."""
        return replace(self, body=self.body.get(key) or {})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a message is made of, checked."""

    content: str = ""
    flags: MessageFlag = MessageFlag.NONE
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    nonce: str | None = None
    allowed_mentions: Payload | None = None
    reference_id: int | None = None


def compose(world: World, channel: Channel, form: Form, current: Message | None = None) -> Parts:
    """The parts of a new message, or those `current` has after this edit."""
    errors = FormErrors()
    flags = _flags(form.body, current, errors)
    _check_lengths(form.body, errors)
    mentions.check(form.body.get("allowed_mentions"), errors)
    attachments = _attachments(world, channel, form, current, errors)
    parts = Parts(
        content=form.body.get("content", current.content if current else "") or "",
        flags=flags,
        embeds=_embeds(form.body, current, attachments),
        components=_components(form.body, current, attachments, errors, flags),
        attachments=attachments,
        nonce=_nonce(form.body),
        allowed_mentions=form.body.get("allowed_mentions"),
        reference_id=_reference(form.body),
    )
    _check_v2(form.body, parts, errors)
    errors.raise_if_any()
    if not (parts.content or parts.embeds or parts.components or parts.attachments):
        raise refusal(50006)
    return parts


def _flags(body: Payload, current: Message | None, errors: FormErrors) -> MessageFlag:
    before = current.flags if current else MessageFlag.NONE
    if body.get("flags") is None:
        return before & ~MessageFlag.LOADING
    asked = MessageFlag(int(body["flags"])) & SETTABLE
    errors.require(
        not (current and current.uses_v2) or MessageFlag.COMPONENTS_V2 in asked,
        ("flags",),
        "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG",
        "The IS_COMPONENTS_V2 flag cannot be removed from a message",
    )
    return (before & ~SETTABLE & ~MessageFlag.LOADING) | asked


def _check_lengths(body: Payload, errors: FormErrors) -> None:
    errors.length(body.get("content"), ("content",), 0, MAX_CONTENT)
    errors.length(body.get("embeds"), ("embeds",), 0, MAX_EMBEDS)
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        errors.length(nonce, ("nonce",), 0, MAX_NONCE)


def _nonce(body: Payload) -> str | None:
    return None if body.get("nonce") is None else str(body["nonce"])


def _reference(body: Payload) -> int | None:
    reference = body.get("message_reference") or {}
    return int(reference["message_id"]) if "message_id" in reference else None


def _check_v2(body: Payload, parts: Parts, errors: FormErrors) -> None:
    if MessageFlag.COMPONENTS_V2 not in parts.flags:
        return
    present = {
        "content": parts.content,
        "embeds": parts.embeds,
        "poll": body.get("poll"),
        "sticker_ids": body.get("sticker_ids"),
    }
    for name in BESIDE_V2:
        errors.require(
            not present[name],
            (name,),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
        )


def _embeds(body: Payload, current: Message | None, attachments: list[Attachment]) -> list[Payload]:
    """The embeds, with each `attachment://name` as the place where that file lies."""
    embeds: list[Payload] = copy.deepcopy(
        body.get("embeds", current.embeds if current else []) or []
    )
    lies = {f"attachment://{a.filename}": a.url for a in attachments}
    for embed in embeds:
        embed["type"] = "rich"
        for part, key in EMBED_PICTURES:
            shown = embed.get(part) or {}
            if shown.get(key) in lies:
                shown[key] = shown[f"proxy_{key}"] = lies[shown[key]]
    return embeds


def _components(
    body: Payload,
    current: Message | None,
    attachments: list[Attachment],
    errors: FormErrors,
    flags: MessageFlag,
) -> list[Payload]:
    if "components" not in body and current:
        return current.components
    components: list[Payload] = copy.deepcopy(body.get("components") or [])
    wrong_before = len(errors)
    tree.check(components, errors, v2=MessageFlag.COMPONENTS_V2 in flags)
    if len(errors) == wrong_before:
        _show(components, attachments, errors)
        tree.number(components)
    return components


def _attachments(
    world: World, channel: Channel, form: Form, current: Message | None, errors: FormErrors
) -> list[Attachment]:
    """Those listed, kept or new. Without a list, what was there stays and the files are added."""
    before = {a.id: a for a in current.attachments} if current else {}
    errors.length(list(form.uploads), ("attachments",), 0, MAX_FILES)
    if form.body.get("attachments") is None:
        new = [files.store(world, channel, upload) for upload in form.uploads.values()]
        return [*before.values(), *new]
    chosen = []
    for index, listed in enumerate(form.body["attachments"]):
        wanted = int(listed["id"])
        if wanted in form.uploads:
            upload = form.uploads[wanted]
            chosen.append(files.store(world, channel, upload, listed))
        elif wanted in before:
            chosen.append(_described(before[wanted], listed))
        else:
            path: Path = ("attachments", index, "id")
            errors.add(path, "ATTACHMENT_NOT_FOUND", f"Attachment {wanted} was not found")
    return chosen


def _described(known: Attachment, listed: Payload) -> Attachment:
    return replace(known, description=listed.get("description", known.description))


def _show(components: list[Payload], attachments: list[Attachment], errors: FormErrors) -> None:
    """Turn each `attachment://name` into the media item Discord answers with."""
    by_name = {a.filename: a for a in attachments}
    by_url = {a.url: a for a in attachments}
    for path, component in tree.walk(components):
        for step, item in tree.media_slots(component):
            url = str(item.get("url", ""))
            name = url.removeprefix("attachment://")
            found = by_url.get(url) if name == url else by_name.get(name)
            if found:
                item.update(files.media_item(found))
                if component["type"] == tree.FILE:
                    component |= {"name": found.filename, "size": len(found.content)}
            elif name != url or not url.startswith(("http://", "https://")):
                message = f"The referenced attachment '{name}' was not found"
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                errors.add((*path, *step, "url"), code, message)
