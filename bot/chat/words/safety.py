"""When not to begin, when to stop, where to turn."""

from __future__ import annotations

from bot.chat.words import DEFAULT, pick


class English:
    description = "When not to, when to stop, and where to turn"
    title = "Before we move"
    first = (
        "This is for general wellbeing, not medical advice. "
        "Please ask your doctor or physiotherapist first if unsure, and always with or after:"
    )
    ask_first = (
        "a recent injury, fall, accident or whiplash",
        "surgery on neck, back or shoulder",
        "osteoporosis, inflammatory arthritis or cancer",
        "heart, blood-pressure or lung trouble, epilepsy, vertigo or balance trouble",
        "pregnancy, or new complaints before 20 or after 55",
    )
    accept_line = (
        "Move gently. A light stretch is fine, pain is not. Keep your eyes open unless you sit."
    )
    accept_button = "I understand"

    stop_title = "Stop at once"
    stop = (
        "with sharp or shooting pain, pain down an arm, pins and needles, dizziness, blurred "
        "sight, sickness, a racing heart or short breath. Sit down and breathe as usual."
    )
    care_title = "Do not begin; get it looked at"
    care_now_title = "Get it looked at soon if there is"
    care = (
        "fever with a stiff neck or a bad headache, pain after an accident, numb or weak arms or "
        "legs, clumsy hands, unsteady walking, bladder or bowel changes, weight loss you cannot "
        "explain, pain that is constant, growing, or worst at night."
    )
    emergency_title = "Call your emergency number"
    emergency = (
        "for chest pain, trouble breathing, fainting, the worst headache of your life, or a face, "
        "speech or sight that suddenly changes."
    )
    always_title = "Always"
    always = (
        "Not while driving or working a machine. Standing: keep a chair close and your eyes open. "
        "Never force, never bounce, and let nobody push."
    )


_BY_LOCALE = {DEFAULT: English}


def words(locale: str = DEFAULT) -> type[English]:
    return pick(_BY_LOCALE, locale)
