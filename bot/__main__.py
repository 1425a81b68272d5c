"""The command line: `setup | check | run | preview ID | simulate | db ...`."""

from __future__ import annotations

import os
import re
import signal
import sys

if sys.argv[1:2] == ["run"]:
    # The imports below take a while. Stopped before `app.run` listens, there is nothing to finish.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))

import argparse
import asyncio
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from bot import app, logs, preview_html, simulate_options
from bot.chat.entry import EntryRefused, OutOfReach
from bot.content import DEFAULT_ROUTINE
from bot.core.errors import DatabaseUnusable, Faults, TokenRefused
from bot.core.options import Options, Posture
from bot.core.script import Pace
from bot.flows.scripts import Scripts
from bot.preview import preview
from bot.settings import Settings, read_settings
from bot.setup import check_online, set_up
from bot.simulate import simulate
from bot.store.backup import back_up, restore
from bot.store.migrate import locked, upgrade
from bot.team_parts import TEAM_ROUTINE
from bot.zonedata import use_newest

_SERVER = re.compile(r"[1-9][0-9]{0,18}")
_Value = TypeVar("_Value")

OK, FAILED, WRONG_SETTINGS, WRONG_TOKEN, WRONG_DATABASE = 0, 1, 2, 3, 4


def main(arguments: list[str] | None = None) -> int:
    """Does what the command line asks; the exit code."""
    try:
        return _do(sys.argv[1:] if arguments is None else arguments)
    except Faults as error:
        return _say(error, WRONG_SETTINGS)
    except TokenRefused:
        return _say("Discord refuses the token; copy it anew from the portal", WRONG_TOKEN)
    except DatabaseUnusable as error:
        return _say(error, WRONG_DATABASE)
    except EntryRefused as error:
        return _say(error, FAILED)
    except OutOfReach as error:
        return _say(f"{error}; try again once it answers", FAILED)
    except KeyboardInterrupt:
        return OK
    except Exception:
        logging.getLogger(__name__).exception("stopped by a surprise")
        return FAILED


