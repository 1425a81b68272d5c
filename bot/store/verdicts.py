"""Verdicts about occurrences, collected and written in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.core.occurrence import (
    OPEN,
    Announcement,
    Facts,
    Occurrence,
    Says,
    Stage,
    Verdict,
    What,
    plan,
)
from bot.core.posting import Owner, Posting
from bot.core.teambreak import TeamBreak
from bot.store import tables as t
from bot.store.facts import facts_of
from bot.store.statements import columns_but_id
from bot.store.team_rows import (
    SAVE_BREAK,
    SAVE_OCCURRENCE,
    break_columns,
    live_postings,
    posting_columns,
)


class Sheet:
    """Occurrences and their breaks, as they are changed in one transaction.

    Each is read once and written once, over the revision it was read at; a later decision about
    the same one, or in the same channel, is made from what an earlier one left.
    """

    def __init__(self, occurrences: Iterable[Occurrence], facts: dict[int, Facts]) -> None:
        self._before = {it.id: it for it in occurrences}
        self._after = dict(self._before)
        self._facts = facts
        known = (it.team_break for it in facts.values())
        self._breaks_before = {it.id: it for it in known if it}
        self._breaks = dict(self._breaks_before)
        self._said: list[tuple[int, Says, int]] = []
        self._plans: dict[int, datetime] = {}
        self._running: dict[int, Occurrence] = {}
        self._told: set[int] = set()

    @classmethod
    def of(cls, connection: Connection, occurrences: list[Occurrence], now: datetime) -> Sheet:
        return cls(occurrences, facts_of(connection, occurrences, now))

    def occurrence(self, identifier: int) -> Occurrence:
        return self._after[identifier]

    def facts(self, it: Occurrence) -> Facts:
        """What is known now about the world around it."""
        read = self._facts[it.id]
        running = self._running.get(it.channel_id, read.running)
        running = self._after.get(running.id, running) if running else None
        ended = running is not None and running.state is not Stage.RUNNING
        return replace(
            read,
            team_break=self._breaks.get(it.break_id or 0),
            running=None if ended or (running and running.id == it.id) else running,
            told=read.told or it.channel_id in self._told,
        )

    def keep_break(self, before: TeamBreak, after: TeamBreak, plan: datetime | None) -> None:
        """Takes over a break that was changed by itself."""
        self._breaks_before.setdefault(before.id, before)
        self._breaks[after.id] = after
        if plan:
            self._plans[after.id] = plan

    def plan_anew(self, breaks: Iterable[TeamBreak], now: datetime) -> None:
        """Breaks whose occurrence was set aside go on with their next hour."""
        for it in breaks:
            self.keep_break(it, self._breaks.get(it.id, it), it.next_after(now))

    def take(self, verdict: Verdict) -> None:
        """Takes over a decision."""
        it = verdict.occurrence
        self._after[it.id] = it
        if verdict.team_break:
            self._breaks[verdict.team_break.id] = verdict.team_break
        if verdict.plan and it.break_id:
            self._plans[it.break_id] = verdict.plan
        if it.state is Stage.RUNNING:
            self._running[it.channel_id] = it
        self._said += [(it.id, says, it.posts) for says in verdict.says]
        if any(says.what is What.MISSED for says in verdict.says):
            self._told.add(it.channel_id)

    def write(self, connection: Connection, real_now: datetime) -> tuple[Announcement, ...]:
        """Writes all of it; what is to be said now."""
        speaking = {identifier for identifier, _, _ in self._said}
        live = live_postings(connection, Owner.OCCURRENCE, speaking) if speaking else {}
        self._save(connection)
        self._plan(connection)
        postings = {
            (identifier, n): self._posting(identifier, says, n, real_now)
            for identifier, says, n in self._said
            if says.claims
        }
        if postings:
            rows = [posting_columns(it) for it in postings.values()]
            connection.execute(insert(t.posting), rows)
        return tuple(
            Announcement(
                self._after[identifier],
                self._breaks.get(self._after[identifier].break_id or 0),
                says,
                postings[identifier, n] if says.claims else None,
                live.get(identifier),
            )
            for identifier, says, n in self._said
        )

    def _posting(self, identifier: int, says: Says, n: int, real_now: datetime) -> Posting:
        revision = self._after[identifier].revision
        return Posting(
            Owner.OCCURRENCE,
            identifier,
            n,
            says.what,
            says.cue,
            revision,
            real_now,
            says.pings,
        )

    def _save(self, connection: Connection) -> None:
        occurrences = [
            {**columns_but_id(self._after[it.id]), **_at(it.id, it.revision)}
            for it in self._before.values()
            if self._after[it.id] != it
        ]
        breaks = [
            {**break_columns(self._breaks[it.id]), **_at(it.id, it.revision)}
            for it in self._breaks_before.values()
            if self._breaks[it.id] != it
        ]
        if occurrences:
            connection.execute(SAVE_OCCURRENCE, occurrences)
        if breaks:
            connection.execute(SAVE_BREAK, breaks)

    def _plan(self, connection: Connection) -> None:
        """The next occurrence of each break that has none ahead of it."""
        if not self._plans:
            return
        rows = connection.execute(
            select(t.occurrence.c.break_id).where(
                t.occurrence.c.break_id.in_(list(self._plans)),
                t.occurrence.c.state.in_(list(OPEN)),
            )
        )
        ahead = {row.break_id for row in rows}
        planned = [
            columns_but_id(plan(self._breaks[identifier], at))
            for identifier, at in self._plans.items()
            if identifier not in ahead and self._breaks[identifier].active
        ]
        if planned:
            connection.execute(insert(t.occurrence), planned)


def _at(identifier: int, revision: int) -> dict[str, Any]:
    return {"at_id": identifier, "at_revision": revision}
