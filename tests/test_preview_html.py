"""The page a script is drawn on: read back as a browser would."""

from __future__ import annotations

import asyncio
import base64
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot import preview_html
from bot.__main__ import main
from bot.chat.words import session as words
from bot.content import load_library
from bot.core.errors import Faults
from bot.core.library import Library
from bot.core.options import Posture
from bot.core.script import Pace
from bot.flows.scripts import Scripts
from bot.shipped import shipped

VOID = {"meta", "img", "br", "hr"}
PIXEL = b"\x89PNG, as far as a page cares"
say = words.words()


class Page(HTMLParser):
    """Reads strictly: every tag is closed in its turn, or the page is wrong."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(shipped("content"), len(say.safety_line.split()))


def drawn(library: Library, source: str, pace: Pace = Pace.NORMAL) -> str:
    pictures = shipped("content") / "pictures"
    return asyncio.run(preview_html.page(Scripts(library), source, pace, pictures))


@pytest.mark.parametrize("pace", Pace)
def test_every_script_becomes_a_page_of_all_its_cards(library: Library, pace: Pace):
    for it in library:
        page = Page(drawn(library, it.id, pace))
        script = Scripts(library).get(it.id, pace)

        assert script
        assert len(page.all("article")) == len(script.cues) + 1
        assert it.title in page.texts[0]
        assert page.texts.count(say.safety_line) == 1
        assert page.texts.count(say.pause_button) == len(script.cues) - 1
        assert page.texts.count(say.resume_button) == 1


@pytest.mark.parametrize(
    ("posture", "own", "drawing"),
    [
        (Posture.SEATED, "Sit tall, neck soft.", "Sitting tall, seen"),
        (Posture.STANDING, "Feet shoulder-width apart.", "Standing, seen"),
    ],
)
def test_the_page_is_drawn_for_one_posture(
    library: Library, posture: Posture, own: str, drawing: str
):
    pictures = shipped("content") / "pictures"
    page = preview_html.page(Scripts(library), "shoulder-rolls", Pace.NORMAL, pictures, posture)
    told = " ".join(Page(asyncio.run(page)).texts)

    assert own in told
    assert drawing in told
    assert ("Sit tall" in told) != ("Feet shoulder-width" in told)


def test_times_are_told_from_the_start(library: Library):
    page = Page(drawn(library, "ninety-second-reset"))

    assert "<t:" not in " ".join(page.texts)
    assert page.texts.count("until") == 7
    assert {"0:10", "0:40", "1:15", "1:30"} <= set(page.texts)


def test_the_page_needs_nothing_from_elsewhere(library: Library):
    source = drawn(library, "five-minute-reset")
    page = Page(source)

    outside = [it for _, them in page.tags for name, it in them.items() if name in ("src", "href")]
    assert [it for it in outside if not (it or "").startswith("data:")] == []
    assert page.all("script") == []
    assert "@import" not in source
    assert "url(" not in source


def test_the_page_suits_phones_and_both_themes(library: Library):
    source = drawn(library, "neck-rolls")
    (html,) = Page(source).all("html")
    named = {it.get("name"): it.get("content") for it in Page(source).all("meta")}

    assert html["lang"] == "en"
    assert "width=device-width" in (named["viewport"] or "")
    assert named["color-scheme"] == "light dark"
    assert "prefers-color-scheme:dark" in source


# What stands on a card


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("### Arrive", "<h3>Arrive</h3>"),
        ("-# until now", '<p class="small">until now</p>'),
        ("**Half-way.** Stay", "<p><strong>Half-way.</strong> Stay</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("first:\n- a\n- b", "<p>first:</p><ul><li>a</li><li>b</li></ul>"),
        ("*softly* 2 * 3 * 4", "<p><em>softly</em> 2 * 3 * 4</p>"),
        ("type `/relax`", "<p>type <code>/relax</code></p>"),
        ("", ""),
        ("until <t:946684890:T>", "<p>until <time>1:30</time></p>"),
        ("<b onclick='x'>&", "<p>&lt;b onclick=&#x27;x&#x27;&gt;&amp;</p>"),
        ("**<script>**", "<p><strong>&lt;script&gt;</strong></p>"),
        ("<t:soon>", "<p>&lt;t:soon&gt;</p>"),
        ("**open", "<p>**open</p>"),
    ],
)
def test_the_markdown_of_our_cards(text: str, html: str):
    assert preview_html.markdown(text) == html


def gallery(name: str, alt: str) -> dict:
    item = {"media": {"url": f"attachment://{name}"}, "description": alt}
    return {"type": 17, "accent_color": 0x5B8A72, "components": [{"type": 12, "items": [item]}]}


def test_pictures_become_part_of_the_page_with_their_words(tmp_path: Path):
    (tmp_path / "roll.png").write_bytes(PIXEL)
    page = Page(preview_html._component(gallery("roll.png", 'Your "right" <side>'), tmp_path))

    (image,) = page.all("img")
    coded = (image["src"] or "").removeprefix("data:image/png;base64,")
    assert base64.b64decode(coded) == PIXEL
    assert image["alt"] == 'Your "right" <side>'
    assert page.texts == ['Your "right" <side>']


@pytest.mark.parametrize("name", ["gone.png", "notes.txt", "../outside.png"])
def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path, name: str):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(PIXEL)
    (folder / "notes.txt").write_bytes(PIXEL)

    with pytest.raises(Faults, match=f"{Path(name).name}: this picture"):
        preview_html._component(gallery(name, ""), folder)


def test_what_it_cannot_draw_is_said_and_not_left_out():
    with pytest.raises(ValueError, match="type 99"):
        preview_html._component({"type": 99}, Path())


def test_a_button_is_a_button():
    page = Page(preview_html._component({"type": 2, "style": 4, "label": "<Stop>"}, Path()))

    assert page.tags == [("button", {"type": "button", "class": "danger"})]
    assert page.texts == ["<Stop>"]


def test_a_line_between_parts_is_drawn():
    assert preview_html._component({"type": 14}, Path()) == "<hr>"


# The file


@pytest.fixture
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_clean")
def test_the_command_writes_the_page(tmp_path: Path):
    file = tmp_path / "shoulders.html"

    assert main(["preview", "shoulder-rolls", "--html", str(file), "--pace", "slow"]) == 0
    assert "Shoulder rolls" in Page(file.read_text(encoding="utf-8")).texts[0]
    assert [it.name for it in tmp_path.iterdir()] == ["shoulders.html"]


@pytest.mark.usefixtures("_clean")
@pytest.mark.parametrize("where", ["nowhere/page.html", "folder", "."])
def test_a_file_that_cannot_be_written_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str
):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").touch()

    assert main(["preview", "neck-rolls", "--html", where]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"cannot write {where}: ")
    assert told.count("\n") == 1
    assert [it.name for it in tmp_path.iterdir()] == ["folder"]


def test_a_page_that_fails_half_way_leaves_the_old_one(tmp_path: Path):
    file = tmp_path / "page.html"
    file.write_text("old")

    with pytest.raises(Faults):
        preview_html.write(file, "\ud800 cannot be encoded")
    assert file.read_text() == "old"
    assert [it.name for it in tmp_path.iterdir()] == ["page.html"]
