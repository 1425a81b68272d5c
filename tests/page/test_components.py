"""What a bot sends, as it stands on the page."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import be, messages, newest, type_command

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = """<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>
[press](javascript:document.title='owned') **<b>bold</b>** `</code><i>x` ||<u>u</u>||
### <svg onload=alert(1)>
-# "><iframe src=x>"""

REPEATED = """[...document.querySelectorAll("[id]")].map((node) => node.id)
  .filter((id, index, all) => all.indexOf(id) !== index)"""
NAMELESS = """[...document.querySelectorAll("a, button, input, textarea")]
  .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
  .map((node) => node.outerHTML)"""


@in_one_loop
async def card(page):
    """The card with one of everything."""
    await type_command(page, "card")
    card = page.locator("#messages .message").first
    await expect(card.get_by_role("button", name="success")).to_be_visible()
    return card


async def test_markdown_becomes_what_it_means(page, card):
    said = card.locator(".said").first

    await expect(said.locator("h5")).to_have_text("Shoulder rolls")
    await expect(said.locator("h5 em")).to_have_text("rolls")
    await expect(said.locator("p > strong")).to_have_text("back")
    await expect(said.locator("s")).to_have_text("never")
    await expect(said.locator("code")).to_have_text("down")
    await expect(said.locator("blockquote")).to_have_text("slowly")
    await expect(said.locator("ul > li > ul > li")).to_have_text("two and a half")
    await expect(said.locator("ol > li")).to_have_text("first")
    link = said.get_by_role("link", name="the manual")
    assert await link.get_attribute("href") == "https://example.org/manual"
    assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_a_spoiler_is_hidden_until_it_is_pressed(page, card):
    secret = card.get_by_text("A secret")

    await expect(secret).to_be_hidden()
    await card.get_by_role("button", name="Spoiler").press("Enter")
    await expect(secret).to_be_visible()


async def test_timestamps_stand_in_the_viewers_zone_and_tick(server, bot, visit):
    page = await visit(server, timezone_id="Asia/Tokyo")
    await type_command(page, "card")
    relative = newest(page).locator("time[data-style=R]")
    first = await relative.text_content()
    shown = await page.locator("time[data-style=T]").text_content()
    at = await page.locator("time[data-style=T]").get_attribute("datetime")
    hours = (int(at[11:13]) + 9) % 24

    assert shown.startswith(f"{hours:02}:")
    assert "in " in first
    await page.evaluate("() => { const now = Date.now(); Date.now = () => now + 300_000 }")
    await expect(relative).to_have_text("3 minutes ago")


async def test_pictures_have_their_text_and_grow_on_a_press(page, card):
    picture = card.get_by_role("img", name="A shoulder, rolling")

    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") == 320
    await card.get_by_role("button", name="ALT").click()
    await expect(card.locator("figcaption")).to_have_text("A shoulder, rolling")
    await card.get_by_role("button", name="Enlarge").click()
    await expect(page.get_by_role("dialog")).to_contain_text("A shoulder, rolling")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_an_embed_is_drawn_with_all_it_has(page):
    await type_command(page, "embed")
    embed = newest(page).locator(".embed")
    title = embed.get_by_role("link", name="Shoulder rolls")
    await expect(title).to_have_attribute("href", "https://example.org/rolls")
    await expect(embed.get_by_role("link", name="Una")).to_be_visible()
    await expect(embed.locator(".embed-texts > .said strong")).to_have_text("back")
    await expect(embed.locator("dt")).to_have_text(["Rounds", "Sides", "Pace"])
    await expect(embed.locator("dd code")).to_have_text("both")
    await expect(embed.locator(".embed-footer")).to_contain_text("gently •")

    assert await embed.evaluate("node => node.style.getPropertyValue('--accent')") == "#5b8a72"
    shown = newest(page).locator("img:not(.avatar)")
    await expect(shown).to_have_count(1)
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320


