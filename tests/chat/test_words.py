"""The sentences: all of them in one place, and none that promises what nobody can."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat import words
from bot.chat.words import minutes, pick
from bot.shipped import shipped

ROOT = Path(__file__).parents[2]
CHAT = ROOT / "bot" / "chat"
SPEAKING = sorted(it for it in CHAT.rglob("*.py") if "words" not in it.relative_to(CHAT).parts)
#: Two words in a row: a sentence, or the beginning of one.
SENTENCE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]+")
PROMISE = re.compile(
    r"\b(cur(e|es|ed|ing)|heal(s|ed|ing)?|treat(s|ed|ing|ment)?|therap\w+|guarantee\w*"
    r"|reliev\w+|relief|remed\w+|prevent\w*|diagnos\w+|pain-?free|painless|streak\w*)\b",
    re.IGNORECASE,
)


def not_for_people(tree: ast.AST) -> set[int]:
    """Strings nobody on Discord reads: docstrings, what is logged, raised or asserted."""
    aside: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                aside.append(node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                aside.append(node)
            case ast.Raise() | ast.Assert():
                aside.append(node)
    return {id(inner) for node in aside for inner in ast.walk(node)}


def sentences(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    aside = not_for_people(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in aside and SENTENCE.search(text):
                yield f"{file.relative_to(ROOT)}:{node.lineno} {text!r}"


@pytest.mark.parametrize("file", SPEAKING, ids=lambda file: str(file.relative_to(CHAT)))
def test_every_sentence_people_read_stands_in_words(file: Path) -> None:
    assert list(sentences(file)) == []


def all_words() -> Iterator[tuple[str, str]]:
    """Every text of every subject, with its name."""
    for module in pkgutil.iter_modules(words.__path__):
        subject = importlib.import_module(f"{words.__name__}.{module.name}")
        for name, value in vars(subject.words()).items():
            texts = value if isinstance(value, tuple) else (value,)
            if not name.startswith("__"):
                yield from ((f"{module.name}.{name}", it) for it in texts if isinstance(it, str))


def test_no_word_promises_a_cure() -> None:
    assert [(name, text) for name, text in all_words() if PROMISE.search(text)] == []


def test_no_exercise_promises_a_cure() -> None:
    files = shipped("content").rglob("*.toml")

    assert [it.name for it in files if PROMISE.search(it.read_text(encoding="utf-8"))] == []


def test_no_text_is_empty() -> None:
    assert [name for name, text in all_words() if not text.strip()] == []


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("en-GB", "english"),
        ("de", "german"),
        ("de-AT", "german"),
        ("ja", "english"),
        ("", "english"),
    ],
)
def test_words_fall_back_to_the_language_and_then_to_english(locale: str, found: str) -> None:
    assert pick({"en": "english", "de": "german"}, locale) == found


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (90, "1:30"), (600, "10:00")]
)
def test_a_length_reads_as_minutes_and_seconds(seconds: float, told: str) -> None:
    from datetime import timedelta

    assert minutes(timedelta(seconds=seconds)) == told
