"""Files in `content/` become exercises and routines. A fault names the file, the field and why."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot import content_faults
from bot.core.errors import Faults
from bot.core.exercise import (
    WORK,
    Breath,
    Exercise,
    Kind,
    Part,
    Routine,
    Side,
    Step,
    length,
    shape_faults,
)
from bot.core.library import Library
from bot.core.picture import Picture

#: Offered first, and what `/relax` plays when nothing was chosen.
DEFAULT_ROUTINE = "ninety-second-reset"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 40
_NAME_IT = (
    f"name it with lower-case letters, digits and single hyphens, at most {_LONGEST_ID} characters"
)

#: What the exercises of a routine ask to take care of stands on one card of `/exercises`.
_MOST_CAUTIONS = 2_400

#: Discord shows a description of up to 1,024 characters; ours are short enough to be listened to.
_DRAWN, _LONGEST_ALT, _LARGEST = {".png", ".gif"}, 256, 150_000

Line = Annotated[str, Field(min_length=1, max_length=140, pattern=r"^[^\n\r]*$")]
Seconds = Annotated[int, Field(ge=3, le=600)]
Title = Annotated[str, Field(min_length=1, max_length=60)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Told(_Table):
    """`seated` and `standing` follow the lines: a last one for each posture."""

    seconds: Seconds
    title: Title = ""
    lines: Annotated[list[Line], Field(max_length=2)] = []
    seated: Line | None = None
    standing: Line | None = None

    @model_validator(mode="after")
    def _short_and_different(self) -> Self:
        own = [it for it in (self.seated, self.standing) if it]
        if own and len(self.lines) > 1:
            raise ValueError("seated or standing leaves room for one of lines: two are the most")
        if len(own) != len(set(own)):
            raise ValueError("seated and standing say the same; write it once, in lines")
        return self

    def told(self, kind: Kind) -> Step:
        length = timedelta(seconds=self.seconds)
        return Step(
            kind,
            length,
            self.title,
            tuple(self.lines),
            seated=self.seated or "",
            standing=self.standing or "",
        )


class _Before(_Told):
    kind: Literal["ready", "switch", "rest"] = "ready"


class _Breath(_Table):
    seconds_in: Annotated[int, Field(alias="in", ge=2, le=10)]
    seconds_out: Annotated[int, Field(alias="out", ge=2, le=12)]


class _Step(_Told):
    kind: Literal["ready", "move", "breathe", "hold", "switch", "rest"]
    side: Literal["left", "right"] | None = None
    reps: Annotated[int, Field(ge=1, le=60)] | None = None
    breath: _Breath | None = None

    def step(self, exercise: str, title: str) -> Step:
        kind = Kind(self.kind)
        return replace(
            self.told(kind),
            title=self.title or (title if kind in WORK else ""),
            exercise=exercise,
            side=Side(self.side) if self.side else None,
            reps=self.reps,
            breath=self._breath(kind),
        )

    def _breath(self, kind: Kind) -> Breath | None:
        if self.breath:
            return Breath(self.breath.seconds_in, self.breath.seconds_out)
        return Breath() if kind is Kind.BREATHE else None


class _Exercise(_Table):
    title: Title
    purpose: Line
    cautions: Annotated[list[Line], Field(min_length=1, max_length=5)]
    more: Annotated[str, Field(max_length=1500)] = ""
    arrive: _Told
    steps: Annotated[list[_Step], Field(min_length=1, max_length=20)]
    finish: _Told


class _Part(_Table):
    exercise: str
    before: _Before | None = None
    work: Seconds | None = None
    reps: Annotated[int, Field(ge=1, le=60)] | None = None

    def part(self) -> Part:
        before = self.before.told(Kind(self.before.kind)) if self.before else None
        work = timedelta(seconds=self.work) if self.work else None
        return Part(self.exercise, before, work, self.reps)


class _Routine(_Table):
    title: Title
    purpose: Line
    seconds: Annotated[int, Field(ge=30, le=900)]
    arrive: _Told
    parts: Annotated[list[_Part], Field(min_length=1, max_length=12)]
    finish: _Told


def load_library(folder: Path, safety_words: int, asked: str | None = None) -> Library:
    """Everything in `folder`. Raises `Faults` naming every wrong file.

    `safety_words` stand in the first window of every session and must be readable there too. Where
    one id is `asked` for, faults of other files are left alone, and what they hold is left out.
    """
    reader = _Reader(folder, safety_words)
    exercises = reader.sound(reader.exercises(), "exercises")
    routines = reader.sound(reader.routines(exercises), "routines")
    for source in sorted(exercises.keys() & routines.keys()):
        reader.fault(f"routines/{source}.toml", "", "an exercise has the same id; rename one")
    pictures = dict(reader.pictures())
    if DEFAULT_ROUTINE not in routines and not reader.faults:
        reader.fault(f"routines/{DEFAULT_ROUTINE}.toml", "", "is missing; /relax needs it")
    faults = reader.faults if asked is None or not exercises else reader.faults_of(asked)
    if faults:
        raise Faults([text for _, text in faults])
    return Library(_by_length(routines), exercises, pictures)


def _by_length(routines: dict[str, Routine]) -> dict[str, Routine]:
    return dict(sorted(routines.items(), key=lambda item: item[1].length))


_Shape = TypeVar("_Shape", bound=_Table)
_Made = TypeVar("_Made", Exercise, Routine)


class _Reader:
    """Reads the files one by one and collects what is wrong with them."""

    def __init__(self, folder: Path, safety_words: int) -> None:
        #: Each with the file it is in.
        self.faults: list[tuple[str, str]] = []
        self._folder = folder
        self._safety_words = safety_words

    def fault(self, file: str, field: str, reason: str) -> None:
        told = ": ".join(part for part in (f"{self._folder / file}", field, reason) if part)
        self.faults.append((file, told))

    def faults_of(self, source: str) -> list[tuple[str, str]]:
        """What is wrong with the files of this id."""
        own = {f"exercises/{source}.toml", f"routines/{source}.toml"}
        return [it for it in self.faults if it[0] in own]

    def sound(self, made: Iterator[_Made], kind: str) -> dict[str, _Made]:
        """Those of them, by id, whose file has no fault."""
        every = {it.id: it for it in made}
        faulty = {file for file, _ in self.faults}
        return {name: it for name, it in every.items() if f"{kind}/{name}.toml" not in faulty}

    def exercises(self) -> Iterator[Exercise]:
        for file, shape in self._files("exercises", _Exercise):
            exercise = Exercise(
                id=Path(file).stem,
                title=shape.title,
                purpose=shape.purpose,
                cautions=tuple(shape.cautions),
                more=shape.more,
                arrive=shape.arrive.told(Kind.READY),
                steps=tuple(step.step(Path(file).stem, shape.title) for step in shape.steps),
                finish=shape.finish.told(Kind.FINISH),
            )
            self._check(file, exercise.whole)
            yield exercise

    def routines(self, exercises: dict[str, Exercise]) -> Iterator[Routine]:
        for file, shape in self._files("routines", _Routine):
            unknown = [part.exercise for part in shape.parts if part.exercise not in exercises]
            for at, part in enumerate(shape.parts, start=1):
                if part.exercise in unknown:
                    self.fault(file, f"part {at}, exercise", self._unusable(part.exercise))
            if unknown:
                continue
            self._check_cautions(file, [exercises[part.exercise] for part in shape.parts])
            parts = (part.part() for part in shape.parts)
            steps = (
                shape.arrive.told(Kind.READY),
                *(step for part in parts for step in part.steps(exercises[part.exercise])),
                shape.finish.told(Kind.FINISH),
            )
            self._check(file, steps)
            told = timedelta(seconds=shape.seconds)
            if length(steps) != told:
                taken = f"{length(steps).total_seconds():g}"
                self.fault(file, "seconds", f"its steps take {taken} s; write {taken}")
            yield Routine(Path(file).stem, shape.title, shape.purpose, told, steps)

    def pictures(self) -> Iterator[tuple[str, Picture]]:
        """The drawings, each with its alt text; a folder without any is good too."""
        folder = self._folder / "pictures"
        drawn = {it.stem: it for it in sorted(folder.glob("*.*")) if it.suffix in _DRAWN}
        told = self._alt(folder / "alt.toml") if folder.is_dir() else {}
        for name, path in drawn.items():
            content = self._drawing(path)
            if content is None:
                continue
            alt = told.get(name)
            if not isinstance(alt, str) or not 0 < len(alt) <= _LONGEST_ALT:
                reason = f"needs 1 to {_LONGEST_ALT} characters of alt text"
                self.fault("pictures/alt.toml", name, reason)
            else:
                yield name, Picture(name, path.name, alt, content)

    def _drawing(self, path: Path) -> bytes | None:
        try:
            if not path.is_file():
                reason = "is no file"
            elif path.stat().st_size > _LARGEST:
                reason = f"is larger than {_LARGEST // 1000} kB"
            else:
                return path.read_bytes()
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        self.fault(f"pictures/{path.name}", "", reason)
        return None

    def _alt(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            self.fault("pictures/alt.toml", "", _unreadable(error))
            return {}

    def _unusable(self, exercise: str) -> str:
        path = self._folder / "exercises" / f"{exercise}.toml"
        if _ID.fullmatch(exercise) and path.exists():
            return f"{exercise!r} has faults of its own; mend {path}"
        return f"there is no exercise {exercise!r}; write the name of its file, without .toml"

    def _check_cautions(self, file: str, exercises: list[Exercise]) -> None:
        told = dict.fromkeys(line for it in exercises for line in it.cautions)
        count = sum(map(len, told))
        if count > _MOST_CAUTIONS:
            self.fault(
                file,
                "parts",
                f"its exercises have {count} characters of cautions, and a card has room for "
                f"{_MOST_CAUTIONS}; shorten them, or take an exercise out",
            )

    def _check(self, file: str, steps: tuple[Step, ...]) -> None:
        for at, reason in shape_faults(steps, self._safety_words):
            self.fault(file, f"step {at} ({steps[at].kind})", reason)
        for at, step in enumerate(steps):
            if step.breath and step.length % step.breath.length:
                whole = step.breath.length.total_seconds()
                fits = math.ceil(step.length / step.breath.length) * whole
                self.fault(
                    file,
                    f"step {at} (breathe)",
                    f"its length is not whole breaths of {whole:g} s; make it {fits:g} s",
                )

    def _files(self, kind: str, shape: type[_Shape]) -> Iterator[tuple[str, _Shape]]:
        files = sorted((self._folder / kind).glob("*.toml"))
        if not files:
            self.fault(kind, "", "holds no .toml file")
        for path in files:
            file = f"{kind}/{path.name}"
            if not _ID.fullmatch(path.stem) or len(path.stem) > _LONGEST_ID:
                self.fault(file, "", _NAME_IT)
                continue
            read = self._read(path, file, shape)
            if read:
                yield file, read

    def _read(self, path: Path, file: str, shape: type[_Shape]) -> _Shape | None:
        try:
            return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            for fault in error.errors():
                self.fault(file, content_faults.field(fault), content_faults.reason(fault))
        except RecursionError:
            self.fault(file, "", "has too many brackets inside each other")
        except (OSError, ValueError) as error:
            self.fault(file, "", _unreadable(error))
        return None


def _unreadable(error: OSError | ValueError) -> str:
    """Why a file is no TOML; what its parser and its decoder find are both ValueErrors."""
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8; save it in that encoding"
    return f"is not TOML: {error}; content/README.md shows how it is written"
