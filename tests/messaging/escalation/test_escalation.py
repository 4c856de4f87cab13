"""What begins the next step of a message, and what ends its chain."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.draft import Step
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.messaging.surroundings import Settings
from simulator.gateway.models import DELIVERED
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

from .ways import (
    HOUR,
    MINUTE,
    SMS,
    SMS_AND_VOICE,
    UNREACHABLE,
    VIBER,
    VOICE,
    WAIT,
    WITHOUT_VIBER,
    deliver,
    halt,
    send,
    send_into_dead_line,
    send_slow,
    states,
    texts,
    ways,
)


async def test_a_message_that_arrives_goes_no_further(bench: Bench) -> None:
    message = await send(bench)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert states(bench, message) == [State.DELIVERED]
    assert not bench.messenger.goes_on(message)
    assert bench.disk.rows("chains") == []


async def test_undelivered_is_followed_by_the_next_channel(bench: Bench) -> None:
    message = await send(bench, WITHOUT_VIBER)
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]
    first, second = bench.messenger.steps(message)
    assert (first.state, second.state) == (State.UNDELIVERED, State.DELIVERED)
    assert (first.step, first.follows) == (1, None)
    assert (second.step, second.follows) == (2, first.id)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS]


async def test_every_step_is_announced_by_itself(bench: Bench) -> None:
    message = await send(bench, WITHOUT_VIBER)
    await bench.advance(MINUTE)
    first, second = bench.messenger.steps(message)
    assert bench.heard.announced == [
        (first.id, State.ACCEPTED),
        (first.id, State.UNDELIVERED),
        (second.id, State.ACCEPTED),
        (second.id, State.DELIVERED),
    ]


async def test_a_slow_message_is_followed_after_its_wait_and_once_more_asked_for(
    bench: Bench,
) -> None:
    message = await send_slow(bench)
    await bench.advance(WAIT - 1)
    assert ways(bench) == [VIBER]
    since = bench.time.now
    await bench.advance(1.5)
    assert ways(bench) == [VIBER, SMS]
    assert bench.moments("check", since)[-1] == pytest.approx(1.001)
    halt(bench, bench.messenger.steps(message)[-1])
    await bench.advance(WAIT + 1)
    assert ways(bench) == [VIBER, SMS, VOICE]
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS, VOICE]
    assert [step.step for step in bench.messenger.steps(message)] == [1, 2, 3]


async def test_a_delivery_that_the_last_look_finds_ends_the_chain(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(WAIT - 1)
    deliver(bench, message)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]


async def test_two_answers_about_one_message_at_once_close_it_once(bench: Bench) -> None:
    """The delivery's own question and that of the chain are under way at the same time."""
    [message] = await bench.send("Fire", sender=VIBER, steps=(Step(SMS, 30.0),))
    halt(bench, message)
    await bench.advance(29)
    deliver(bench, message)
    bench.fault("hold", "check", times=2)
    await bench.advance(2, held=2)
    asked = len(bench.moments("check"))
    await bench.release()
    assert message.state is State.DELIVERED
    await send(bench, OTHER_PHONE)
    await bench.advance(HOUR)
    later = [each["check"] for each in bench.parameters("check")[asked:]]
    assert later
    assert str(message.server_id) not in later
    assert ways(bench) == [VIBER, VIBER]


async def test_a_late_delivery_of_an_earlier_step_ends_the_chain(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(WAIT + 1)
    halt(bench, bench.messenger.steps(message)[-1])
    await bench.advance(WAIT - 1)
    deliver(bench, message)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS]
    assert bench.disk.rows("chains") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((code, [SMS]) for code in (204, 115, 221, 223, 212, 211, 240, 999)),
        *((code, []) for code in (101, 105, 107, 112, 113, 241)),
    ],
)
async def test_a_refusal_is_followed_unless_no_channel_cures_it(
    bench: Bench, code: int, expected: list[str]
) -> None:
    bench.fault("error", "send", code=code, times=1)
    message = await send(bench)
    await bench.advance(HOUR)
    assert ways(bench) == expected
    assert states(bench, message) == [State.REJECTED, *[State.DELIVERED for _ in expected]]


