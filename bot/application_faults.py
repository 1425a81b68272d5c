"""What is wrong with the bot's application at Discord, each with its mend."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.application import Application, Installing

_SETUP = "`python -m bot setup` sets it"
_INTENTS = {
    "gateway_presence": "Presence",
    "gateway_guild_members": "Server Members",
    "gateway_message_content": "Message Content",
}


def of_installing(application: Application) -> list[str]:
    """What keeps it from being installed as it needs to be, or its commands from arriving."""
    faults = [
        *_differences(application.in_servers, "in a server"),
        *_differences(application.by_people, "for yourself"),
    ]
    if application.needs_code_grant:
        faults.append(
            "install settings: nobody can install it, because it requires OAuth2 Code Grant; "
            "switch that off in the developer portal, under Bot"
        )
    if application.has_endpoint:
        faults.append(
            "install settings: Discord sends commands and presses to an Interactions Endpoint URL "
            "instead of the bot; clear it in the developer portal, under General Information"
        )
    return faults


def of_intents(application: Application) -> list[str]:
    """Every privileged intent that is switched on: the bot needs none."""
    return [
        f"intents: {_INTENTS[name]} is switched on, and the bot does not need it; switch it off in "
        "the developer portal, under Bot > Privileged Gateway Intents"
        for name in application.privileged
    ]


def _differences(installing: Installing, place: str) -> Iterator[str]:
    if not installing.allowed:
        yield f"install settings: it cannot be installed {place}; {_SETUP}"
    if installing.lacking:
        yield (
            f"install settings: installed {place}, it lacks {', '.join(installing.lacking)}; "
            f"{_SETUP}"
        )
    if installing.surplus:
        yield (
            f"install settings: installed {place}, it asks for {', '.join(installing.surplus)}, "
            f"which it does not need; {_SETUP}"
        )
