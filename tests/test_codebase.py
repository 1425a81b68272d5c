"""What the walls of the house are (ARCHITECTURE.md), read from the code itself."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked

FILES = sorted(it.relative_to(ROOT) for it in (ROOT / "bot").rglob("*.py"))
CORE = [it for it in FILES if it.is_relative_to("bot/core")]
FLOWS = [it for it in FILES if it.is_relative_to("bot/flows")]
PLAYGROUND = sorted(it.relative_to(ROOT) for it in (ROOT / "playground").rglob("*.py"))
MIGRATIONS = sorted(it.relative_to(ROOT) for it in (ROOT / "migrations").rglob("*.py"))

#: The boxes of the picture that do not know each other.
EDGES = ("bot.chat", "bot.store", "bot.alarm", "bot.content", "bot.clock", "bot.health")
#: A library, and the one place that may import it.
DOORS = {
    "discord": ("bot/chat",),
    "sqlalchemy": ("bot/store", "migrations"),
    "alembic": ("bot/store", "migrations"),
    "aiosqlite": ("bot/store",),
    "sqlite3": ("bot/store",),
    "apscheduler": ("bot/alarm.py",),
    "prometheus_client": ("bot/health.py",),
    "pydantic_settings": ("bot/settings.py",),
    "PIL": ("bot/chat", "content"),
}


def tree(file: Path | str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def imported(module: ast.Module, file: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from a import b` is `a.b`."""
    package = ".".join(file.with_suffix("").parts[:-1])
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(up if node.level else []), *([node.module] if node.module else [])])
            yield from (f"{base}.{it.name}" for it in node.names)


def imports(file: Path) -> list[str]:
    return list(imported(tree(file), file))


def under(name: str, *packages: str) -> bool:
    return any(name == it or name.startswith(f"{it}.") for it in packages)


def is_standard(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names


def test_the_house_is_where_these_rules_look():
    assert len(CORE) > 5
    assert len(FLOWS) > 3
    assert "bot.core.script.Script" in imports(Path("bot/core/card.py"))
    assert "discord" in imports(Path("bot/chat/cards/face.py"))


def test_imports_are_seen_however_they_are_written():
    source = "import a.b\nfrom ..chat import cards\nfrom . import x\ndef f():\n  from c import d"

    assert sorted(imported(ast.parse(source), Path("bot/core/card.py"))) == [
        "a.b",
        "bot.chat.cards",
        "bot.core.x",
        "c.d",
    ]


@pytest.mark.parametrize("file", CORE, ids=str)
def test_core_imports_the_standard_library_and_itself(file: Path):
    assert [it for it in imports(file) if not (is_standard(it) or under(it, "bot.core"))] == []


@pytest.mark.parametrize("file", CORE, ids=str)
def test_core_never_asks_for_the_time_or_for_anything_of_the_world(file: Path):
    worldly = [it for it in imports(file) if under(it, "time", "asyncio", "os", "random", "socket")]
    called = {ast.unparse(it.func) for it in ast.walk(tree(file)) if isinstance(it, ast.Call)}
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "open"}

    assert worldly == []
    assert called & clocks == set()


@pytest.mark.parametrize("file", FLOWS, ids=str)
def test_flows_import_the_standard_library_core_and_themselves(file: Path):
    allowed = ("bot.core", "bot.flows")

    assert [it for it in imports(file) if not (is_standard(it) or under(it, *allowed))] == []


@pytest.mark.parametrize("library", DOORS)
def test_every_library_has_one_door(library: str):
    through = {
        str(file)
        for file in (*FILES, *MIGRATIONS)
        if any(under(it, library) for it in imports(file))
        and not any(file.is_relative_to(door) for door in DOORS[library])
    }

    assert through == set()


@pytest.mark.parametrize("edge", EDGES)
def test_the_edges_do_not_know_each_other(edge: str):
    place = Path(edge.replace(".", "/"))
    others = [it for it in EDGES if it != edge]
    own = [it for it in FILES if it.is_relative_to(place) or it == place.with_suffix(".py")]

    assert own
    assert [(str(it), name) for it in own for name in imports(it) if under(name, *others)] == []


def test_only_the_root_and_the_command_line_know_the_whole_house():
    insiders = ("bot.app", "bot.preview", "bot.settings")
    outside = {Path(f"bot/{name}.py") for name in ("app", "__main__", "preview", "setup")}

    assert [
        (str(file), name)
        for file in FILES
        if file not in outside
        for name in imports(file)
        if under(name, *insiders)
    ] == []


