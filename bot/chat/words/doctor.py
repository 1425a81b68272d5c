"""What `/doctor` says."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "What I can and cannot do in this channel, by permission"
    title = "How I am doing here"
    may = "✓ {name}"
    may_not = "✗ {name}: {why}"
    all_well = "All is well: I can hold sessions and team breaks in this channel."
    mend = "Allow what is missing in this channel's settings, under Permissions, for my role."
    why_view_channel = "without it I cannot even see the channel"
    why_send_messages = "without it I cannot post steps and breaks"
    why_send_messages_in_threads = "without it I cannot post steps and breaks in this thread"
    why_attach_files = "without it there are no pictures"
    why_read_message_history = "without it I cannot find out, after a crash, what I already said"
    wrong_kind = "I post in text, announcement and voice channels, and in threads, but not here."
    not_member = "I am not in this server, so only what you alone can see works here."
    breaks = "Team breaks in this server"


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
