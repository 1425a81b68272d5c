"""Application commands: the rules for registering them, and the list as Discord keeps it.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re
from typing import Any

from .errors import FormErrors, Path, Payload
from .world import World

CHAT_INPUT = 1
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
NESTING = (SUB_COMMAND, SUB_COMMAND_GROUP)

# Letters of any script, digits, dash, underscore, apostrophe; no capitals.
NAME = re.compile(r"^[-_'\w]{1,32}$")
MAX_COMMANDS, MAX_OPTIONS, MAX_CHOICES, MAX_CHARACTERS = 100, 25, 25, 8000


def overwritten(world: World, bodies: list[Payload], before: list[Payload]) -> list[Payload]:
    """The commands after a bulk overwrite; one that had this name and type keeps its id."""
    errors = FormErrors()
    errors.length(bodies, (), 0, MAX_COMMANDS)
    _check_unique(bodies, (), errors)
    for index, body in enumerate(bodies):
        _check_command(body, (index,), errors)
    errors.raise_if_any()
    ids = {(c["name"], c["type"]): c["id"] for c in before}
    return [_kept(world, body, ids) for body in bodies]


def _kept(world: World, body: Payload, ids: dict[tuple[Any, Any], str]) -> Payload:
    kind = body.get("type") or CHAT_INPUT
    known: Payload = {
        "description": "",
        "options": [],
        "contexts": None,
        "integration_types": [0],
        "default_member_permissions": None,
        "nsfw": False,
        **{key: value for key, value in body.items() if value is not None},
        "type": kind,
        "id": ids.get((body["name"], kind)) or str(world.new_id()),
        "application_id": str(world.application_id),
        "version": str(world.new_id()),
    }
    return known


def _check_command(body: Payload, path: Path, errors: FormErrors) -> None:
    if (body.get("type") or CHAT_INPUT) != CHAT_INPUT:
        errors.length(body.get("name"), (*path, "name"), 1, 32)
        return
    _check_names(body, path, errors)
    _check_options(body.get("options") or [], (*path, "options"), errors)
    errors.require(
        _characters(body) <= MAX_CHARACTERS,
        path,
        "APPLICATION_COMMAND_TOO_LARGE",
        f"Command exceeds maximum size ({MAX_CHARACTERS})",
    )
    for kind, allowed in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        chosen = body.get(kind)
        fits = chosen is None or set(chosen) <= allowed
        errors.require(
            fits, (*path, kind), "BASE_TYPE_CHOICES", f"Must be among {sorted(allowed)}."
        )


def _check_names(body: Payload, path: Path, errors: FormErrors) -> None:
    name = body.get("name")
    fits = isinstance(name, str) and NAME.match(name) is not None and name == name.lower()
    errors.require(
        fits,
        (*path, "name"),
        "APPLICATION_COMMAND_INVALID_NAME",
        "Command name is invalid",
    )
    errors.length(body.get("description"), (*path, "description"), 1, 100)


def _check_unique(bodies: list[Payload], path: Path, errors: FormErrors) -> None:
    seen: set[tuple[Any, Any]] = set()
    for index, body in enumerate(bodies):
        key = (body.get("name"), body.get("type", CHAT_INPUT) if not path else None)
        errors.require(
            key not in seen,
            (*path, index, "name"),
            "APPLICATION_COMMANDS_DUPLICATE_NAME",
            "Application command names must be unique",
        )
        seen.add(key)


def _check_options(options: list[Payload], path: Path, errors: FormErrors) -> None:
    errors.length(options, path, 0, MAX_OPTIONS)
    _check_unique(options, path, errors)
    _check_order(options, path, errors)
    nested = {option.get("type") in NESTING for option in options}
    errors.require(
        len(nested) < 2,
        path,
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        "Sub-command and sub-command group option types are mutually exclusive to all other types",
    )
    for index, option in enumerate(options):
        _check_option(option, (*path, index), errors)


def _check_order(options: list[Payload], path: Path, errors: FormErrors) -> None:
    an_optional_one_came = False
    for index, option in enumerate(options):
        if option.get("type") in NESTING:
            continue
        errors.require(
            not (option.get("required") and an_optional_one_came),
            (*path, index),
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
        an_optional_one_came = an_optional_one_came or not option.get("required")


def _check_option(option: Payload, path: Path, errors: FormErrors) -> None:
    _check_names(option, path, errors)
    kind = option.get("type")
    errors.require(
        isinstance(kind, int) and SUB_COMMAND <= kind <= ATTACHMENT,
        (*path, "type"),
        "BASE_TYPE_CHOICES",
        "Value must be one of (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).",
    )
    if kind in NESTING:
        _check_options(option.get("options") or [], (*path, "options"), errors)
        return
    choices = option.get("choices") or []
    errors.require(
        not (choices and option.get("autocomplete")),
        path,
        "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES",
        "Autocomplete options cannot have choices",
    )
    check_choices(choices, (*path, "choices"), errors, numeric=kind != STRING)


def check_choices(choices: Any, path: Path, errors: FormErrors, *, numeric: bool = False) -> None:
    """The rules for choices, registered or autocompleted: at most 25, names 1 to 100 long."""
    errors.length(choices, path, 0, MAX_CHOICES)
    for index, choice in enumerate(choices or []):
        errors.length(choice.get("name"), (*path, index, "name"), 1, 100)
        if not numeric and isinstance(choice.get("value"), str):
            errors.length(choice["value"], (*path, index, "value"), 1, 100)


def _characters(body: Payload) -> int:
    own = len(body.get("name") or "") + len(body.get("description") or "")
    choices = body.get("choices") or []
    chosen = sum(len(str(c.get("name"))) + len(str(c.get("value"))) for c in choices)
    return own + chosen + sum(_characters(option) for option in body.get("options") or [])
