"""A step that is refused because its very text is there already (243)."""

from __future__ import annotations

from custom_components.smspilot.messaging.record.draft import Step
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, Bench

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
    send_slow,
    states,
    texts,
    ways,
)


def protect(bench: Bench, seconds: float = HOUR) -> None:
    """Let the gateway refuse a text that it took lately, whatever its channel was."""
    bench.simulator.account.duplicate_window = seconds


async def test_a_text_that_an_earlier_step_holds_goes_with_the_time(bench: Bench) -> None:
    protect(bench)
    message = await send(bench, WITHOUT_VIBER)
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]
    assert texts(bench) == ["Fire", "Fire (12:00)"]
    steps = bench.messenger.steps(message)
    assert [step.step for step in steps] == [1, 2, 2]
    assert states(bench, message) == [State.UNDELIVERED, State.REJECTED, State.DELIVERED]


async def test_a_long_text_makes_room_for_the_time(bench: Bench) -> None:
    protect(bench)
    await send(bench, WITHOUT_VIBER, text="x" * 670)
    await bench.advance(MINUTE)
    assert [len(text) for text in texts(bench)] == [670, 670]
    assert texts(bench)[1] == "x" * 662 + " (12:00)"


async def test_what_an_earlier_step_may_hold_goes_with_the_time(bench: Bench) -> None:
    protect(bench)
    bench.fault("recent_knows_only", "recent", word="")
    bench.fault("drop_after", "send", times=1)
    message = await send(bench)
    await bench.advance(10 * MINUTE)
    assert states(bench, message) == [State.UNKNOWN, State.REJECTED, State.DELIVERED]


async def test_each_step_is_tried_once_more_and_then_counts_as_accepted(bench: Bench) -> None:
    """The words may be forbidden as well: 243 means that, too."""
    message = await send_slow(bench)
    bench.fault("error", "send", code=243, times=2)
    await bench.advance(WAIT + 1)
    assert states(bench, message) == [State.ACCEPTED, State.REJECTED, State.REJECTED]
    await bench.advance(WAIT - 2)
    assert ways(bench) == [VIBER]
    await bench.advance(2)
    assert ways(bench) == [VIBER, VOICE]


async def test_two_steps_of_the_same_minute_have_different_texts(bench: Bench) -> None:
    protect(bench)
    message = await send(bench, UNREACHABLE)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS, VOICE]
    assert texts(bench) == ["Fire", "Fire (12:00)", "Fire (12:00, 3)"]
    assert states(bench, message)[-1] is State.UNDELIVERED


async def test_a_step_whose_request_was_lost_and_whose_text_an_earlier_one_holds_is_sent(
    bench: Bench,
) -> None:
    """The refusal of its second attempt means the message before."""
    await bench.calibrate()
    protect(bench)
    message = await send(bench, WITHOUT_VIBER, steps=(Step(SMS, WAIT),))
    bench.fault("drop_before", "send", times=1)
    await bench.advance(HOUR)
    assert ways(bench)[1:] == [VIBER, SMS]
    assert states(bench, message) == [State.UNDELIVERED, State.UNKNOWN, State.DELIVERED]


async def test_a_refusal_that_may_come_from_the_first_attempt_says_nothing(bench: Bench) -> None:
    """The list does not tell whether that was taken."""
    await bench.calibrate()
    message = await send(bench, WITHOUT_VIBER, steps=(Step(SMS, WAIT),))
    bench.fault("drop_before", "send", times=1)
    await bench.advance(MINUTE)
    bench.fault("error", "send", code=243, times=1)
    await bench.advance(45)
    assert len(bench.sends()) == 1 + 3
    bench.fault("recent_knows_only", "recent", word="")
    await bench.advance(3 * HOUR)
    assert states(bench, message) == [State.UNDELIVERED, State.UNKNOWN]
    assert bench.messenger.steps(message)[-1].error is None


async def test_a_crash_loses_no_step_whose_text_an_earlier_one_holds(bench: Bench) -> None:
    await bench.calibrate()
    protect(bench)
    await send(bench, WITHOUT_VIBER, steps=(Step(SMS, WAIT),))
    bench.fault("drop_before", "send", times=1)
    await bench.advance(12)
    await bench.restart()
    await bench.advance(HOUR)
    assert ways(bench)[1:] == [VIBER, SMS]


async def test_a_repeated_alarm_that_arrived_goes_no_further(bench: Bench) -> None:
    """A sensor bounces: the first message was delivered, the second is refused."""
    protect(bench)
    await send(bench)
    await bench.advance(MINUTE)
    message = await send(bench)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert states(bench, message) == [State.REJECTED]
    assert not bench.messenger.goes_on(message)


