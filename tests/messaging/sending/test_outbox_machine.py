"""Any order of sends, faults, crashes and restarts: nothing taken twice, nothing without an end."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import OTHER_PHONE, PHONE, THIRD_PHONE
from tests.messaging.bench.machine import HOUR, MINUTE, NEVER, BenchMachine

STOP_PHONE = "79260000001"
PHONES = (PHONE, OTHER_PHONE, THIRD_PHONE)

texts = st.sampled_from(["Fire", "Ещё пожар № 5 🔥", None])
"""None: a text that nobody has sent yet."""
recipients = st.lists(st.sampled_from(PHONES), min_size=1, max_size=3, unique=True)
faults_of_a_send = st.sampled_from(
    [
        ("drop_before", {}),
        ("drop_after", {}),
        ("reset", {"when": "before"}),
        ("reset", {"when": "after"}),
        ("take_late", {"seconds": 3.0}),
        # With the longest lag of the list less than the 60 s of the last look: what is later than
        # that cannot be told from what was lost
        ("take_late", {"seconds": 15.0}),
        ("redirect", {}),
        ("server_error", {"when": "before"}),
        ("server_error", {"when": "after"}),
        ("html", {"when": "after"}),
        ("error", {"code": 110, "when": "after"}),
        ("error", {"code": 112}),
        ("error", {"code": 118}),
        ("broken_json", {}),
        ("cut_json", {}),
        ("cut_body", {}),
        ("missing_rows", {}),
        ("doubled_rows", {}),
    ]
)
faults_of_the_list = st.sampled_from(
    [
        ("recent_lags", {"seconds": 10.0}),
        ("recent_lags", {"seconds": 40.0}),
        ("recent_cut_off", {"rows": 1}),
        ("recent_cut_off", {"rows": 3}),
        ("recent_knows_only", {"word": "recent", "answer": "row"}),
        ("recent_knows_only", {"word": "resent", "answer": "error"}),
        ("recent_knows_only", {"word": "", "answer": "row"}),
        ("recent_without_text", {}),
        ("changed_texts", {"how": "letters,emoji"}),
        ("changed_texts", {"how": "cut"}),
        ("changed_senders", {}),
        ("changed_parts", {}),
        ("changed_phones", {"how": "8"}),
        ("drop_before", {"command": "recent"}),
        ("server_error", {"command": "recent"}),
        ("cut_json", {"command": "recent"}),
    ]
)
skews = st.sampled_from([0.0, 0.0, -40 * MINUTE, HOUR, -72 * HOUR, 72 * HOUR])
"""Seconds by which the clock on the wall is wrong."""


class OutboxMachine(BenchMachine):
    """A home that sends, at a gateway that misbehaves, on a machine that crashes."""

    def __init__(self) -> None:
        """Remember what is handed over, and what of it is written down."""
        super().__init__()
        self.orders: dict[str, Message] = {}
        self.texts: dict[str, str] = {}
        self.durable: set[str] = set()
        self.restored: set[str] = set()
        self.forgotten: set[tuple[str, str]] = set()
        """What a restored backup knows nothing of."""
        self.excused: Counter[tuple[str, str]] = Counter()
        """What was sent while the disk refused, and of which no list tells after a crash."""
        self.list_tells = True
        self.clock_is_far_off = False
        self.backup: tuple[float, float, dict[str, dict[str, str]]] | None = None
        self.bench.disk.on_save = self._note_saved
        self.bench.heard.react = self._react

    @initialize(calibrated=st.booleans())
    def begin(self, calibrated: bool) -> None:
        """Start, with or without a first message from which the list is learned."""
        self.start()
        if calibrated:
            self._send(None, [PHONE])
            self.run(self.bench.advance(MINUTE))

    @rule(
        text=texts,
        phones=recipients,
        hold_for=st.sampled_from([0.0, 10 * MINUTE, HOUR]),
    )
    def send(self, text: str | None, phones: list[str], hold_for: float) -> None:
        """Hand a text over."""
        self._send(text, phones, hold_for)
        self.restart_if_crashed()

    @rule(
        fault=faults_of_a_send,
        crash=st.one_of(st.none(), st.integers(0, 12)),
        phones=recipients,
        seconds=st.sampled_from([1.0, 10.0, 3 * MINUTE]),
    )
    def send_into_trouble(
        self,
        fault: tuple[str, dict[str, Any]],
        crash: int | None,
        phones: list[str],
        seconds: float,
    ) -> None:
        """Hand a text over that meets a fault, perhaps a crash as well."""
        self.trouble_with_sending(fault, 1)
        if crash is not None:
            self.crash_soon(crash)
        self._send(None, phones)
        self.restart_if_crashed()
        self.wait(seconds)

    @rule(fault=faults_of_a_send, times=st.integers(1, 3))
    def trouble_with_sending(self, fault: tuple[str, dict[str, Any]], times: int) -> None:
        """Let the next sends meet a fault."""
        name, options = fault
        self.bench.simulator.faults.add(name, command="send", times=times, **options)

    @rule(fault=faults_of_the_list, times=st.sampled_from([1, 3, None]))
    def trouble_with_the_list(self, fault: tuple[str, dict[str, Any]], times: int | None) -> None:
        """Let the list of the last 24 hours be wrong."""
        name, options = fault
        self.list_tells = False
        if not (name == "recent_cut_off" and self.clock_is_far_off):
            self.bench.simulator.faults.add(name, times=times, **{"command": "recent", **options})

    @rule(
        away=st.sampled_from([0.0, MINUTE, 20 * MINUTE, 3 * HOUR]),
        clean=st.booleans(),
        skew=skews,
    )
    def home_restarts(self, away: float, clean: bool, skew: float) -> None:
        """Stop or kill Home Assistant, and start it after a while, with a clock right or wrong."""
        self._note_skew(skew)
        self.restart(away=away, clean=clean, skew=skew)

    @rule(skew=skews)
    def clock_jumps(self, skew: float) -> None:
        """Set the clock on the wall, rightly or wrongly."""
        self._note_skew(skew)
        self.bench.skew = skew

    def _note_skew(self, skew: float) -> None:
        """Cut no list off once the clock was days off.

        All that is remembered may seem too old for the list then, so that nothing tells how far
        back it reaches.
        """
        if abs(skew) > 24 * HOUR:
            self.clock_is_far_off, self.list_tells = True, False
            self.bench.simulator.faults.clear("recent_cut_off")

    @rule(zone=st.sampled_from(["Europe/Kaliningrad", "Europe/Moscow", "Asia/Vladivostok"]))
    def gateway_moves(self, zone: str) -> None:
        """Let the gateway give its moments in another zone from now on."""
        self.bench.simulator.gateway.zone = ZoneInfo(zone)

    @rule(phone=st.sampled_from(PHONES), gap=st.sampled_from([2.0, 7.0]))
    def steady_traffic(self, phone: str, gap: float) -> None:
        """Send one message after the other."""
        for _ in range(10):
            self._send(None, [phone])
            self.wait(gap)

    @precondition(lambda self: not self.off)
    @rule(seconds=st.sampled_from([1.0, 14.0, 16.0]))
    def restart_in_the_middle_of_a_request(self, seconds: float) -> None:
        """Stop Home Assistant while the gateway thinks about a message, and start it again."""
        self.troubles_end()
        self.disk_works()
        self.bench.crash_in(NEVER)
        text = self._new_text()
        self._ordered_now(text, self.run(self.bench.send_held(text, STOP_PHONE)))
        self.run(self.bench.stop_slowly(seconds))
        self.start()

    @rule()
    def back_up(self) -> None:
        """Take a backup while Home Assistant runs."""
        self.backup = (self.bench.time.now, self.bench.skew, self.bench.back_up())

    @rule(phones=recipients)
    def back_up_while_messages_wait(self, phones: list[str]) -> None:
        """Take a backup with messages waiting, let them go out, and restore it."""
        if not self.off:
            self.gateway_goes_or_comes()
        self._send(None, phones)
        self.restart_if_crashed()
        self.back_up()
        self.gateway_goes_or_comes()
        self.wait(10 * MINUTE)
        self.restore()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """Restore the backup, at least ten minutes after it was taken."""
        assert self.backup is not None
        taken_at, self.bench.skew, data = self.backup
        self.run(self.bench.kill())
        self.run(self.bench.advance(max(0.0, taken_at + 11 * MINUTE - self.bench.time.now)))
        self.bench.restore(data)
        self.news_is_lost()
        self.disk_failed = False
        self.start_again()
        self.restart_if_crashed()

    def news_is_lost(self) -> None:
        """Expect nothing of messages that the disk does not hold, and old news of the others."""
        stored_ids = set(self.bench.disk.tables.get("messages", ()))
        self.durable &= stored_ids
        self.restored |= stored_ids
        self.forgotten |= {self._key(key) for key in self.orders.keys() - stored_ids}
        if self.disk_failed and not self.list_tells:
            rows = self.bench.disk.rows("messages")
            queued = {row["id"] for row in rows if row["state"] == State.QUEUED}
            self.excused.update(self._key(key) for key in queued & self.orders.keys())

    @invariant()
    def nothing_is_taken_twice(self) -> None:
        """No text is taken more often for a phone than it was handed over."""
        ordered = Counter((order.phone, text) for order, text in self._ordered())
        for key, times in self.bench.taken().items():
            assert times <= ordered[key] + self.excused[key], f"{key} was taken {times} times"

    @invariant()
    def what_is_accepted_was_taken(self) -> None:
        """Every id that a message holds is that of its own text and phone at the gateway."""
        taken = {
            message.server_id: (message.phone, message.text)
            for message in self.bench.simulator.messages
        }
        for order, text in self._ordered():
            if order.server_id is not None:
                assert taken[order.server_id] == (order.phone, text)

    def is_at_rest(self) -> bool:
        """Return whether every message has come to its end."""
        return all(message.state.final for message in self.bench.messenger.messages)

    def teardown(self) -> None:
        """Let everything come to its end, and look whether it did."""
        try:
            self._come_to_an_end()
        finally:
            super().teardown()

    def _come_to_an_end(self) -> None:
        self.all_ends(4 * HOUR)
        self.nothing_is_taken_twice()
        self.what_is_accepted_was_taken()
        ends = {key: state for key, state in self.bench.heard.announced if state.final}
        ended = {self._key(key) for key in ends if key in self.orders}
        for taken, times in self.bench.taken().items():
            assert taken in ended | self.forgotten, f"{taken} was taken {times} times, unheard of"
        for key in self.durable:
            assert key in ends, f"message {key} has no announced end"
        for key, state in self.bench.heard.announced:
            if key in self.restored:  # what was taken since may be past its time now
                continue
            assert not (state is State.ACCEPTED and ends.get(key) in _NEVER_ACCEPTED)

    def _send(self, text: str | None, phones: list[str], hold_for: float = HOUR) -> None:
        text = text or self._new_text()
        self._ordered_now(text, self.run(self.bench.send(text, *phones, hold_for=hold_for)))

    def _new_text(self) -> str:
        return f"Ещё тревога № {len(self.texts)} 🔥"

    def _ordered_now(self, text: str, messages: list[Message]) -> None:
        for message in messages:
            self.orders[message.id] = message
            self.texts[message.id] = text

    def _react(self, message: Message) -> None:
        """Send when a message failed, as an automation does; not when that failed too."""
        if message.state is State.UNKNOWN and "Failed" not in self.texts.get(message.id, "Failed"):
            text = f"Failed: {message.id}"
            drafts = self.bench.drafts(text, THIRD_PHONE)
            self._ordered_now(text, self.bench.messenger.accept(drafts))

    def _key(self, message_id: str) -> tuple[str, str]:
        return (self.orders[message_id].phone, self.texts[message_id])

    def _ordered(self) -> list[tuple[Message, str]]:
        return [(order, self.texts[key]) for key, order in self.orders.items()]

    def _note_saved(self) -> None:
        self.durable |= self.bench.disk.tables["messages"].keys()
        self.note_save()


_NEVER_ACCEPTED = {State.REJECTED, State.EXPIRED, State.CANCELLED}


def test_any_order_of_sends_faults_crashes_and_restarts() -> None:
    run_state_machine_as_test(OutboxMachine)
