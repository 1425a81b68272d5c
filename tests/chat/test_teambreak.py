"""Team breaks and reminders as people meet them: commands, cards and buttons under simcord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.components import walk_components

from bot.chat.presses.reminders import told_at_last
from bot.chat.words import full_date
from bot.chat.words import reminder as reminder_words
from bot.chat.words import safety as safety_words
from bot.chat.words import session as session_words
from bot.chat.words import teambreak as words
from bot.core.reminder import Reminder, State

from .stage import Stage, headline, labels, text

say, reminder_say = words.words(), reminder_words.words()
MANAGE = discord.Permissions(manage_guild=True)


@pytest.fixture
async def boss(stage: Stage) -> MemberActor:
    """Somebody who manages the server."""
    guild = stage.anna.guild
    role = guild.create_role("bosses", permissions=MANAGE)
    return guild.add_member(stage.env.create_user("boss"), roles=[role])


def soon(stage: Stage, minutes: float = 10) -> str:
    return f"{stage.env.now() + timedelta(minutes=minutes):%H:%M}"


async def create(stage: Stage, boss: MemberActor, **more: Any) -> Any:
    options = {"time": soon(stage), "days": "daily", "zone": "UTC", **more}
    return await boss.slash(stage.channel, "teambreak create", **options)


async def planned(stage: Stage, boss: MemberActor, **more: Any) -> Any:
    asked = await create(stage, boss, **more)
    await boss.click(asked.response, label=say.save_button)
    return asked


def seen(stage: Stage) -> list[discord.Message]:
    return [it for it in stage.channel.history(viewer=stage.ben) if not it.flags.ephemeral]


async def test_it_is_previewed_and_saved_with_its_next_three_runs(
    stage: Stage, boss: MemberActor
) -> None:
    asked = await create(stage, boss)
    preview, buttons = text(asked.response), labels(asked.response)
    before = stage.ask("SELECT state FROM team_break")

    await boss.click(asked.response, label=say.save_button)

    assert say.preview in preview
    assert say.preview_consent in preview
    assert buttons == [say.save_button, say.discard_button]
    assert before == [("draft",)]
    assert text(asked.response).count("<t:") == 3
    assert stage.ask("SELECT state FROM team_break") == [("active",)]


async def test_save_on_a_preview_that_is_gone_says_so(stage: Stage, boss: MemberActor) -> None:
    asked = await create(stage, boss)
    await stage.play(25 * 3600)
    await stage.parts.teams.breaks.purge()

    await boss.click(asked.response, label=say.save_button)

    assert text(asked.response) == say.draft_gone
    assert labels(asked.response) == []


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("time", "25:00", say.no_times.format(part="25:00")),
        ("days", "someday", say.no_days.format(part="someday")),
        ("zone", "Mars", say.no_zone.format(part="Mars")),
        ("routine", "nothing", say.no_such_routine.format(part="nothing")),
    ],
)
async def test_what_cannot_be_read_is_said_with_its_mend(
    stage: Stage, boss: MemberActor, option: str, value: str, words: str
) -> None:
    asked = await create(stage, boss, **{option: value})

    assert text(asked.response) == words
    assert stage.ask("SELECT * FROM team_break") == []


async def test_no_zone_is_guessed_and_one_given_is_remembered(
    stage: Stage, boss: MemberActor
) -> None:
    first = await boss.slash(stage.channel, "teambreak create", time="10:25")
    await create(stage, boss, zone="Asia/Tokyo")
    second = await boss.slash(stage.channel, "teambreak create", time="12:25")

    assert text(first.response) == say.zone_needed
    assert "Asia/Tokyo" in text(second.response)


async def test_everyone_and_roles_of_apps_are_refused(stage: Stage, boss: MemberActor) -> None:
    everyone = stage.anna.guild.default_role

    asked = await create(stage, boss, role=everyone)

    assert text(asked.response) == say.wrong_role


async def test_the_heads_up_has_its_five_buttons_and_joining_asks_for_safety_once(
    stage: Stage, boss: MemberActor
) -> None:
    await planned(stage, boss)
    await stage.play(6 * 60)
    call = seen(stage)[-1]

    joined = await stage.anna.click(call, label=say.join_button)
    accepted = safety_words.words().accept_button
    first = labels(joined.response)
    await stage.anna.click(joined.response, label=accepted)
    again = await stage.anna.click(call, label=say.join_button)

    assert labels(call) == [
        say.join_button,
        say.not_today_button,
        say.delay_button,
        say.skip_button,
        say.start_button,
    ]
    assert accepted in first
    assert accepted not in labels(again.response)
    assert say.one_joined in text(seen(stage)[-1])


async def test_the_shared_session_plays_and_says_how_many(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss)
    await stage.play(6 * 60)
    await stage.anna.click(seen(stage)[-1], label=say.join_button)
    await stage.ben.click(seen(stage)[-1], label=say.join_button)

    await stage.play(20 * 60)

    assert [headline(it) for it in seen(stage)] == [
        "Five-minute reset: the steps are further down",
        "Done together: Five-minute reset",
    ]
    assert say.finished_many.format(count=2) in text(seen(stage)[-1])
    assert labels(seen(stage)[-1]) == [say.join_next_button, say.leave_button]


SEATED, STANDING = "**Seated:** Sit tall, neck soft.", "**Standing:** Feet shoulder-width apart."


@pytest.mark.parametrize("cues", ["card", "messages"])
async def test_those_who_sit_and_those_who_stand_are_told_together(
    stage: Stage, boss: MemberActor, cues: str
) -> None:
    await planned(stage, boss, routine="ninety-second-reset", cues=cues)
    await stage.play(10 * 60 + 1)

    window = text(seen(stage)[-1])
    await stage.play(12)
    move = text(seen(stage)[-1])

    assert headline(seen(stage)[-1]) == "Shoulder rolls, your right"
    for told in (window, move):
        assert "Right shoulder: up, back, down, forward." in told
        assert f"{SEATED}\n{STANDING}" in told


async def test_only_hosts_stop_it_for_all(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss)
    await stage.play(6 * 60)
    await boss.click(seen(stage)[-1], label=say.start_button)
    await stage.play(5)
    card = seen(stage)[-1]

    refused = await stage.ben.click(card, label=say.stop_button)
    how = await stage.ben.click(card, label=say.how_button)
    await boss.click(card, label=say.stop_button)

    assert text(refused.response) == say.not_host
    assert headline(how.response).startswith("How:")
    assert headline(seen(stage)[-1]) == say.stopped.format(title="Five-minute reset")


@pytest.mark.parametrize(("verb", "left"), [("skip", 1), ("pause", 0), ("delete", 0)])
async def test_a_break_can_be_called_off_in_its_heads_up(
    stage: Stage, boss: MemberActor, verb: str, left: int
) -> None:
    await planned(stage, boss)
    await stage.play(6 * 60)

    await boss.slash(stage.channel, f"teambreak {verb}", **{"break": "1"})
    await stage.play(20 * 60)

    assert [headline(it) for it in seen(stage)] == [say.skipped]
    assert len(stage.ask("SELECT * FROM occurrence WHERE due_at IS NOT NULL")) == left


async def test_list_next_and_doctor_say_when(stage: Stage, boss: MemberActor) -> None:
    empty = await boss.slash(stage.channel, "teambreak list")
    await planned(stage, boss)

    listed = await boss.slash(stage.channel, "teambreak list")
    following = await stage.anna.slash(stage.channel, "team next")
    doctor = await boss.slash(stage.channel, "doctor")

    assert say.list_none in text(empty.response)
    assert "Five-minute reset" in text(listed.response)
    assert "Five-minute reset" in text(following.response)
    assert "View Channel" in text(doctor.response)
    assert "Five-minute reset" in text(doctor.response)


async def test_members_are_called_who_asked_to_be(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss)
    joined = await stage.anna.slash(stage.channel, "team join")
    await stage.ben.slash(stage.channel, "team join")
    await stage.ben.slash(stage.channel, "team leave")

    await stage.play(6 * 60)

    call = seen(stage)[-1]
    assert say.team_joined in text(joined.response)
    assert [it.id for it in call.mentions] == [stage.anna.id]


async def test_stretch_is_for_everybody_who_may_write(stage: Stage, boss: MemberActor) -> None:
    begun = await stage.anna.slash(stage.channel, "stretch", starts_in=3)
    again = await stage.ben.slash(stage.channel, "stretch")
    await stage.play(60)

    assert text(begun.response).startswith("It begins <t:")
    assert text(again.response) == say.too_soon
    assert labels(seen(stage)[-1])[0] == say.join_button


async def test_a_forged_or_ancient_button_is_answered(stage: Stage, boss: MemberActor) -> None:
    for custom_id in (
        "1:occurrence:99:join:1:0",
        "1:occurrence:99:delay:1",
        "1:occurrence:1:nothing",
        "1:break:99:save",
        "1:reminder:99:snooze:1",
    ):
        pressed = await stage.forge(stage.anna, custom_id)
        assert pressed.response
        assert pressed.response.ephemeral


async def test_a_reminder_is_confirmed_nudges_and_begins_in_direct_messages(stage: Stage) -> None:
    await stage.relax(stage.anna)
    await stage.play(120)
    await stage.anna.slash(
        stage.channel, "reminder add", time=soon(stage), zone="UTC", days="daily"
    )
    await stage.play(1)
    test = stage.dms(stage.anna)[-1]
    await stage.anna.user.click(test, label=reminder_say.confirm_button)
    await stage.play(10 * 60)
    nudge = stage.dms(stage.anna)[-1]
    buttons = labels(nudge)

    await stage.anna.user.click(nudge, label=reminder_say.start_short_button)
    await stage.play(5)

    assert buttons == [
        reminder_say.start_short_button,
        reminder_say.start_long_button,
        reminder_say.snooze_button,
        reminder_say.skip_button,
        reminder_say.stop_button,
    ]
    assert headline(stage.dms(stage.anna)[-1]) == session_words.words().arrive


async def test_a_start_that_starts_nothing_leaves_the_nudge_its_other_buttons(
    stage: Stage,
) -> None:
    await stage.relax(stage.anna)
    await stage.play(120)
    await stage.anna.slash(
        stage.channel, "reminder add", time=soon(stage), zone="UTC", days="daily"
    )
    await stage.play(1)
    await stage.anna.user.click(stage.dms(stage.anna)[-1], label=reminder_say.confirm_button)
    await stage.slash(stage.anna, "settings", leave_out="shoulder-rolls")
    await stage.play(10 * 60)
    nudge = stage.dms(stage.anna)[-1]

    await stage.anna.user.click(nudge, label=reminder_say.start_short_button)
    (still,) = (it for it in stage.dms(stage.anna) if it.id == nudge.id)
    await stage.anna.user.click(still, label=reminder_say.stop_button)
    (now,) = (it for it in stage.dms(stage.anna) if it.id == nudge.id)

    assert labels(still)[-1] == reminder_say.stop_button
    assert reminder_say.stopped in text(now)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, reminder_say.time_or_every),
        ({"time": "10:00", "every": 60}, reminder_say.time_or_every),
        ({"every": 44}, reminder_say.too_often),
    ],
)
async def test_a_reminder_needs_one_rhythm(
    stage: Stage, options: dict[str, Any], words: str
) -> None:
    asked = await stage.anna.slash(stage.channel, "reminder add", zone="UTC", **options)

    assert text(asked.response) == words


@pytest.mark.parametrize("verb", ["pause", "resume", "remove"])
async def test_a_reminder_that_is_not_there_is_said_so(stage: Stage, verb: str) -> None:
    asked = await stage.anna.slash(stage.channel, f"reminder {verb}", reminder="7")

    assert text(asked.response) == reminder_say.no_such


async def test_every_option_can_be_edited_and_completed(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss)
    role = stage.anna.guild.create_role("stretchers", mentionable=True)

    options = {"break": "1", "time": soon(stage, 20), "routine": "ninety-second-reset"}
    edited = await boss.slash(
        stage.channel, "teambreak edit", **options, role=role, cues="messages", zone="UTC"
    )
    unknown = await boss.slash(stage.channel, "teambreak edit", **{"break": "nonsense"})

    kept = stage.ask("SELECT times, routine, role_id, cues FROM team_break")
    assert text(edited.response).startswith(say.edited)
    assert kept == [(options["time"], "ninety-second-reset", role.id, "messages")]
    assert text(unknown.response) == say.no_such_break


async def test_a_pause_until_a_day_names_it_and_another_word_is_refused(
    stage: Stage, boss: MemberActor
) -> None:
    await planned(stage, boss)
    later = stage.env.now().date() + timedelta(days=9)
    day = f"{later}"

    wrong = await boss.slash(stage.channel, "teambreak pause", **{"break": "1"}, until="soon")
    past = await boss.slash(stage.channel, "teambreak pause", **{"break": "1"}, until="2020-01-01")
    far = await boss.slash(stage.channel, "teambreak pause", **{"break": "1"}, until="2099-01-01")
    paused = await boss.slash(stage.channel, "teambreak pause", **{"break": "1"}, until=day)

    listed = await boss.slash(stage.channel, "teambreak list")
    resumed = await boss.slash(stage.channel, "teambreak resume", **{"break": "1"})

    example = stage.env.now().date() + timedelta(days=7)
    assert text(wrong.response) == say.no_date.format(part="soon", example=example)
    assert text(past.response) == say.past_date.format(part="2020-01-01", example=example)
    assert text(far.response) == say.far_date.format(part="2099-01-01", example=example)
    assert text(paused.response).startswith(say.paused_until.format(day=full_date(later)))
    assert text(paused.response).count("<t:") == 3
    assert f"paused until {full_date(later)}, then <t:" in text(listed.response)
    assert text(resumed.response).startswith(say.resumed)


async def test_a_clash_and_crowded_times_are_explained(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss)

    clash = await create(stage, boss, time=soon(stage, 12))
    crowded = await create(stage, boss, time=f"{soon(stage, 60)}, {soon(stage, 62)}")

    assert "would run at <t:" in text(clash.response)
    assert text(crowded.response) == say.crowded


async def test_a_creator_is_asked_once_and_pauses_it_in_one_press(
    stage: Stage, boss: MemberActor
) -> None:
    await planned(stage, boss, routine="ninety-second-reset")
    await stage.play(2 * 24 * 3600 + 20 * 60)
    asked = stage.dms(boss)
    buttons = labels(asked[-1])

    await boss.user.click(asked[-1], label=say.pause_button)

    assert [headline(it) for it in asked] == [say.lonely]
    assert buttons == [say.pause_button, say.delete_button]
    assert stage.ask("SELECT state, why FROM team_break") == [("paused", "asked")]


async def test_three_refusals_pause_it_and_one_press_in_the_note_resumes(
    stage: Stage, boss: MemberActor
) -> None:
    await planned(stage, boss, routine="ninety-second-reset")
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=3)

    await stage.play(2 * 24 * 3600)
    notes = [headline(it) for it in stage.dms(boss)]
    note = stage.dms(boss)[-1]
    paused = stage.ask("SELECT state, why FROM team_break")
    await boss.user.click(note, label=say.resume_button)

    assert notes == [say.refused]
    assert paused == [("paused", "refused")]
    assert stage.ask("SELECT state, strikes FROM team_break") == [("active", 0)]


async def test_a_missed_break_is_begun_by_its_host_on_the_card(
    stage: Stage, boss: MemberActor
) -> None:
    await planned(stage, boss)
    await stage.env.advance_time(25 * 60)
    await stage.play(1)
    card = seen(stage)[-1]
    title = headline(card)

    refused = await stage.ben.click(card, label=say.start_button)
    await boss.click(card, label=say.start_button)
    await stage.play(5)

    assert title == say.missed
    assert text(refused.response) == say.not_host
    assert headline(seen(stage)[-1]) == session_words.words().arrive


async def test_who_presses_not_today_or_leave_is_told_so(stage: Stage, boss: MemberActor) -> None:
    await planned(stage, boss, routine="ninety-second-reset")
    await stage.play(6 * 60)
    declined = await stage.ben.click(seen(stage)[-1], label=say.not_today_button)
    await stage.play(20 * 60)

    joined = await stage.ben.click(seen(stage)[-1], label=say.join_next_button)
    left = await stage.ben.click(seen(stage)[-1], label=say.leave_button)

    assert text(declined.response) == say.declined
    assert text(joined.response).startswith(say.team_joined)
    assert text(left.response) == say.team_left


async def test_dms_closed_is_said_at_the_next_command_and_once(stage: Stage) -> None:
    options = {"time": soon(stage), "days": "daily", "zone": "UTC"}
    await stage.anna.slash(stage.channel, "reminder add", **options)
    await stage.play(1)
    await stage.anna.user.click(stage.dms(stage.anna)[-1], label=reminder_say.confirm_button)
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=1)
    await stage.play(11 * 60)

    listed = await stage.slash(stage.anna, "reminder list")
    again = await stage.slash(stage.anna, "reminder list")

    assert reminder_say.state_closed in text(listed.response)
    assert [text(it) for it in listed.followups] == [reminder_say.told_closed]
    assert again.followups == []


async def test_the_zone_of_a_break_elsewhere_moves_nobody(stage: Stage, boss: MemberActor) -> None:
    await boss.slash(stage.channel, "settings", zone="Berlin")

    await create(stage, boss, zone="Tokyo")

    assert stage.ask("SELECT zone FROM member") == [("Europe/Berlin",)]
    assert stage.ask("SELECT zone FROM team_break") == [("Asia/Tokyo",)]


async def test_all_that_fell_silent_is_told(stage: Stage) -> None:
    it = Reminder(1, 7, (), 60, frozenset({1}), "UTC", "circles")
    silent = [replace(it, id=n, state=state) for n, state in enumerate((State.QUIET, State.CLOSED))]

    (told,) = [
        part["content"]
        for part in walk_components(told_at_last(tuple(silent)).view.to_components())
        if "content" in part
    ]

    assert told.splitlines() == [reminder_say.told_closed, reminder_say.told_quiet]
