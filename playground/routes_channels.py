"""Routes about guilds, channels and the messages in them, for the bot's token."""

from __future__ import annotations

import time

from . import bodies, message_payloads, messages, payloads, permissions
from .errors import DiscordError, refusal
from .guilds import share_a_guild
from .limits import Bucket
from .messages import Origin
from .rest import NO_CONTENT, Call, Reply, Route
from .world import Channel, ChannelKind, Guild, Message


def guild_of(call: Call) -> Guild:
    found = call.world.guilds.get(call.id("guild_id"))
    if found is None:
        raise refusal(10004)
    if call.world.bot.id not in found.members:
        raise refusal(50001)
    return found


def guild(call: Call) -> Reply:
    return Reply(body=payloads.guild(guild_of(call)))


def guild_channels(call: Call) -> Reply:
    inside = call.world.channels_of(guild_of(call))
    return Reply(body=[payloads.channel(c) for c in inside if not c.kind.is_thread])


def guild_roles(call: Call) -> Reply:
    return Reply(body=[payloads.role(r) for r in guild_of(call).roles.values()])


def guild_member(call: Call) -> Reply:
    me = call.params["user_id"] == "@me"
    user_id = call.world.bot.id if me else call.id("user_id")
    member = guild_of(call).members.get(user_id)
    if member is None:
        raise refusal(10007 if user_id in call.world.users else 10013)
    return Reply(body=payloads.member(member))


def channel_of(call: Call) -> Channel:
    """The channel of the path, if the bot may know of it."""
    found = call.world.channels.get(call.id("channel_id"))
    if found is None:
        raise refusal(10003)
    bot = call.world.bot
    if found.guild is None and not found.has_recipient(bot):
        raise refusal(50001)
    if found.guild is not None and not permissions.may(found, bot, "view_channel"):
        raise refusal(50001)
    return found


def message_of(call: Call, channel: Channel) -> Message:
    """The message of the path. Ephemeral ones do not exist for the bot's token."""
    found = channel.messages.get(call.id("message_id"))
    if found is None or found.ephemeral:
        raise refusal(10008)
    return found


def channel(call: Call) -> Reply:
    return Reply(body=payloads.channel(channel_of(call)))


def typing(call: Call) -> Reply:
    check_may_send(call, channel_of(call))
    return NO_CONTENT


def list_messages(call: Call) -> Reply:
    place = channel_of(call)
    if place.guild is not None and not _bot_may(call, place, "read_message_history"):
        # As documented: not a refusal, but nothing to read.
        return Reply(body=[])
    lasting = [m for m in place.messages.values() if not m.ephemeral]
    chosen = _page(lasting, call.query, int(call.query.get("limit", 50)))
    return Reply(body=[message_payloads.message(m) for m in reversed(chosen)])


