"""Any order of alarms, reports, faults, crashes and restarts: no step twice, none in vain."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from custom_components.smspilot.messaging.delivery import LONGEST_INTERVAL
from custom_components.smspilot.messaging.escalation.earlier_steps import KNOWN_FOR
from custom_components.smspilot.messaging.record.draft import Step
from custom_components.smspilot.messaging.record.message import Message, State
from simulator.gateway.models import DELIVERED, UNDELIVERED
from tests.messaging.bench import CALIBRATION_PHONE, OTHER_PHONE, PHONE
from tests.messaging.bench.machine import BenchMachine

from .ways import (
    HOUR,
    MINUTE,
    SLOW,
    SMS,
    SMS_AND_VOICE,
    SWITCHED_OFF,
    UNREACHABLE,
    VIBER,
    VOICE,
    WAIT,
    WITHOUT_VIBER,
)

WAYS = (VIBER, SMS, VOICE)

type What = tuple[str, str]
"""A phone, and the text that is to reach it."""

phones = st.sampled_from([PHONE, OTHER_PHONE, WITHOUT_VIBER, SLOW, SWITCHED_OFF, UNREACHABLE])
further = st.sampled_from([SMS_AND_VOICE, (Step(VOICE, WAIT),)])
seconds = st.sampled_from([1.0, 10.0, 30.0, MINUTE, 3 * MINUTE, 4 * MINUTE])
faults_of_a_send = st.sampled_from(
    [
        ("drop_before", {}),
        ("drop_after", {}),
        ("reset", {"when": "before"}),
        ("reset", {"when": "after"}),
        ("server_error", {"when": "before"}),
        ("server_error", {"when": "after"}),
        ("error", {"code": 110, "when": "after"}),
        ("error", {"code": 112}),
        ("error", {"code": 118}),
        ("error", {"code": 204}),
        ("error", {"code": 243}),
        ("cut_json", {}),
        ("missing_rows", {}),
    ]
)
faults_of_asking = st.sampled_from(
    [
        ("recent_lags", {"command": "recent", "seconds": 40.0}),
        ("recent_knows_only", {"command": "recent", "word": "", "answer": "row"}),
        ("recent_without_text", {"command": "recent"}),
        ("server_error", {"command": "recent"}),
        ("server_error", {"command": "check"}),
        ("drop_before", {"command": "check"}),
        ("cut_json", {"command": "check"}),
        ("error", {"command": "check", "code": 118}),
    ]
)


class EscalationMachine(BenchMachine):
    """A home whose alarms go further ways, at a gateway that misbehaves."""

    def __init__(self) -> None:
        """Remember how often each text was handed over, and what the home knew of the gateway."""
        super().__init__()
        self.ordered: Counter[What] = Counter()
        self.orders: dict[str, What] = {}
        """The messages that actions got, in their order, and what each carries."""
        self.taken_back: dict[What, int] = {}
        """What was cancelled, and how often it had been taken by then."""
        self.known_ids: set[int] = set()
        self.list_tells = False
        """Whether the list shows what became of a message."""
        self.statuses_tell = True

    @initialize(calibrated=st.booleans(), phone=phones)
    def begin(self, calibrated: bool, phone: str) -> None:
        """Start, with or without a first message from which the list is learned; alarm."""
        self.bench.time.tick = 1e-6
        self.list_tells = calibrated
        self.start()
        if calibrated:
            self.run(self.bench.calibrate())
        self.alarm(phone, HOUR)

    @rule(phone=phones, hold_for=st.sampled_from([0.0, 10 * MINUTE, HOUR]))
    def alarm(self, phone: str, hold_for: float) -> None:
        """Send an alarm with three ways to go."""
        self._order(f"Тревога № {len(self.ordered)}", phone, hold_for)

    @rule(
        phone=phones,
        fault=faults_of_a_send,
        crash=st.one_of(st.none(), st.integers(0, 12)),
        passing=seconds,
    )
    def alarm_into_trouble(
        self, phone: str, fault: tuple[str, dict[str, Any]], crash: int | None, passing: float
    ) -> None:
        """Send an alarm of which a step meets a fault, perhaps a crash as well."""
        self.alarm(phone, HOUR)
        self.wait(passing)
        self.trouble_with_sending(fault, 1)
        if crash is not None:
            self.crash_soon(crash)
        self.wait(3 * MINUTE)

    @rule(hold_for=st.sampled_from([0.0, HOUR]), steps=further)
    def the_last_alarm_again(self, hold_for: float, steps: tuple[Step, ...]) -> None:
        """Send the very same, perhaps by other ways: a sensor bounces, or two hear of it."""
        phone, text = list(self.ordered)[-1]
        self._order(text, phone, hold_for, steps)

    @rule(restarts=st.booleans(), line_goes=st.booleans())
    def an_alarm_bounces(self, restarts: bool, line_goes: bool) -> None:
        """Send the very same while the first is on its way; the gateway refuses it."""
        self.troubles_end()
        phone, text = SLOW, f"Тревога № {len(self.ordered)}"
        self._order(text, phone, HOUR)
        self.wait(MINUTE)
        self.bench.simulator.account.duplicate_window = HOUR
        self._order(text, phone, HOUR)
        self.bench.simulator.account.duplicate_window = 0.0
        if restarts:
            self.restart(away=0.0, clean=False)
        if line_goes and not self.off:
            self.wait(WAIT - MINUTE - 10)
            self.gateway_goes_or_comes()
        self.wait(3 * MINUTE)

    @rule(index=st.integers(0, 30), wholly=st.booleans())
    def cancel(self, index: int, wholly: bool) -> None:
        """Take back an order or all of its text, perhaps while a step of it waits for the line."""
        one, what = list(self.orders.items())[index % len(self.orders)]
        ids = [key for key, ordered in self.orders.items() if ordered == what]
        messages = self.bench.messenger.messages
        under_way = any(each.state is State.SENDING and each.phone == what[0] for each in messages)
        self.run(self._cancel(ids if wholly else [one]))
        if wholly and not (under_way or self.bench.crashed or self.disk_failed):
            self.taken_back[what] = self._taken(what)
        self.restart_if_crashed()

    @rule(index=st.integers(0, 30), status=st.sampled_from([1, DELIVERED, UNDELIVERED]))
    def report(self, index: int, status: int) -> None:
        """Let a message come to a status, of which the home has not heard."""
        messages = [each for each in self.bench.simulator.messages if not each.final]
        if messages:
            message = messages[index % len(messages)]
            error = 602 if status == UNDELIVERED else 0
            self.bench.simulator.set_status(message.server_id, status, error)

    @rule(fault=faults_of_a_send, times=st.integers(1, 3))
    def trouble_with_sending(self, fault: tuple[str, dict[str, Any]], times: int) -> None:
        """Let the next sends meet a fault."""
        name, options = fault
        self.bench.simulator.faults.add(name, command="send", times=times, **options)

    @rule(fault=faults_of_asking, times=st.sampled_from([1, 3, None]))
    def trouble_with_asking(self, fault: tuple[str, dict[str, Any]], times: int | None) -> None:
        """Let lists and statuses be wrong, or not to be had."""
        name, options = fault
        self.list_tells = self.list_tells and options["command"] != "recent"
        self.statuses_tell = self.statuses_tell and options["command"] != "check"
        self.bench.simulator.faults.add(name, times=times, **options)

    @rule(window=st.sampled_from([0.0, HOUR]))
    def duplicates_are_refused_or_not(self, window: float) -> None:
        """Let the gateway refuse repeated texts, whatever their channel, or take them."""
        self.bench.simulator.account.duplicate_window = window

    @rule(
        away=st.sampled_from([0.0, MINUTE, 4 * MINUTE, 20 * MINUTE]),
        clean=st.booleans(),
        skew=st.sampled_from([0.0, 0.0, -40 * MINUTE, HOUR]),
    )
    def home_restarts(self, away: float, clean: bool, skew: float) -> None:
        """Stop or kill Home Assistant, and start it after a while, with a clock right or wrong."""
        self.restart(away=away, clean=clean, skew=skew)

    def news_is_lost(self) -> None:
        """Expect a step once more that nothing tells of: neither the disk nor the list."""
        if not self.list_tells:
            self.ordered.update(list(self.ordered))

    @invariant()
    def no_step_is_taken_twice(self) -> None:
        """No way is gone more often with a text than it was handed over."""
        taken = Counter(
            (message.phone, _base(message.text), message.sender_orig)
            for message in self.bench.simulator.messages
            if message.phone != CALIBRATION_PHONE
        )
        for (phone, text, way), times in taken.items():
            assert times <= self.ordered[phone, text], f"{text} was taken {times} times by {way}"

    @invariant()
    def nothing_that_was_cancelled_leaves(self) -> None:
        """Of what was taken back, no further step is taken."""
        for what, times in self.taken_back.items():
            assert self._taken(what) == times, f"{what[1]} was cancelled"

    @invariant()
    def no_step_is_taken_in_vain(self) -> None:
        """When a later step was sent, no earlier one that the home knew of had been delivered.

        But what the gateway told is known for a moment, in which one may arrive.
        And if it does not tell, that must not hold an alarm up.
        """
        if not self.bench.crashed:
            known = (message.server_id for message in self.bench.messenger.messages)
            self.known_ids |= {server_id for server_id in known if server_id}
        for message in self.bench.simulator.messages:
            if self.ordered[message.phone, _base(message.text)] != 1 or not self.statuses_tell:
                continue
            for earlier in self.bench.simulator.messages:
                if (
                    earlier.phone == message.phone
                    and _base(earlier.text) == _base(message.text)
                    and _rank(earlier.sender_orig) < _rank(message.sender_orig)
                    and earlier.server_id in self.known_ids
                    and earlier.status == DELIVERED
                ):
                    known_for = message.created - earlier.modified
                    assert known_for.total_seconds() < KNOWN_FOR, f"{message.text} in vain"

    def is_at_rest(self) -> bool:
        """Return whether no message waits to be sent, and no further step to begin."""
        chains = self.bench.disk.rows("chains")
        return not (self.bench.messenger.queued or any(chain["steps"] for chain in chains))

    def teardown(self) -> None:
        """Let everything come to its end; then an alarm goes all ways, whatever was before."""
        try:
            self.all_ends(4 * HOUR)
            assert self.is_at_rest()
            self._all_arrives()
            assert self.bench.disk.rows("chains") == []
            assert all(message.state.final for message in self.bench.messenger.messages)
            self._order("Последняя тревога", SWITCHED_OFF, HOUR)
            self.all_ends(HOUR)
            assert tuple(each.sender_orig for each in self.bench.simulator.messages[-3:]) == WAYS
            self.no_step_is_taken_twice()
            self.no_step_is_taken_in_vain()
            self.nothing_that_was_cancelled_leaves()
        finally:
            super().teardown()

    def _all_arrives(self) -> None:
        """Let every message arrive, and the home hear of it."""
        for message in self.bench.simulator.messages:
            if not message.final:
                self.bench.simulator.set_status(message.server_id, DELIVERED)
        self.wait(2 * LONGEST_INTERVAL)

    def _order(
        self, text: str, phone: str, hold_for: float, steps: tuple[Step, ...] = SMS_AND_VOICE
    ) -> None:
        """Send an alarm; one that joins another, or waits for it, counts as the same."""
        what = (phone, text)
        again = self.taken_back.pop(what, None) is not None
        first = next((key for key, ordered in self.orders.items() if ordered == what), None)
        self.ordered[what] += 1
        options = {"sender": VIBER, "steps": steps, "hold_for": hold_for}
        [message] = self.run(self.bench.send(text, phone, **options))
        if not (self.bench.crashed or again or first is None):
            self.ordered[what] -= message.id in self.orders or self._waits_for(first, message)
        self.orders[message.id] = what
        self.restart_if_crashed()

    async def _cancel(self, ids: list[str]) -> None:
        self.bench.messenger.cancel(ids)
        await self.bench.settle()

    def _waits_for(self, first: str, message: Message) -> bool:
        """Return whether a message was refused as another one that still waits to arrive."""
        messenger = self.bench.messenger
        other = messenger.find(first)
        return (
            message.there
            and other is not None
            and other.state is State.ACCEPTED
            and messenger.goes_on(other)
            and messenger.goes_on(message)
            and messenger.steps(other) == [other]
        )

    def _taken(self, what: What) -> int:
        """Return how often the gateway took a text, by whatever way."""
        messages = self.bench.simulator.messages
        return sum((each.phone, _base(each.text)) == what for each in messages)


def _base(text: str) -> str:
    """Return a text without the time that a step added to it."""
    return re.sub(r" \(\d\d:\d\d(, \d)?\)$", "", text)


def _rank(sender: str) -> int:
    """Return as which step a message was sent."""
    return WAYS.index(sender) if sender in WAYS else 0


def test_any_order_of_alarms_reports_faults_crashes_and_restarts() -> None:
    tries = settings().max_examples // 2  # each takes longer than that of other machines
    run_state_machine_as_test(EscalationMachine, settings=settings(max_examples=tries))