def _do(arguments: list[str]) -> int:
    if arguments[:1] == ["demo"]:
        return _demo(arguments[1:])
    options = _parser().parse_args(arguments)
    settings = read_settings(offline=options.offline)
    logs.set_up(settings.log_level, settings.log_format == "json")
    return int(options.do(options, settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=_program(), description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    verbs.add_parser("demo", help="try the bot in a Discord on your own machine")
    verbs.add_parser("run", help="run the bot").set_defaults(do=_run, offline=False)
    verbs.add_parser(
        "setup", help="ask for the token, keep it in .env, and let the bot be installed"
    ).set_defaults(do=_set_up, offline=True)
    checked = verbs.add_parser("check", help="check settings and content, offline")
    checked.add_argument(
        "--online", action="store_true", help="the token, install settings and intents too"
    )
    checked.set_defaults(do=_check, offline=False)
    shown = verbs.add_parser("preview", help="print an exercise or routine")
    shown.add_argument("id", help="its file's name in content/, without .toml")
    how = shown.add_mutually_exclusive_group()
    how.add_argument("--play", action="store_true", help="in its own time")
    how.add_argument("--html", metavar="FILE", type=Path, help="every card, as one page")
    shown.add_argument("--pace", choices=list(Pace), default=Pace.NORMAL, type=Pace)
    shown.add_argument(
        "--posture",
        choices=list(Posture),
        type=Posture,
        help="as that person sees it; if left out, the text tells both, the page is for seated",
    )
    shown.set_defaults(do=_preview, offline=True)
    plan = verbs.add_parser("simulate", help="print what a team break or a reminder would send")
    simulate_options.add_to(plan)
    plan.set_defaults(do=_simulate, offline=True)
    _add_database(verbs.add_parser("db", help="the database"))
    return parser


def _program() -> str:
    """What was typed to come here: the installed command, or the module."""
    return "unhunch" if Path(sys.argv[0]).name == "unhunch" else "python -m bot"


def _demo(arguments: list[str]) -> int:
    """The one thing here that is the playground's; a container has none."""
    if not find_spec("playground"):
        return _say("the demo is not part of this installation: it has no playground", FAILED)
    from playground import demo  # noqa: PLC0415

    return demo.main(arguments, f"{_program()} demo")


def _add_database(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    verbs.add_parser("upgrade", help="to the newest schema").set_defaults(do=_upgrade, offline=True)
    kept = verbs.add_parser("backup", help="copy it to a new FILE, also while the bot runs")
    kept.set_defaults(do=_back_up, offline=True)
    back = verbs.add_parser("restore", help="put a copy in its place; the bot must not run")
    back.set_defaults(do=_restore, offline=True)
    for copy in (kept, back):
        copy.add_argument("file", metavar="FILE", type=Path)
    gone = verbs.add_parser(
        "forget", help="forget a server the bot was removed from, also while the bot runs"
    )
    gone.add_argument("server", metavar="SERVER_ID", help="Discord's number of the server")
    gone.set_defaults(do=_forget, offline=True)


def _simulate(asked: argparse.Namespace, settings: Settings) -> int:
    use_newest()
    routine = asked.routine or (DEFAULT_ROUTINE if asked.reminder else TEAM_ROUTINE)
    script = Scripts(app.library(settings, routine)).get(routine, Pace.NORMAL)
    simulate(simulate_options.read(asked, routine, script))
    return OK


def _run(_: argparse.Namespace, settings: Settings) -> int:
    try:
        asyncio.run(app.run(settings))
    except BaseExceptionGroup as group:
        known = group.subgroup((Faults, TokenRefused, DatabaseUnusable))
        raise (_first(known) if known else group) from None
    return OK


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def _set_up(_: argparse.Namespace, settings: Settings) -> int:
    try:
        set_up(settings)
    except KeyboardInterrupt:
        return _say("\nstopped; run it again whenever you like", FAILED)
    return OK


def _check(asked: argparse.Namespace, settings: Settings) -> int:
    content = app.library(settings)
    sys.stdout.write(
        f"settings and content are good: {len(content.exercises)} exercises, "
        f"{len(content.routines)} routines\n"
    )
    if asked.online:
        check_online(settings)
    return OK


def _preview(asked: argparse.Namespace, settings: Settings) -> int:
    content = app.library(settings, asked.id)
    options = Options(asked.posture) if asked.posture else None
    script = Scripts(content).get(asked.id, asked.pace, options)
    if script is None:
        known = ", ".join(it.id for it in content)
        raise Faults([f"there is no {asked.id!r} in {settings.content_dir}; there is: {known}"])
    if asked.html:
        pictures = settings.content_dir / "pictures"
        own = asked.posture or Posture.SEATED
        page = preview_html.page(Scripts(content), asked.id, asked.pace, pictures, own)
        preview_html.write(asked.html, asyncio.run(page))
    else:
        preview(script, asked.play)
    return OK


def _upgrade(_: argparse.Namespace, settings: Settings) -> int:
    with locked(settings.database_file):
        copy = upgrade(settings.database_file)
    kept = f"; the old one is kept as {copy}" if copy else ""
    sys.stdout.write(f"the database has the newest schema{kept}\n")
    return OK


def _back_up(asked: argparse.Namespace, settings: Settings) -> int:
    back_up(settings.database_file, asked.file)
    sys.stdout.write(f"the database is copied to {asked.file}\n")
    return OK


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    with locked(settings.database_file):
        replaced = restore(asked.file, settings.database_file)
    kept = f"; the one before is kept as {replaced}" if replaced else ""
    sys.stdout.write(f"{asked.file} is the database now{kept}\n")
    return OK


def _forget(asked: argparse.Namespace, settings: Settings) -> int:
    if not _SERVER.fullmatch(asked.server):
        raise Faults([f"SERVER_ID: {asked.server!r} is no server's number, like 81384788765712384"])
    done = asyncio.run(app.forget(settings, int(asked.server)))
    if not done.rows:
        sys.stdout.write(f"nothing is kept of server {asked.server}\n")
        return OK
    sys.stdout.write(f"server {asked.server} is forgotten: {done.rows} rows\n")
    if not done.scrubbed:
        sys.stdout.write("their traces in the file are overwritten by the bot, within minutes\n")
    if done.copies or settings.backup_dir:
        sys.stdout.write("copies of the database hold them until they are deleted\n")
    return OK


def _say(what: object, code: int) -> int:
    sys.stderr.write(f"{what}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
