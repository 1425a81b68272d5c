"""The command line: `run | check | preview ID | simulate | db upgrade|backup|restore|forget`."""

from __future__ import annotations

import os
import re
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
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot import app, preview_html
from bot.chat.client import EntryRefused
from bot.content import DEFAULT_ROUTINE
from bot.core.errors import DatabaseUnusable, Faults, TokenRefused
from bot.core.options import Options, Posture
from bot.core.reminder import Reminder
from bot.core.script import Pace
from bot.core.teambreak import Cues, Standing, TeamBreak
from bot.core.timetable import Timetable, known_zone
from bot.core.typed import (
    NO_DAYS,
    Unreadable,
    parse_days,
    parse_days_off,
    parse_hours,
    parse_times,
    spell_hours,
)
from bot.flows.scripts import Scripts
from bot.preview import preview
from bot.settings import Settings, read_settings
from bot.simulate import simulate_break, simulate_reminder, today
from bot.store.backup import back_up, restore
from bot.store.migrate import locked, upgrade
from bot.team_parts import TEAM_ROUTINE
from bot.zonedata import use_newest

_SERVER = re.compile(r"[1-9][0-9]{0,18}")
_Value = TypeVar("_Value")

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
    shown.add_argument(
        "--posture",
        choices=list(Posture),
        type=Posture,
        help="as that person sees it; if left out, the text tells both, the page is for seated",
    )
    shown.set_defaults(do=_preview, offline=True)
    _add_simulate(verbs)
    database = verbs.add_parser("db", help="the database")
    database_verbs = database.add_subparsers(required=True, metavar="COMMAND")
    database_verbs.add_parser("upgrade", help="to the newest schema").set_defaults(
        do=_upgrade, offline=True
    )
    _copies(database_verbs)
    gone = database_verbs.add_parser(
        "forget", help="forget a server the bot was removed from, also while the bot runs"
    )
    gone.add_argument("server", metavar="SERVER_ID", help="Discord's number of the server")
    gone.set_defaults(do=_forget, offline=True)
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
    plan = verbs.add_parser("simulate", help="print what a team break or a reminder would send")
    plan.add_argument("--days", type=int, default=60, help="how many local days")
    plan.add_argument("--zone", required=True, help="whose clocks count, like Europe/Berlin")
    plan.add_argument("--time", default="10:25", help="like 10:25, or several: 10:25, 15:25")
    plan.add_argument("--on", default="mon-fri", help="mon-fri, daily, or mon,wed,fri")
    plan.add_argument("--routine", help="its file's name in content/, without .toml")
    plan.add_argument("--from", dest="first", type=date.fromisoformat, help="like 2026-03-01")
    plan.add_argument("--paused-until", type=date.fromisoformat, help="like 2026-12-24")
    plan.add_argument("--reminder", action="store_true", help="a reminder, not a team break")
    own = plan.add_argument_group("for a reminder")
    own.add_argument("--every", type=int, help="so many minutes, at least 45, instead of --time")
    own.add_argument("--hours", help="for --every, like 9-12, 13-17:30")
    own.add_argument("--days-off", help="like 2026-12-24, 2026-12-27..2026-12-31")
    plan.set_defaults(do=_simulate, offline=True)


def _simulate(asked: argparse.Namespace, settings: Settings) -> int:
    use_newest()
    routine = asked.routine or (DEFAULT_ROUTINE if asked.reminder else TEAM_ROUTINE)
    script = Scripts(app.library(settings, routine)).get(routine, Pace.NORMAL)
    faults = [f"--routine: there is no {routine!r} in content"] if script is None else []
    zone = asked.zone if known_zone(asked.zone) else "UTC"
    if zone != asked.zone:
        faults.append(f"--zone: {asked.zone!r} is no IANA time zone, like Europe/Berlin")
    times = _read(faults, parse_times(asked.time), "--time", "time; write 10:25, or 10:25, 15:25")
    on = _read(faults, parse_days(asked.on), "--on", "day; write mon-fri, daily, or mon,wed,fri")
    if not 1 <= asked.days <= 3660:
        faults.append("--days: from 1 to 3660")
    first = asked.first or today(zone)
    own = _of_person(asked, faults, first)
    if faults or script is None or times is None or on is None:
        raise Faults(faults)
    if asked.reminder:
        every = () if asked.every else times
        it = Reminder(0, 0, every, asked.every, on, zone, routine, **own)
        simulate_reminder(it, script, first, asked.days)
    else:
        table = Timetable(times, on, zone)
        break_ = TeamBreak(0, 0, 0, 0, table, routine, None, Cues.CARD, Standing.ACTIVE)
        simulate_break(replace(break_, paused_until=asked.paused_until), script, first, asked.days)
    return OK


def _of_person(asked: argparse.Namespace, faults: list[str], first: date) -> dict[str, Any]:
    """What a reminder has of its person, and until when they paused it."""
    given = [asked.every, asked.hours, asked.days_off]
    if not asked.reminder and any(it is not None for it in given):
        faults.append("--every, --hours and --days-off: go with --reminder")
    if asked.every is not None and not 45 <= asked.every <= 24 * 60:
        faults.append("--every: from 45 to 1440 minutes")
    hours = parse_hours(asked.hours or "9-17")
    hours = _read(faults, hours, "--hours", "hours; write 9-17, or 9-12, 13-17:30") or ()
    days_off = parse_days_off(asked.days_off or NO_DAYS, first)
    mend = "day off to come; write 2026-12-24, or 2026-12-27..2026-12-31"
    return {
        "hours": spell_hours(hours),
        "days_off": _read(faults, days_off, "--days-off", mend),
        "paused_until": asked.paused_until,
    }


def _read(faults: list[str], read: _Value | Unreadable, option: str, mend: str) -> _Value | None:
    """What an option says; where it cannot be read, that is one more fault."""
    if isinstance(read, Unreadable):
        faults.append(f"{option}: {read.part!r} is no {mend}")
        return None
    return read


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
