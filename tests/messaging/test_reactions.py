"""Listeners that send, that fail, and runs that end while Home Assistant starts."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import OTHER_PHONE, PHONE, THIRD_PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0


def send_when_one_failed(bench: Bench) -> None:
    """Let an automation tell somebody else of each message that failed."""

    def react(message: Message) -> None:
        if message.state is State.UNKNOWN:
            bench.messenger.accept(bench.drafts(f"Failed: {message.id}", THIRD_PHONE))

    bench.heard.react = react


async def test_an_automation_that_sends_at_a_start_keeps_nothing_from_being_told(
    bench: Bench,
) -> None:
    await bench.restart(announce=False)
    messages = []
    for phone in (PHONE, OTHER_PHONE):
        bench.fault("drop_before", "send", times=1)
        messages += await bench.send("Fire", phone)
    await bench.advance(2 * MINUTE)
    send_when_one_failed(bench)
    bench.simulator.receive(PHONE, "Before")
    bench.messenger.listen_inbound()
    bench.messenger.announce()
    await bench.settle()
    bench.simulator.receive(PHONE, "Open")
    await bench.advance(2 * MINUTE)
    told = [key for key, state in bench.heard.announced if state is State.UNKNOWN]
    assert told == [message.id for message in messages]
    assert bench.heard.texts() == ["Open"]
    assert sum(phone == THIRD_PHONE for phone, _ in bench.taken()) == 2


def refuse(*_what: Any) -> NoReturn:
    """Fail as no listener should."""
    raise ValueError("Secret")


async def test_a_listener_that_fails_stops_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.heard.react, bench.heard.react_inbound = refuse, refuse
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE)
    for text in ("Open", "Close"):
        bench.simulator.receive(PHONE, text)
    [message] = await bench.send("Fire")
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.heard.texts() == ["Open", "Close"]
    assert "Secret" not in caplog.text
    assert "Unexpected ValueError" in caplog.text


@pytest.mark.parametrize("taken", [True, False])
async def test_an_unforeseen_error_in_a_request_leaves_nothing_on_its_way(
    bench: Bench, caplog: pytest.LogCaptureFixture, taken: bool
) -> None:
    await bench.calibrate()
    if taken:
        bench.on_answer("send", refuse)
    else:
        bench.on_command("send", refuse)
    [message] = await bench.send("Fire")
    bench.on_answer("send", lambda answer: answer)
    bench.on_command("send", lambda: None)
    [other] = await bench.send("Water")
    assert other.state is State.ACCEPTED
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1
    assert "Secret" not in caplog.text


async def test_an_unforeseen_error_in_a_look_ends_as_unknown(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.calibrate()
    bench.on_answer("recent", refuse)
    bench.fault("drop_after", "send", times=1)
    [message] = await bench.send("Fire")
    await bench.advance(MINUTE)
    assert message.state is State.UNKNOWN
    assert caplog.messages[-1] == "Unexpected ValueError"


async def test_a_run_that_was_stopped_never_begins_to_announce(bench: Bench) -> None:
    await bench.restart(announce=False)
    stopped = bench.messenger
    stopped.listen_inbound()
    [message] = await bench.send_held("Fire")
    stopping = bench.spawn(stopped.stop())
    await bench.advance(1, held=1)
    stopped.announce()  # Home Assistant has just started
    await bench.release()
    assert stopping.done()
    assert bench.heard.announced == []
    await bench.start()
    polled = len(bench.moments("inbound"))
    await bench.advance(10 * MINUTE)
    assert len(bench.moments("inbound")) - polled <= 10 * 6
    bench.simulator.receive(PHONE, "Open")
    await bench.advance(2 * MINUTE)
    assert bench.heard.texts() == ["Open"]
    assert bench.heard.announced[0] == (message.id, State.ACCEPTED)


async def test_nobody_waits_on_for_a_run_that_is_over(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    waiting = bench.spawn(bench.messenger.finished([message], HOUR))
    await bench.settle()
    assert not waiting.done()
    await bench.messenger.stop()
    await bench.settle()
    assert waiting.done()
    assert message.state is State.ACCEPTED
    assert bench.messenger.over
