"""Modals: Discord's rules for the form a bot opens, and what comes back when it is submitted.

https://discord.com/developers/docs/components/reference#label
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import components as tree
from .errors import FormErrors, Path, Payload
from .stage import id_of

SEVERAL = {*tree.SELECTS, tree.CHECKBOX_GROUP, tree.FILE_UPLOAD}
FIELDS = {*SEVERAL, tree.TEXT_INPUT, tree.RADIO_GROUP, tree.CHECKBOX}
TOP_LEVEL = {tree.ROW, tree.TEXT, tree.LABEL}
# How few and how many options a group shows, and how many values a field takes at the very most.
OPTIONS = {tree.RADIO_GROUP: (2, 10), tree.CHECKBOX_GROUP: (1, 10)}
MOST = {**dict.fromkeys(tree.SELECTS, 25), tree.CHECKBOX_GROUP: 10, tree.FILE_UPLOAD: 10}


def check(body: Payload) -> None:
    """Raise the 50035 Discord would answer with, if the modal breaks a rule."""
    errors = FormErrors()
    errors.length(body.get("title"), ("data", "title"), 1, 45)
    errors.length(body.get("custom_id"), ("data", "custom_id"), 1, 100)
    rows = body.get("components")
    errors.length(rows, ("data", "components"), 1, 5)
    for index, row in enumerate(rows or []):
        _check_row(row, ("data", "components", index), errors)
    _check_unique(rows or [], errors)
    errors.raise_if_any()
    tree.number(body["components"])


def _check_row(row: Payload, path: Path, errors: FormErrors) -> None:
    _check_kind(row, TOP_LEVEL, path, errors)
    is_label = row.get("type") == tree.LABEL
    if is_label:
        errors.length(row.get("label"), (*path, "label"), 1, 45)
        errors.length(row.get("description"), (*path, "description"), 0, 100)
    for step, field in tree.children(row):
        _check_kind(field, FIELDS if is_label else {tree.TEXT_INPUT}, (*path, *step), errors)
        _check_field(field, (*path, *step), errors)
        if not is_label:
            errors.length(field.get("label"), (*path, *step, "label"), 1, 45)


def _check_kind(component: Payload, kinds: set[int], path: Path, errors: FormErrors) -> None:
    listed = ", ".join(str(kind) for kind in sorted(kinds))
    message = f'Value of field "type" must be one of ({listed}).'
    errors.require(component.get("type") in kinds, (*path, "type"), "UNION_TYPE_CHOICES", message)


def _check_field(field: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(field.get("custom_id"), (*path, "custom_id"), 1, 100)
    kind = field.get("type")
    if kind == tree.TEXT_INPUT:
        errors.length(field.get("placeholder"), (*path, "placeholder"), 0, 100)
        errors.length(field.get("value"), (*path, "value"), 0, 4000)
    elif kind in OPTIONS:
        _check_options(field, path, errors)
    elif kind in tree.SELECTS:
        tree.CHECKS[kind](field, path, errors)
        disabled = "Components in a modal cannot be disabled."
        errors.require(not field.get("disabled"), (*path, "disabled"), "DISABLED", disabled)
    if kind in SEVERAL:
        _check_counts(field, path, errors)


def _check_options(field: Payload, path: Path, errors: FormErrors) -> None:
    options = field.get("options") or []
    errors.length(options, (*path, "options"), *OPTIONS[field["type"]])
    for index, option in enumerate(options):
        for name, least in (("label", 1), ("value", 1), ("description", 0)):
            errors.length(option.get(name), (*path, "options", index, name), least, 100)


def _check_counts(field: Payload, path: Path, errors: FormErrors) -> None:
    least = 0 if field.get("required") is False else 1
    for name, low in (("min_values", least), ("max_values", 1)):
        value, high = field.get(name), MOST[field["type"]]
        fits = value is None or low <= value <= high
        message = f"Value must be between {low} and {high}."
        errors.require(fits, (*path, name), "NUMBER_TYPE_RANGE", message)


def _check_unique(rows: list[Payload], errors: FormErrors) -> None:
    seen: set[str] = set()
    for path, component in tree.walk(rows, ("data", "components")):
        if component.get("type") not in FIELDS:
            continue
        errors.require(
            component.get("custom_id") not in seen,
            (*path, "custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        )
        seen.add(str(component.get("custom_id")))


def fields(modal: Payload) -> list[Payload]:
    """The fields a person fills, in order."""
    return [c for c in tree.flat(modal.get("components") or []) if c.get("type") in FIELDS]


def submission(modal: Payload, values: Mapping[str, Any]) -> Payload:
    """The `data` of the interaction a filled-in modal causes.

    Raises ValueError for a field that is not there, left empty, too short or too long, and for
    one with too few or too many things chosen.
    """
    known = {field["custom_id"] for field in fields(modal)}
    strangers = set(values) - known
    if strangers:
        raise ValueError(f"the modal has no field {sorted(strangers)}; it has {sorted(known)}")
    rows = [_filled_row(row, values) for row in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": rows}


def _filled_row(row: Payload, values: Mapping[str, Any]) -> Payload:
    known: Payload = {"type": row["type"], "id": row.get("id", 0)}
    if row["type"] == tree.LABEL:
        return {**known, "component": _filled(row["component"], values)}
    if row["type"] == tree.ROW:
        return {**known, "components": [_filled(field, values) for field in row["components"]]}
    return known


def _filled(field: Payload, values: Mapping[str, Any]) -> Payload:
    name, kind = field["custom_id"], field["type"]
    known: Payload = {"type": kind, "id": field.get("id", 0), "custom_id": name}
    given = values.get(name)
    if kind == tree.TEXT_INPUT:
        return {**known, "value": _text(field, given)}
    if kind == tree.RADIO_GROUP:
        return {**known, "value": _one(field, given)}
    if kind == tree.CHECKBOX:
        return {**known, "value": bool(field.get("default") if given is None else given)}
    return {**known, "values": _several(field, given or [])}


def _text(field: Payload, given: Any) -> str:
    text = (field.get("value") or "") if given is None else str(given)
    if not text and not field.get("required", True):
        return text
    low, high = field.get("min_length") or 1, field.get("max_length") or 4000
    if not low <= len(text) <= high:
        name = field["custom_id"]
        raise ValueError(f"field {name!r} takes {low} to {high} characters, not {len(text)}")
    return text


def _one(field: Payload, given: str | None) -> str | None:
    offered = [option["value"] for option in field["options"]]
    if given is None and not field.get("required", True):
        return None
    if given not in offered:
        raise ValueError(f"field {field['custom_id']!r} takes one of {offered}, not {given!r}")
    return given


def _several(field: Payload, given: list[Any]) -> list[str]:
    offered = [option["value"] for option in field.get("options") or []]
    values = list(given) if offered else [str(id_of(value)) for value in given]
    if not values and not field.get("required", True):
        return values
    usual = len(offered) if field["type"] == tree.CHECKBOX_GROUP else 1
    low, high = field.get("min_values") or 1, field.get("max_values") or usual
    if not low <= len(values) <= high or (offered and not set(values) <= set(offered)):
        of = f" of {offered}" if offered else ""
        raise ValueError(f"field {field['custom_id']!r} takes {low} to {high}{of}, not {values}")
    return values
