"""Message components: walking them, reading them, and Discord's rules about them.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .errors import FormErrors, Path, Payload

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE, PREMIUM_STYLE = 5, 6

TOP_LEVEL_V2 = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_CONTAINER = TOP_LEVEL_V2 - {CONTAINER}
MAX_COMPONENTS, MAX_TEXT = 40, 4000


def children(component: Payload) -> Iterator[tuple[Path, Payload]]:
    """The components directly inside one, each with the path that leads to it."""
    for index, child in enumerate(component.get("components") or []):
        yield ("components", index), child
    for name in ("accessory", "component"):
        if isinstance(component.get(name), dict):
            yield (name,), component[name]


def walk(components: list[Payload], path: Path = ("components",)) -> Iterator[tuple[Path, Payload]]:
    """Every component at every depth, in reading order, with its path."""
    for index, component in enumerate(components):
        yield from _walk_one(component, (*path, index))


def _walk_one(component: Payload, path: Path) -> Iterator[tuple[Path, Payload]]:
    yield path, component
    for step, child in children(component):
        yield from _walk_one(child, (*path, *step))


def flat(components: list[Payload]) -> list[Payload]:
    return [component for _, component in walk(components)]


def texts(components: list[Payload]) -> list[str]:
    """What the text displays say, in reading order."""
    return [c["content"] for c in flat(components) if c.get("type") == TEXT]


def media(component: Payload) -> list[Payload]:
    """The objects in a component that hold a media item and its description."""
    if component.get("type") == GALLERY:
        return list(component.get("items") or [])
    if component.get("type") == THUMBNAIL:
        return [component]
    return []


def media_slots(component: Payload) -> list[tuple[Path, Payload]]:
    """Every `{"url": …}` in a component, with the path that leads to it."""
    kind = component.get("type")
    if kind == GALLERY:
        items = component.get("items") or []
        return [(("items", i, "media"), item.get("media") or {}) for i, item in enumerate(items)]
    if kind == THUMBNAIL:
        return [(("media",), component.get("media") or {})]
    if kind == FILE:
        return [(("file",), component.get("file") or {})]
    return []


def number(components: list[Payload]) -> None:
    """Give each component the `id` Discord gives those that came without one."""
    everything = flat(components)
    taken = {c["id"] for c in everything if c.get("id")}
    following = 1
    for component in everything:
        if component.get("id"):
            continue
        while following in taken:
            following += 1
        component["id"] = following
        taken.add(following)


def check(components: Any, errors: FormErrors, *, v2: bool) -> None:
    """Note every way in which these components break Discord's rules."""
    if not isinstance(components, list) or not all(_is_shaped(c) for c in components):
        errors.add(
            ("components",), "BASE_TYPE_BAD_TYPE", "Only components may be in a list of them."
        )
        return
    _check_top_level(components, errors, v2=v2)
    seen: set[str] = set()
    for path, component in walk(components):
        CHECKS.get(component["type"], _check_nothing)(component, path, errors)
        _check_custom_id(component, path, errors, seen)


def _is_shaped(component: object) -> bool:
    if not isinstance(component, dict) or not isinstance(component.get("type"), int):
        return False
    inside = component.get("components", [])
    return isinstance(inside, list) and all(_is_shaped(child) for child in inside)


def _check_top_level(components: list[Payload], errors: FormErrors, *, v2: bool) -> None:
    allowed = TOP_LEVEL_V2 if v2 else {ROW}
    for index, component in enumerate(components):
        _allow(component, allowed, ("components", index), errors)
    if not v2:
        errors.length(components, ("components",), 0, 5)
        return
    errors.require(
        len(flat(components)) <= MAX_COMPONENTS,
        ("components",),
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
        f"The total number of components cannot exceed {MAX_COMPONENTS}",
    )
    said = sum(len(t) for t in texts(components) if isinstance(t, str))
    errors.require(
        said <= MAX_TEXT,
        ("components",),
        "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED",
        f"The total displayable text size exceeds the maximum of {MAX_TEXT}",
    )


def _allow(component: Payload, kinds: set[int], path: Path, errors: FormErrors) -> None:
    listed = ", ".join(str(kind) for kind in sorted(kinds))
    errors.require(
        component["type"] in kinds,
        (*path, "type"),
        "UNION_TYPE_CHOICES",
        f'Value of field "type" must be one of ({listed}).',
    )