def _page(known: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    """At most `limit` messages, oldest first, before, after or around one."""
    limit = max(1, min(limit, 100))
    if "after" in query:
        return [m for m in known if m.id > int(query["after"])][:limit]
    if "around" in query:
        middle = int(query["around"])
        earlier = [m for m in known if m.id < middle][-(limit // 2) :]
        later = [m for m in known if m.id >= middle][: limit - len(earlier)]
        return earlier + later
    before = int(query.get("before", 0))
    return [m for m in known if not before or m.id < before][-limit:]


def get_message(call: Call) -> Reply:
    place = channel_of(call)
    _need(call, place, "read_message_history")
    return Reply(body=message_payloads.message(message_of(call, place)))


def _bot_may(call: Call, place: Channel, permission: str) -> bool:
    return permissions.may(place, call.world.bot, permission)


def _need(call: Call, place: Channel, permission: str) -> None:
    if place.guild is not None and not _bot_may(call, place, permission):
        raise refusal(50013)


def check_may_send(call: Call, place: Channel) -> None:
    """Raise the refusal a bot gets that may not post here."""
    if not permissions.is_text(place):
        raise refusal(50008)
    if place.kind is ChannelKind.DM:
        _check_dm(call, place)
    elif not permissions.may_send(place, call.world.bot):
        raise refusal(50013)
    elif place.archived:
        raise refusal(50083)


def _check_dm(call: Call, place: Channel) -> None:
    person = next(user for user in place.recipients if user is not call.world.bot)
    if not person.installed_app and not share_a_guild(call.world, call.world.bot, person):
        raise refusal(50278)
    if not person.dms_open:
        raise refusal(50007)


def create_message(call: Call) -> Reply:
    place = channel_of(call)
    check_may_send(call, place)
    parts = bodies.compose(call.world, place, call.form)
    bot = call.world.bot
    if call.body.get("enforce_nonce") and parts.nonce is not None:
        earlier = messages.earlier_with_nonce(call.world, bot, parts.nonce)
        if earlier is not None:
            return _again(earlier)
    if parts.attachments:
        _need(call, place, "attach_files")
    made = messages.create(call.world, place, parts, Origin(bot))
    return Reply(body=message_payloads.message(made, with_nonce=True))


def _again(earlier: Message) -> Reply:
    # By design of Discord's: the retry of a message that was deleted since finds nothing.
    if earlier.deleted:
        raise refusal(10008)
    return Reply(body=message_payloads.message(earlier, with_nonce=True))


def edit_message(call: Call) -> Reply:
    place = channel_of(call)
    message = message_of(call, place)
    if message.author is not call.world.bot:
        raise refusal(50005)
    if place.archived:
        raise refusal(50083)
    _check_old_edit(call, message)
    parts = bodies.compose(call.world, place, call.form, message)
    messages.edit(call.world, message, parts)
    return Reply(body=message_payloads.message(message))


def _check_old_edit(call: Call, message: Message) -> None:
    meter = call.meter
    if time.monotonic() - message.created_at < meter.limits.old_after_seconds:
        return
    verdict = meter.spend("old edits", str(message.channel.id), meter.limits.old_edit)
    if not verdict.allowed:
        known = refusal(30046)
        extra = {"retry_after": round(verdict.retry_after, 3), "global": False}
        raise DiscordError(known.status, 30046, known.body["message"], extra)


def delete_message(call: Call) -> Reply:
    place = channel_of(call)
    message = message_of(call, place)
    if message.author is not call.world.bot:
        _need(call, place, "manage_messages")
    messages.delete(call.world, message)
    return NO_CONTENT


def bulk_delete(call: Call) -> Reply:
    place = channel_of(call)
    if place.guild is None:
        raise refusal(50003)
    _need(call, place, "manage_messages")
    wanted = {int(i) for i in call.body.get("messages") or []}
    if not 2 <= len(wanted) <= 100:
        raise refusal(50016)
    chosen = [place.messages[i] for i in wanted if i in place.messages]
    if chosen:
        messages.delete_many(call.world, chosen)
    return NO_CONTENT


HERE = "/channels/{channel_id}"
ONE = f"{HERE}/messages/{{message_id}}"
GUILD = "/guilds/{guild_id}"

ROUTES = (
    Route("GET", GUILD, guild, place="guild_id"),
    Route("GET", f"{GUILD}/channels", guild_channels, place="guild_id"),
    Route("GET", f"{GUILD}/roles", guild_roles, place="guild_id"),
    Route("GET", f"{GUILD}/members/{{user_id}}", guild_member, place="guild_id"),
    Route("GET", HERE, channel, place="channel_id"),
    Route("POST", f"{HERE}/typing", typing, place="channel_id"),
    Route("GET", f"{HERE}/messages", list_messages, place="channel_id"),
    Route("POST", f"{HERE}/messages", create_message, Bucket.POST_MESSAGE, "channel_id"),
    Route("POST", f"{HERE}/messages/bulk-delete", bulk_delete, place="channel_id"),
    Route("GET", ONE, get_message, place="channel_id"),
    Route("PATCH", ONE, edit_message, Bucket.EDIT_MESSAGE, "channel_id"),
    Route("DELETE", ONE, delete_message, Bucket.DELETE_MESSAGE, "channel_id"),
)
