"""A team break of the real bot: planned by an admin, joined by two people at their own pages."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.page.conftest import in_one_loop
from tests.page.hands import be, fill, messages, newest, offers

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: The card that calls is written five minutes before the hour.
AHEAD = timedelta(minutes=7)


@in_one_loop
async def grace(unhunch, visit):
    """The page of the one who manages the server."""
    page = await visit(unhunch)
    await be(page, "Grace")
    return page


@in_one_loop
async def ada(unhunch, visit):
    return await visit(unhunch)


@in_one_loop
async def linus(unhunch, visit):
    page = await visit(unhunch)
    await be(page, "Linus")
    return page


def card(page, title):
    """The newest message of the channel with this in its title."""
    return messages(page).filter(has=page.locator("h5", has_text=title)).last


async def plan(page, hour):
    """`/teambreak create`, its options filled in from the palette."""
    await page.locator("#line").press_sequentially("/teambreak cr")
    await expect(offers(page).first).to_contain_text("/teambreak create")
    await page.keyboard.press("Enter")
    await page.keyboard.type(hour)
    await fill(page, "days", "daily")
    await fill(page, "zone", "utc", choose="UTC")
    await fill(page, "routine", "ninety", choose="Ninety-second reset")
    await page.locator("#line").focus()
    await page.keyboard.press("Enter")


async def test_a_break_is_planned_joined_by_two_and_done_together(unhunch, grace, ada, linus):
    await plan(grace, f"{unhunch.clock.reads() + AHEAD:%H:%M}")
    await expect(newest(grace)).to_contain_text("This is how it will look")
    await newest(grace).get_by_role("button", name="Save").click()
    await expect(newest(grace)).to_contain_text("Saved.")
    await expect(newest(grace)).to_contain_text("Only you can see this")
    await expect(messages(ada)).to_have_count(0)

    await grace.get_by_role("button", name="Skip to the next thing due").click()
    for page in (ada, linus):
        await expect(card(page, "Stretch break")).to_contain_text(
            "Nobody has joined yet.", timeout=40_000
        )
    for page, count in ((ada, "One person is in."), (linus, "2 people are in.")):
        await card(page, "Stretch break").get_by_role("button", name="Join").click()
        await expect(newest(page)).to_contain_text("You are in. It begins")
        for watching in (ada, linus, grace):
            await expect(card(watching, "Stretch break")).to_contain_text(count)

    await grace.get_by_role("button", name="20x").click()
    await card(grace, "Stretch break").get_by_role("button", name="Start now").click()
    for page in (ada, linus):
        await expect(
            page.locator("#messages h5", has_text="Shoulder rolls, your left")
        ).to_be_visible()
    for page in (grace, ada, linus):
        await expect(card(page, "Done together")).to_contain_text("2 people stretched.")
        await expect(card(page, "Done together")).not_to_contain_text("Only you can see this")


async def test_only_who_manages_the_server_is_offered_teambreak(ada, grace):
    verbs = ["create", "delete", "edit", "list", "pause", "resume", "run", "skip"]
    for page in (ada, grace):
        await page.locator("#line").press_sequentially("/teambreak")

    await expect(ada.locator("#offers")).to_contain_text("No command here begins like this.")
    await expect(offers(ada)).to_have_count(0)
    await expect(offers(grace)).to_have_count(len(verbs))
    for index, verb in enumerate(verbs):
        await expect(offers(grace).nth(index)).to_contain_text(f"/teambreak {verb}")


async def test_what_is_not_for_them_is_refused_to_a_member(unhunch, ada, grace):
    await plan(grace, f"{unhunch.clock.reads() + AHEAD:%H:%M}")
    await newest(grace).get_by_role("button", name="Save").click()
    await expect(newest(grace)).to_contain_text("Saved.")
    await grace.get_by_role("button", name="Skip to the next thing due").click()
    call = card(ada, "Stretch break")
    await expect(call).to_be_visible(timeout=40_000)
    await call.get_by_role("button", name="Start now").click()

    await expect(newest(ada)).to_contain_text("Only whoever planned it, or manages the server")
    await expect(newest(ada)).to_contain_text("Only you can see this")
    await expect(call.get_by_role("button", name="Join")).to_be_visible()
