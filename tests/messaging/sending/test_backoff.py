"""Messages that could not be sent: held, tried again, and given up in time."""

from __future__ import annotations

from itertools import pairwise

import pytest

from custom_components.smspilot.api.errors import GatewayError, NotSentError
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import (
    CALIBRATION_PHONE as FOURTH,
    FOR_ONE,
    OTHER_PHONE,
    PHONE,
    THIRD_PHONE,
    Bench,
)

HOUR, DAY = 3600.0, 86400.0
JITTER = 0.2


async def test_a_message_is_held_while_the_gateway_is_off(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    assert (message.state, message.held) == (State.QUEUED, True)
    assert bench.messenger.queued == 1
    await bench.advance(600)
    await bench.simulator.start()
    await bench.advance(400)
    assert message.state is State.DELIVERED
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_a_held_message_is_written_down_as_queued(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    [stored] = bench.disk.rows("messages")
    assert (stored["id"], stored["state"], stored.get("attempt")) == (message.id, "queued", None)


async def test_it_is_tried_again_after_ever_longer_times_up_to_five_minutes(
    bench: Bench,
) -> None:
    attempts: list[float] = []
    await bench.simulator.stop()
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    await bench.send("Fire", hold_for=2 * HOUR)
    await bench.advance(1800)
    waits = [second - first for first, second in pairwise(attempts)]
    expected = [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0]
    assert len(waits) >= len(expected)
    for wait, nominal in zip(waits, expected, strict=False):
        assert (1 - JITTER) * nominal <= wait <= (1 + JITTER) * nominal + 0.01
    assert len({wait / nominal for wait, nominal in zip(waits, expected, strict=False)}) > 1


async def test_it_goes_at_once_when_anything_at_the_gateway_succeeds(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    await bench.advance(700)
    await bench.simulator.start()
    now = bench.time.now
    bench.messenger.heard(answered=True)
    await bench.settle()
    assert message.state is State.ACCEPTED
    assert bench.moments("send", now) == [0.0]


async def test_after_a_success_the_waiting_starts_with_five_seconds_again(
    bench: Bench,
) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.advance(700)
    attempts: list[float] = []
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    bench.messenger.heard(answered=True)
    await bench.advance(7)
    assert len(attempts) == 2


async def test_a_message_that_waits_for_the_line_is_announced_once(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    await bench.advance(600)
    await bench.restart()
    await bench.advance(600)
    assert bench.heard.announced == [(message.id, State.WAITING)]
    assert bench.messenger.find(message.id).state is State.QUEUED  # type: ignore[union-attr]


async def test_one_more_to_the_same_phone_waits_with_those_that_wait(bench: Bench) -> None:
    await bench.simulator.stop()
    [first] = await bench.send("First")
    await bench.advance(700)
    await bench.simulator.start()
    begun = bench.time.now
    [second] = await bench.send("Second")
    assert (second.state, second.held) == (State.QUEUED, True)
    assert bench.heard.announced == [(first.id, State.WAITING), (second.id, State.WAITING)]
    assert bench.moments("send", begun) == []
    await bench.advance(350)
    assert [message.text for message in bench.simulator.messages] == ["First", "Second"]


async def test_what_came_during_an_attempt_waits_when_that_fails(bench: Bench) -> None:
    await bench.simulator.stop()
    attempts: list[float] = []
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    messages = bench.messenger.accept([*bench.drafts("First"), *bench.drafts("Second")])
    await bench.settle()
    assert [message.held for message in messages] == [True, True]
    assert attempts == [0.0]


async def test_one_that_must_not_be_held_does_not_wait_behind_the_others(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("First")
    await bench.advance(700)
    await bench.simulator.start()
    [second] = await bench.send("Second", hold_for=0)
    assert second.state is State.ACCEPTED
    assert bench.taken() == {(PHONE, "First"): 1, (PHONE, "Second"): 1}


async def test_a_message_to_another_phone_is_tried_by_itself(bench: Bench) -> None:
    await bench.simulator.stop()
    [first] = await bench.send("First")
    await bench.advance(700)
    attempts: list[float] = []
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    await bench.send("Second", OTHER_PHONE)
    assert len(attempts) == 1
    await bench.simulator.start()
    await bench.send("Third", THIRD_PHONE)
    assert first.state is State.ACCEPTED


async def test_a_text_that_waits_and_is_repeated_costs_neither_requests_nor_saves(
    bench: Bench,
) -> None:
    attempts: list[float] = []
    await bench.simulator.stop()
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    await bench.send("Fire")
    await bench.advance(620)
    begun, before, saves = bench.time.now, len(attempts), bench.disk.saves
    for _ in range(600):
        await bench.send("Fire")
        await bench.advance(1)
    assert bench.time.now == begun + 600
    assert len(attempts) - before <= 3
    assert bench.disk.saves - saves <= 600 / 10 + 2 * 3 + 1


async def test_being_asked_to_slow_down_holds_a_message(bench: Bench) -> None:
    bench.fault("error", "send", code=118, times=2)
    first, second = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.states([first, second]) == [State.QUEUED] * 2
    assert bench.heard.errors == []
    await bench.advance(60)
    assert bench.states([first, second]) == [State.DELIVERED] * 2
    assert bench.commands().count("send") == 3


async def test_being_asked_to_slow_down_again_and_again_slows_down(bench: Bench) -> None:
    bench.fault("error", "send", code=118)
    await bench.send("Fire")
    await bench.advance(600)
    moments = bench.moments("send")
    assert len(moments) == 7  # at once and after 5, 10, 20, 40, 80 and 160 s
    assert bench.heard.reachability == []


async def test_a_held_message_expires_when_its_time_is_over(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire", hold_for=600)
    await bench.advance(599)
    assert message.state is State.QUEUED
    await bench.advance(2)
    assert message.state is State.EXPIRED
    assert isinstance(message.error, NotSentError)
    assert bench.heard.announced[1:] == [(message.id, State.EXPIRED)]
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert bench.taken() == {}


async def test_the_deadline_is_looked_at_before_every_request(bench: Bench) -> None:
    bench.disk.seconds = DAY  # whoever joins is to be written down too, in 10 s at most
    messages = []
    for phone, hold_for in ((PHONE, 0), (OTHER_PHONE, HOUR), (THIRD_PHONE, HOUR), (FOURTH, HOUR)):
        messages += bench.messenger.accept(bench.drafts("Fire", phone, hold_for=hold_for))
        await bench.advance(9.9, held=1)
    await bench.advance(1, held=1)
    bench.disk.seconds = 0.0
    await bench.advance(DAY, held=1)
    assert bench.states(messages) == [State.EXPIRED, *[State.DELIVERED] * 3]


async def test_without_a_hold_time_what_is_not_sent_expires_at_once(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire", hold_for=0)
    assert message.state is State.EXPIRED
    assert isinstance(message.error, NotSentError)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert bench.taken() == {}


async def test_without_a_hold_time_being_asked_to_slow_down_is_a_refusal(bench: Bench) -> None:
    bench.fault("error", "send", code=118, times=1)
    [message] = await bench.send("Fire", hold_for=0)
    assert message.state is State.REJECTED
    assert isinstance(message.error, GatewayError)
    assert message.error.code == 118


@pytest.mark.parametrize("taken", [False, True])
async def test_without_a_hold_time_nothing_is_sent_a_second_time(bench: Bench, taken: bool) -> None:
    await bench.calibrate()
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    [message] = await bench.send("Fire", hold_for=0)
    await bench.advance(HOUR)
    assert message.state is (State.DELIVERED if taken else State.UNKNOWN)
    assert bench.commands().count("send") == 2
    assert bench.taken()[PHONE, "Fire"] == taken


@pytest.mark.parametrize("hold_for", [0.0, 600.0], ids=["at once", "in time"])
async def test_what_expires_gives_its_roubles_back(idle_bench: Bench, hold_for: float) -> None:
    idle_bench.settings = FOR_ONE
    await idle_bench.start(listen=False)
    await idle_bench.simulator.stop()
    [message] = await idle_bench.send("Fire", hold_for=hold_for)
    await idle_bench.advance(601)
    assert message.state is State.EXPIRED
    await idle_bench.simulator.start()
    assert idle_bench.states(await idle_bench.send("Water")) == [State.ACCEPTED]


async def test_a_time_to_send_at_that_has_passed_is_left_out(bench: Bench) -> None:
    await bench.simulator.stop()
    at = bench.in_seconds(300)
    [message] = await bench.send("Fire", send_at=at)
    await bench.advance(400)
    await bench.simulator.start()
    await bench.advance(400)
    assert message.state is State.DELIVERED
    assert ["send_datetime" in request for request in bench.parameters("send")] == [False]


async def test_a_time_to_send_at_that_lies_ahead_is_told(bench: Bench) -> None:
    at = bench.in_seconds(300)
    await bench.send("Fire", send_at=at)
    [request] = bench.parameters("send")
    assert request["send_datetime"] == str(int(at.timestamp()))


async def test_requests_that_fail_together_count_as_one_failure(bench: Bench) -> None:
    await bench.simulator.stop()
    attempts: list[float] = []
    bench.messenger.accept([*bench.drafts("Fire"), *bench.drafts("Water", OTHER_PHONE)])
    await bench.settle()
    bench.on_command("send", lambda: attempts.append(bench.time.now))
    await bench.advance(20)
    first, second = sorted(set(attempts))
    assert first <= 5 * (1 + JITTER) + 0.01
    assert second - first <= 10 * (1 + JITTER) + 0.01
