"""Routes a bot answers interactions through: the callback, the original answer, the followups.

None of them needs the bot's token: the interaction's own stands in the path, and wears out.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from . import bodies, interactions, message_payloads, messages, modals
from .bodies import Form, Parts
from .commands import check_choices
from .errors import FormErrors, Payload, refusal
from .limits import Bucket
from .messages import Origin
from .rest import NO_CONTENT, Call, Reply, Route
from .world import (
    Interaction,
    InteractionKind,
    Message,
    MessageFlag,
    ResponseKind,
    User,
)

FOLLOWUPS_WITHOUT_GUILD_INSTALL = 5
WITH_MESSAGE = (ResponseKind.MESSAGE, ResponseKind.DEFERRED_MESSAGE)
FITTING: dict[InteractionKind, set[ResponseKind]] = {
    InteractionKind.COMMAND: {*WITH_MESSAGE, ResponseKind.MODAL},
    InteractionKind.COMPONENT: set(ResponseKind) - {ResponseKind.CHOICES},
    InteractionKind.AUTOCOMPLETE: {ResponseKind.CHOICES},
    InteractionKind.MODAL: {
        *WITH_MESSAGE,
        ResponseKind.DEFERRED_UPDATE,
        ResponseKind.UPDATE,
    },
}


def callback(call: Call) -> Reply:
    """The first answer: within three seconds, and once."""
    interaction = call.world.interactions.get(call.id("interaction_id"))
    if interaction is None or interaction.token != call.params["interaction_token"]:
        raise refusal(10062)
    if interaction.acknowledged_at is not None:
        raise refusal(40060)
    if interaction.failed:
        raise refusal(10062)
    kind = _response_kind(call, interaction)
    form = call.form.within("data")
    ANSWERS[kind](call, interaction, form)
    interactions.acknowledge(call.world, interaction, kind, form.body)
    if call.query.get("with_response") in ("1", "true", "True"):
        return Reply(body=_callback_body(interaction, kind))
    return NO_CONTENT


def _response_kind(call: Call, interaction: Interaction) -> ResponseKind:
    asked = call.body.get("type")
    fitting = FITTING[interaction.kind]
    if interaction.source is None:
        fitting = fitting - {ResponseKind.UPDATE, ResponseKind.DEFERRED_UPDATE}
    errors = FormErrors()
    listed = ", ".join(str(int(kind)) for kind in sorted(fitting))
    message = f"Value must be one of {{{listed}}}."
    errors.require(asked in fitting, ("type",), "BASE_TYPE_CHOICES", message)
    errors.raise_if_any()
    return ResponseKind(asked)


def _callback_body(interaction: Interaction, kind: ResponseKind) -> Payload:
    known: Payload = {"id": str(interaction.id), "type": int(interaction.kind)}
    resource: Payload = {"type": int(kind)}
    shown = interaction.original
    if shown is not None:
        known |= {
            "response_message_id": str(shown.id),
            "response_message_loading": MessageFlag.LOADING in shown.flags,
            "response_message_ephemeral": shown.ephemeral,
        }
        if kind in (ResponseKind.MESSAGE, ResponseKind.UPDATE):
            resource["message"] = message_payloads.message(shown)
    return {"interaction": known, "resource": resource}


def _seen_by(interaction: Interaction, form: Form) -> User | None:
    """The one person an answer is for, if it is ephemeral."""
    asked = MessageFlag(int(form.body.get("flags") or 0))
    private = MessageFlag.EPHEMERAL in asked or interaction.forced_ephemeral
    return interaction.user if private else None


def _origin(call: Call, interaction: Interaction, form: Form) -> Origin:
    kind = messages.COMMAND_RESPONSE
    if interaction.kind is not InteractionKind.COMMAND:
        kind = messages.REPLY if interaction.source else messages.PLAIN
    return Origin(call.world.bot, interaction, _seen_by(interaction, form), kind)


def _answer_with_message(call: Call, interaction: Interaction, form: Form) -> None:
    parts = bodies.compose(call.world, interaction.channel, form)
    origin = _origin(call, interaction, form)
    interaction.original = messages.create(call.world, interaction.channel, parts, origin)


def _defer(call: Call, interaction: Interaction, form: Form) -> None:
    origin = _origin(call, interaction, form)
    waiting = Parts(flags=MessageFlag.LOADING)
    interaction.original = messages.create(call.world, interaction.channel, waiting, origin)


def _defer_update(call: Call, interaction: Interaction, form: Form) -> None:
    interaction.original = interaction.source


def _update(call: Call, interaction: Interaction, form: Form) -> None:
    message = interaction.source
    assert message is not None
    if message.deleted:
        raise refusal(10008)
    parts = bodies.compose(call.world, interaction.channel, form, message)
    messages.edit(call.world, message, parts)
    interaction.original = message


def _choices(call: Call, interaction: Interaction, form: Form) -> None:
    errors = FormErrors()
    check_choices(form.body.get("choices"), ("data", "choices"), errors)
    errors.raise_if_any()


def _modal(call: Call, interaction: Interaction, form: Form) -> None:
    modals.check(form.body)


ANSWERS: dict[ResponseKind, Callable[[Call, Interaction, Form], None]] = {
    ResponseKind.MESSAGE: _answer_with_message,
    ResponseKind.DEFERRED_MESSAGE: _defer,
    ResponseKind.DEFERRED_UPDATE: _defer_update,
    ResponseKind.UPDATE: _update,
    ResponseKind.CHOICES: _choices,
    ResponseKind.MODAL: _modal,
}


def interaction_of(call: Call) -> Interaction:
    """The interaction whose token stands in the path, if that is still good."""
    found = call.world.by_token.get(call.params["interaction_token"])
    if found is None or call.id("application_id") != call.world.application_id:
        raise refusal(50027)
    if time.monotonic() - found.created_at > call.world.token_seconds:
        raise refusal(50027)
    if found.acknowledged_at is None:
        raise refusal(10015)
    return found


def _original(call: Call) -> Message:
    message = interaction_of(call).original
    if message is None or message.deleted:
        raise refusal(10008)
    return message


def get_original(call: Call) -> Reply:
    return Reply(body=message_payloads.message(_original(call)))


def edit_original(call: Call) -> Reply:
    return _edited(call, _original(call))


def delete_original(call: Call) -> Reply:
    messages.delete(call.world, _original(call))
    return NO_CONTENT


def _edited(call: Call, message: Message) -> Reply:
    parts = bodies.compose(call.world, message.channel, call.form, message)
    interaction_of(call).edited_through_token = True
    messages.edit(call.world, message, parts)
    return Reply(body=message_payloads.message(message))


def follow_up(call: Call) -> Reply:
    """One more message after the first answer."""
    interaction = interaction_of(call)
    original = interaction.original
    if original is not None and MessageFlag.LOADING in original.flags:
        # As documented: the first followup after a deferred answer fills that answer in.
        return _edited(call, original)
    _check_count(interaction)
    parts = bodies.compose(call.world, interaction.channel, call.form)
    origin = Origin(call.world.bot, interaction, _seen_by(interaction, call.form), messages.REPLY)
    made = messages.create(call.world, interaction.channel, parts, origin)
    interaction.followups.append(made)
    return Reply(body=message_payloads.message(made))


def _check_count(interaction: Interaction) -> None:
    if not interaction.only_user_installed:
        return
    if len(interaction.followups) >= FOLLOWUPS_WITHOUT_GUILD_INSTALL:
        raise refusal(40094)


def _own_message(call: Call) -> Message:
    interaction = interaction_of(call)
    own = [*interaction.followups, interaction.original]
    wanted = call.id("message_id")
    found = next((m for m in own if m is not None and m.id == wanted), None)
    if found is None or found.deleted:
        raise refusal(10008)
    return found


def get_one(call: Call) -> Reply:
    return Reply(body=message_payloads.message(_own_message(call)))


def edit_one(call: Call) -> Reply:
    return _edited(call, _own_message(call))


def delete_one(call: Call) -> Reply:
    messages.delete(call.world, _own_message(call))
    return NO_CONTENT


CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
HOOK = "/webhooks/{application_id}/{interaction_token}"
ORIGINAL = f"{HOOK}/messages/@original"
ONE = f"{HOOK}/messages/{{message_id}}"


def _route(method: str, template: str, answer: Callable[[Call], Reply]) -> Route:
    return Route(method, template, answer, Bucket.WEBHOOK, "interaction_token", needs_token=False)


ROUTES = (
    _route("POST", CALLBACK, callback),
    _route("POST", HOOK, follow_up),
    _route("GET", ORIGINAL, get_original),
    _route("PATCH", ORIGINAL, edit_original),
    _route("DELETE", ORIGINAL, delete_original),
    _route("GET", ONE, get_one),
    _route("PATCH", ONE, edit_one),
    _route("DELETE", ONE, delete_one),
)
