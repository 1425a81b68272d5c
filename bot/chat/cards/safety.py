"""The safety text, before the first session and whenever something hurts."""

from __future__ import annotations

from bot.chat import custom_id
from bot.chat.buttons import Control, Style
from bot.chat.cards.face import Face, layout, titled
from bot.chat.custom_id import CustomId
from bot.chat.words import safety as safety_words
from bot.chat.words import session as session_words
from bot.core.session import Request

say = session_words.words()


def safety_first(user_id: int, asked: Request) -> Face:
    """The safety card whose button accepts it and begins what was asked for."""
    say = safety_words.words()
    means = CustomId("member", user_id, "accept", custom_id.packed(asked))
    accept = Control.labelled(say.accept_button, means, Style.primary)
    return layout([*_before_moving(), say.accept_line], [accept])


def safety() -> Face:
    """All of the safety text, any time."""
    say = safety_words.words()
    return layout([*_before_moving(), titled(say.always_title, say.always)])


def _before_moving() -> list[str]:
    say = safety_words.words()
    asks = "\n".join(f"- {line}" for line in say.ask_first)
    return [
        f"### {say.title}",
        f"{say.first}\n{asks}",
        titled(say.stop_title, say.stop),
        titled(say.care_title, say.care),
        titled(say.emergency_title, say.emergency),
    ]


def hurts_elsewhere() -> Face:
    """For somebody who follows along in a session that is not theirs."""
    return layout(stop_advice(say.hurt_elsewhere))


def stop_advice(title: str) -> list[str]:
    """What to do when it hurts, and when to get help."""
    words = safety_words.words()
    return [
        f"### {title}",
        say.hurt_text,
        titled(words.care_now_title, words.care),
        titled(words.emergency_title, words.emergency),
    ]
