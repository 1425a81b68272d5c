"""Everything there is to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.exercise import Exercise, Routine
from bot.core.picture import Picture


@dataclass(frozen=True, slots=True)
class Library:
    """Everything `content/` holds, by id, in the order it is offered."""

    routines: dict[str, Routine]
    exercises: dict[str, Exercise]
    pictures: dict[str, Picture] = field(default_factory=dict)

    def find(self, source: str) -> Routine | Exercise | None:
        """The routine or exercise with this id."""
        return self.routines.get(source) or self.exercises.get(source)

    def named(self, text: str) -> str | None:
        """The id meant by an id, a title, or a part of one title alone."""
        wanted = text.casefold().strip()
        for it in self:
            if wanted in (it.id, it.title.casefold()):
                return it.id
        fitting = [it.id for it in self if wanted and wanted in it.title.casefold()]
        return fitting[0] if len(fitting) == 1 else None

    def __iter__(self) -> Iterator[Routine | Exercise]:
        yield from self.routines.values()
        yield from self.exercises.values()
