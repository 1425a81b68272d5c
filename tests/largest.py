"""Content as large as it may be: every field as long as `bot/content.py` lets it."""

from __future__ import annotations

from pathlib import Path

#: Parts of the routine, and how often each moves; alone an exercise moves as often as it may.
_PARTS, _MOVES, _MOST_MOVES = 12, 7, 10


def write_largest(folder: Path) -> None:
    """Twelve exercises and the routine of all of them, whose cautions just fit its card."""
    for n in range(_PARTS):
        cautions = [_long(f"{n} a", 100), _long(f"{n} b", 100)]
        exercise = _exercise(f"{n}", cautions, _MOVES)
        (folder / "exercises" / f"large-{n}.toml").write_text(exercise)
    alone = [_long(f"alone {n}", 140) for n in range(5)]
    (folder / "exercises" / "largest-alone.toml").write_text(_exercise("alone", alone, _MOST_MOVES))
    (folder / "routines" / "largest.toml").write_text(_routine())


def _long(text: str, length: int) -> str:
    """So many characters, in few words: a step's text must be readable in the window before it."""
    return (text + " " + "x" * length)[:length]


def _lines(length: int = 140) -> str:
    return f"[{_quoted(_long('Do', length))}, {_quoted(_long('this', length))}]"


def _exercise(name: str, cautions: list[str], moves: int) -> str:
    move = f'[[steps]]\nkind = "move"\nside = "right"\nseconds = 20\nreps = 5\nlines = {_lines()}\n'
    rest = f'[[steps]]\nkind = "rest"\nseconds = 6\nlines = {_lines()}\n'
    return (
        f"title = {_quoted(_long(name, 60))}\npurpose = {_quoted(_long('For', 140))}\n"
        f"cautions = [{', '.join(map(_quoted, cautions))}]\nmore = {_quoted(_long('So', 1500))}\n"
        f"[arrive]\nseconds = 20\ntitle = {_quoted(_long('Arrive', 60))}\nlines = {_lines()}\n"
        f"{(move + rest) * moves}"
        f"[finish]\nseconds = 10\ntitle = {_quoted(_long('Finish', 60))}\nlines = {_lines()}\n"
    )


def _routine() -> str:
    part = '[[parts]]\nexercise = "large-{n}"\nwork = 3\n'
    seconds = 20 + _PARTS * _MOVES * (3 + 6) + 10
    return (
        f"title = {_quoted(_long('All', 60))}\npurpose = {_quoted(_long('For', 140))}\n"
        f"seconds = {seconds}\n"
        f"[arrive]\nseconds = 20\nlines = {_lines()}\n"
        f"{''.join(part.format(n=n) for n in range(_PARTS))}"
        "[finish]\nseconds = 10\n"
    )


def _quoted(text: str) -> str:
    return f'"{text}"'
