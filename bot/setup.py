"""`python -m bot setup`, and `check --online`, which looks at what the former sets."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from pathlib import Path

from bot import application_faults, env_file
from bot.chat.application import (
    PERMISSION_NAMES,
    PERSON_SCOPES,
    SERVER_SCOPES,
    Application,
    install_link,
    look_up,
    set_installs,
)
from bot.chat.entry import point_at
from bot.core.errors import Faults
from bot.settings import Settings, checked_token
from bot.shipped import shipped

_TOKEN = "DISCORD_TOKEN"
_FILE, _EXAMPLE = Path(".env"), shipped(".env.example")


def check_online(settings: Settings) -> None:
    """Prints what is good at Discord. Raises `Faults`, or what `look_up` raises."""
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    application = asyncio.run(look_up(settings.discord_token.get_secret_value()))
    _print(f"the token is good: it is {_named(application)}")
    installing = application_faults.of_installing(application)
    if not installing:
        _print("the install settings are good: it can be installed in servers and by people")
    intents = application_faults.of_intents(application)
    if not intents:
        _print("the intents are good: no privileged one is switched on")
    if installing or intents:
        raise Faults([*installing, *intents])


def set_up(settings: Settings) -> None:
    """From a token to a bot that can be installed. What is not done leaves everything as it was.

    Raises `Faults`, or what `look_up` and `set_installs` raise.
    """
    env_file.prove_writable(_FILE)
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    known = settings.discord_token.get_secret_value()
    typed = _ask_for_token(known)
    token = _checked(typed or known, settings)
    application = asyncio.run(look_up(token))
    _print(f"The token is good: it is {_named(application)}.")
    if typed:
        _keep(token)
    application = _offer_installs(application, token)
    for faults in (application_faults.of_installing, application_faults.of_intents):
        for fault in faults(application):
            _print(f"Still to mend: {fault}.")
    _print(f"Install it in a server: {install_link(application.id, in_server=True)}")
    _print(f"Install it for yourself: {install_link(application.id, in_server=False)}")
    _print("Start it with `python -m bot run`.")


def _ask_for_token(known: str) -> str:
    """What was typed; empty for nothing."""
    keep = "; Enter keeps the one that is set" if known else ""
    question = f"Bot token, from the developer portal under Bot > Reset Token (not shown{keep}): "
    if not sys.stdin.isatty():
        return _ask(question)
    try:
        return getpass.getpass(question).strip()
    except EOFError:
        return ""


def _checked(token: str, settings: Settings) -> str:
    if not token:
        raise Faults([f"{_TOKEN}: none was given, so nothing is changed"])
    try:
        return checked_token(token, settings.discord_api_url)
    except ValueError as error:
        raise Faults([f"{_TOKEN}: {error}"]) from None


def _keep(token: str) -> None:
    before = next((file.read_bytes() for file in (_FILE, _EXAMPLE) if file.is_file()), b"")
    env_file.replace(_FILE, env_file.with_setting(before, _TOKEN, token))
    _print(f"It is written to {_FILE}, which only you can read.")
    if os.environ.get(_TOKEN, token) != token:
        _print(f"But {_TOKEN} is set in the environment too, and that one wins: unset it.")


def _offer_installs(application: Application, token: str) -> Application:
    if application.in_servers.as_needed and application.by_people.as_needed:
        _print("The bot can be installed with exactly what it needs already.")
        return application
    _print("The bot needs to be installed like this, with nothing more:")
    _print(f"  in a server: scopes {' and '.join(SERVER_SCOPES)},")
    _print(f"    permissions {', '.join(PERMISSION_NAMES)}")
    _print(f"  by a person, for everywhere: scope {PERSON_SCOPES[0]}")
    if _ask("Set that at Discord, in place of what is set now? [y/N] ").lower() in ("y", "yes"):
        application = asyncio.run(set_installs(token))
        _print("It is set.")
    return application


def _named(application: Application) -> str:
    return f"that of {application.name} (application {application.id})"


def _ask(question: str) -> str:
    """A line of what is typed or piped in; empty where there is no more."""
    sys.stdout.write(question)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        _print("")  # nobody pressed Enter
    return line.strip()


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
