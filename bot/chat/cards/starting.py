"""What stands between asking for a session and its first step."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import custom_id
from bot.chat.buttons import Control, Style
from bot.chat.cards.face import Face, layout
from bot.chat.custom_id import CustomId
from bot.chat.words import relax as relax_words
from bot.core.session import Place, Request, Session


def going_on(session: Session, title: str, asked: Request) -> Face:
    """The offer to end the running session for the new one."""
    say = relax_words.words()
    replace = CustomId("session", session.id, "replace", custom_id.packed(asked))
    keep = CustomId("session", session.id, "keep")
    return layout(
        [f"### {say.going_on}", say.going_on_text.format(title=title)],
        [
            Control.labelled(say.replace_button, replace, Style.primary),
            Control.labelled(say.keep_button, keep),
        ],
    )


def unfinished(session: Session, title: str, user_id: int, asked: Request) -> Face:
    """The offer to continue a session that an outage ended."""
    say = relax_words.words()
    continue_ = custom_id.of_session(session.id, "continue", session.sends)
    return layout(
        [f"### {say.unfinished}", say.unfinished_text.format(title=title)],
        [
            Control.labelled(say.continue_button, continue_, Style.primary),
            _start(say.fresh_button, user_id, asked),
        ],
    )


def not_here(why: str, user_id: int, asked: Request) -> Face:
    """Why the steps cannot be posted where they were asked for, and the private card instead."""
    here = replace(asked, place=Place.PRIVATE)
    return layout([why], [_start(relax_words.words().here_button, user_id, here)])


def nothing_left(title: str, instead: Request, instead_title: str, user_id: int) -> Face:
    """Everything in a routine is left out; another one that has something left."""
    say = relax_words.words()
    text = say.nothing_left.format(title=title)
    return layout(
        [text], [_start(say.instead_button.format(title=instead_title), user_id, instead)]
    )


def _start(label: str, user_id: int, asked: Request) -> Control:
    means = CustomId("member", user_id, "start", custom_id.packed(asked))
    return Control.labelled(label, means, Style.primary)
