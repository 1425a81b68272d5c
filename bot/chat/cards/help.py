"""How it works."""

from __future__ import annotations

from bot.chat.cards.face import Face, layout, titled
from bot.chat.words import help as help_words


def help_card() -> Face:
    """How it works."""
    say = help_words.words()
    commands = "\n".join(f"- {line}" for line in say.commands)
    return layout(
        [
            f"### {say.title}",
            say.text,
            titled(say.commands_title, commands),
            say.buttons,
            say.quiet,
        ]
    )
