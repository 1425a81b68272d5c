"""Who has read how far: the marks beside channels, direct messages and people."""

from __future__ import annotations

from typing import NamedTuple

from . import permissions
from .world import Channel, Message, User

#: More than this is shown as "99+".
MOST = 100


class Unread(NamedTuple):
    """How many messages wait in a channel, and how many of them call the person."""

    messages: int
    pings: int


class Reading:
    """Remembers the newest message each person has had on their screen, by channel."""

    def __init__(self) -> None:
        self._newest: dict[tuple[int, int], int] = {}

    def read(self, user: User, channel: Channel) -> None:
        """They see this channel now, down to its end."""
        self._newest[user.id, channel.id] = next(reversed(channel.messages), 0)

    def unread(self, user: User, channel: Channel) -> Unread:
        """What came into a channel since they saw it; a direct message always calls."""
        read = self._newest.get((user.id, channel.id), 0)
        messages = pings = 0
        for message in reversed(channel.messages.values()):
            if message.id <= read or messages >= MOST:
                break
            if message.author is user or not _sees(user, message):
                continue
            messages += 1
            pings += channel.kind.is_private or user in message.pinged
        return Unread(messages, pings)


def _sees(user: User, message: Message) -> bool:
    if message.ephemeral_to not in (None, user):
        return False
    return permissions.may(message.channel, user, "view_channel")
