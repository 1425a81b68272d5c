"""Content: what ships is right, and whatever is in a file, it loads or its fault is named."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot import content_faults
from bot.chat.words import session as words
from bot.content import DEFAULT_ROUTINE, load_library
from bot.core.errors import Faults
from bot.core.exercise import WORK, Exercise, Kind, Side, length
from bot.core.library import Library
from bot.core.options import Options, Posture
from bot.core.script import Pace, lay_out
from tests.largest import write_largest

CONTENT = Path(__file__).parents[1] / "content"
SAFETY_WORDS = len(words.words().safety_line.split())
FILES = sorted(
    it.relative_to(CONTENT)
    for kind in ("exercises", "routines")
    for it in (CONTENT / kind).iterdir()
)
TEXTS = sorted(it.relative_to(CONTENT) for it in CONTENT.rglob("*.toml"))
PROMISES = re.compile(
    r"\b(cur(e|es|ed|ing)|treat\w*|heal(s|ed|ing)?|fix(es|ed|ing)?|remed\w+|therap\w+|"
    r"correct\w* (your )?posture|toxin\w*|detox\w*|guarantee\w*|pain-free)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(CONTENT, SAFETY_WORDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(Faults) as caught:
        load_library(folder, SAFETY_WORDS)
    return caught.value.faults


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


# What ships


def test_every_shipped_file_loads(library: Library):
    shipped = {it.stem for it in FILES}

    assert {it.id for it in library} == shipped
    assert {
        "release-upper-back-tension",
        "sitting-exercise",
        "shoulder-rolls",
        "neck-rolls",
    } <= set(library.exercises)


def test_routines_are_offered_shortest_first(library: Library):
    assert list(library.routines)[:3] == [
        "ninety-second-reset",
        "three-minute-reset",
        "five-minute-reset",
    ]
    assert next(iter(library)).id == DEFAULT_ROUTINE


#: Kind and seconds of every step, as they were agreed on.
TIMING = {
    "five-minute-reset": "ready 15, breathe 60, ready 5, move 45, switch 5, move 45, ready 5, "
    "move 48, rest 10, breathe 50, finish 12",
    "three-minute-reset": "ready 10, move 40, switch 5, move 40, ready 5, breathe 70, finish 10",
    "ninety-second-reset": "ready 10, move 30, switch 5, move 30, finish 15",
}


@pytest.mark.parametrize("routine", TIMING)
def test_a_routine_has_its_windows_and_work_to_the_second(library: Library, routine: str):
    steps = library.routines[routine].steps
    told = ", ".join(f"{it.kind} {it.length.total_seconds():g}" for it in steps)

    assert told == TIMING[routine]


@pytest.mark.parametrize(
    ("routine", "seconds"),
    [("five-minute-reset", 300), ("three-minute-reset", 180), ("ninety-second-reset", 90)],
)
def test_a_routine_lasts_what_it_says_to_the_second(library: Library, routine: str, seconds: int):
    it = library.routines[routine]
    script = lay_out(it.id, it.title, it.whole, Pace.NORMAL)

    assert script.length.total_seconds() == it.length.total_seconds() == seconds


def test_doses_are_those_of_the_table(library: Library):
    steps = {name: library.routines[name].steps for name in TIMING}

    assert [it.reps for it in steps["five-minute-reset"] if it.kind is Kind.MOVE] == [12, 12, 8]
    assert [it.breaths for it in steps["five-minute-reset"] if it.breath] == [6, 5]
    assert [it.breaths for it in steps["three-minute-reset"] if it.breath] == [7]
    assert [it.reps for it in steps["ninety-second-reset"] if it.reps] == [10, 10]


def test_shoulder_rolls_do_each_side_once_and_equally(library: Library):
    steps = [it for it in library.exercises["shoulder-rolls"].steps if it.kind is Kind.MOVE]

    assert {it.side for it in steps} == {Side.LEFT, Side.RIGHT}
    assert len({(it.length, it.reps) for it in steps}) == 1
    assert 10 <= steps[0].reps <= 12


def test_breath_is_longer_out_than_in_and_whole(library: Library):
    breathing = [step for it in library for step in it.whole if step.kind is Kind.BREATHE]

    assert breathing
    for step in breathing:
        assert step.breath.seconds_out > step.breath.seconds_in
        assert step.breath.length * step.breaths == step.length


def test_neck_rolls_never_ask_for_a_backward_arc(library: Library):
    neck = library.exercises["neck-rolls"]
    told = " ".join(
        line for it in neck.whole for line in (*it.lines, *it.by_posture.values())
    ).lower()

    assert "front" in told
    assert "back" not in told.replace("come back", "")


def test_every_step_has_at_most_two_lines(library: Library):
    for it in library:
        for step in it.whole:
            for posture in Posture:
                (own,) = lay_out("", "", [step], options=Options(posture)).steps
                assert len(own.lines) <= 2
                assert not any("\n" in line for line in own.lines)


def test_every_movement_tells_those_who_sit_and_those_who_stand(library: Library):
    seated_only = library.exercises["sitting-exercise"]
    for it in library.exercises.values():
        told = [step.by_posture.keys() for step in it.steps if step.kind in WORK]
        if it != seated_only:
            assert told == [{"seated", "standing"}] * len(told)

    assert "seat" in seated_only.arrive.standing
    (rest,) = [it for it in library.routines["five-minute-reset"].steps if it.kind is Kind.REST]
    assert "seat" in rest.standing


def test_who_stands_is_never_told_to_close_the_eyes(library: Library):
    for it in library:
        script = lay_out(it.id, it.title, it.whole, options=Options(Posture.STANDING))
        assert "close" not in " ".join(line for step in script.steps for line in step.lines).lower()


def test_every_work_step_says_what_to_do_and_has_a_title(library: Library):
    for it in library:
        for step in it.whole:
            assert step.kind not in WORK or (step.lines and step.title)


@pytest.mark.parametrize("file", TEXTS, ids=str)
def test_no_shipped_text_promises_a_cure(file: Path):
    assert PROMISES.findall((CONTENT / file).read_text()) == []


@pytest.mark.parametrize(
    "promise", ["It cures pain.", "Healing heat", "corrects your posture", "flush toxins", "a fix"]
)
def test_a_promise_would_be_found(promise: str):
    assert PROMISES.search(promise)


def test_an_exercise_alone_arrives_and_finishes(library: Library):
    for it in library:
        assert it.whole[0].kind is Kind.READY
        assert it.whole[-1].kind is Kind.FINISH
        if isinstance(it, Exercise):
            assert length(it.whole) > length(it.steps)


# Faults


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "reason"),
    [
        pytest.param(
            "exercises/neck-rolls.toml", "seconds = 48", 'seconds = "48"', "step 1, seconds",
            "must be a whole number without quotes", id="a wrong type",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "seconds = 48", "seconds = 2", "step 1, seconds",
            "is too small; at least 3", id="too short",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "seconds = 48", "seconds = 601", "step 1, seconds",
            "is too large; at most 600", id="too long",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "reps = 8", "rep = 8", "step 1, rep",
            "no field that belongs here", id="an unknown field",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", 'kind = "move"', 'kind = "jump"', "step 1, kind",
            "must be one of 'ready', 'move', 'breathe'", id="an unknown kind",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", 'title = "Neck rolls"', "", "title", "is missing",
            id="a missing field",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "only.\"]", 'only.", "A second.", "A third."]',
            "step 1, lines", "has too many in it; at most 2", id="a third line",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "only.\"]", "only. " + "One word more. " * 9 + '"]',
            "step 1, line 1", "is too long; at most 140 characters", id="a line too long",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "only.\"]", "only, and breathe, and look up.\"]",
            "step 1 (move)", "room for 30; shorten them, or give the ready before it 11 s",
            id="more than can be read, both postures counted",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "only.\"]", 'only.", "A second line."]', "step 1",
            "leaves room for one of lines", id="a third line for a posture",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "Sit down", "Stop", "step 1",
            "say the same", id="postures that do not differ",
        ),
        pytest.param(
            "exercises/neck-rolls.toml", "Dizzy? Sit down.", "", "step 1, standing",
            "is empty; write something", id="a posture without words",
        ),
        pytest.param(
            "routines/five-minute-reset.toml", 'standing = "Stand', 'standng = "Stand',
            "arrive, standng", "no field that belongs here", id="a posture misspelt",
        ),
        pytest.param(
            "exercises/shoulder-rolls.toml", 'kind = "switch"\nseconds = 5',
            'kind = "hold"\nseconds = 5', "step 2 (hold)",
            "needs a ready, switch or rest step before it", id="work straight after work",
        ),
        pytest.param(
            "exercises/sitting-exercise.toml", "seconds = 50", "seconds = 51",
            "step 1 (breathe)", "not whole breaths of 10 s; make it 60 s", id="half a breath",
        ),
        pytest.param(
            "routines/five-minute-reset.toml", "work = 45", "work = 44", "seconds",
            "its steps take 298 s; write 298", id="a sum too small",
        ),
        pytest.param(
            "routines/five-minute-reset.toml", "work = 45", "work = 46", "seconds",
            "its steps take 302 s", id="a sum too large",
        ),
        pytest.param(
            "routines/five-minute-reset.toml", '"neck-rolls"', '"moon-walk"', "part 3, exercise",
            "there is no exercise 'moon-walk'", id="an unknown exercise",
        ),
        pytest.param(
            "routines/five-minute-reset.toml", 'kind = "rest", seconds = 10', "seconds = 3",
            "step 9 (breathe)", "in a window with room for 9", id="a window too short",
        ),
    ],
)  # fmt: skip
def test_a_fault_names_the_file_the_field_and_the_reason(
    folder: Path, file: str, old: str, new: str, field: str, reason: str
):
    edit(folder / file, old, new)
    named = [it for it in faults_of(folder) if it.startswith(f"{folder / file}: ")]

    assert any(it.startswith(f"{folder / file}: {field}: ") and reason in it for it in named)
    assert not any("error" in it for it in named)


def test_every_wrong_file_is_named_at_once(folder: Path):
    edit(folder / "exercises/neck-rolls.toml", "reps = 8", "reps = 0")
    edit(folder / "exercises/shoulder-rolls.toml", "reps = 12", "reps = 61")
    edit(folder / "routines/ninety-second-reset.toml", "seconds = 90", "seconds = 91")
    told = "\n".join(faults_of(folder))

    assert all(it in told for it in ("neck-rolls.toml", "shoulder-rolls.toml", "ninety-second"))


def test_the_default_routine_must_be_there(folder: Path):
    (folder / "routines" / f"{DEFAULT_ROUTINE}.toml").unlink()
    (fault,) = faults_of(folder)

    assert fault == f"{folder / 'routines' / DEFAULT_ROUTINE}.toml: is missing; /relax needs it"


@pytest.mark.parametrize("kind", ["exercises", "routines"])
def test_an_empty_or_missing_folder_is_named(folder: Path, kind: str):
    shutil.rmtree(folder / kind)

    assert f"{folder / kind}: holds no .toml file" in faults_of(folder)


@pytest.mark.parametrize("name", ["Shouts", "under_score", "two--hyphens", "-first", "last-", "é"])
def test_a_file_with_a_wrong_name_is_named(folder: Path, name: str):
    shutil.copy(folder / "exercises/neck-rolls.toml", folder / "exercises" / f"{name}.toml")
    (fault,) = faults_of(folder)

    assert fault.startswith(f"{folder / 'exercises' / name}.toml: name it with lower-case letters")


def test_an_id_that_does_not_fit_a_button_is_refused(folder: Path):
    fits, too_long = "n" * 40, "n" * 41
    for name in (fits, too_long):
        shutil.copy(folder / "exercises/neck-rolls.toml", folder / "exercises" / f"{name}.toml")
    (fault,) = faults_of(folder)

    assert f"{too_long}.toml" in fault


def test_an_exercise_and_a_routine_do_not_share_an_id(folder: Path):
    shutil.copy(
        folder / "exercises/neck-rolls.toml", folder / "exercises" / f"{DEFAULT_ROUTINE}.toml"
    )

    assert faults_of(folder) == [
        f"{folder / 'routines' / DEFAULT_ROUTINE}.toml: an exercise has the same id; rename one"
    ]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"title = ", b"[[steps]\n", b"a = 1\na = 2"], ids=repr
)
def test_a_file_that_is_no_toml_is_named(folder: Path, raw: bytes):
    file = folder / "exercises" / "new.toml"
    file.write_bytes(raw)
    (fault,) = faults_of(folder)

    assert fault.startswith(f"{file}: ")
    assert len(fault) > len(f"{file}: ")


def test_a_folder_that_is_called_like_a_file_is_named(folder: Path):
    (folder / "exercises" / "new.toml").mkdir()
    (fault,) = faults_of(folder)

    assert "new.toml: " in fault
    assert "directory" in fault


# Whatever is in a file

SHAPES = {str(it): tomllib.loads((CONTENT / it).read_text()) for it in FILES}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 1000)
    | st.floats()
    | st.text(max_size=200)
    | st.dates()
    | st.sampled_from(["move", "rest", "neck-rolls", "left", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """The way to every value inside a table."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [
        way
        for key, it in inner
        for way in (
            (*path, key),
            *(places(it, (*path, key)) if isinstance(it, dict | list) else ()),
        )
    ]


