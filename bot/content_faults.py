"""What pydantic finds wrong with a content file, said to the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TABLE = "must be a table with its own fields, like [finish] in content/README.md"
_WORDS = {
    "missing": "is missing; write it",
    "extra_forbidden": "is no field that belongs here; look at its spelling, or take it out",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number without quotes",
    "list_type": "must be a list in square brackets",
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "string_too_short": "is empty; write something",
    "string_too_long": "is too long; at most {max_length} characters",
    "string_pattern_mismatch": "must be one line; take the line break out",
    "too_short": "has too few in it; at least {min_length}",
    "too_long": "has too many in it; at most {max_length}",
    "greater_than_equal": "is too small; at least {ge}",
    "less_than_equal": "is too large; at most {le}",
    "literal_error": "must be one of {expected}",
    "value_error": "{error}",
}
_OTHER = "cannot be used; content/README.md shows how it is written"


def reason(fault: ErrorDetails) -> str:
    """Why a value cannot be used, and what could stand there instead."""
    return _WORDS.get(fault["type"], _OTHER).format(**fault.get("ctx", {}))


def field(fault: ErrorDetails) -> str:
    """Where it stands, counted from one: `step 2, line 1`."""
    return ", ".join(_named(fault["loc"]))


def _named(path: tuple[int | str, ...]) -> Iterator[str]:
    for at, part in enumerate(path):
        counted = at + 1 < len(path) and isinstance(path[at + 1], int)
        if isinstance(part, int):
            yield f"{str(path[at - 1]).removesuffix('s')} {part + 1}"
        elif not counted:
            yield part
