"""The command line: `run | check | preview ID | simulate | db upgrade|backup|restore`."""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__" and sys.argv[1:2] == ["run"]:
    # The imports below take a while. Stopped before `app.run` listens, there is nothing to finish.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))

import argparse
import asyncio
import json
import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot import app, preview_html
from bot.chat.client import EntryRefused
from bot.core.errors import DatabaseUnusable, Faults, TokenRefused
from bot.core.script import Pace
from bot.core.timetable import Timetable, Unreadable, known_zone, parse_days, parse_times
from bot.flows.scripts import Scripts
from bot.preview import preview
from bot.settings import Settings, read_settings
from bot.simulate import simulate, today
from bot.store.backup import back_up, restore
from bot.store.migrate import locked, upgrade
from bot.team_parts import TEAM_ROUTINE
from bot.zonedata import use_newest

OK, FAILED, WRONG_SETTINGS, WRONG_TOKEN, WRONG_DATABASE = 0, 1, 2, 3, 4


def main(arguments: list[str] | None = None) -> int:
    """Does what the command line asks; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = read_settings(offline=asked.offline)
        _log(settings)
        return int(asked.do(asked, settings))
    except Faults as error:
        return _say(error, WRONG_SETTINGS)
    except TokenRefused:
        return _say("Discord refuses the token; copy it anew from the portal", WRONG_TOKEN)
    except DatabaseUnusable as error:
        return _say(error, WRONG_DATABASE)
    except EntryRefused as error:
        return _say(error, FAILED)
    except KeyboardInterrupt:
        return OK
    except Exception:
        logging.getLogger(__name__).exception("stopped by a surprise")
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    verbs.add_parser("run", help="run the bot").set_defaults(do=_run, offline=False)
    verbs.add_parser("check", help="check settings and content, offline").set_defaults(
        do=_check, offline=False
    )
    shown = verbs.add_parser("preview", help="print an exercise or routine")
    shown.add_argument("id", help="its file's name in content/, without .toml")
    how = shown.add_mutually_exclusive_group()
    how.add_argument("--play", action="store_true", help="in its own time")
    how.add_argument("--html", metavar="FILE", type=Path, help="every card, as one page")
    shown.add_argument("--pace", choices=list(Pace), default=Pace.NORMAL, type=Pace)
    shown.set_defaults(do=_preview, offline=True)
    _add_simulate(verbs)
    database = verbs.add_parser("db", help="the database")
    database_verbs = database.add_subparsers(required=True, metavar="COMMAND")
    database_verbs.add_parser("upgrade", help="to the newest schema").set_defaults(
        do=_upgrade, offline=True
    )
    _copies(database_verbs)
    return parser


def _copies(verbs: Any) -> None:
    """`db backup FILE` and `db restore FILE`."""
    kept = verbs.add_parser("backup", help="copy it to a new FILE, also while the bot runs")
    kept.set_defaults(do=_back_up, offline=True)
    back = verbs.add_parser("restore", help="put a copy in its place; the bot must not run")
    back.set_defaults(do=_restore, offline=True)
    for parser in (kept, back):
        parser.add_argument("file", metavar="FILE", type=Path)


def _add_simulate(verbs: Any) -> None:
    plan = verbs.add_parser("simulate", help="print what a team break would send")
    plan.add_argument("--days", type=int, default=60, help="how many local days")
    plan.add_argument("--zone", required=True, help="whose clocks count, like Europe/Berlin")
    plan.add_argument("--time", default="10:25", help="like 10:25, or several: 10:25, 15:25")
    plan.add_argument("--on", default="mon-fri", help="mon-fri, daily, or mon,wed,fri")
    plan.add_argument("--routine", default=TEAM_ROUTINE)
    plan.add_argument("--from", dest="first", type=date.fromisoformat, help="like 2026-03-01")
    plan.set_defaults(do=_simulate, offline=True)


def _simulate(asked: argparse.Namespace, settings: Settings) -> int:
    use_newest()
    script = Scripts(app.library(settings)).get(asked.routine, Pace.NORMAL)
    times, days = parse_times(asked.time), parse_days(asked.on)
    faults = [f"--routine: there is no {asked.routine!r} in content"] if script is None else []
    if not known_zone(asked.zone):
        faults.append(f"--zone: {asked.zone!r} is no IANA time zone, like Europe/Berlin")
    if isinstance(times, Unreadable):
        faults.append(f"--time: {times.part!r} is no time; write 10:25, or 10:25, 15:25")
    if isinstance(days, Unreadable):
        faults.append(f"--on: {days.part!r} is no day; write mon-fri, daily, or mon,wed,fri")
    if not 1 <= asked.days <= 3660:
        faults.append("--days: from 1 to 3660")
    if faults or script is None or isinstance(times, Unreadable) or isinstance(days, Unreadable):
        raise Faults(faults)
    simulate(
        Timetable(times, days, asked.zone), script, asked.first or today(asked.zone), asked.days
    )
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


def _check(_: argparse.Namespace, settings: Settings) -> int:
    content = app.library(settings)
    sys.stdout.write(
        f"settings and content are good: {len(content.exercises)} exercises, "
        f"{len(content.routines)} routines\n"
    )
    return OK


def _preview(asked: argparse.Namespace, settings: Settings) -> int:
    content = app.library(settings)
    script = Scripts(content).get(asked.id, asked.pace)
    if script is None:
        known = ", ".join(it.id for it in content)
        raise Faults([f"there is no {asked.id!r} in {settings.content_dir}; there is: {known}"])
    if asked.html:
        pictures = settings.content_dir / "pictures"
        page = preview_html.page(Scripts(content), asked.id, asked.pace, pictures)
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


def _say(what: object, code: int) -> int:
    sys.stderr.write(f"{what}\n")
    return code


def _log(settings: Settings) -> None:
    handler = logging.StreamHandler()
    as_text = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if settings.log_format == "json" else as_text)
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    # Their DEBUG lines hold tokens and people's ids.
    for chatty in ("aiosqlite", "alembic", "apscheduler", "discord", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.root.level))


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told)


if __name__ == "__main__":
    sys.exit(main())
