"""Every card of a script on one page, as the bot would send them; needs no Discord."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.chat.cards import session as session_cards
from bot.chat.words import minutes
from bot.core import session as rules
from bot.core.card import Card
from bot.core.errors import Faults
from bot.core.options import Options, Posture
from bot.core.script import CueKind, Pace, Script
from bot.core.session import Place, Request, Session, State
from bot.flows.scripts import Scripts
from bot.flows.showing import Showing

#: The session of the page begins here; every `<t:…>` on its cards is shown as time since then.
START = datetime(2000, 1, 1, tzinfo=UTC)

_KINDS = {".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".jpg": "image/jpeg"}
_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger"}
_TIME = re.compile(r"&lt;t:(-?\d+)(?::[tTdDfFR])?&gt;")
_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![*\w])\*([^*\s](?:[^*]*[^*\s])?)\*(?![*\w])"), r"<em>\1</em>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
)
_BLOCKS = (("### ", "h3"), ("-# ", "small"), ("- ", "li"))

_MOMENTS = {CueKind.STEP: "", CueKind.HALFWAY: "half-way", CueKind.END: "end"}

Component = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """A card, when it is shown, and what that moment is called."""

    at: str
    name: str
    shown: list[dict[str, Any]]


class _Still:
    """A clock for which the session of the page has just begun."""

    speed = 1.0

    def now(self) -> datetime:
        return START

    def real_now(self) -> datetime:
        return START

    def real(self, at: datetime) -> datetime:
        return at


async def frames(scripts: Scripts, source: str, pace: Pace, posture: Posture) -> list[Frame]:
    """The card of every cue, then of a pause. Views need a running event loop."""
    options = Options(posture)
    script = _script(scripts, source, pace, options)
    asked = Request(source, Place.PRIVATE, pace)
    showing = Showing(scripts, _Still())
    session = rules.begin(0, asked, script, START, options=options)
    found = []
    for n, cue in enumerate(script.cues):
        over = cue.kind is CueKind.END
        value = showing.card(_finished(session, cue.at) if over else session, n)
        found.append(Frame(minutes(cue.at), _MOMENTS[cue.kind], _shown(value)))
    held = showing.card(rules.pause(session, START))
    return [*found, Frame("", State.PAUSED, _shown(held))]


def write(file: Path, page: str) -> None:
    """The whole page or nothing. Raises `Faults`."""
    try:
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_text(page, encoding="utf-8")
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Faults([f"cannot write {file}: {why}"]) from None


async def page(
    scripts: Scripts, source: str, pace: Pace, pictures: Path, posture: Posture = Posture.SEATED
) -> str:
    """The page of a script; its pictures are read from that folder and become part of it."""
    script = _script(scripts, source, pace, Options(posture))
    drawn = await frames(scripts, source, pace, posture)
    shown = "\n".join(_frame(it, pictures) for it in drawn)
    title = escape(f"{script.title}, {minutes(script.length)}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n'
        f"<style>{_CSS}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<main>\n{shown}\n</main>\n</body>\n</html>\n"
    )


def _shown(value: Card) -> list[dict[str, Any]]:
    """The components of a card, as they would go to Discord."""
    view: Any = session_cards.card(value).view
    found: list[dict[str, Any]] = view.to_components()
    return found


def _script(scripts: Scripts, source: str, pace: Pace, options: Options) -> Script:
    script = scripts.get(source, pace, options)
    assert script, source
    return script


def _finished(session: Session, after: timedelta) -> Session:
    return replace(session, state=State.FINISHED, ended_at=START + after, due_at=None)


def _frame(it: Frame, pictures: Path) -> str:
    when = " ".join(filter(None, (it.at, it.name)))
    inside = "".join(_component(part, pictures) for part in it.shown)
    return f"<article>\n<h2>{escape(when)}</h2>\n{inside}\n</article>"


def _component(it: Component, pictures: Path) -> str:
    """One component of Discord's, by its type number."""
    draw = _DRAWN.get(it["type"])
    if draw is None:
        raise ValueError(f"the preview cannot draw components of type {it['type']}")
    return draw(it, pictures)


def _container(it: Component, pictures: Path) -> str:
    inside = "".join(_component(part, pictures) for part in it["components"])
    colour = it.get("accent_color")
    accent = f' style="--accent:#{colour:06x}"' if colour is not None else ""
    return f'<div class="card"{accent}>{inside}</div>'


