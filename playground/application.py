"""The application as REST shows it, and what of it a bot may set: how it is installed."""

from __future__ import annotations

from typing import Any

from . import payloads
from .errors import FormErrors, Path, Payload
from .world import Intent, World

#: Bits that say that a privileged intent is switched on, for a bot in fewer than 100 servers.
FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}
#: What an installation may ask for by its context: a server's may bring the bot, a person's not.
SCOPES = {"0": {"applications.commands", "bot"}, "1": {"applications.commands"}}
CONFIG = "integration_types_config"
OF_KIND = {
    "dictionary": ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    "list": ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
}


def flags(world: World) -> int:
    return sum(bit for intent, bit in FLAGS.items() if intent in world.application.privileged)


def payload(world: World) -> Payload:
    known = world.application
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": known.bot_public,
        "bot_require_code_grant": known.needs_code_grant,
        "verify_key": "0" * 64,
        "flags": flags(world),
        "owner": payloads.user(next(iter(world.guilds.values())).owner),
        "team": None,
        "interactions_endpoint_url": known.interactions_url,
        CONFIG: known.installs,
        "approximate_guild_count": len(world.guilds_of(world.bot)),
    }


def edit(world: World, body: Any) -> None:
    """Set what `body` names of it, or raise the refusal Discord would give."""
    if CONFIG not in body:
        return
    errors = FormErrors()
    installs = body[CONFIG]
    if errors.require(isinstance(installs, dict), (CONFIG,), *OF_KIND["dictionary"]):
        for context, config in installs.items():
            _check(context, config, errors)
    errors.raise_if_any()
    world.application.installs = {context: _kept(config) for context, config in installs.items()}


def _check(context: str, config: Any, errors: FormErrors) -> None:
    path: Path = (CONFIG, context)
    choices = f"Value must be one of {set(SCOPES)}."
    if not errors.require(context in SCOPES, path, "BASE_TYPE_CHOICES", choices):
        return
    params = (config or {}).get("oauth2_install_params")
    if params is None:
        return
    path = (*path, "oauth2_install_params")
    scopes = params.get("scopes")
    if errors.require(isinstance(scopes, list), (*path, "scopes"), *OF_KIND["list"]):
        for index, scope in enumerate(scopes):
            text = f"Value must be one of {sorted(SCOPES[context])}."
            known = scope in SCOPES[context]
            errors.require(known, (*path, "scopes", index), "BASE_TYPE_CHOICES", text)
    number = str(params.get("permissions") or 0)
    text = f"Value {number!r} is not a number."
    errors.require(number.isdecimal(), (*path, "permissions"), "NUMBER_TYPE_COERCE", text)


def _kept(config: Payload | None) -> Payload:
    """As it is answered from then on: the permissions are a string."""
    params = (config or {}).get("oauth2_install_params")
    if params is None:
        return {}
    permissions = str(params.get("permissions") or 0)
    return {"oauth2_install_params": {"scopes": params["scopes"], "permissions": permissions}}
