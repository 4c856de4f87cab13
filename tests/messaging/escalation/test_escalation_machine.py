"""Any order of alarms, reports, faults, crashes and restarts: no step twice, none in vain."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from custom_components.smspilot.messaging.record.message import State
from simulator.gateway.models import DELIVERED, UNDELIVERED
from tests.messaging.bench import OTHER_PHONE, PHONE
from tests.messaging.bench.machine import BenchMachine

from .ways import HOUR, MINUTE, SMS, SMS_AND_VOICE, VIBER, VOICE, WITHOUT_VIBER

SLOW, SWITCHED_OFF, UNREACHABLE = "79000098001", "79000098002", "79000099602"
WAYS = (VIBER, SMS, VOICE)

phones = st.sampled_from([PHONE, OTHER_PHONE, WITHOUT_VIBER, SLOW, SWITCHED_OFF, UNREACHABLE])
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
        self.ordered: Counter[tuple[str, str]] = Counter()
        self.known_ids: set[int] = set()

    @initialize(calibrated=st.booleans())
    def begin(self, calibrated: bool) -> None:
        """Start, with or without a first message from which the list is learned."""
        self.start()
        if calibrated:
            self.run(self.bench.calibrate())

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

    @precondition(lambda self: self.ordered)
    @rule(hold_for=st.sampled_from([0.0, HOUR]))
    def the_last_alarm_again(self, hold_for: float) -> None:
        """Send the very same: a sensor bounces."""
        phone, text = list(self.ordered)[-1]
        self._order(text, phone, hold_for)

    @precondition(lambda self: self.bench.simulator.messages)
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

    @invariant()
    def no_step_is_taken_twice(self) -> None:
        """No way is gone more often with a text than it was handed over."""
        taken = Counter(
            (message.phone, _base(message.text), message.sender_orig)
            for message in self.bench.simulator.messages
            if message.phone != "79031112233"
        )
        for (phone, text, way), times in taken.items():
            assert times <= self.ordered[phone, text], f"{text} was taken {times} times by {way}"

    @invariant()
    def no_step_is_taken_in_vain(self) -> None:
        """When a later step was sent, no earlier one that the home knew of had been delivered."""
        if not self.bench.crashed:
            known = (message.server_id for message in self.bench.messenger.messages)
            self.known_ids |= {server_id for server_id in known if server_id}
        for message in self.bench.simulator.messages:
            if self.ordered[message.phone, _base(message.text)] != 1:
                continue
            for earlier in self.bench.simulator.messages:
                if (
                    earlier.phone == message.phone
                    and _base(earlier.text) == _base(message.text)
                    and _rank(earlier.sender_orig) < _rank(message.sender_orig)
                    and earlier.server_id in self.known_ids
                    and earlier.status == DELIVERED
                ):
                    assert message.created <= earlier.modified, f"{message.text} in vain"

    def teardown(self) -> None:
        """Let everything come to its end, and look whether it did."""
        try:
            self.all_ends(4 * HOUR)
            self.no_step_is_taken_twice()
            self.no_step_is_taken_in_vain()
            assert self.bench.disk.rows("chains") == []
            open_states = {State.QUEUED, State.SENDING}
            assert not any(each.state in open_states for each in self.bench.messenger.messages)
        finally:
            super().teardown()

    def _order(self, text: str, phone: str, hold_for: float) -> None:
        self.ordered[phone, text] += 1
        options = {"sender": VIBER, "steps": SMS_AND_VOICE, "hold_for": hold_for}
        self.run(self.bench.send(text, phone, **options))
        self.restart_if_crashed()


def _base(text: str) -> str:
    """Return a text without the time that a step added to it."""
    return re.sub(r" \(\d\d:\d\d(, \d)?\)$", "", text)


def _rank(sender: str) -> int:
    """Return as which step a message was sent."""
    return WAYS.index(sender) if sender in WAYS else 0


def test_any_order_of_alarms_reports_faults_crashes_and_restarts() -> None:
    run_state_machine_as_test(EscalationMachine)