def toml(value: Any) -> str:
    """A value as TOML, tables inline."""
    if isinstance(value, dict):
        pairs = (f"{toml(str(key))} = {toml(it)}" for key, it in value.items() if it is not None)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(it) for it in value if it is not None) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(it):08X}" for it in value) + '"'
    return str(value)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A shipped file with a few values changed, added or left out."""
    file = draw(st.sampled_from(sorted(SHAPES)))
    shape = tomllib.loads((CONTENT / file).read_text())
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(shape) or [("title",)]))
        table: Any = shape
        for key in way:
            table = table[key]
        act = draw(st.sampled_from(["change", "remove", "add"]))
        if act == "remove" and (isinstance(table, dict) or last < len(table)):
            del table[last]
        elif act == "add" and isinstance(table, dict):
            table[draw(st.text(max_size=10))] = draw(VALUES)
        else:
            table[last] = draw(VALUES.filter(lambda it: it is not None))
    return file, "\n".join(
        f"{toml(str(key))} = {toml(it)}" for key, it in shape.items() if it is not None
    )


def loaded(folder: Path) -> tuple[list[str], set[str]]:
    """The faults, or the ids where there are none. Any other exception is a defect."""
    try:
        return [], {it.id for it in load_library(folder, SAFETY_WORDS)}
    except Faults as error:
        return error.faults or ["no fault is named"], set()


@pytest.fixture
def loads_or_names(folder: Path) -> Callable[[str, str], None]:
    def check(file: str, text: str) -> None:
        whole = (CONTENT / file).read_text()
        (folder / file).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        faults, ids = loaded(folder)
        (folder / file).write_text(whole)

        if faults:
            assert not any(JARGON.search(it) for it in faults)
            assert any(it.startswith(f"{folder / file}: ") for it in faults)
            assert all(it.startswith(str(folder)) and ": " in it for it in faults)
        else:
            assert Path(file).stem in ids

    return check


#: How pydantic and Python speak to programmers.
JARGON = re.compile(r"[Ii]nput should|String should|List should|Field required|codec|instance of")
ANY_FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(mutation=mutated())
@settings(ANY_FIXTURE, max_examples=80)
def test_a_changed_file_loads_or_its_fault_is_named(loads_or_names, mutation: tuple[str, str]):
    loads_or_names(*mutation)


@given(text=st.text(max_size=300))
@example("")
@example("\x00")
@example('title = "' + "a" * 5000)
@example("[" * 100)
@ANY_FIXTURE
def test_any_text_is_named_as_a_fault(loads_or_names, text: str):
    loads_or_names("exercises/neck-rolls.toml", text)


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "seconds = " + "9" * 5000], ids=["too deep", "too many digits"]
)
def test_text_that_breaks_the_parser_is_named_as_a_fault(loads_or_names, text: str):
    loads_or_names("exercises/neck-rolls.toml", text)


def test_a_line_with_a_line_break_is_named_as_a_fault(folder: Path):
    edit(folder / "exercises/neck-rolls.toml", "glide ear", "\\nglide\\near")

    assert "step 1, line 1: must be one line" in "\n".join(faults_of(folder))


def test_a_kind_of_fault_that_nobody_thought_of_is_said_in_our_own_words():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bytes).validate_python(1)

    (fault,) = caught.value.errors()
    assert JARGON.search(fault["msg"])
    assert content_faults.reason(fault).startswith("cannot be used; content/README.md shows")


def test_what_the_mutations_write_is_the_file_itself(folder: Path):
    for file, shape in SHAPES.items():
        text = "\n".join(f"{toml(key)} = {toml(it)}" for key, it in shape.items())
        (folder / file).write_text(text)

    assert load_library(folder, SAFETY_WORDS) == load_library(CONTENT, SAFETY_WORDS)


# More than a card can hold


def test_a_routine_with_more_cautions_than_a_card_holds_is_named(folder: Path):
    write_largest(folder)
    assert load_library(folder, SAFETY_WORDS).routines["largest"]

    last = folder / "exercises" / "large-11.toml"
    edit(last, '"]', '", "One caution more, and it is too much for the card."]')
    (fault,) = faults_of(folder)
    assert fault == (
        f"{folder / 'routines/largest.toml'}: parts: its exercises have 2450 characters of "
        "cautions, and a card has room for 2400; shorten them, or take an exercise out"
    )


# One id


def test_what_is_sound_is_loaded_for_the_id_that_is_asked_for(folder: Path):
    (folder / "exercises/shoulder-rolls.toml").write_text("")
    sound = load_library(folder, SAFETY_WORDS, asked="neck-rolls")

    assert "neck-rolls" in sound.exercises
    assert "shoulder-rolls" not in sound.exercises
    assert "ninety-second-reset" not in sound.routines  # it is made of what is broken


def test_without_any_sound_exercise_every_fault_is_named(folder: Path):
    for file in (folder / "exercises").iterdir():
        file.write_text("")
    with pytest.raises(Faults) as caught:
        load_library(folder, SAFETY_WORDS, asked="neck-rolls")

    assert len(caught.value.faults) > 4


# Pictures that are no pictures


def is_a_folder(drawing: Path) -> None:
    drawing.mkdir()


def leads_nowhere(drawing: Path) -> None:
    drawing.symlink_to(drawing.parent / "gone")


def leads_to_itself(drawing: Path) -> None:
    drawing.symlink_to(drawing)


def is_too_large(drawing: Path) -> None:
    drawing.write_bytes(bytes(150_001))


@pytest.mark.parametrize("breaks", [is_a_folder, leads_nowhere, leads_to_itself, is_too_large])
@pytest.mark.parametrize("told", [True, False], ids=["with alt text", "without"])
def test_a_picture_that_cannot_be_shown_is_named(
    folder: Path, breaks: Callable[[Path], None], told: bool
):
    drawing = folder / "pictures" / ("neck-rolls-seated.png" if told else "new.png")
    drawing.unlink(missing_ok=True)
    breaks(drawing)
    (fault,) = faults_of(folder)

    assert fault.startswith(f"{drawing}: ")