def _row(it: Component, pictures: Path) -> str:
    inside = "".join(_component(part, pictures) for part in it["components"])
    return f'<div class="row">{inside}</div>'


def _button(it: Component, _: Path) -> str:
    style = _STYLES.get(it.get("style", 2), "secondary")
    disabled = " disabled" if it.get("disabled") else ""
    return f'<button type="button" class="{style}"{disabled}>{escape(it["label"])}</button>'


def _text(it: Component, _: Path) -> str:
    return markdown(it["content"])


def _gallery(it: Component, pictures: Path) -> str:
    return "".join(_figure(item, pictures) for item in it["items"])


def _figure(item: Component, pictures: Path) -> str:
    alt = escape(item.get("description") or "")
    source = _embedded(item["media"]["url"], pictures)
    return f'<figure><img src="{source}" alt="{alt}"><figcaption>{alt}</figcaption></figure>'


def _embedded(url: str, pictures: Path) -> str:
    """The picture itself as an address. Raises `Faults` where it is not there."""
    file = pictures / Path(url.removeprefix("attachment://")).name
    try:
        coded = base64.b64encode(file.read_bytes()).decode()
        return f"data:{_KINDS[file.suffix]};base64,{coded}"
    except (OSError, KeyError):
        raise Faults([f"{file}: this picture of a card cannot be read"]) from None


def _rule(_: Component, __: Path) -> str:
    return "<hr>"


_DRAWN: dict[int, Callable[[Component, Path], str]] = {
    1: _row,
    2: _button,
    10: _text,
    12: _gallery,
    14: _rule,
    17: _container,
}


def markdown(text: str) -> str:
    """The part of Discord's markdown that our cards use, as HTML; everything else as it is."""
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    return "".join(_block(tag, [it[1] for it in some]) for tag, some in _grouped(lines))


def _grouped(lines: list[tuple[str, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    return ((tag, list(some)) for tag, some in groupby(lines, key=lambda it: it[0]))


def _line(line: str) -> tuple[str, str]:
    for mark, tag in _BLOCKS:
        if line.startswith(mark):
            return tag, _inline(line.removeprefix(mark))
    return "p", _inline(line)


def _block(tag: str, lines: list[str]) -> str:
    if tag == "li":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    if tag == "h3":
        return "".join(f"<h3>{line}</h3>" for line in lines)
    inside = "<br>".join(lines)
    return f'<p class="small">{inside}</p>' if tag == "small" else f"<p>{inside}</p>"


def _inline(text: str) -> str:
    told = _TIME.sub(lambda found: f"<time>{_since(int(found[1]))}</time>", escape(text))
    for pattern, html in _INLINE:
        told = pattern.sub(html, told)
    return told


def _since(stamp: int) -> str:
    return minutes(timedelta(seconds=stamp) - timedelta(seconds=START.timestamp()))


_CSS = """
:root{--page:#fff;--card:#f2f3f5;--ink:#1e2124;--soft:#4e5058;--line:#d4d7dc;
--secondary:#e1e3e8;--on-secondary:#1e2124}
@media(prefers-color-scheme:dark){:root{--page:#313338;--card:#2b2d31;--ink:#f2f3f5;
--soft:#b5bac1;--line:#3f4147;--secondary:#4e5058;--on-secondary:#fff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1rem;background:var(--page);color:var(--ink);
font:1rem/1.4 system-ui,sans-serif}
main{display:grid;gap:1.25rem;align-items:start;
grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr))}
h1{font-size:1.5rem}h2{margin:0 0 .4rem;font-size:.9rem;color:var(--soft)}
h3{margin:0;font-size:1.15rem}
.card{display:grid;gap:.6rem;padding:1rem;background:var(--card);border:1px solid var(--line);
border-left:4px solid var(--accent,var(--line));border-radius:.5rem;overflow-wrap:anywhere}
p,ul,figure{margin:0}ul{padding-left:1.25rem}.small,figcaption{font-size:.85rem;color:var(--soft)}
img{display:block;width:100%;height:auto;border-radius:.5rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem}
button{padding:.45rem .9rem;border:0;border-radius:.5rem;font:inherit;
background:var(--secondary);color:var(--on-secondary)}
.primary{background:#4752c4;color:#fff}.success{background:#1f6f43;color:#fff}
.danger{background:#b3262e;color:#fff}
hr{width:100%;border:0;border-top:1px solid var(--line)}
"""
