"""How it works."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "How Unhunch works"
    title = "Un-hunch in ninety seconds"
    text = (
        "Type **/relax** and follow along: one small step at a time, each with its own time. "
        "Nothing to set up."
    )
    commands_title = "What you can ask for"
    commands = (
        "**/relax** begins at once. `exercise` picks another one, `where` puts it here, in your "
        "direct messages or in the channel, `pace` makes the movements slower or brisker.",
        "**/exercises** shows what there is, with pictures, and starts one.",
        "**/settings** keeps how you like it: pace, posture, breath, pictures, your hours and your "
        "days off.",
        "**/stretch** begins one for everybody in the channel; **/team** lets you be called to the "
        "team breaks of a server, or no more.",
        "**/reminder** nudges you by direct message when you like; every message can stop it.",
        "**/teambreak** plans team breaks, and **/doctor** says what I may do here; both are for "
        "who manages the server.",
        "**/safety** says when not to, when to stop and where to turn.",
        "**/progress** shows your own last weeks, to you alone.",
        "**/privacy** shows, hands over or erases what I keep about you.",
        "**/help** is this.",
    )
    buttons = "**Pause** holds it for up to half an hour, **Stop** ends it. Both any time."
    quiet = "I write only to who asked me to, and I ping only who asked to be called."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
