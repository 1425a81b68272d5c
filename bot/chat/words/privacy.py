"""What is kept about a person, for how long, and how it goes."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    group = "What I keep about you: see it, take it with you, erase it"
    view_description = "What I keep about you, and for how long"
    export_description = "Everything I keep about you, as a file"
    erase_description = "Erase everything I keep about you"

    title = "What I keep about you"
    nothing = "Nothing at all."
    #: By kind of row: what that is, how many there are, for how long.
    kinds: dict[str, str] = {  # noqa: RUF012
        "member": "**Your entry**: your Discord id, when you accepted the safety text, "
        "which channel our direct messages are in, and your settings. Until you erase it; "
        "days off until they are past.",
        "session": "**Your sessions ({count})**: which exercise, where, when and at which pace. "
        "Ninety days from their end, or until you erase them.",
        "message": "**Notes of the messages I wrote in them ({count})**: without their text. "
        "As long as the sessions.",
        "token": "**Keys from Discord to a card only you see ({count})**: at most fifteen minutes.",
        "reminder": "**Your reminders ({count})**: when, how often, and how you answered the last "
        "ones. Until you remove or erase them.",
        "nudge": "**Notes of the messages those reminders wrote ({count})**: without their text.",
        "team": "**Team breaks that call you ({count})**: until you leave them.",
        "joining": "**Breaks you joined, or said not today to ({count})**.",
        "break": "**Team breaks you planned ({count})**: they name you as who did.",
        "hosted": "**Breaks you were the host of ({count})**.",
    }
    nothing_else = "Nothing else: not your name, not what you write, not how you feel."
    how = "**/privacy export** gives you all of it as a file, **/privacy erase** erases it."

    export_title = "Everything I keep about you"
    export_text = "It is all in this file, but for the keys from Discord: they open your cards."
    file_name = "unhunch-about-you.json"
    file_about = "Everything Unhunch keeps about you. All times are UTC."
    file_nothing = "Nothing is kept about you."
    file_keys = ("about", "made at", "your Discord id")
    file_kinds: dict[str, str] = {  # noqa: RUF012
        "member": "you",
        "session": "your sessions",
        "message": "messages of your sessions",
        "reminder": "your reminders",
        "nudge": "messages of your reminders",
        "team": "team breaks you are called to",
        "joining": "breaks you joined",
        "break": "team breaks you planned",
        "hosted": "breaks you were the host of",
    }
    #: What a column is called where its own name does not say it.
    file_columns: dict[str, str] = {  # noqa: RUF012
        "asked": "asked for in",
        "source": "exercise or routine",
        "fingerprint": "version of its steps",
        "held": "held back for (seconds)",
        "jumped": "passed over (seconds)",
        "cue": "moment in the script",
        "sends": "messages written",
        "n": "number",
        "due_at": "next moment at",
        "revision": "changes",
    }

    erase_title = "Erase everything about you?"
    erase_text = (
        "Your sessions, reminders, settings and what you agreed to go, for good. A session that is "
        "running ends; team breaks you planned stay, without your name. "
        "Messages I already wrote stay on Discord until somebody deletes them there."
    )
    erase_button = "Erase everything"
    erased_title = "Gone"
    erased_text = "Everything I kept about you is erased: {what}."
    erased_nothing = "There is nothing about you here."
    erased_kinds: dict[str, str] = {  # noqa: RUF012
        "member": "your entry",
        "session": "your sessions",
        "message": "the notes of their messages",
        "token": "the keys to their cards",
        "reminder": "your reminders",
        "nudge": "the notes of their messages",
        "team": "your place in team breaks",
        "joining": "which breaks you joined",
        "break": "your name on the team breaks you planned",
        "hosted": "your name on the breaks you hosted",
    }
    comma, last_and = ", ", " and "
    traces = "The last traces in the file are being overwritten; that takes a few minutes at most."
    no_backups = "I make no backups."
    backups = "Backups expire after {days} days; until then they may still hold it."
    old_copies = (
        "Copies of the database from before an upgrade or a restore may still hold it; "
        "ask whoever runs me to delete those."
    )
    fresh_start = "You can start again any time; we will be strangers."
    not_yours = "That button belongs to somebody else. Yours is behind /privacy erase."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