async def test_nothing_is_loaded_from_elsewhere(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await type_command(page, "embed")
    await expect(newest(page).locator(".foreign")).to_contain_text("is not loaded here")
    await page.get_by_role("button", name="Enlarge").click()

    assert [url for url in asked if "example.org" in url] == []


async def test_pictures_come_under_the_other_name_of_this_machine_too(page, server):
    await type_command(page, "card")
    await page.goto(server.page.url.replace("127.0.0.1", "localhost"))
    picture = page.get_by_role("img", name="A shoulder, rolling")

    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320


async def test_a_container_wears_its_colour_and_buttons_their_style(page, card):
    container = card.locator(".container")
    colours = {
        "primary": "rgb(88, 101, 242)",
        "success": "rgb(0, 134, 58)",
        "danger": "rgb(210, 45, 57)",
    }

    assert await container.evaluate("node => node.style.getPropertyValue('--accent')") == "#5b8a72"
    for name, colour in colours.items():
        await expect(card.get_by_role("button", name=name)).to_have_css("background-color", colour)
    await expect(card.get_by_role("link", name="Manual", exact=True)).to_be_visible()


async def test_a_select_is_chosen_from_by_mouse(page, card):
    await card.get_by_role("button", name="Choose one").click()
    await page.get_by_role("option", name="Brisk").click()

    await expect(newest(page)).to_contain_text("one: brisk")
    await expect(card.locator("[data-custom-id=one] .select-line")).to_have_text("Brisk")


async def test_several_are_chosen_by_keyboard(page, card):
    await card.get_by_role("button", name="Choose many").focus()
    for key in ("ArrowDown", "Enter", "ArrowDown", "Enter", "Escape"):
        await page.keyboard.press(key)

    await expect(newest(page)).to_contain_text("many: slow,normal")


@pytest.mark.parametrize(
    ("placeholder", "typed", "named"),
    [
        ("Select a user", "lin", "Linus"),
        ("Select a role", "org", "Organisers"),
        ("Select a channel", "gen", "general"),
    ],
)
async def test_people_roles_and_channels_are_found_by_typing(page, card, placeholder, typed, named):
    await card.get_by_role("button", name=placeholder).press("Enter")
    await page.keyboard.type(typed)
    await expect(page.locator(".select-popup:popover-open [role=option]")).to_have_count(1)
    await page.keyboard.press("Enter")

    await expect(newest(page)).to_contain_text(placeholder.split()[-1])
    await expect(card.locator(".select-line", has_text=named)).to_be_visible()


async def test_a_form_is_filled_in_and_sent(page, card):
    await card.get_by_role("button", name="primary").click()
    form = page.get_by_role("dialog", name="How was it?")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("This field is required.")
    await form.get_by_label("Words").fill("hm")
    await form.get_by_label("Light").check()
    await form.get_by_label("mon").check()
    await form.get_by_label("wed").check()
    await form.get_by_role("button", name="Buddy").click()
    await page.get_by_role("option", name="Grace").click()
    await form.get_by_label("Remind me").check()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("At least 3 characters.")
    await form.get_by_label("Words").fill("<b>good</b>")
    await form.get_by_label("Words").press("Enter")

    await expect(form).to_be_hidden()
    await expect(newest(page)).to_contain_text("<b>good</b>|light|mon,wed|grace|True")


def text_file(name, content=b"text"):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


async def test_files_are_handed_over_in_a_form(page, card):
    await card.get_by_role("button", name="secondary").click()
    form = page.get_by_role("dialog", name="Hand it over")
    await expect(form.locator(".said strong")).to_have_text("where")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("This field is required.")
    box = form.get_by_label("Pictures")
    await box.set_input_files([text_file("one.txt"), text_file("two.txt", b"longer")])
    await expect(form.locator(".dropbox li")).to_contain_text(["one.txt", "two.txt"])
    await box.set_input_files(text_file("three.txt"))
    await expect(form.locator(".dropbox [role=alert]")).to_have_text("At most 2.")
    await form.get_by_role("button", name="Remove one.txt").press("Enter")
    await box.set_input_files(text_file("four <b>.txt", b"4"))
    await expect(form.locator(".dropbox .file span")).to_have_text(["two.txt", "four <b>.txt"])
    await form.get_by_role("button", name="Side").click()
    await page.get_by_role("option", name="Right").click()
    await form.get_by_role("button", name="Where").click()
    await page.get_by_role("option", name="general").click()
    await form.get_by_role("button", name="Submit").click()

    await expect(form).to_be_hidden()
    await expect(newest(page)).to_contain_text("two.txt(6),four <b>.txt(1)|Right|general")


async def test_a_file_too_large_is_not_taken(page, card, monkeypatch, server):
    monkeypatch.setattr("playground.files.SIZE_LIMIT", 2048)
    await be(page, "Linus")
    await card.get_by_role("button", name="secondary").click()
    form = page.get_by_role("dialog", name="Hand it over")
    await form.get_by_label("Pictures").set_input_files(text_file("large.txt", bytes(4096)))

    await expect(form.locator(".dropbox [role=alert]")).to_have_text(
        "Your files are too powerful. The max file size is 2 KB."
    )
    await expect(form.locator(".dropbox .file")).to_have_count(0)


async def test_every_control_has_a_name_and_every_id_stands_once(page, card):
    await type_command(page, "embed")
    await expect(newest(page).locator(".embed")).to_be_visible()
    await card.get_by_role("button", name="primary").click()
    await expect(page.get_by_role("dialog")).to_be_visible()

    assert await page.evaluate(REPEATED) == []
    assert await page.evaluate(NAMELESS) == []


async def test_a_form_that_gets_no_answer_stays_and_says_so(page, card, server):
    await card.get_by_role("button", name="primary").click()
    form = page.get_by_role("dialog", name="How was it?")
    await form.get_by_label("Words").fill("good")
    await form.get_by_label("Heavy").check()
    await form.get_by_label("tue").check()
    await form.get_by_role("button", name="Buddy").click()
    await page.get_by_role("option", name="Grace").click()
    server.faults.fail("POST", "/interactions/*", times=None)
    await form.get_by_role("button", name="Submit").click()

    await expect(form.get_by_role("alert")).to_have_text("Something went wrong. Try again.")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()


async def test_a_press_without_an_answer_is_shown_as_failed(page, card):
    pressed = card.get_by_role("button", name="danger")
    await pressed.click()

    await expect(pressed).to_have_attribute("aria-busy", "true")
    await expect(card.get_by_role("alert")).to_have_text("This interaction failed")
    await expect(pressed).not_to_have_attribute("aria-busy", "true")


async def test_a_command_without_an_answer_is_shown_as_failed(page):
    await type_command(page, "silent")
    sent = page.locator("#messages .local")

    await expect(sent).to_contain_text("Sending command…")
    await expect(sent.get_by_role("alert")).to_have_text("The application did not respond")
    await sent.get_by_role("button", name="Dismiss message").click()
    await expect(sent).to_have_count(0)


async def test_a_bot_that_thinks_is_shown_thinking_until_it_speaks(page, bot):
    await type_command(page, "think")
    await expect(newest(page)).to_contain_text("Unhunch is thinking…")
    bot.may_answer.set()

    await expect(newest(page)).to_contain_text("thought about it")
    await expect(newest(page)).not_to_contain_text("thinking…")


async def test_no_text_becomes_markup(page, server):
    general = server.guild("Studio").channel("general")
    await server.person("Grace").say(general, HOSTILE)
    said = newest(page).locator(".said")
    await expect(said).to_contain_text("<script>")

    assert await page.title() != "owned"
    assert await said.locator("img, script, iframe, svg, a").count() == 0
    await expect(said.locator("strong")).to_have_text("<b>bold</b>")
    await expect(said.locator("h5")).to_have_text("<svg onload=alert(1)>")


async def test_only_one_person_sees_an_ephemeral_answer(page):
    await type_command(page, "ask")
    await page.keyboard.type("5")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Ber")
    await page.get_by_role("option", name="Berlin").click()
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Only you can see this")
    await be(page, "Linus")
    await expect(messages(page)).to_have_count(0)
    await be(page, "Ada")
    await newest(page).get_by_role("button", name="Dismiss message").click()

    await expect(messages(page)).to_have_count(0)
