"""How it works."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "How Unhunch works"
    title = "Un-hunch in ninety seconds"
    text = "Type **/relax** and follow along, one small step at a time. There is nothing to set up."
    commands_title = "What you can ask for"
    commands = (
        "**/relax** begins at once. `exercise` picks another one, `where` puts it here, in your "
        "direct messages or in the channel, `pace` makes the movements slower or brisker.",
        "**/exercises** shows what there is, with pictures, and starts one.",
        "**/settings** keeps how you like it: pace, posture, breath, pictures, your hours "
        "and days off.",
        "**/stretch** begins one for everybody in the channel; with **/team** I call you to this "
        "server's team breaks, or stop calling you.",
        "**/reminder** nudges you by direct message when you like; every message can stop it.",
        "**/teambreak** plans team breaks, and **/doctor** says what I may do here; both are for "
        "whoever manages the server.",
        "**/safety** says when not to, when to stop and where to turn.",
        "**/progress** shows your own last weeks, to you alone.",
        "**/privacy** shows, hands over or erases what I keep about you.",
        "**/help** is this.",
    )
    buttons = "**Pause** holds it while you are away for a moment, **Stop** ends it. Both any time."
    quiet = "I write only to people who asked me to, and call only those who want to be called."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
