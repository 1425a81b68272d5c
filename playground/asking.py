"""From a person's words to a command's data, checked as Discord's own client checks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import commands, interactions, message_payloads, payloads, permissions
from . import components as tree
from .errors import Payload
from .stage import id_of
from .world import Channel, User, World

BOUNDS = {
    commands.STRING: ("min_length", "max_length"),
    commands.INTEGER: ("min_value", "max_value"),
    commands.NUMBER: ("min_value", "max_value"),
}
TYPES: dict[int, tuple[type, ...]] = {
    commands.STRING: (str,),
    commands.INTEGER: (int,),
    commands.BOOLEAN: (bool,),
    commands.NUMBER: (int, float),
}


# The fields that point at things of the world, as the options that do the same.
POINTING = {
    5: commands.USER,
    6: commands.ROLE,
    7: commands.MENTIONABLE,
    8: commands.CHANNEL,
    tree.FILE_UPLOAD: commands.ATTACHMENT,
}


class NoSuchCommand(LookupError):
    """The bot registered no such command, or not for this person in this place."""


class BadOption(ValueError):
    """Discord's client would not let the person send this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it goes into an interaction."""

    command: Payload
    data: Payload
    owners: dict[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed: the command's words, its options, and the one they are still typing."""

    words: str
    values: Mapping[str, Any]
    focused: str = ""


@dataclass(slots=True)
class Filling:
    """Options on their way from values to a command's data."""

    world: World
    person: User
    channel: Channel
    typed: Typed
    resolved: Payload = field(default_factory=dict)


def available(world: World, person: User, channel: Channel) -> list[Payload]:
    """The commands the person is offered when they type `/` here."""
    return [c for c in registered(world, channel) if owners_of(world, person, channel, c)]


def registered(world: World, channel: Channel) -> list[Payload]:
    own = world.guild_commands.get(channel.guild.id, []) if channel.guild else []
    return [*world.commands, *own]


def owners_of(world: World, person: User, channel: Channel, command: Payload) -> dict[str, str]:
    """By whose install the person may use this command here; empty when they may not."""
    contexts = command.get("contexts")
    if contexts is None and command.get("dm_permission") is False:
        contexts = [0]
    if contexts is not None and interactions.context_of(world, channel) not in contexts:
        return {}
    kinds = set(command.get("integration_types") or [0])
    owners = interactions.owners_for(world, person, channel, kinds)
    if "0" in owners and not _is_permitted(person, channel, command):
        return {}
    return owners


def _is_permitted(person: User, channel: Channel, command: Payload) -> bool:
    needed = command.get("default_member_permissions")
    if channel.guild is None:
        return True
    held = permissions.in_channel(channel, person)
    if not held & permissions.bits("use_application_commands"):
        return False
    if needed is None:
        return True
    wanted = int(needed) or permissions.bits("administrator")
    return held & wanted == wanted


def ask(world: World, person: User, channel: Channel, typed: Typed) -> Asked:
    """The command a person asks for here, or what Discord's client would object to."""
    words = typed.words
    command = _find(registered(world, channel), words.split(maxsplit=1)[0], words)
    owners = owners_of(world, person, channel, command)
    if not owners:
        raise NoSuchCommand(f"/{words} is not available to {person.name} here")
    leaf, steps = _descend(command, words)
    filling = Filling(world, person, channel, typed)
    options = _fill(leaf, filling)
    for step in reversed(steps):
        options = [{"type": step["type"], "name": step["name"], "options": options}]
    data: Payload = {"id": command["id"], "name": command["name"], "type": command["type"]}
    data["options"] = options
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if filling.resolved:
        data["resolved"] = filling.resolved
    return Asked(command, data, owners)


def _find(known: list[Payload], name: str, words: str) -> Payload:
    for one in known:
        if one["name"] == name:
            return one
    names = ", ".join(sorted(one["name"] for one in known)) or "none"
    raise NoSuchCommand(f"there is no /{words}; here are: {names}")


def _descend(command: Payload, words: str) -> tuple[Payload, list[Payload]]:
    leaf, steps = command, []
    for name in words.split()[1:]:
        leaf = _find(leaf.get("options") or [], name, words)
        steps.append(leaf)
    if any(option["type"] in commands.NESTING for option in leaf.get("options") or []):
        raise NoSuchCommand(f"/{words} is a group; name one of its sub-commands")
    return leaf, steps


def _fill(leaf: Payload, filling: Filling) -> list[Payload]:
    known = {option["name"]: option for option in leaf.get("options") or []}
    values = filling.typed.values
    strangers = set(values) - set(known)
    if strangers:
        raise BadOption(f"no option {sorted(strangers)}; there are: {sorted(known)}")
    missing = [n for n, o in known.items() if o.get("required") and n not in values]
    if missing and not filling.typed.focused:
        raise BadOption(f"required: {', '.join(missing)}")
    return [_option(known[name], value, filling) for name, value in values.items()]


def _option(option: Payload, value: Any, filling: Filling) -> Payload:
    made: Payload = {"name": option["name"], "type": option["type"], "value": value}
    if option["name"] == filling.typed.focused:
        return {**made, "focused": True}
    if option["type"] in TYPES:
        _check_value(option, value)
    else:
        made["value"] = str(id_of(value))
        _resolve(option, id_of(value), filling)
    return made


def _check_value(option: Payload, value: Any) -> None:
    kind, name = option["type"], option["name"]
    if not _is_of_type(value, kind):
        raise BadOption(f"{name} takes {TYPES[kind][0].__name__}, not {value!r}")
    offered = [choice["value"] for choice in option.get("choices") or []]
    if offered and value not in offered:
        raise BadOption(f"{name} takes one of {offered}, not {value!r}")
    if kind in BOUNDS:
        low, high = BOUNDS[kind]
        size = float(len(value) if isinstance(value, str) else value)
        _check_bounds(option, size, option.get(low), option.get(high))


def _is_of_type(value: Any, kind: int) -> bool:
    # To Python a truth value is an int; to Discord it is not.
    if isinstance(value, bool):
        return kind == commands.BOOLEAN
    return isinstance(value, TYPES[kind])


def _check_bounds(option: Payload, size: float, low: float | None, high: float | None) -> None:
    if (low is not None and size < low) or (high is not None and size > high):
        raise BadOption(f"{option['name']} must lie between {low} and {high}, not {size}")


def _resolve(option: Payload, wanted: int, filling: Filling) -> None:
    """Put what an option points at beside the options, as Discord does."""
    world, guild = filling.world, filling.channel.guild
    kind = option["type"]
    found: Payload = {}
    if kind in (commands.USER, commands.MENTIONABLE) and wanted in world.users:
        found["users"] = payloads.user(world.users[wanted])
        if guild and wanted in guild.members:
            found["members"] = payloads.member(guild.members[wanted], with_user=False)
    elif kind in (commands.ROLE, commands.MENTIONABLE) and guild and wanted in guild.roles:
        found["roles"] = payloads.role(guild.roles[wanted])
    elif kind == commands.CHANNEL and wanted in world.channels:
        found["channels"] = _chosen_channel(option, world.channels[wanted], filling)
    elif kind == commands.ATTACHMENT and wanted in world.attachments:
        found["attachments"] = message_payloads.attachment(
            world.attachments[wanted], ephemeral=True
        )
    if not found:
        raise BadOption(f"{option['name']}: there is no {wanted} to choose here")
    for name, value in found.items():
        filling.resolved.setdefault(name, {})[str(wanted)] = value


def resolved(
    world: World, person: User, channel: Channel, asking: Payload, ids: Iterable[int]
) -> Payload:
    """What goes beside values that are ids: of users, roles, channels or files."""
    filling = Filling(world, person, channel, Typed("", {}))
    option = {**asking, "name": asking["custom_id"], "type": POINTING[asking["type"]]}
    for wanted in ids:
        _resolve(option, wanted, filling)
    return filling.resolved


def _chosen_channel(option: Payload, chosen: Channel, filling: Filling) -> Payload:
    kinds = option.get("channel_types") or []
    if kinds and int(chosen.kind) not in kinds:
        raise BadOption(f"{option['name']} takes channels of the kinds {kinds}")
    return payloads.seen_channel(chosen, filling.person)
