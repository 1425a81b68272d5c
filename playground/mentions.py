"""Whom a message pings: its text, its allowed_mentions, and what its author may do here.

https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import permissions
from .errors import FormErrors, Payload
from .world import Channel, Guild, Role, User

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")
KINDS = ("users", "roles", "everyone")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Users and roles the text mentions and may mention, and everyone who is pinged by that."""

    users: list[User] = field(default_factory=list)
    role_ids: list[int] = field(default_factory=list)
    everyone: bool = False
    pinged: list[User] = field(default_factory=list)


def check(allowed: Payload | None, errors: FormErrors) -> None:
    """Note an allowed_mentions that names a kind both in `parse` and by ids."""
    if not allowed:
        return
    parse = allowed.get("parse") or []
    for kind in ("users", "roles"):
        errors.require(
            not (kind in parse and allowed.get(kind)),
            ("allowed_mentions",),
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
            f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
        )


def find(text: str, allowed: Payload | None, channel: Channel, author: User) -> Mentions:
    """Read the mentions in `text`, as `author` writing in `channel` with these allowed_mentions."""
    if "@" not in text:
        return Mentions()  # who is there need not be asked: in a large guild that takes long
    rules = {"parse": list(KINDS)} if allowed is None else allowed
    people = _present(channel)
    named = [i for i in _ids(USER, text) if _allows(rules, "users", i)]
    users = [people[i] for i in named if i in people]
    roles = _roles(text, rules, channel, author)
    everyone = _pings_everyone(text, rules, channel, author)
    held = [user for role in roles for user in _holders(channel.guild, role)]
    pinged = list(people.values()) if everyone else list(dict.fromkeys([*users, *held]))
    reached = [user for user in pinged if user is not author and not user.bot]
    return Mentions(users, [role.id for role in roles], everyone, reached)


def _present(channel: Channel) -> dict[int, User]:
    if channel.guild is None:
        return {user.id: user for user in channel.recipients}
    members = channel.guild.members.values()
    return {m.user.id: m.user for m in members if permissions.may(channel, m.user, "view_channel")}


def _ids(pattern: re.Pattern[str], text: str) -> list[int]:
    return list(dict.fromkeys(int(found) for found in pattern.findall(text)))


def _allows(rules: Payload, kind: str, wanted: int) -> bool:
    if kind in (rules.get("parse") or []):
        return True
    return str(wanted) in [str(i) for i in rules.get(kind) or []]


def _roles(text: str, rules: Payload, channel: Channel, author: User) -> list[Role]:
    if channel.guild is None:
        return []
    known = channel.guild.roles
    found = [known[i] for i in _ids(ROLE, text) if i in known and _allows(rules, "roles", i)]
    may_all = permissions.may(channel, author, "mention_everyone")
    return [role for role in found if role.mentionable or may_all]


def _pings_everyone(text: str, rules: Payload, channel: Channel, author: User) -> bool:
    asked = "everyone" in (rules.get("parse") or []) and EVERYONE.search(text) is not None
    return asked and permissions.may(channel, author, "mention_everyone")


def _holders(guild: Guild | None, role: Role) -> list[User]:
    if guild is None:
        return []
    return [m.user for m in guild.members.values() if role.id in m.role_ids]