def _allow_children(component: Payload, kinds: set[int], path: Path, errors: FormErrors) -> None:
    for index, child in enumerate(component.get("components") or []):
        _allow(child, kinds, (*path, "components", index), errors)


def _check_nothing(component: Payload, path: Path, errors: FormErrors) -> None:
    """Separators and kinds already refused by place have no rules of their own."""


def _check_row(row: Payload, path: Path, errors: FormErrors) -> None:
    inside = row.get("components") or []
    errors.length(inside, (*path, "components"), 1, 5)
    _allow_children(row, {BUTTON, *SELECTS}, path, errors)
    has_select = any(child["type"] in SELECTS for child in inside)
    errors.require(
        not has_select or len(inside) == 1,
        (*path, "components"),
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        "The specified component exceeds the maximum width",
    )


def _check_button(button: Payload, path: Path, errors: FormErrors) -> None:
    style = button.get("style")
    errors.require(
        isinstance(style, int) and 1 <= style <= PREMIUM_STYLE,
        (*path, "style"),
        "BASE_TYPE_CHOICES",
        "Value must be one of (1, 2, 3, 4, 5, 6).",
    )
    errors.length(button.get("label"), (*path, "label"), 0, 80)
    if style == LINK_STYLE:
        errors.length(button.get("url"), (*path, "url"), 1, 512)
        errors.require(
            "custom_id" not in button,
            path,
            "BUTTON_COMPONENT_CUSTOM_ID_AND_URL",
            "A custom id and url cannot both be specified",
        )
    elif style != PREMIUM_STYLE:
        errors.require(
            button.get("label") or button.get("emoji"),
            path,
            "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI",
            "A button must have a label or an emoji",
        )


def _check_select(select: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(select.get("placeholder"), (*path, "placeholder"), 0, 150)
    if select["type"] != STRING_SELECT:
        return
    errors.length(select.get("options"), (*path, "options"), 1, 25)
    values = [option.get("value") for option in select.get("options") or []]
    for index, option in enumerate(select.get("options") or []):
        errors.length(option.get("label"), (*path, "options", index, "label"), 1, 100)
        errors.length(option.get("value"), (*path, "options", index, "value"), 1, 100)
    errors.require(
        len(values) == len(set(values)),
        (*path, "options"),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
    )


def _check_section(section: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(section.get("components"), (*path, "components"), 1, 3)
    _allow_children(section, {TEXT}, path, errors)
    accessory = section.get("accessory")
    if errors.require(
        _is_shaped(accessory), (*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required"
    ):
        assert isinstance(accessory, dict)
        _allow(accessory, {BUTTON, THUMBNAIL}, (*path, "accessory"), errors)


def _check_text(text: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(text.get("content"), (*path, "content"), 1, MAX_TEXT)


def _check_thumbnail(thumbnail: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(thumbnail.get("description"), (*path, "description"), 0, 1024)


def _check_gallery(gallery: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(gallery.get("items"), (*path, "items"), 1, 10)
    for index, item in enumerate(gallery.get("items") or []):
        errors.length(item.get("description"), (*path, "items", index, "description"), 0, 1024)


def _check_container(container: Payload, path: Path, errors: FormErrors) -> None:
    errors.length(container.get("components"), (*path, "components"), 1, MAX_COMPONENTS)
    _allow_children(container, IN_CONTAINER, path, errors)


def _check_custom_id(component: Payload, path: Path, errors: FormErrors, seen: set[str]) -> None:
    pressable = component["type"] == BUTTON and component.get("style") not in (
        LINK_STYLE,
        PREMIUM_STYLE,
    )
    if not pressable and component["type"] not in SELECTS:
        return
    custom_id = component.get("custom_id")
    errors.length(custom_id, (*path, "custom_id"), 1, 100)
    errors.require(
        custom_id not in seen,
        (*path, "custom_id"),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
        "Component custom id cannot be duplicated",
    )
    seen.add(str(custom_id))


Check = Callable[[Payload, Path, FormErrors], None]
CHECKS: dict[int, Check] = {
    ROW: _check_row,
    BUTTON: _check_button,
    SECTION: _check_section,
    TEXT: _check_text,
    THUMBNAIL: _check_thumbnail,
    GALLERY: _check_gallery,
    CONTAINER: _check_container,
    **dict.fromkeys(SELECTS, _check_select),
}