async def test_an_unknown_outcome_is_followed(bench: Bench) -> None:
    bench.fault("recent_knows_only", "recent", word="")
    bench.fault("drop_after", "send", times=1)
    message = await send(bench)
    await bench.advance(10 * MINUTE)
    assert states(bench, message) == [State.UNKNOWN, State.DELIVERED]


async def test_what_was_never_sent_in_its_time_is_not_followed(bench: Bench) -> None:
    await bench.simulator.stop()
    message = await send(bench, hold_for=10 * MINUTE)
    await bench.advance(HOUR)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert states(bench, message) == [State.EXPIRED]
    assert ways(bench) == []


async def test_without_a_hold_time_each_step_is_tried_once(bench: Bench) -> None:
    await bench.simulator.stop()
    message = await send(bench, hold_for=0)
    await bench.advance(HOUR)
    assert states(bench, message) == [State.EXPIRED] * 3
    assert [bench.messenger.goes_on(step) for step in bench.messenger.steps(message)] == [False] * 3


async def test_what_was_cancelled_is_not_followed(bench: Bench) -> None:
    await bench.simulator.stop()
    message = await send(bench)
    assert bench.messenger.cancel([message.id]) == [message]
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == []


@pytest.mark.parametrize("everything", [True, False])
async def test_to_cancel_a_message_that_has_left_ends_its_chain(
    bench: Bench, everything: bool
) -> None:
    message = await send_slow(bench, PHONE)
    other = await send_slow(bench, OTHER_PHONE)
    assert bench.messenger.cancel(None if everything else [message.id]) == []
    await bench.advance(WAIT + 1)
    phones = [taken.phone for taken in bench.simulator.messages if taken.sender_orig == SMS]
    assert phones == ([] if everything else [other.phone])


async def test_to_cancel_the_first_step_cancels_a_later_one_that_waits(bench: Bench) -> None:
    message = await send(bench, WITHOUT_VIBER)
    later = await send_into_dead_line(bench, message)
    assert bench.messenger.cancel([message.id]) == [later]
    assert later.state is State.CANCELLED


@pytest.mark.parametrize("everything", [True, False])
async def test_to_cancel_a_message_sends_no_later_one_that_waits(
    bench: Bench, everything: bool
) -> None:
    message = await send_slow(bench)
    later = await send_into_dead_line(bench, message)
    await bench.advance(20 * MINUTE)
    assert bench.messenger.cancel(None if everything else [message.id]) == [later]
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert states(bench, message) == [State.ACCEPTED, State.CANCELLED]


async def test_to_cancel_a_message_ends_a_step_whose_request_was_lost(bench: Bench) -> None:
    await bench.calibrate()
    message = await send_slow(bench)
    await bench.advance(WAIT - 1)
    bench.fault("drop_before", "send", times=1)
    await bench.advance(2)
    assert bench.messenger.cancel([message.id]) == []
    await bench.advance(10 * MINUTE)
    assert ways(bench)[1:] == [VIBER]
    assert states(bench, message) == [State.ACCEPTED, State.CANCELLED]