async def test_a_repeated_alarm_is_slow_with_the_first_one_and_joins_its_steps(
    bench: Bench,
) -> None:
    protect(bench)
    first = await send_slow(bench)
    await bench.advance(MINUTE)
    second = await send(bench)
    assert bench.messenger.goes_on(second)
    await bench.advance(WAIT - MINUTE + 1)
    assert ways(bench) == [VIBER, SMS]
    halt(bench, bench.messenger.steps(first)[-1])
    await bench.advance(WAIT + 1)
    assert ways(bench) == [VIBER, SMS, VOICE]
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS, VOICE]


async def test_of_equal_messages_the_one_of_the_same_channel_is_followed(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(2 * MINUTE)
    [other] = await bench.send("Fire", sender=SMS)
    halt(bench, other)
    bench.fault("error", "send", code=243, times=1)
    await bench.advance(2 * MINUTE)
    assert states(bench, message) == [State.ACCEPTED, State.REJECTED]
    deliver(bench, other)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS]


async def test_an_equal_message_of_another_channel_is_followed(bench: Bench) -> None:
    protect(bench)
    [other] = await bench.send("Fire", sender=SMS)
    message = await send(bench)
    await bench.advance(HOUR)
    assert other.state is State.DELIVERED
    assert states(bench, message) == [State.REJECTED]
    assert ways(bench) == [SMS]


async def test_a_text_of_long_ago_tells_of_another_event(bench: Bench) -> None:
    protect(bench, 2 * HOUR)
    await send(bench)
    await bench.advance(HOUR)
    message = await send(bench)
    await bench.advance(MINUTE)
    assert texts(bench) == ["Fire", "Fire (13:00)"]
    assert states(bench, message) == [State.REJECTED, State.DELIVERED]
    assert [step.step for step in bench.messenger.steps(message)] == [1, 1]


async def test_an_unknown_one_of_somebody_else_is_not_followed(bench: Bench) -> None:
    """That the text is there is known now: the step counts as accepted."""
    protect(bench)
    bench.fault("recent_knows_only", "recent", word="")
    bench.fault("drop_after", "send", times=1)
    [other] = await bench.send("Fire", sender=VIBER)
    await bench.advance(3 * MINUTE)
    assert other.state is State.UNKNOWN
    message = await send(bench)
    assert bench.messenger.goes_on(message)
    await bench.advance(WAIT - 1)
    assert ways(bench) == [VIBER]
    await bench.advance(2)
    assert len(ways(bench)) == 1
    assert states(bench, message)[1] is State.REJECTED


async def test_a_text_that_nobody_knows_counts_as_accepted(bench: Bench) -> None:
    bench.send_elsewhere(PHONE, "Fire")
    protect(bench)
    bench.fault("error", "send", code=243, times=1)
    message = await send(bench)
    settled = bench.spawn(bench.messenger.settled([message]))
    await bench.settle()
    assert settled.done()
    protect(bench, 0)
    await bench.advance(WAIT - 1)
    assert ways(bench) == ["INFORM"]
    await bench.advance(2)
    assert ways(bench) == ["INFORM", SMS]


async def test_a_test_message_that_is_refused_counts_as_accepted(bench: Bench) -> None:
    bench.fault("error", "send", code=243, times=1)
    message = await send(bench, test=True)
    await bench.advance(WAIT + 1)
    assert states(bench, message) == [State.REJECTED, State.ACCEPTED]


async def test_the_last_step_that_is_refused_so_ends_the_chain(bench: Bench) -> None:
    bench.fault("error", "send", code=243)
    message = await send(bench)
    await bench.advance(HOUR)
    assert states(bench, message) == [State.REJECTED] * 3
    assert not bench.messenger.goes_on(message)


async def test_after_a_crash_a_step_whose_text_is_there_is_waited_for_from_when_that_was_told(
    bench: Bench,
) -> None:
    await send_slow(bench)
    bench.fault("error", "send", code=243, times=2)
    await bench.advance(WAIT + 1)
    await bench.restart(away=MINUTE)
    await bench.advance(WAIT - MINUTE - 2)
    assert ways(bench) == [VIBER]
    await bench.advance(MINUTE / 2)
    assert ways(bench) == [VIBER, VOICE]


async def test_nobody_waits_for_a_step_whose_very_text_is_there(bench: Bench) -> None:
    protect(bench)
    await send_slow(bench)
    await bench.advance(MINUTE)
    drafts = bench.drafts("Fire", sender=VIBER, steps=SMS_AND_VOICE)
    [second] = bench.messenger.accept(drafts)
    waiting = bench.spawn(bench.messenger.settled([second]))
    await bench.settle()
    assert second.state is State.REJECTED
    assert waiting.done()
