"""A message that several actions want, with what each of them asks for beside it."""

from __future__ import annotations

from custom_components.smspilot.messaging.record.draft import Step
from custom_components.smspilot.messaging.record.message import Message, State
from simulator.gateway.models import UNDELIVERED
from tests.messaging.bench import Bench

from .ways import (
    HOUR,
    MINUTE,
    SMS,
    VIBER,
    VOICE,
    WAIT,
    deliver,
    halt,
    send,
    send_into_dead_line,
    send_slow,
    states,
    texts,
    ways,
)


async def repeated(bench: Bench) -> tuple[Message, Message]:
    """Send an alarm that is slow, and again; the gateway refuses the second, which follows it."""
    bench.simulator.account.duplicate_window = HOUR
    first = await send_slow(bench)
    await bench.advance(MINUTE)
    second = await send(bench)
    bench.simulator.account.duplicate_window = 0
    assert states(bench, second) == [State.REJECTED]
    return first, second


async def test_a_step_that_two_chains_share_is_cancelled_once_both_are_reached(
    bench: Bench,
) -> None:
    first, _ = await repeated(bench)
    later = await send_into_dead_line(bench, first)
    await bench.advance(20 * MINUTE)
    deliver(bench, first)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert later.state is State.CANCELLED


async def test_two_actions_share_a_step_with_the_time_added_although_the_clock_was_set_back(
    bench: Bench,
) -> None:
    bench.simulator.account.duplicate_window = HOUR
    await send_slow(bench)
    bench.skew = -HOUR
    await bench.advance(MINUTE)
    await send(bench)
    await bench.advance(WAIT)
    assert texts(bench) == ["Fire", "Fire (12:00)"]


async def test_to_cancel_one_chain_leaves_another_one_that_shares_its_message(
    bench: Bench,
) -> None:
    first, second = await repeated(bench)
    assert bench.messenger.cancel([first.id]) == []
    assert not bench.messenger.goes_on(first)
    await bench.advance(WAIT)
    assert ways(bench) == [VIBER, SMS]
    assert states(bench, second) == [State.REJECTED, State.DELIVERED]


async def test_a_step_that_two_chains_share_is_cancelled_with_the_second_of_them(
    bench: Bench,
) -> None:
    first, second = await repeated(bench)
    later = await send_into_dead_line(bench, first)
    assert bench.messenger.cancel([first.id]) == []
    assert later.state is State.QUEUED
    assert bench.messenger.cancel([second.id]) == [later]
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]


async def test_who_named_a_later_step_cancels_its_chain(bench: Bench) -> None:
    message = await send_slow(bench)
    later = await send_into_dead_line(bench, message)
    assert bench.messenger.cancel([later.id]) == [later]
    assert not bench.messenger.goes_on(message)


async def test_to_cancel_a_message_takes_it_from_no_chain_that_came_to_it(bench: Bench) -> None:
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    [plain] = await bench.send("Fire", sender=SMS)
    assert bench.messenger.steps(message)[-1] is plain
    assert bench.messenger.cancel([plain.id]) == []
    assert bench.messenger.goes_on(message)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_a_cancelled_message_that_only_a_chain_still_wants_is_cancelled_with_it(
    bench: Bench,
) -> None:
    message = await send_slow(bench)
    later = await send_into_dead_line(bench, message)
    assert await bench.send("Fire", sender=SMS) == [later]
    bench.messenger.cancel([later.id])
    await bench.advance(20 * MINUTE)
    deliver(bench, message)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert later.state is State.CANCELLED


async def test_who_waits_for_the_end_hears_of_a_step_that_somebody_else_had_sent(
    bench: Bench,
) -> None:
    message = await send_slow(bench)
    await bench.advance(WAIT - 10)
    [other] = await bench.send("Fire", sender=SMS)
    waiting = bench.spawn(bench.messenger.finished([message], HOUR))
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]
    assert other.state is State.DELIVERED
    assert not bench.messenger.goes_on(message)
    assert waiting.done()


async def test_a_chain_lasts_as_long_as_any_action_wants_that_joined_its_message(
    bench: Bench,
) -> None:
    await bench.simulator.stop()
    message = await send(bench, hold_for=MINUTE)
    assert await send(bench, hold_for=5 * HOUR) is message
    await bench.advance(HOUR)
    await bench.simulator.start()
    while message.state is not State.ACCEPTED:
        await bench.advance(1)
    halt(bench, message)
    await bench.advance(WAIT + MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_a_message_goes_every_way_that_an_action_wants(bench: Bench) -> None:
    """First those of the first action, then what only a later one wants, each once."""
    message = await send_slow(bench, steps=(Step(SMS, WAIT),))
    assert await send(bench, steps=(Step(SMS, MINUTE), Step(VOICE, MINUTE))) is message
    await bench.restart()
    await bench.advance(WAIT + 1)
    assert ways(bench) == [VIBER, SMS]
    halt(bench, bench.messenger.messages[-1])
    await bench.advance(MINUTE + 5)
    assert ways(bench) == [VIBER, SMS, VOICE]
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER, SMS, VOICE]


async def test_a_step_goes_on_as_long_as_a_chain_of_its_own_does(bench: Bench) -> None:
    await send_slow(bench, steps=(Step(SMS, WAIT),))
    await bench.advance(WAIT + 1)
    joined = await send(bench, sender=SMS, steps=(Step(VOICE, WAIT),))
    assert joined.follows is not None
    assert joined.server_id is not None
    bench.simulator.set_status(joined.server_id, UNDELIVERED, 602)
    await bench.advance(15)
    voice = bench.messenger.steps(joined)[-1]
    assert voice.sender == VOICE
    halt(bench, voice)
    assert voice.state is State.ACCEPTED
    assert bench.messenger.goes_on(joined)


async def test_who_joins_a_step_that_waits_casts_no_doubt_on_it(bench: Bench) -> None:
    bench.fault("recent_knows_only", "recent", word="")
    message = await send_slow(bench)
    later = await send_into_dead_line(bench, message)
    bench.fault("server_error", "check")
    await bench.advance(10 * MINUTE)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert later.state is State.QUEUED
    bench.fault("error", "send", code=204, times=1)
    await send(bench, sender=VOICE, steps=(Step(SMS, WAIT),))
    await bench.advance(MINUTE)
    bench.simulator.faults.clear("server_error")
    await bench.advance(MINUTE)
    assert later.state is State.DELIVERED
    assert ways(bench) == [VIBER, SMS]


async def test_an_equal_message_just_sent_goes_further_if_the_second_one_shall(
    bench: Bench,
) -> None:
    [plain] = await bench.send("Fire", sender=VIBER)
    halt(bench, plain)
    message = await send(bench)
    assert message is plain
    assert await send(bench) is plain
    await bench.advance(WAIT + 1)
    assert ways(bench) == [VIBER, SMS]


async def test_what_somebody_else_wants_too_is_not_cancelled_with_the_chain(bench: Bench) -> None:
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    [joined] = await bench.send("Fire", sender=SMS)
    assert joined.follows == message.id
    deliver(bench, message)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert ways(bench) == [VIBER, SMS]
    assert states(bench, message) == [State.DELIVERED, State.DELIVERED]