async def test_nothing_is_slow_while_the_line_is_down(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(MINUTE)
    await bench.simulator.stop()
    await bench.advance(20 * MINUTE)
    assert states(bench, message) == [State.ACCEPTED]
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_what_arrived_while_the_line_was_down_goes_no_further(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(MINUTE)
    await bench.simulator.stop()
    await bench.advance(20 * MINUTE)
    deliver(bench, message)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert states(bench, message) == [State.DELIVERED]
    assert ways(bench) == [VIBER]


async def test_the_wait_counts_from_the_acceptance(bench: Bench) -> None:
    await bench.simulator.stop()
    message = await send(bench)
    await bench.advance(20 * MINUTE)
    await bench.simulator.start()
    while message.state is not State.ACCEPTED:
        await bench.advance(1)
    halt(bench, message)
    await bench.advance(WAIT - 2)
    assert ways(bench) == [VIBER]
    await bench.advance(3)
    assert ways(bench) == [VIBER, SMS]


async def test_a_gateway_that_asks_to_slow_down_is_asked_again(bench: Bench) -> None:
    await send_slow(bench)
    bench.fault("error", "check", code=118)
    await bench.advance(WAIT + 40)
    assert ways(bench) == [VIBER]
    bench.simulator.faults.clear()
    await bench.advance(30)
    assert ways(bench) == [VIBER, SMS]


@pytest.mark.parametrize(
    ("fault", "options"), [("error", {"code": 118}), ("server_error", {}), ("drop_before", {})]
)
async def test_a_gateway_that_never_tells_holds_a_step_up_for_a_minute(
    bench: Bench, fault: str, options: dict[str, Any]
) -> None:
    """One message too many is better than an alarm that falls silent."""
    await send_slow(bench)
    bench.fault(fault, "check", **options)
    await bench.advance(WAIT + MINUTE - 1)
    assert ways(bench) == [VIBER]
    await bench.advance(2)
    assert ways(bench) == [VIBER, SMS]
    await bench.advance(WAIT + 2)
    assert ways(bench) == [VIBER, SMS, VOICE]


async def test_a_step_that_waited_for_the_line_goes_although_nobody_tells_what_arrived(
    bench: Bench,
) -> None:
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    bench.fault("error", "check", code=118)
    await bench.advance(20 * MINUTE)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER]
    await bench.advance(2 * MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_a_dead_line_is_no_gateway_that_does_not_tell(bench: Bench) -> None:
    message = await send_slow(bench)
    bench.fault("server_error", "check")
    await bench.advance(WAIT + 40)
    await bench.simulator.stop()
    await bench.advance(20 * MINUTE)
    assert states(bench, message) == [State.ACCEPTED]
    bench.simulator.faults.clear()
    deliver(bench, message)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]


async def test_whatever_the_gateway_answers_lets_the_chain_go_on_at_once(bench: Bench) -> None:
    await send_slow(bench)
    bench.fault("server_error", "check")
    await bench.advance(WAIT + 1)
    bench.simulator.faults.clear()
    await bench.advance(1)
    assert ways(bench) == [VIBER]
    await bench.send("Water", OTHER_PHONE, sender=VIBER)
    await bench.settle()
    assert ways(bench) == [VIBER, VIBER, SMS]


async def test_a_check_that_hangs_delays_no_other_chain(bench: Bench) -> None:
    await send_slow(bench, PHONE)
    await bench.advance(WAIT - 1)
    bench.fault("hold", "check")
    await bench.advance(3, held=2)
    bench.fault("error", "send", code=204, times=1)
    [other] = bench.messenger.accept(
        bench.drafts("Water", OTHER_PHONE, sender=VIBER, steps=SMS_AND_VOICE)
    )
    await bench.advance(20, held=2)
    assert states(bench, other) == [State.REJECTED, State.ACCEPTED]


async def test_the_last_question_counts_also_while_the_disk_hangs(bench: Bench) -> None:
    """The gateway took the message, and that is not written down yet when its wait is over."""
    [message] = bench.messenger.accept(bench.drafts("Fire", sender=VIBER, steps=(Step(SMS, 5.0),)))

    def hang(answer: object) -> object:
        bench.disk.moves.clear()
        for taken in bench.simulator.messages:
            bench.simulator.set_status(taken.server_id, DELIVERED)
        return answer

    bench.on_answer("send", hang)
    await bench.advance(9)
    bench.disk.moves.set()
    await bench.advance(MINUTE)
    assert message.state is State.DELIVERED
    assert ways(bench) == [VIBER]


async def test_a_gateway_that_asks_to_slow_down_gets_no_step_in_a_rush(bench: Bench) -> None:
    message = await send_slow(bench)
    bench.fault("error", "send", code=118)
    await bench.advance(WAIT + MINUTE)
    assert states(bench, message) == [State.ACCEPTED, State.QUEUED]
    assert len(bench.sends()) <= 1 + MINUTE / 4


async def test_a_step_that_waits_for_the_line_is_cancelled_by_a_delivery(bench: Bench) -> None:
    """It was begun, could not leave, and the message before arrived meanwhile."""
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    await bench.advance(20 * MINUTE)
    deliver(bench, message)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert states(bench, message) == [State.DELIVERED, State.CANCELLED]


async def test_a_step_that_waited_for_the_line_goes_if_nothing_arrived(bench: Bench) -> None:
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    await bench.advance(20 * MINUTE)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]
    assert states(bench, message) == [State.ACCEPTED, State.DELIVERED]


