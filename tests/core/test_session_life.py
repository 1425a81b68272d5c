"""Any life of a session, step by step, beside a model that only counts running time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core import session as rules
from bot.core.session import AWAY_LIMIT, PAUSE_LIMIT, Place, Session, State, Verb
from tests.core.builders import NOON, PLACES, SCRIPTS, SPEEDS, begun


class Life(RuleBasedStateMachine):
    @initialize(told=SCRIPTS, place=PLACES)
    def begins(self, told, place):
        self.told, self.now, self.ran = told, NOON, timedelta()
        self.session = begun(told, place)
        self.heard = 0 if place is Place.PRIVATE else -1

    def becomes(self, after: Session) -> None:
        assert (after.revision > self.session.revision) == (after != self.session)
        assert self.session.going_on or after == self.session
        self.session = after

    @rule(wait=st.timedeltas(timedelta(), timedelta(minutes=3)))
    def time_passes(self, wait):
        self.now += wait
        if self.session.state is State.RUNNING:
            self.ran += wait

    @rule(verb=st.sampled_from([Verb.PAUSE, Verb.RESUME]))
    def pressed(self, verb):
        self.becomes(rules.press(self.session, self.told, verb, self.now))

    @rule(verb=st.sampled_from([Verb.BACK, Verb.SKIP]))
    def jumps(self, verb):
        active = self.session.active(self.now)
        before = self.session
        self.becomes(rules.press(before, self.told, verb, self.now))
        assert self.session.active(self.now) == active
        if self.session != before:
            self.heard = self.session.cue - 1
            self.ran = self.told.cues[self.heard + (self.session.place is not Place.PRIVATE)].at

    @precondition(lambda self: self.session.state is State.RUNNING and self.session.sends == 1)
    @rule()
    def the_first_message_lands(self):
        due = self.session.due(self.told, self.session.cue - 1)
        if self.session.place is not Place.PRIVATE:
            self.ran -= max(self.now - due, timedelta())
        self.becomes(rules.landed(self.session, self.told, self.now))
        assert self.session.due_at == self.session.due(self.told, self.session.cue)

    @rule(speed=SPEEDS)
    def woken(self, speed):
        before = self.session
        decision = rules.advance(before, self.told, self.now, speed)
        assert decision.session.sends == before.sends + decision.claims
        if decision.cue is not None:
            assert decision.cue > self.heard
            self.heard = decision.cue
        self.becomes(decision.session)

    @precondition(lambda self: self.session.state is State.PAUSED)
    @rule()
    def forgotten_in_a_pause(self):
        self.now += PAUSE_LIMIT
        closed = rules.advance(self.session, self.told, self.now).session
        assert closed.state is State.CLOSED
        self.becomes(closed)

    @precondition(lambda self: self.session.state is State.RUNNING)
    @rule(away=st.timedeltas(timedelta(), AWAY_LIMIT))
    def away_for_a_while(self, away):
        self.now += away
        self.ran += away
        due = self.session.due(self.told, self.session.cue)
        late = max(self.now - due, timedelta())
        self.becomes(rules.after_away(self.session, self.told, self.session.cue, self.now))
        if late <= AWAY_LIMIT:
            self.ran -= late
        else:
            assert self.session.state is State.CLOSED
            self.ran = self.told.cues[self.session.cue].at

    @precondition(lambda self: self.session.state is State.RUNNING)
    @rule()
    def moved_to_private(self):
        self.becomes(rules.move_to_private(self.session, self.told, self.now))
        self.ran = self.told.cues[self.session.cue].at
        self.heard = self.session.cue - 1

    @precondition(lambda self: self.heard > 1)
    @rule()
    def stopped(self):
        self.becomes(rules.press(self.session, self.told, Verb.STOP, self.now))

    @invariant()
    def position_is_the_running_time(self):
        assert self.session.position(self.now) == self.ran

    @invariant()
    def what_is_said_next_was_not_said(self):
        assert self.session.cue > self.heard
        assert 0 <= self.session.shown(self.told) < len(self.told.cues)

    @invariant()
    def it_is_due_exactly_while_it_goes_on(self):
        session = self.session
        assert (session.due_at is not None) == session.going_on
        assert (session.ended_at is None) == session.going_on
        assert (session.paused_at is not None) == (session.state is State.PAUSED)

    @invariant()
    def only_a_finished_session_has_said_its_end(self):
        end = len(self.told.cues) - 1
        assert (self.session.state is State.FINISHED) == (self.heard == end)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=25)
