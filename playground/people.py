"""People: they type commands, press buttons, fill in forms, and read what they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import asking, files, guilds, interactions, messages, modals, permissions, world
from . import components as tree
from .acts import AutocompleteResult, Interaction, Modal
from .bodies import Parts
from .errors import Payload
from .messages import Origin
from .places import Channel
from .seen import Button, Message
from .stage import HasId, Stage, id_of
from .world import Attachment, InteractionKind


class NoSuchButton(LookupError):
    """The message has no such button or select, or it is disabled."""


class CannotSee(PermissionError):
    """The person cannot see that message or that channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One human. A person equals the user they are, so `ada in message.pinged` holds."""

    stage: Stage = field(repr=False)
    user: world.User

    def __eq__(self, other: object) -> bool:
        return self.user is (other.user if isinstance(other, Person) else other)

    def __hash__(self) -> int:
        return hash(self.user)

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def inbox(self) -> list[Message]:
        """The DM with the bot, oldest first."""
        return self._dm().messages

    @property
    def ephemerals(self) -> list[Message]:
        """Every message that only this person sees, oldest first."""
        return [Message(record) for record in self.user.ephemerals.values()]

    def close_dms(self) -> None:
        self.user.dms_open = False

    def open_dms(self) -> None:
        self.user.dms_open = True

    def install_app(self) -> None:
        """Install the app to this person, so that they can use it anywhere."""
        self.user.installed_app = True

    def uninstall_app(self) -> None:
        self.user.installed_app = False

    def sees(self, message: Message) -> bool:
        record = message.record
        if record.deleted or record.ephemeral_to not in (None, self.user):
            return False
        return permissions.may(record.channel, self.user, "view_channel")

    def dismiss(self, message: Message) -> None:
        """Dismiss an ephemeral message; the bot is not told."""
        self._check_sees(message)
        messages.dismiss(self.stage.world, message.record)

    async def say(self, channel: HasId, text: str) -> Message:
        """Write a message as this person."""
        place = self.stage.channel(channel)
        if not permissions.may_send(place, self.user):
            raise CannotSee(f"{self.name} cannot write in {place.name or 'that DM'}")
        made = messages.create(self.stage.world, place, Parts(content=text), Origin(self.user))
        return Message(made)

    def upload(self, filename: str, content: bytes, *, channel: HasId | None = None) -> Attachment:
        """Hand a file over, for a form or a command that asks for one.

        ValueError when it is larger than Discord takes.
        """
        if len(content) > files.SIZE_LIMIT:
            raise ValueError("Your files are too powerful. The max file size is 10 MB.")
        world = self.stage.world
        made = files.store(world, self._place(channel), files.Upload(filename, content))
        world.attachments[made.id] = made
        return made

    async def slash(
        self,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        channel: HasId | None = None,
    ) -> Interaction:
        """Send a slash command ("team join"); without a channel, in the DM with the bot."""
        place = self._place(channel)
        asked = asking.ask(self.stage.world, self.user, place, asking.Typed(command, options or {}))
        return self._send(
            InteractionKind.COMMAND, place, asked.data, owners=asked.owners, name=command
        )

    async def autocomplete(
        self,
        command: str,
        option: str,
        typed: str = "",
        *,
        channel: HasId | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> list[Payload]:
        """What the bot offers while the person types into an option: `name` and `value` each."""
        place = self._place(channel)
        line = asking.Typed(command, {**(options or {}), option: typed}, focused=option)
        asked = asking.ask(self.stage.world, self.user, place, line)
        act = self._send(
            InteractionKind.AUTOCOMPLETE, place, asked.data, owners=asked.owners, name=command
        )
        answer = await act.answered(self.stage.ack_seconds)
        assert isinstance(answer, AutocompleteResult)
        return answer.choices

    async def press(
        self, message: Message, label: str | None = None, *, custom_id: str | None = None
    ) -> Interaction:
        """Press a button that is there, by its label or its custom_id."""
        self._check_sees(message)
        button = _find_button(message, label, custom_id)
        return self._press(message, button.custom_id or "", tree.BUTTON)

    async def press_raw(self, *, custom_id: str, message: Message) -> Interaction:
        """A forged press: whatever the custom_id, whether or not the message has it."""
        return self._press(message, custom_id, tree.BUTTON)

    async def choose(self, message: Message, custom_id: str, values: Sequence[Any]) -> Interaction:
        """Choose in a select: its values, or the people, roles and channels it offers."""
        self._check_sees(message)
        select = _find_select(message, custom_id)
        _check_choice(select, values)
        return self._press(
            message, custom_id, select["type"], self._chosen(message, select, values)
        )

    def _chosen(self, message: Message, select: Payload, values: Sequence[Any]) -> Payload:
        if select["type"] == tree.STRING_SELECT:
            return {"values": list(values)}
        ids = [id_of(value) for value in values]
        found = asking.resolved(self.stage.world, self.user, message.channel, select, ids)
        return {"values": [str(i) for i in ids], "resolved": found}

    async def submit(self, modal: Modal, values: Mapping[str, Any]) -> Interaction:
        """Fill in a form the bot opened, and send it."""
        origin = modal.record
        data = modals.submission(origin.response_data, values)
        data |= self._pointed_at(origin, values)
        return self._send(
            InteractionKind.MODAL, origin.channel, data, owners=origin.owners, source=origin.source
        )

    def _pointed_at(self, origin: world.Interaction, values: Mapping[str, Any]) -> Payload:
        """What stands beside a form's values: the people, roles, channels and files in it."""
        found: Payload = {}
        for part in modals.fields(origin.response_data):
            if part["type"] not in asking.POINTING:
                continue
            ids = [id_of(value) for value in values.get(part["custom_id"]) or ()]
            chosen = asking.resolved(self.stage.world, self.user, origin.channel, part, ids)
            for kind, things in chosen.items():
                found.setdefault(kind, {}).update(things)
        return {"resolved": found} if found else {}

    def _dm(self) -> Channel:
        known = guilds.dm_between(self.stage.world, self.stage.world.bot, self.user)
        return Channel(self.stage, known)

    def _place(self, channel: HasId | None) -> world.Channel:
        place = self.stage.channel(channel or self._dm())
        if not permissions.may(place, self.user, "view_channel"):
            raise CannotSee(f"{self.name} cannot see {place.name or 'that DM'}")
        return place

    def _check_sees(self, message: Message) -> None:
        if not self.sees(message):
            raise CannotSee(f"{self.name} does not see the message {message.text!r}")

    def _press(
        self, message: Message, custom_id: str, kind: int, chosen: Payload | None = None
    ) -> Interaction:
        source = message.record
        ids = (c["id"] for c in message.components if c.get("custom_id") == custom_id)
        data: Payload = {"custom_id": custom_id, "component_type": kind, "id": next(ids, 0)}
        data |= chosen or {}
        return self._send(
            InteractionKind.COMPONENT,
            source.channel,
            data,
            owners=self._owners(source),
            source=source,
        )

    def _owners(self, source: world.Message) -> dict[str, str]:
        if source.interaction is not None:
            return source.interaction.owners
        return interactions.owners_for(self.stage.world, self.user, source.channel, {0, 1})

    def _send(
        self,
        kind: InteractionKind,
        channel: world.Channel,
        data: Payload,
        *,
        owners: dict[str, str],
        source: world.Message | None = None,
        name: str = "",
    ) -> Interaction:
        request = interactions.Request(kind, self.user, channel, data, owners, source, name)
        return Interaction(self.stage, self.stage.send(request))


def _find_button(message: Message, label: str | None, custom_id: str | None) -> Button:
    for button in message.buttons:
        fits = button.custom_id == custom_id if custom_id else button.label == label
        if fits and button.custom_id and not button.disabled:
            return button
    there = [(b.label, b.custom_id, "disabled" if b.disabled else "") for b in message.buttons]
    raise NoSuchButton(f"no button {label or custom_id!r} to press; there are: {there}")


def _find_select(message: Message, custom_id: str) -> Payload:
    for component in message.components:
        if component.get("custom_id") == custom_id and component["type"] in tree.SELECTS:
            return component
    raise NoSuchButton(f"no select {custom_id!r} in {message.text!r}")


def _check_choice(select: Payload, values: Sequence[Any]) -> None:
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    offered = [option["value"] for option in select.get("options") or []]
    if not low <= len(values) <= high or (offered and not set(values) <= set(offered)):
        raise NoSuchButton(f"choose {low} to {high} of {offered}, not {list(values)}")