async def test_a_step_whose_request_was_lost_is_not_repeated_once_the_message_arrived(
    bench: Bench,
) -> None:
    await bench.calibrate()
    message = await send_slow(bench)
    await bench.advance(WAIT - 1)
    bench.fault("drop_before", "send", times=1)
    await bench.advance(2)
    later = bench.messenger.steps(message)[-1]
    assert later.state is State.SENDING
    deliver(bench, message)
    await bench.advance(10 * MINUTE)
    assert ways(bench)[1:] == [VIBER]
    assert states(bench, message) == [State.DELIVERED, State.CANCELLED]


async def test_before_the_second_attempt_of_a_step_the_message_is_asked_for_again(
    bench: Bench,
) -> None:
    """It is asked for seldom by itself by then."""
    await bench.calibrate()
    wait = 15 * MINUTE
    message = await send_slow(bench, steps=(Step(SMS, wait),))
    await bench.advance(wait - 1)
    bench.fault("drop_before", "send", times=1)
    await bench.advance(2)
    assert states(bench, message) == [State.ACCEPTED, State.SENDING]
    deliver(bench, message)
    await bench.advance(10 * MINUTE)
    assert ways(bench)[1:] == [VIBER]


async def test_texts_are_cut_to_what_each_channel_takes(bench: Bench) -> None:
    await send(bench, WITHOUT_VIBER, text="Пожар! " * 140 + "x" * 20)
    await bench.advance(MINUTE)
    assert [len(text) for text in texts(bench)] == [1000, 670]


