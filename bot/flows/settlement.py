"""At the start: what the last run left unconfirmed or unsaid is settled before anything new."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.core.delivery import (
    NONCE_SAFE,
    Confirmation,
    Outcome,
    Refusal,
    Refused,
    Send,
    Speech,
    Token,
)
from bot.core.ports import Changed, Clock, Members, Messenger
from bot.core.ports import Sessions as Store
from bot.core.session import (
    TELL_LIMIT,
    Place,
    Session,
    State,
    after_away,
    away_limit,
    close,
    lose,
)
from bot.flows.scripts import Scripts
from bot.flows.speaker import Speaker

log = logging.getLogger(__name__)


class Settlement:
    """Looks once, when the bot can speak and before the dispatcher runs."""

    def __init__(
        self,
        store: Store,
        members: Members,
        scripts: Scripts,
        messenger: Messenger,
        speaker: Speaker,
        clock: Clock,
    ) -> None:
        self._store = store
        self._members = members
        self._scripts = scripts
        self._messenger = messenger
        self._speaker = speaker
        self._clock = clock

    async def settle(self) -> None:
        """Finds out about every unconfirmed send and moves or closes every late session."""
        now = self._clock.now()
        unsaid = await self._ask_discord()
        for session in await self._store.running():
            if session.id not in unsaid:
                await self._settle_one(session, [], now)
        for session_id, sends in unsaid.items():
            owner = await self._store.get(session_id)
            if owner:
                await self._settle_one(owner, sends, now)

    async def _settle_one(self, before: Session, unsaid: list[Send], now: datetime) -> None:
        try:
            await self._bring_up_to_date(before, unsaid, now)
        except Exception:
            # One session that makes no sense must not keep the bot from starting for all others.
            log.exception("session %d cannot be settled", before.id)

    async def _ask_discord(self) -> dict[int, list[Send]]:
        """Confirms what landed; returns the sends that may still be made, by session."""
        unsaid: dict[int, list[Send]] = {}
        for send in await self._store.unconfirmed():
            session = await self._store.get(send.session_id)
            outcome = await self._outcome(session, send) if session else Refused(Refusal.GONE)
            if outcome:
                await self._store.settle([Confirmation(send, outcome)], [])
            else:
                unsaid.setdefault(send.session_id, []).append(send)
        return unsaid

    async def _outcome(self, session: Session, send: Send) -> Outcome | None:
        """What came of a send; None where it may be made again under its nonce."""
        young = self._clock.real_now() - send.claimed_at < NONCE_SAFE
        return None if young else await self._find(session, send)

    async def _find(self, session: Session, send: Send) -> Outcome | None:
        """What Discord knows of a send; None where it is not there, or is a private card."""
        channel_id = await self._channel(session)
        if session.place is Place.PRIVATE or channel_id is None:
            return None
        return await self._messenger.find(channel_id, send)

    async def _channel(self, session: Session) -> int | None:
        if session.place is Place.DM:
            return (await self._members.get(session.member_id)).dm_channel_id
        return session.channel_id

    async def _bring_up_to_date(self, before: Session, unsaid: list[Send], now: datetime) -> None:
        after = self._after_away(before, unsaid, now)
        token = await self._store.token(before.id)
        if after.state in (State.STOPPED, State.CLOSED):
            if not self._can_be_told(before, token, now):
                after = lose(after)
            changed = await self._settle(before, after, await self._given_up(before, unsaid))
            if changed.did and after.state is State.CLOSED:
                cue = max(after.cue - 1, 0)
                self._speaker.say(Speech(after, cue, live=changed.live, token=token))
            return
        if unsaid and self._is_too_late(after, unsaid[0], now):
            await self._settle(before, after, await self._given_up(before, unsaid))
            return
        changed = await self._settle(before, after, [])
        for send in unsaid:
            self._speaker.say(Speech(after, send.cue, send, changed.live, token))

    def _is_too_late(self, session: Session, send: Send, now: datetime) -> bool:
        """Whether what is left of a session that does not run any more helps nobody now."""
        script = self._scripts.of(session)
        if script is None or session.state is State.RUNNING:
            return script is None
        return now - session.due(script, send.cue) > away_limit(self._clock.speed)

    async def _given_up(self, session: Session, unsaid: list[Send]) -> list[Confirmation]:
        """Sends that are not made again; the message of one that landed after all is known then."""
        late = Refused(Refusal.LATE)
        return [Confirmation(send, await self._find(session, send) or late) for send in unsaid]

    def _after_away(self, session: Session, unsaid: list[Send], now: datetime) -> Session:
        script = self._scripts.of(session)
        if script is None:
            return close(session, now)
        cue = min([send.cue for send in unsaid], default=session.cue)
        return after_away(session, script, cue, now, self._clock.speed)

    def _can_be_told(self, session: Session, token: Token | None, now: datetime) -> bool:
        """Whether the last card can still say that the session was closed, and should."""
        if session.due_at is None or now - session.due_at > TELL_LIMIT:
            return False
        if session.place is not Place.PRIVATE:
            return True
        return token is not None and token.expires_at > self._clock.real_now()

    async def _settle(self, before: Session, after: Session, missed: list[Confirmation]) -> Changed:
        changed = Changed(before, after)
        await self._store.settle(missed, [changed] if changed.did else [])
        return replace(changed, live=await self._store.live(before.id))
