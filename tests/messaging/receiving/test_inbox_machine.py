"""Any order of inbound messages, faults, crashes and restarts: each fires once, never stale."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.messaging.bench import PHONE, Bench, open_bench

MINUTE, HOUR = 60.0, 3600.0
LONGEST_POLL = 70.0

troubles = st.sampled_from(
    [
        ("drop_before", {}),
        ("drop_after", {}),
        ("html", {}),
        ("cut_json", {}),
        ("error", {"code": 110}),
        ("inbound_cut_off", {"rows": 2, "keep": "oldest"}),
        ("inbound_cut_off", {"rows": 5, "keep": "oldest"}),
        ("inbound_from_earlier", {"seconds": 3 * HOUR}),
        ("inbound_from_earlier", {"seconds": 48 * HOUR}),
        ("doubled_rows", {}),
        ("future_rows", {"seconds": 24 * HOUR}),
        ("no_date_header", {}),
    ]
)


class InboxMachine(RuleBasedStateMachine):
    """A home that receives, from a gateway that misbehaves, on a machine that crashes."""

    def __init__(self) -> None:
        """Open a bench in an event loop of its own."""
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.received: dict[str, float] = {}
        self.off = False
        self.log = _CrashLog()
        self.bench: Bench = self.run(self.stack.enter_async_context(open_bench()))
        logging.getLogger(_LOGGER_NAME).addHandler(self.log)

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the machine's loop."""
        return self.runner.run(work)

    @initialize(history=st.integers(0, 3))
    def begin(self, history: int) -> None:
        """Start at an account that has a past, which is nobody's business."""
        for number in range(history):
            self.bench.simulator.receive(PHONE, f"Old {number}")
        self.run(self.bench.start())

    @rule(number=st.integers(1, 7))
    def messages_come_in(self, number: int) -> None:
        """Let some messages come in at once."""
        for _ in range(number):
            row = self.bench.simulator.receive(PHONE, f"STATUS {len(self.received)}")
            self.received[str(row.id)] = self.bench.time.now

    @rule(seconds=st.sampled_from([5.0, MINUTE, 3 * MINUTE, 20 * MINUTE]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.run(self.bench.advance(seconds))
        self._restart_if_crashed()

    @rule(trouble=troubles, times=st.sampled_from([1, 2, None]))
    def trouble(self, trouble: tuple[str, dict[str, Any]], times: int | None) -> None:
        """Let polls meet a fault."""
        name, options = trouble
        self.bench.simulator.faults.add(name, command="inbound", times=times, **options)

    @rule()
    def troubles_end(self) -> None:
        """Let the gateway behave again."""
        self.bench.simulator.faults.clear()

    @rule()
    def gateway_goes_or_comes(self) -> None:
        """Switch the gateway off or on."""
        simulator = self.bench.simulator
        self.run(simulator.start() if self.off else simulator.stop())
        self.off = not self.off

    @rule(steps=st.integers(0, 6))
    def crash_soon(self, steps: int) -> None:
        """Let Home Assistant die before or after one of the next savings or requests."""
        self.bench.crash_in(steps)

    @rule(away=st.sampled_from([0.0, MINUTE, 20 * MINUTE, 30 * HOUR]), clean=st.booleans())
    def restart(self, away: float, clean: bool) -> None:
        """Stop or kill Home Assistant, and start it after a while."""
        self.run(self.bench.stop() if clean else self.bench.kill())
        self.run(self.bench.advance(away))
        self.run(self.bench.start())
        self._restart_if_crashed()

    @invariant()
    def each_fires_at_most_once(self) -> None:
        """No id fires twice, and nothing of before the first start fires."""
        fired = Counter(message.id for message, _ in self.bench.heard.inbound)
        assert all(times == 1 for times in fired.values())
        assert fired.keys() <= self.received.keys()

    @invariant()
    def what_is_not_called_late_is_fresh(self) -> None:
        """No automation takes an old message for a new one."""
        for (message, late), moment in zip(
            self.bench.heard.inbound, self.bench.heard.inbound_moments, strict=True
        ):
            age = moment - self.received[message.id]
            assert late or age <= 10 * MINUTE + LONGEST_POLL, f"{age} s old"

    def teardown(self) -> None:
        """Let everything come to its end, and look whether all was handed on."""
        try:
            self.bench.crash_in(1_000_000)
            self.troubles_end()
            if self.off:
                self.gateway_goes_or_comes()
            self.run(self.bench.advance(HOUR))
            fired = {message.id for message, _ in self.bench.heard.inbound}
            lost = self.received.keys() - fired - self.log.ids
            assert not lost, f"{lost} of {len(self.received)} never fired"
        finally:
            logging.getLogger(_LOGGER_NAME).removeHandler(self.log)
            self.run(self.stack.aclose())
            self.runner.close()

    def _restart_if_crashed(self) -> None:
        while self.bench.crashed:
            self.run(self.bench.kill())
            self.run(self.bench.start())


_LOGGER_NAME = "custom_components.smspilot.messaging.receiving.inbox"


class _CrashLog(logging.Handler):
    """Collects the ids of messages that a crash may have kept from automations."""

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self.ids: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Take the ids out of the line."""
        self.ids |= set(record.getMessage().rpartition(": ")[2].split(", "))


def test_any_order_of_inbound_messages_faults_crashes_and_restarts() -> None:
    run_state_machine_as_test(InboxMachine)