async def test_limits_count_each_step(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = Settings(messages_per_hour=2, roubles_per_day=Decimal(1000))
    await bench.start(listen=False)
    message = await send_slow(bench)
    await bench.advance(WAIT + 1)
    halt(bench, bench.messenger.steps(message)[-1])
    await bench.advance(HOUR / 2)
    assert ways(bench) == [VIBER, SMS]
    assert bench.heard.problems == [(Problem.LIMIT_MESSAGES, True)]
    assert bench.disk.rows("chains") == []


async def test_a_step_may_go_past_limits_as_its_first_did(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = Settings(messages_per_hour=1, roubles_per_day=Decimal(1000))
    await bench.start(listen=False)
    await send(bench, WITHOUT_VIBER, ignore_limits=True)
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_what_a_limit_refuses_has_no_further_steps(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = Settings(messages_per_hour=0)
    await bench.start(listen=False)
    message = await send(bench)
    await bench.advance(HOUR)
    assert states(bench, message) == [State.REJECTED]
    assert not bench.messenger.goes_on(message)


async def test_past_its_time_a_chain_ends(bench: Bench) -> None:
    message = await send_slow(bench, hold_for=HOUR)
    await bench.simulator.stop()
    await bench.advance(HOUR + 2 * WAIT + 2 * MINUTE + 1)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert not bench.messenger.goes_on(message)
    assert bench.disk.rows("chains") == []


async def test_the_text_of_a_chain_is_forgotten_once_it_is_past_its_time(bench: Bench) -> None:
    message = await send_slow(bench, hold_for=MINUTE, steps=(Step(SMS, WAIT),))
    await bench.advance(WAIT + 5)
    halt(bench, bench.messenger.steps(message)[-1])
    await bench.advance(10 * MINUTE)
    assert not bench.messenger.goes_on(message)
    assert bench.disk.rows("chains") == []


async def test_a_message_for_later_is_slow_after_its_time(bench: Bench) -> None:
    message = await send_slow(bench, send_at=bench.in_seconds(5 * HOUR), hold_for=MINUTE)
    await bench.advance(5 * HOUR + WAIT - 1)
    assert ways(bench) == [VIBER]
    await bench.advance(2)
    assert ways(bench) == [VIBER, SMS]
    assert states(bench, message)[0] is State.ACCEPTED


async def test_a_step_of_a_message_for_later_keeps_the_time(bench: Bench) -> None:
    bench.fault("error", "send", code=204, times=1)
    await send(bench, send_at=bench.in_seconds(HOUR))
    [taken] = bench.simulator.messages
    assert (taken.sender_orig, taken.send_at) == (SMS, bench.in_seconds(HOUR))


async def test_an_action_waits_until_the_next_channel_has_taken_a_refused_message(
    bench: Bench,
) -> None:
    bench.fault("error", "send", code=204, times=1)
    messages = bench.messenger.accept(bench.drafts("Fire", sender=VIBER, steps=SMS_AND_VOICE))
    await bench.messenger.settled(messages)
    assert states(bench, messages[0]) == [State.REJECTED, State.ACCEPTED]


async def test_to_wait_for_the_end_is_to_wait_for_the_chain(bench: Bench) -> None:
    message = await send_slow(bench)
    waiting = bench.spawn(bench.messenger.finished([message], HOUR))
    await bench.advance(WAIT + 1)
    later = bench.messenger.steps(message)[-1]
    assert not waiting.done()
    await bench.advance(30)
    assert waiting.done()
    assert (message.state, later.state) == (State.ACCEPTED, State.DELIVERED)


async def test_who_waits_hears_that_all_channels_failed(bench: Bench) -> None:
    message = await send(bench, UNREACHABLE)
    waiting = bench.spawn(bench.messenger.finished([message], HOUR))
    await bench.advance(25)
    assert not waiting.done()
    await bench.advance(2 * MINUTE)
    assert waiting.done()
    assert states(bench, message) == [State.UNDELIVERED] * 3
    assert all(step.waited_for for step in bench.messenger.steps(message))


async def test_who_waits_for_the_end_hears_that_a_limit_ends_the_chain(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = Settings(messages_per_hour=1, roubles_per_day=Decimal(1000))
    await bench.start(listen=False)
    message = await send(bench, WITHOUT_VIBER)
    waiting = bench.spawn(bench.messenger.finished([message], HOUR))
    await bench.advance(MINUTE)
    assert bench.disk.rows("chains") == []
    assert waiting.done()


async def test_who_waits_for_acceptance_hears_that_a_limit_ends_the_chain(
    idle_bench: Bench,
) -> None:
    bench = idle_bench
    bench.settings = Settings(messages_per_hour=1, roubles_per_day=Decimal(1000))
    await bench.start(listen=False)
    bench.fault("error", "send", code=223, times=1)
    messages = bench.messenger.accept(bench.drafts("Fire", sender=VIBER, steps=SMS_AND_VOICE))
    waiting = bench.spawn(bench.messenger.settled(messages))
    await bench.advance(1)
    assert waiting.done()


async def test_the_longest_forgotten_steps_are_forgotten(bench: Bench) -> None:
    message = await send(bench, WITHOUT_VIBER)
    await bench.advance(27 * HOUR)
    await send(bench, OTHER_PHONE)
    await send(bench, OTHER_PHONE, text="Water")
    assert bench.messenger.steps(message) == [message]


async def test_a_chain_may_have_any_ways(bench: Bench) -> None:
    await bench.send("Fire", WITHOUT_VIBER, sender=VIBER, steps=(Step(None, WAIT),))
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, "INFORM"]
