"""Modals: Discord's rules for the form a bot opens, and what comes back when it is submitted.

https://discord.com/developers/docs/components/reference#label
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import components as tree
from .errors import FormErrors, Path, Payload

FIELDS = {tree.TEXT_INPUT, *tree.SELECTS, 19, 21, 22, 23}
TOP_LEVEL = {tree.ROW, tree.TEXT, tree.LABEL}


def check(body: Payload) -> None:
    """Raise the 50035 Discord would answer with, if the modal breaks a rule."""
    errors = FormErrors()
    errors.length(body.get("title"), ("data", "title"), 1, 45)
    errors.length(body.get("custom_id"), ("data", "custom_id"), 1, 100)
    rows = body.get("components")
    errors.length(rows, ("data", "components"), 1, 5)
    for index, row in enumerate(rows or []):
        _check_row(row, ("data", "components", index), errors)
    errors.raise_if_any()
    tree.number(body["components"])


def _check_row(row: Payload, path: Path, errors: FormErrors) -> None:
    fits = row.get("type") in TOP_LEVEL
    message = 'Value of field "type" must be one of (1, 10, 18).'
    errors.require(fits, (*path, "type"), "UNION_TYPE_CHOICES", message)
    if row.get("type") == tree.LABEL:
        errors.length(row.get("label"), (*path, "label"), 1, 45)
        errors.length(row.get("description"), (*path, "description"), 0, 100)
    for step, field in tree.children(row):
        _check_field(field, (*path, *step), errors, labelled=row.get("type") == tree.LABEL)


def _check_field(field: Payload, path: Path, errors: FormErrors, *, labelled: bool) -> None:
    errors.length(field.get("custom_id"), (*path, "custom_id"), 1, 100)
    if field.get("type") != tree.TEXT_INPUT:
        return
    if not labelled:
        errors.length(field.get("label"), (*path, "label"), 1, 45)
    errors.length(field.get("placeholder"), (*path, "placeholder"), 0, 100)
    errors.length(field.get("value"), (*path, "value"), 0, 4000)


def fields(modal: Payload) -> list[Payload]:
    """The fields a person fills, in order."""
    return [c for c in tree.flat(modal.get("components") or []) if c.get("type") in FIELDS]


def submission(modal: Payload, values: Mapping[str, Any]) -> Payload:
    """The `data` of the interaction a filled-in modal causes.

    Raises ValueError for a field that is not there, left empty, too short or too long.
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
    known: Payload = {
        "type": field["type"],
        "id": field.get("id", 0),
        "custom_id": field["custom_id"],
    }
    given = values.get(field["custom_id"])
    if field["type"] == tree.TEXT_INPUT:
        return {**known, "value": _checked(field, field.get("value") or "", given)}
    if field["type"] in (21, 23):
        return {**known, "value": given}
    return {**known, "values": list(given or [])}


def _checked(field: Payload, default: str, given: Any) -> str:
    text = default if given is None else str(given)
    if not text and not field.get("required", True):
        return text
    low, high = field.get("min_length") or 1, field.get("max_length") or 4000
    if not low <= len(text) <= high:
        name = field["custom_id"]
        raise ValueError(f"field {name!r} takes {low} to {high} characters, not {len(text)}")
    return text
