"""The state of the playground's Discord: plain values with one owner.

Nothing here knows HTTP, the gateway or the page. What changes the world lives in `guilds`,
`messages` and `interactions`; each change ends in `World.announce`, which tells who subscribed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, IntFlag
from typing import NamedTuple

from .errors import Payload

DISCORD_EPOCH_MS = 1_420_070_400_000


class ChannelKind(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP = 3
    NEWS = 5
    NEWS_THREAD = 10
    THREAD = 11
    STAGE = 13
    FORUM = 15

    @property
    def is_thread(self) -> bool:
        return self in (ChannelKind.NEWS_THREAD, ChannelKind.THREAD)

    @property
    def is_private(self) -> bool:
        return self in (ChannelKind.DM, ChannelKind.GROUP)


class MessageFlag(IntFlag):
    NONE = 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class Intent(IntFlag):
    """Which events a gateway session asked for; NONE marks events that need no asking."""

    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(slots=True)
class Application:
    """What its owner set in the developer portal; `installs` as Discord writes it, a JSON object
    by the context, `0` for a server and `1` for a person."""

    privileged: Intent = Intent.NONE
    installs: Payload = field(default_factory=lambda: {"0": {}, "1": {}})
    bot_public: bool = True
    needs_code_grant: bool = False
    interactions_url: str | None = None


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    dms_open: bool = True
    installed_app: bool = False
    locale: str = "en-US"
    ephemerals: dict[int, Message] = field(default_factory=dict, repr=False)

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int
    position: int = 1
    mentionable: bool = False
    managed: bool = False

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False)
class Overwrite:
    target_id: int
    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Member:
    user: User
    joined_at: datetime
    role_ids: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Guild:
    id: int
    name: str
    owner: User = field(repr=False)
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    available: bool = True

    def roles_of(self, user: User) -> list[Role]:
        """The roles a member holds, @everyone first."""
        held = self.members[user.id].role_ids
        return [self.roles[self.id], *(self.roles[i] for i in sorted(held))]


@dataclass(slots=True, eq=False)
class Channel:
    id: int
    kind: ChannelKind
    name: str
    guild: Guild | None = field(default=None, repr=False)
    parent: Channel | None = field(default=None, repr=False)
    position: int = 0
    archived: bool = False
    overwrites: dict[int, Overwrite] = field(default_factory=dict, repr=False)
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)

    def has_recipient(self, user: User) -> bool:
        return user in self.recipients


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    filename: str
    content: bytes = field(repr=False)
    content_type: str
    url: str
    description: str | None = None
    size: tuple[int, int] | None = None


class Edit(NamedTuple):
    """What a message says since `at` (real, monotonic seconds)."""

    at: float
    text: str


@dataclass(slots=True, eq=False)
class Message:
    id: int
    channel: Channel
    author: User = field(repr=False)
    content: str = ""
    flags: MessageFlag = MessageFlag.NONE
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    kind: int = 0
    nonce: str | None = None
    interaction: Interaction | None = field(default=None, repr=False)
    ephemeral_to: User | None = None
    mentions: list[User] = field(default_factory=list)
    pinged: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reference_id: int | None = None
    created_at: float = field(default_factory=time.monotonic)
    timestamp: datetime = field(default_factory=lambda: datetime.now(UTC))
    edited_at: datetime | None = None
    edits: list[Edit] = field(default_factory=list)
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.ephemeral_to is not None

    @property
    def uses_v2(self) -> bool:
        return MessageFlag.COMPONENTS_V2 in self.flags


class InteractionKind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class ResponseKind(IntEnum):
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    id: int
    kind: InteractionKind
    token: str = field(repr=False)
    user: User
    channel: Channel
    data: Payload
    owners: dict[str, str]
    source: Message | None = field(default=None, repr=False)
    command_name: str = ""
    created_at: float = field(default_factory=time.monotonic)
    acknowledged_at: float | None = None
    response_kind: ResponseKind | None = None
    response_data: Payload = field(default_factory=dict)
    original: Message | None = field(default=None, repr=False)
    edited_through_token: bool = False
    followups: list[Message] = field(default_factory=list, repr=False)
    failed: bool = False
    forced_ephemeral: bool = False

    @property
    def only_user_installed(self) -> bool:
        return "0" not in self.owners


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `intent` None marks what only the playground itself hears."""

    name: str
    data: Payload
    guild: Guild | None = None
    intent: Intent | None = None
    messages: tuple[Message, ...] = ()
    interaction: Interaction | None = None

    @property
    def message(self) -> Message | None:
        """The message it is about; the first, where several were deleted at once."""
        return self.messages[0] if self.messages else None


Listener = Callable[[Event], None]


class World:
    """Everything that exists, and the one place where changes are announced."""

    def __init__(self) -> None:
        self._last_ms = 0
        self._listeners: list[Listener] = []
        self.origin = ""
        self.token_seconds = 900.0
        self.application_id = self.new_id()
        self.application = Application()
        self.bot = User(self.application_id, "Unhunch", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.private: dict[frozenset[int], Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.interactions: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.recent_nonces: dict[tuple[int, str], Message] = {}
        self.commands: list[Payload] = []
        self.guild_commands: dict[int, list[Payload]] = {}
        self.commands_synced = 0

    def new_id(self) -> int:
        """A snowflake: the time in the upper bits. A millisecond each, so they always rise."""
        self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS)
        return self._last_ms << 22

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every event from now on; call what is returned to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def channels_of(self, guild: Guild) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.guild is guild]

    def guilds_of(self, user: User) -> list[Guild]:
        return [guild for guild in self.guilds.values() if user.id in guild.members]
