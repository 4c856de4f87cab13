"""Any order of inbound messages, faults, crashes and restarts: each fires once, never stale."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from tests.messaging.bench import PHONE
from tests.messaging.bench.machine import HOUR, MINUTE, BenchMachine

LONGEST_POLL = 70.0
FRESH_FOR = 10 * MINUTE + LONGEST_POLL
LAG = 5 * MINUTE

troubles = st.sampled_from(
    [
        ("drop_before", {}),
        ("drop_after", {}),
        ("html", {}),
        ("cut_json", {}),
        ("error", {"code": 110}),
        ("error", {"code": 118}),
        ("error", {"code": 303}),
        ("error", {"code": 999}),
        ("server_error", {}),
        ("inbound_lags", {"seconds": LAG}),
        ("inbound_lags", {"seconds": 3 * HOUR, "every": 2}),
        ("inbound_cut_off", {"rows": 2, "keep": "oldest"}),
        ("inbound_cut_off", {"rows": 5, "keep": "oldest"}),
        ("inbound_from_earlier", {"seconds": 3 * HOUR}),
        ("inbound_from_earlier", {"seconds": 48 * HOUR}),
        ("doubled_rows", {}),
        ("future_rows", {"seconds": 24 * HOUR}),
        ("no_date_header", {}),
    ]
)
zones = st.sampled_from(["Europe/Kaliningrad", "Europe/Moscow", "Asia/Vladivostok"])


class InboxMachine(BenchMachine):
    """A home that receives, from a gateway that misbehaves, on a machine that crashes."""

    listens = True

    def __init__(self) -> None:
        """Remember what comes in, and what is logged as lost."""
        super().__init__()
        self.received: dict[str, float] = {}
        self.may_be_old = False
        """Whether the gateway may give out an old message of which only its date tells that."""
        self.least_listed = float("inf")
        """How few rows the gateway listed at worst, the oldest."""
        self.log = _CrashLog()
        logging.getLogger(_LOGGER_NAME).addHandler(self.log)

    @initialize(history=st.integers(0, 3))
    def begin(self, history: int) -> None:
        """Start at an account that has a past, which is nobody's business."""
        for number in range(history):
            self.bench.simulator.receive(PHONE, f"Old {number}")
        self.start()

    @rule(number=st.integers(1, 7))
    def messages_come_in(self, number: int) -> None:
        """Let some messages come in at once."""
        for _ in range(number):
            row = self.bench.simulator.receive(PHONE, f"STATUS {len(self.received)}")
            self.received[str(row.id)] = self.bench.time.now

    @rule(trouble=troubles, times=st.sampled_from([1, 2, None]))
    def trouble(self, trouble: tuple[str, dict[str, Any]], times: int | None) -> None:
        """Let polls meet a fault."""
        name, options = trouble
        self.may_be_old |= name in ("inbound_lags", "inbound_cut_off")
        self.least_listed = min(self.least_listed, options.get("rows", self.least_listed))
        self.bench.simulator.faults.add(name, command="inbound", times=times, **options)

    @rule(zone=zones)
    def gateway_moves(self, zone: str) -> None:
        """Let the gateway give its moments in another zone from now on."""
        self.bench.simulator.gateway.zone = ZoneInfo(zone)

    @rule(away=st.sampled_from([0.0, MINUTE, 20 * MINUTE, 30 * HOUR]), clean=st.booleans())
    def home_restarts(self, away: float, clean: bool) -> None:
        """Stop or kill Home Assistant, and start it after a while."""
        self.restart(away=away, clean=clean)

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
            assert late or self.may_be_old or age <= FRESH_FOR, f"{age} s old"

    def teardown(self) -> None:
        """Let everything come to its end, and look whether all was handed on."""
        try:
            self.all_ends(HOUR)
            fired = {message.id for message, _ in self.bench.heard.inbound}
            lost = self.received.keys() - fired - self.log.ids - self._out_of_reach()
            assert not lost, f"{lost} of {len(self.received)} never fired"
        finally:
            logging.getLogger(_LOGGER_NAME).removeHandler(self.log)
            super().teardown()

    def _out_of_reach(self) -> set[str]:
        """Return what came in in a second of more than were listed, and a day ago: nobody asks."""
        at_once = Counter(self.received.values())
        a_day_ago = self.bench.time.now - 24 * HOUR
        return {
            key
            for key, moment in self.received.items()
            if at_once[moment] > self.least_listed and moment < a_day_ago
        }


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