def test_the_playground_and_the_bot_know_nothing_of_each_other():
    """But for `demo`: the command line starts it, and that only once it was typed."""
    knowing = [it for it in FILES if any(under(n, "playground") for n in imports(it))]
    at_once = [node for node in tree("bot/__main__.py").body if "playground" in ast.unparse(node)]

    assert [str(it) for it in PLAYGROUND if any(under(n, "bot") for n in imports(it))] == []
    assert knowing == [Path("bot/__main__.py")]
    assert [it.name for it in at_once if isinstance(it, ast.FunctionDef)] == ["_demo"]
    assert len(at_once) == 1


def leads_to(files: Sequence[Path]) -> dict[str, set[str]]:
    """Which of these modules imports which; for its types alone counts too."""
    names = {".".join(it.with_suffix("").parts).removesuffix(".__init__"): it for it in files}
    return {
        name: {it for of in imports(file) for it in (of, of.rpartition(".")[0]) if it in names}
        - {name}
        for name, file in names.items()
    }


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_of_the_bot_leads_back_to_itself():
    graph = leads_to(FILES)

    assert "bot.core.session" in graph["bot.core.delivery"]
    assert circle(graph) == []


def test_no_module_of_the_playground_leads_back_to_itself():
    graph = leads_to([it for it in PLAYGROUND if it.name != "__init__.py"])

    assert "playground.server" in graph["playground.playground"]
    assert circle(graph) == []


def test_a_circle_would_be_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})


def test_nothing_of_the_bot_imports_the_tests():
    assert [str(it) for it in FILES if any(under(n, "tests", "pytest") for n in imports(it))] == []


# Size

LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(it.lineno for it in node.decorator_list)])
            yield node.name, (node.end_lineno or first) - first + 1


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_file_and_no_function_is_too_long_to_read(file: Path):
    lines = len((ROOT / file).read_text().splitlines())

    assert lines <= LONGEST_FILE
    assert [it for it in functions(file) if it[1] > LONGEST_FUNCTION] == []


# Silence


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches everything and says nothing."""
    caught = handler.type.id if isinstance(handler.type, ast.Name) else None
    broad = handler.type is None or caught in {"Exception", "BaseException"}
    return broad and all(
        isinstance(it, ast.Pass | ast.Continue)
        or (isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant))
        for it in handler.body
    )


def silences(module: ast.Module) -> list[int]:
    quiet = [
        it.lineno for it in ast.walk(module) if isinstance(it, ast.ExceptHandler) and swallows(it)
    ]
    broad = {"Exception", "BaseException"}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            quiet += [it.lineno for it in node.args if ast.unparse(it) in broad]
    return quiet


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_surprise_is_swallowed(file: Path):
    assert silences(tree(file)) == []


@pytest.mark.parametrize(
    "source",
    [
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept:\n  ...",
        "try: f()\nexcept BaseException as e: pass",
        "with suppress(Exception): f()",
        "for x in y:\n  try: f()\n  except Exception: continue",
    ],
)
def test_a_swallowed_surprise_would_be_found(source: str):
    assert silences(ast.parse(source))


def test_no_module_does_work_when_it_is_imported():
    working = [
        (str(file), node.lineno)
        for file in FILES
        for node in tree(file).body
        if isinstance(node, ast.For | ast.While | ast.With | ast.Try)
    ]

    assert working == []


# What must not leave this machine


#: Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of the machine it was written on": "|".join(
        rf"(?<![\w.])/{top}/{rest}"
        for top, rest in (
            ("work", r"(main|shared|\.\w)"),
            ("home", r"(?!you\b|user\b)[a-z]"),
            ("Users", "[A-Za-z]"),
            ("root", r"\.?\w"),
        )
    ),
    "a registry": "|".join(
        r"\.".join(it)
        for it in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("proxy", "golang"),
            ("jfrog", "io"),
        )
    )
    + "|--(extra-)?index" + "-url|--trusted" + "-host",
    "a bot's token": r"[MN][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}",
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_tracked_names(what: str):
    pattern = re.compile(FORBIDDEN[what].encode())
    found = [file for file in tracked() if pattern.search(file.read_bytes())]

    assert [str(file.relative_to(ROOT)) for file in found] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of the machine it was written on", "see /" + "work/main/bot"),
        ("a path of the machine it was written on", "/" + "home/ann/x"),
        ("a registry", "https://py" + "pi.org/simple"),
        ("a registry", "pip install --index" + "-url x"),
        ("a bot's token", "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GabcDE." + "a" * 38),
    ],
)
def test_what_must_not_leave_would_be_found(what: str, text: str):
    assert re.search(FORBIDDEN[what], text)
