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
        "**/relax** begins at once. `exercise` picks another one, `where` puts it here or in your "
        "direct messages, `pace` makes the movements slower or brisker.",
        "**/exercises** shows what there is, with pictures, and starts one.",
        "**/settings** keeps how you like it: pace, posture, breath, pictures, your hours.",
        "**/safety** says when not to, when to stop and where to turn.",
        "**/progress** shows your own last weeks, to you alone.",
        "**/privacy** shows, hands over or erases what I keep about you.",
        "**/help** is this.",
    )
    buttons = "**Pause** holds it for up to half an hour, **Stop** ends it. Both any time."
    quiet = "I write only after you ask me to, and I never ping anyone."


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
