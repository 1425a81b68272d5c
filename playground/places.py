"""Guilds and channels as a test or a page sees them, and what can be done to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import guilds, permissions, world
from .seen import Message
from .stage import HasId, Stage
from .world import ChannelKind

KINDS: dict[str, ChannelKind] = {
    "text": ChannelKind.TEXT,
    "news": ChannelKind.NEWS,
    "voice": ChannelKind.VOICE,
    "stage": ChannelKind.STAGE,
    "forum": ChannelKind.FORUM,
    "thread": ChannelKind.THREAD,
    "news_thread": ChannelKind.NEWS_THREAD,
}
PARENTS = {ChannelKind.THREAD: ChannelKind.TEXT, ChannelKind.NEWS_THREAD: ChannelKind.NEWS}


@dataclass(frozen=True, slots=True)
class Channel:
    """A place messages stand in: a guild's channel, a DM, a group."""

    stage: Stage = field(repr=False, compare=False)
    record: world.Channel

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def messages(self) -> list[Message]:
        """What stands here for everyone, oldest first: neither deleted nor ephemeral."""
        return [Message(m) for m in self.record.messages.values() if not m.ephemeral]

    def delete(self) -> None:
        guilds.delete_channel(self.stage.world, self.record)

    def archive(self) -> None:
        """Archive a thread: nobody writes there until it is opened again."""
        guilds.archive(self.stage.world, self.record, archived=True)

    def deny(self, who: HasId, *names: str) -> None:
        """Take permissions from a person, a role or the bot, in this channel."""
        guilds.overwrite(
            self.stage.world, self.record, self._target(who), deny=permissions.bits(*names)
        )

    def allow(self, who: HasId, *names: str) -> None:
        """Give permissions to a person, a role or the bot, in this channel."""
        guilds.overwrite(
            self.stage.world, self.record, self._target(who), allow=permissions.bits(*names)
        )

    def _target(self, who: HasId) -> world.User | world.Role:
        user = self.stage.world.users.get(who.id)
        if user is not None:
            return user
        assert self.record.guild is not None
        return self.record.guild.roles[who.id]


@dataclass(frozen=True, slots=True)
class Guild:
    """A guild ("server") and its channels, roles and members."""

    stage: Stage = field(repr=False, compare=False)
    record: world.Guild

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def channels(self) -> list[Channel]:
        return [Channel(self.stage, c) for c in self.stage.world.channels_of(self.record)]

    def channel(self, name: str, kind: str = "text") -> Channel:
        """The channel of this name and kind; made when it is first asked for."""
        wanted = KINDS[kind]
        for known in self.stage.world.channels_of(self.record):
            if known.name == name and known.kind is wanted:
                return Channel(self.stage, known)
        parent = self._parent(wanted)
        made = guilds.add_channel(self.stage.world, self.record, name, wanted, parent)
        return Channel(self.stage, made)

    def _parent(self, kind: ChannelKind) -> world.Channel | None:
        if kind not in PARENTS:
            return None
        home = PARENTS[kind]
        for known in self.stage.world.channels_of(self.record):
            if known.kind is home:
                return known
        return guilds.add_channel(self.stage.world, self.record, "threads", home)

    def role(self, name: str, *granted: str, mentionable: bool = False) -> world.Role:
        """The role of this name; made with these permissions when it is first asked for."""
        for known in self.record.roles.values():
            if known.name == name:
                return known
        bits = permissions.bits(*granted)
        return guilds.add_role(self.stage.world, self.record, name, bits, mentionable=mentionable)

    @property
    def everyone(self) -> world.Role:
        """The role every member has."""
        return self.record.roles[self.id]

    def set_permissions(self, role: world.Role, *granted: str) -> None:
        """Let a role grant these permissions and no others, in the whole guild."""
        guilds.change_role(self.stage.world, self.record, role, permissions.bits(*granted))

    def give(self, who: HasId, role: world.Role) -> None:
        user = self.stage.world.users[who.id]
        guilds.give_role(self.stage.world, self.record, user, role)

    def delete_role(self, role: world.Role) -> None:
        guilds.delete_role(self.stage.world, self.record, role)

    def join(self, who: HasId) -> None:
        """Make someone a member."""
        guilds.add_member(self.stage.world, self.record, self.stage.world.users[who.id])

    def leave(self, who: HasId) -> None:
        """Make someone no member any more."""
        guilds.remove_member(self.stage.world, self.record, self.stage.world.users[who.id])

    def add_bot(self) -> None:
        guilds.add_bot(self.stage.world, self.record)

    def remove_bot(self) -> None:
        guilds.remove_bot(self.stage.world, self.record)

    def go_down(self) -> None:
        """An outage of this guild: the gateway calls it unavailable."""
        guilds.set_available(self.stage.world, self.record, available=False)

    def come_back(self) -> None:
        guilds.set_available(self.stage.world, self.record, available=True)
